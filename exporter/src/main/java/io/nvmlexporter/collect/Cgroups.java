package io.nvmlexporter.collect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which pod a process is of, as Linux tells it by the process's cgroups: the kubelet makes one for each pod, named by
 * the pod's UID. Asked anew each time, since the id of a process that has ended is given to another. For several
 * threads.
 */
public final class Cgroups {
    /** {@code PID_NS_INIT_INO} of {@code linux/nsfs.h}: the first pid namespace has this number on every machine. */
    private static final String HOST_NAMESPACE = "pid:[4026531836]";
    /** A path has at most 4096 bytes, and there are about a dozen hierarchies. */
    private static final int LONGEST = 1 << 16;
    /** {@code 0::/kubepods/…}, or {@code 11:cpu,cpuacct:/kubepods/…} where there are several hierarchies. */
    private static final Pattern LINE = Pattern.compile("\\d+:[^:]*:(?<path>/.*)", Pattern.DOTALL);
    /**
     * The directory that is the pod's: {@code pod<uid>}, or {@code …-pod<uid>.slice} where systemd makes the cgroups,
     * in whose names the UID has underscores. The UID of a static pod is a hash.
     */
    private static final Pattern POD = Pattern.compile("""
            /(?:pod(?<plain>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})
            |[^/]*-pod(?<slice>[0-9a-f]{8}(?:_[0-9a-f]{4}){3}_[0-9a-f]{12}|[0-9a-f]{32})\\.slice)
            (?=[/:]|$)""", Pattern.COMMENTS);

    private final Path proc;
    private final boolean seeAllProcesses;
    private final boolean simulated;

    /** @param proc where {@code /proc} is */
    public Cgroups(Path proc) {
        this(proc, isOfHost(proc), false);
    }

    private Cgroups(Path proc, boolean seeAllProcesses, boolean simulated) {
        this.proc = proc;
        this.seeAllProcesses = seeAllProcesses;
        this.simulated = simulated;
    }

    /** Those of a capture's processes, which run on no machine: none is known. */
    public static Cgroups ofSimulation() {
        return new Cgroups(Path.of("/proc"), false, true);
    }

    /** Whether the GPUs, and so the processes on them, are not of this machine. */
    boolean isSimulated() {
        return simulated;
    }

    /**
     * Whether this process is in the host's pid namespace. In any other, {@code /proc} and NVML name processes
     * differently or not at all, so that a pod would seem to have none.
     */
    public boolean seeAllProcesses() {
        return seeAllProcesses;
    }

    private static boolean isOfHost(Path proc) {
        try {
            return Files.readSymbolicLink(proc.resolve("self/ns/pid"))
                    .toString()
                    .equals(HOST_NAMESPACE);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * @return the UID of the pod, as the kubelet names its cgroup; empty where the process is of no pod
     * @throws NoSuchFileException where there is no such process, or none any more
     * @throws IOException where there is, and it cannot be read; what and where, in one line
     */
    Optional<String> podOf(long pid) throws IOException {
        Path process = proc.resolve(Long.toString(pid));
        try {
            return podIn(read(process.resolve("cgroup")));
        } catch (IOException e) {
            // Reading from a file of a process that has just ended fails as well.
            if (Files.exists(process)) {
                throw new IOException(process.resolve("cgroup") + ": " + FileProblem.of(e), e);
            }
            throw new NoSuchFileException(process.toString());
        }
    }

    private static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new IOException("it is longer than any that Linux writes");
            }
            return new String(bytes, ISO_8859_1);
        }
    }

    /** The first there is: all lines are of one pod, and what is further down a path the pod may have named itself. */
    private static Optional<String> podIn(String cgroups) throws IOException {
        boolean told = false;
        for (String text : cgroups.split("\n")) {
            Matcher line = LINE.matcher(text);
            if (line.matches()) {
                told = true;
                Matcher pod = POD.matcher(line.group("path"));
                if (pod.find()) {
                    String plain = pod.group("plain");
                    return Optional.of(
                            plain != null ? plain : pod.group("slice").replace('_', '-'));
                }
            }
        }
        if (!told) {
            throw new IOException("it names no cgroup");
        }
        return Optional.empty();
    }
}
