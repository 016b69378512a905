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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the directory in which a batch system writes who runs where: in file {@code 0} a job id a line for GPU 0, in
 * {@code 0.11} for its GPU instance 11. Other files are left alone. One that is wrong costs its own jobs, and one line
 * of the log when that begins. For one thread.
 *
 * <p>An empty line is no job: Prometheus takes an empty label for none, so its series would be the device's own again.
 */
public final class JobFiles {
    private static final String NUMBER = "(0|[1-9][0-9]{0,8})";
    private static final Pattern NAME = Pattern.compile(NUMBER + "(?:\\." + NUMBER + ")?");
    private static final int MOST_FILES = 4096;
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_BYTES_IN_ALL = 16 << 20;
    private static final int MOST_BYTES_OF_LINE = 64 << 10;
    /** Each is a copy of all series of the device. */
    private static final int MOST_JOBS = 256;

    private final Path directory;

    public JobFiles(Path directory) {
        this.directory = directory;
    }

    /** What the files say now. */
    public Jobs read() {
        Map<Place, List<String>> jobs = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        try {
            int budget = MOST_BYTES_IN_ALL;
            for (Path file : files(problems)) {
                budget -= readFile(file, budget, jobs, problems);
            }
        } catch (IOException e) {
            problems.add(new Problem("unreadable", cannotRead("directory", directory, e)));
        }
        return new Jobs(jobs, problems);
    }

    /** Those named as a GPU or GPU instance, by name. */
    private List<Path> files(List<Problem> problems) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, JobFiles::isJobFile)) {
            for (Path file : all) {
                if (files.size() == MOST_FILES) {
                    problems.add(new Problem(
                            "too_many_files",
                            directory + ": more than " + MOST_FILES + " job files; the others are not read;"
                                    + " remove those of GPUs that this node does not have"));
                    break;
                }
                files.add(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        files.sort(null);
        return files;
    }

    private static boolean isJobFile(Path file) {
        return NAME.matcher(file.getFileName().toString()).matches() && !Files.isDirectory(file);
    }

    /** @return how many bytes it was */
    private static int readFile(Path file, int budget, Map<Place, List<String>> jobs, List<Problem> problems) {
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
                jobs.put(place(file), ids);
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

    private static Place place(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalArgumentException("no job file: " + file);
        }
        int gpu = Integer.parseInt(name.group(1));
        return name.group(2) == null ? Place.gpu(gpu) : Place.instance(gpu, Integer.parseInt(name.group(2)));
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
        if (ids.size() > MOST_JOBS) {
            problems.add(new Problem(
                    "too_many_jobs",
                    "job file " + file + ": " + ids.size() + " jobs, and " + MOST_JOBS + " are the most for one GPU;"
                            + " remove those that have ended"));
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
