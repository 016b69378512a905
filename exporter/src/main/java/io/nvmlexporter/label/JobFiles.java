package io.nvmlexporter.label;

import io.nvmlexporter.collect.FileProblem;
import io.nvmlexporter.label.Jobs.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the directory in which a batch system writes who runs where: in each file, named as {@link JobFileName} has it,
 * a job id a line. One that is wrong costs its own jobs, and one line of the log when that begins. What else lies there
 * is counted, so that a name nobody understands does not go unseen. For one thread.
 *
 * <p>An empty line is no job: Prometheus takes an empty label for none, so its series would be the device's own again.
 */
public final class JobFiles {
    private static final int MOST_FILES = 4096;
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_BYTES_IN_ALL = 16 << 20;
    private static final int MOST_BYTES_OF_LINE = 64 << 10;
    private static final int LONGEST_NAME = 100;

    private final Path directory;

    public JobFiles(Path directory) {
        this.directory = directory;
    }

    /** What the files say now. */
    public FoundJobs read() {
        List<JobFile> files = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        try {
            int budget = MOST_BYTES_IN_ALL;
            for (Path file : files(problems).values()) {
                budget -= readFile(file, budget, files, problems);
            }
        } catch (IOException e) {
            problems.add(new Problem("unreadable", cannotRead("directory", directory, e)));
        }
        return new FoundJobs(directory, files, problems);
    }

    /** Those named as a device, by that name. */
    private SortedMap<String, Path> files(List<Problem> problems) throws IOException {
        SortedMap<String, Path> files = new TreeMap<>();
        int others = 0;
        boolean tooMany = false;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path file : all) {
                Optional<Problem> unfit = unfit(file);
                tooMany |= (unfit.isPresent() ? others : files.size()) == MOST_FILES;
                if (unfit.isPresent() && others < MOST_FILES) {
                    problems.add(unfit.get());
                    others++;
                } else if (unfit.isEmpty() && files.size() < MOST_FILES) {
                    files.put(name(file), file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (tooMany) {
            problems.add(new Problem(
                    "too_many_files",
                    directory + ": more than " + MOST_FILES + " job files, or other files; the rest is not read;"
                            + " remove those of GPUs that this node does not have"));
        }
        return files;
    }

    /** Why that is not read; empty for a job file. A name that begins with a dot is how others keep theirs apart. */
    private static Optional<Problem> unfit(Path file) {
        String name = name(file);
        if (name.startsWith(".")) {
            return Optional.of(new Problem("hidden", ""));
        }
        if (JobFileName.of(name).isEmpty()) {
            return Optional.of(new Problem(
                    "unknown_name",
                    "job file " + shown(file) + ": that is the name of no GPU; name it by a GPU's index (0), by index"
                            + " and GPU instance (0.11), or by UUID (GPU-…, MIG-…)"));
        }
        return Files.isDirectory(file)
                ? Optional.of(new Problem(
                        "directory", "job file " + shown(file) + ": a directory; write a file with a job id a line"))
                : Optional.empty();
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /** In one line of modest length, whatever the name is. */
    private static String shown(Path file) {
        String name = name(file).replaceAll("\\p{Cntrl}", "?");
        String most = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
        return file.getParent() == null ? most : file.getParent() + "/" + most;
    }

    /** @return how many bytes it was */
    private static int readFile(Path file, int budget, List<JobFile> files, List<Problem> problems) {
        // A pipe would block, and a device need not end.
        if (!Files.isRegularFile(file)) {
            problems.add(new Problem("unreadable", "job file " + file + ": not a regular file; remove it"));
            return 0;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(Math.min(MOST_BYTES, budget) + 1);
            if (bytes.length > Math.min(MOST_BYTES, budget)) {
                problems.add(new Problem("too_large", "job file " + file + ": " + tooLarge(budget)));
                return 0;
            }
            List<String> ids = ids(file, bytes, problems);
            if (!ids.isEmpty()) {
                files.add(new JobFile(name(file), JobFileName.of(name(file)).orElseThrow(), ids));
            }
            return bytes.length;
        } catch (IOException e) {
            problems.add(new Problem("unreadable", cannotRead("job file", file, e)));
            return 0;
        }
    }

    private static String tooLarge(int budget) {
        return budget < MOST_BYTES
                ? "with the files before it larger than 16 MiB; write one job id a line"
                : "larger than 1 MiB; write one job id a line";
    }

    /** The lines that are not empty, each once; bytes that are not UTF-8 as U+FFFD. */
    private static List<String> ids(Path file, byte[] bytes, List<Problem> problems) {
        List<String> ids = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int line = 1;
        int begin = 0;
        while (begin < bytes.length) {
            int end = endOfLine(bytes, begin);
            if (end - begin > MOST_BYTES_OF_LINE) {
                problems.add(new Problem(
                        "line_too_long", "job file " + file + ":" + line + ": longer than 64 KiB; write a job id"));
                return List.of();
            }
            String id = new String(bytes, begin, end - begin, StandardCharsets.UTF_8).replaceFirst("\r$", "");
            if (!id.isEmpty() && seen.add(id)) {
                ids.add(id);
            }
            begin = end + 1;
            line++;
        }
        if (ids.size() > FoundJobs.MOST_JOBS) {
            problems.add(new Problem(
                    "too_many_jobs",
                    "job file " + file + ": " + ids.size() + " jobs, and " + FoundJobs.MOST_JOBS
                            + " are the most for one GPU; remove those that have ended"));
            return List.of();
        }
        return List.copyOf(ids);
    }

    private static int endOfLine(byte[] bytes, int begin) {
        int end = begin;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    private static String cannotRead(String what, Path path, IOException e) {
        return "cannot read the " + what + " " + path + ": " + FileProblem.of(e);
    }
}
