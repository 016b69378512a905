package io.nvmlexporter.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CgroupsTest {
    private static final String UID = "5a43f8ef-1b3c-4d4f-8f0a-0123456789ab";
    private static final String UNDERSCORED = "5a43f8ef_1b3c_4d4f_8f0a_0123456789ab";
    private static final String OTHER = "00000000-1111-2222-3333-444444444444";
    private static final String STATIC_POD = "17cf4cfdac2f3a5b98b2ad0b5a2b1a4c";

    @TempDir
    private Path root;

    private ProcTree proc;

    @BeforeEach
    void make() {
        proc = ProcTree.ofHost(root);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // cgroupfs, v2 and v1, of each class of service
                "0::/kubepods/pod5a43f8ef-1b3c-4d4f-8f0a-0123456789ab/3c1d",
                "0::/kubepods/besteffort/pod5a43f8ef-1b3c-4d4f-8f0a-0123456789ab/3c1d",
                "12:rdma:/\n11:cpu,cpuacct:/kubepods/burstable/pod5a43f8ef-1b3c-4d4f-8f0a-0123456789ab/3c1d\n0::/",
                // systemd, v2 and v1
                "0::/kubepods.slice/kubepods-pod5a43f8ef_1b3c_4d4f_8f0a_0123456789ab.slice/cri-containerd-3c.scope",
                "1:name=systemd:/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod" + UNDERSCORED
                        + ".slice/crio-3c.scope",
                "0::/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod" + UNDERSCORED + ".slice/cri-3c.scope",
                // containerd and the kubelet do not agree on who makes the cgroups
                "0::/system.slice/containerd.service/kubepods-burstable-pod" + UNDERSCORED + ".slice:cri-containerd:3c",
                // seen from a cgroup namespace
                "0::/../../kubepods-besteffort-pod5a43f8ef_1b3c_4d4f_8f0a_0123456789ab.slice/cri-containerd-3c.scope",
                "0::/../../pod5a43f8ef-1b3c-4d4f-8f0a-0123456789ab/3c1d",
                // the container's cgroup is gone already
                "0::/kubepods/pod5a43f8ef-1b3c-4d4f-8f0a-0123456789ab/3c1d (deleted)",
                // what a container makes in its own cgroup does not count
                "0::/kubepods/pod5a43f8ef-1b3c-4d4f-8f0a-0123456789ab/3c1d/pod00000000-1111-2222-3333-444444444444/x"
            })
    void aPodIsNamedByTheCgroupThatTheKubeletMadeForIt(String cgroup) throws IOException {
        assertThat(proc.with(42, cgroup + "\n").cgroups().podOf(42)).contains(UID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0::/kubepods/pod" + STATIC_POD + "/3c1d",
                "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + STATIC_POD
                        + ".slice/cri-3c.scope"
            })
    void aStaticPodIsNamedByItsHash(String cgroup) throws IOException {
        assertThat(proc.with(42, cgroup).cgroups().podOf(42)).contains(STATIC_POD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0::/",
                "0::/system.slice/nvidia-persistenced.service",
                "0::/user.slice/user-1000.slice/session-2.scope",
                "0::/docker/3c1d5a43f8ef1b3c4d4f8f0a0123456789ab",
                // nearly a pod's
                "0::/kubepods/tripod" + UID + "/3c1d",
                "0::/kubepods/pod" + UID + "0/3c1d",
                "0::/kubepods/pod" + UNDERSCORED + "/3c1d",
                "0::/kubepods.slice/kubepods-pod" + UNDERSCORED + ".scope/x",
                "0::/kubepods.slice/kubepods-pod" + UID + ".slice/x",
                "0::/kubepods/podcache/3c1d",
                // in the name of a hierarchy
                "1:name=/pod" + UID + "/:/"
            })
    void whatNoKubeletMadeIsOfNoPod(String cgroup) throws IOException {
        assertThat(proc.with(42, cgroup + "\n").cgroups().podOf(42)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    ''                                                       | it names no cgroup
                    kubepods/pod5a43f8ef-1b3c-4d4f-8f0a-0123456789ab/3c1d    | it names no cgroup
                    0:kubepods/pod5a43f8ef-1b3c-4d4f-8f0a-0123456789ab/3c1d  | it names no cgroup
                    """)
    void whatIsNoListOfCgroupsSaysNothing(String cgroup, String problem) {
        Cgroups cgroups = proc.with(42, cgroup).cgroups();
        assertThatIOException()
                .isThrownBy(() -> cgroups.podOf(42))
                .withMessage(root.resolve("42/cgroup") + ": " + problem);
    }

    @Test
    void aLineOfAMebibyteIsNotRead() {
        String pod = "0::/kubepods/pod" + UID + "/";
        Cgroups cgroups = proc.with(42, pod + "x".repeat(1 << 20))
                .with(43, pod + "x/".repeat(1 << 14))
                .with(44, "0::" + "/-pod".repeat(1 << 13))
                .cgroups();
        assertThatIOException().isThrownBy(() -> cgroups.podOf(42)).withMessageContaining("longer than any");
        assertThat(pods(cgroups, 43)).isEqualTo(UID);
        assertThat(pods(cgroups, 44)).isEmpty();
    }

    @Test
    void bytesThatAreNoTextAreNoPodAndNoFailure() throws IOException {
        Files.createDirectories(root.resolve("42"));
        Files.write(
                root.resolve("42/cgroup"), new byte[] {'0', ':', ':', '/', (byte) 0xFF, 0, (byte) 0xC3, '\r', '\n'});
        assertThat(proc.cgroups().podOf(42)).isEmpty();
    }

    @Test
    void whatCannotBeReadIsToldFromWhatIsNotThere() {
        Cgroups cgroups = proc.withUnreadable(42).cgroups();
        assertThatIOException()
                .isThrownBy(() -> cgroups.podOf(42))
                .isNotInstanceOf(NoSuchFileException.class)
                .withMessageStartingWith(root.resolve("42/cgroup") + ": ");
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> cgroups.podOf(43));
    }

    @Test
    void aProcessIsLookedUpAnewEachTime() throws IOException {
        Cgroups cgroups = proc.ofPod(42, UID).cgroups();
        assertThat(cgroups.podOf(42)).contains(UID);
        proc.ofPod(42, OTHER);
        assertThat(cgroups.podOf(42)).contains(OTHER);
    }

    @Test
    void onlyTheHostsNamespaceHasAllProcesses(@TempDir Path container, @TempDir Path nothing) {
        assertThat(proc.cgroups().seeAllProcesses()).isTrue();
        assertThat(ProcTree.ofContainer(container).cgroups().seeAllProcesses()).isFalse();
        assertThat(new Cgroups(nothing).seeAllProcesses()).isFalse();
    }

    private static String pods(Cgroups cgroups, long pid) {
        try {
            return cgroups.podOf(pid).orElse("");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
