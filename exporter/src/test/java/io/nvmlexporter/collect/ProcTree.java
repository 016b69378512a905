package io.nvmlexporter.collect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** As much of a {@code /proc} as tells whose processes are. */
public final class ProcTree {
    private final Path root;

    private ProcTree(Path root) {
        this.root = root;
    }

    /** Of a program in the host's pid namespace. */
    public static ProcTree ofHost(Path root) {
        return of(root, 4_026_531_836L);
    }

    /** Of a program that sees only the processes of its own container. */
    public static ProcTree ofContainer(Path root) {
        return of(root, 4_026_532_456L);
    }

    private static ProcTree of(Path root, long namespace) {
        try {
            Files.createDirectories(root.resolve("self/ns"));
            Files.createSymbolicLink(root.resolve("self/ns/pid"), Path.of("pid:[" + namespace + "]"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ProcTree(root);
    }

    /** A process with that cgroup file. */
    public ProcTree with(long pid, String cgroup) {
        try {
            Files.writeString(
                    Files.createDirectories(root.resolve(Long.toString(pid))).resolve("cgroup"), cgroup);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A process of that pod, where systemd makes the cgroups. */
    public ProcTree ofPod(long pid, String uid) {
        return with(
                pid, "0::/kubepods.slice/kubepods-pod" + uid.replace('-', '_') + ".slice/cri-containerd-0f.scope\n");
    }

    /** A process whose cgroup file not even root can read: it is a directory. */
    ProcTree withUnreadable(long pid) {
        try {
            Files.createDirectories(root.resolve(pid + "/cgroup"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public Cgroups cgroups() {
        return new Cgroups(root);
    }
}
