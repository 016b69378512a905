package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nvmlexporter.kubelet.DockerDouble;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which container has which GPU, from Docker's socket to the page, in the program as it runs. */
@SuppressWarnings("try") // What a runtime is there for is to be open.
class ContainersTest {
    private static final String GPU_0 = "GPU-003adf87-7dcd-4255-a383-f4b7d7838019";

    @TempDir
    private Path folder;

    @Test
    void seriesNameTheContainersThatHaveTheGpuAsLongAsTheRuntimeSaysSo() throws IOException {
        Path socket = folder.resolve("docker.sock");
        try (Program exporter = Program.start(
                "--demo",
                "--still",
                "--names=both",
                "--address=127.0.0.1:0",
                "--container-labels",
                "--container-runtime-socket=unix://" + socket)) {
            String before = exporter.awaitPage(
                    "the reason",
                    text -> text.contains("nvml_exporter_container_runtime_up{reason=\"socket_missing\"} 0.0\n"));
            assertThat(before).doesNotContain("container=\"");
            try (DockerDouble docker = new DockerDouble(socket)
                    .running(Map.of(
                            "train", DockerDouble.requesting(GPU_0),
                            "lost", DockerDouble.requesting("GPU-00000000-0000-0000-0000-000000000000")))) {
                String page = exporter.awaitPage("a container", text -> text.contains("container=\"train\"} "));
                assertThat(page.lines().filter(line -> line.startsWith("DCGM_FI_DEV_GPU_TEMP{gpu=\"0\"")))
                        .hasSize(2)
                        .anyMatch(line -> !line.contains("container="))
                        .anyMatch(line -> line.contains("container=\"train\""));
                assertThat(page)
                        .contains("nvml_exporter_container_runtime_up 1.0\n")
                        .contains("nvml_exporter_unmapped_container_devices{reason=\"unknown_uuid\"} 1.0\n")
                        .contains("nvml_container_info{container=\"train\",uuid=\"" + GPU_0 + "\"} 1\n")
                        .doesNotContain("container=\"lost\"");
                docker.running(Map.of());
                exporter.awaitPage("its end", text -> !text.contains("container=\"train\""));
            }
            exporter.awaitPage(
                    "the reason again",
                    text -> text.contains("nvml_exporter_container_runtime_up{reason=\"socket_missing\"} 0.0\n"));
        }
    }

    @Test
    void theLabelsNeedASocketToAskAt() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> settings("--container-labels"))
                .withMessage("--container-labels=true: name the socket of the container runtime, as"
                        + " --container-runtime-socket=/run/docker.sock");
    }

    @Test
    void theKubeletNamesTheContainersWhereItIsAsked() throws UsageException {
        Settings settings = settings("--container-labels", "-k");
        assertThat(settings.ownership().containerRuntime()).isEmpty();
        assertThat(settings.notices())
                .containsExactly(
                        "--container-labels does nothing beside --kubernetes: the kubelet names the containers");
    }

    @Test
    void aSocketAloneIsToldToDoNothing() throws UsageException {
        Settings settings = settings("--container-runtime-socket=/run/docker.sock");
        assertThat(settings.ownership().containerRuntime()).isEmpty();
        assertThat(settings.notices())
                .containsExactly("--container-runtime-socket does nothing without --container-labels");
    }

    @Test
    void theSocketMayBeWrittenAsAnAddress() throws UsageException {
        for (String address : List.of("/run/docker.sock", "unix:///run/docker.sock", "unix:/run/docker.sock")) {
            assertThat(settings("--container-labels", "--container-runtime-socket=" + address)
                            .ownership()
                            .containerRuntime())
                    .contains(Path.of("/run/docker.sock"));
        }
    }

    private static Settings settings(String... arguments) throws UsageException {
        return Settings.of(Flags.parse(List.of(arguments), Map.of()), Map.of());
    }
}
