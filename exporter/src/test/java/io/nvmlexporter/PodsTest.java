package io.nvmlexporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nvmlexporter.kubelet.Container;
import io.nvmlexporter.kubelet.Device;
import io.nvmlexporter.kubelet.KubeletDouble;
import io.nvmlexporter.kubelet.Pod;
import io.nvmlexporter.nvml.NvmlDouble;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has which GPU, from a kubelet's socket to the page, in the program as it runs. */
@SuppressWarnings("try") // What a kubelet is there for is to be open.
class PodsTest {
    private static final String GPU_0 = "GPU-003adf87-7dcd-4255-a383-f4b7d7838019";
    private static final List<Pod> PODS = List.of(
            pod("train", new Device("nvidia.com/gpu", GPU_0)),
            pod("shared-a", new Device("nvidia.com/gpu.shared", "GPU-9a792a87-af93-4b68-a728-11d3394cedb2::0")),
            pod("shared-b", new Device("nvidia.com/gpu.shared", "GPU-9a792a87-af93-4b68-a728-11d3394cedb2::1")),
            pod("lost", new Device("nvidia.com/gpu", "GPU-00000000-0000-0000-0000-000000000000")),
            pod("net", new Device("rdma/hca", "mlx5_0")));

    @TempDir
    private Path folder;

    private static Pod pod(String name, Device device) {
        return new Pod("ml", name, List.of(new Container("main", List.of(device), List.of())));
    }

    private Path socket() {
        return folder.resolve("kubelet.sock");
    }

    @Test
    void seriesNameThePodThatHasTheGpu() throws IOException {
        try (KubeletDouble kubelet = KubeletDouble.listing(socket(), PODS);
                Program exporter = start("--names", "both")) {
            String page = exporter.awaitPage("a pod", text -> text.contains("pod=\"train\"} "));
            assertThat(line(page, "DCGM_FI_DEV_GPU_TEMP{gpu=\"0\""))
                    .contains("container=\"main\",namespace=\"ml\",pod=\"train\"}");
            assertThat(line(page, "DCGM_FI_DEV_GPU_TEMP{gpu=\"1\"")).contains("pod=\"shared-b\"");
            assertThat(line(page, "DCGM_FI_DEV_GPU_TEMP{gpu=\"2\"")).doesNotContain("pod");
            assertThat(page)
                    .contains("nvml_exporter_pod_mapping_up 1.0\n")
                    .contains(
                            "nvml_exporter_unmapped_devices{reason=\"unknown_uuid\",resource=\"nvidia.com/gpu\"} 1.0\n")
                    .doesNotContain("rdma/hca")
                    .contains("nvml_pod_info{container=\"main\",namespace=\"ml\",pod=\"train\",uuid=\"" + GPU_0
                            + "\"} 1\n")
                    .contains("pod=\"shared-a\"", "pod=\"shared-b\"");
            assertThat(page.lines().filter(line -> line.startsWith("nvml_gpu_temperature_celsius")))
                    .hasSize(8);
        }
    }

    @Test
    void aKubeletThatGoesTakesNoValueAway() throws IOException {
        try (Program exporter = start("--kubernetes-virtual-gpus")) {
            exporter.awaitPage(
                    "the reason", text -> text.contains("nvml_exporter_pod_mapping_up{reason=\"socket_missing\"} 0.0"));
            try (KubeletDouble kubelet = KubeletDouble.listing(socket(), PODS)) {
                String page = exporter.awaitPage("both parts", text -> text.contains("pod=\"shared-a\",vgpu=\"0\"}"));
                assertThat(page).contains("pod=\"shared-b\",vgpu=\"1\"}");
            }
            Files.deleteIfExists(socket());
            String page = exporter.awaitPage("the reason again", text -> text.contains("pod_mapping_up{reason="));
            assertThat(page).contains("DCGM_FI_DEV_GPU_TEMP{gpu=\"0\"", "pod=\"train\"");
        }
    }

    @Test
    void jobsAreNamedByTheirFiles() throws IOException {
        Files.writeString(folder.resolve("3"), "job-17\njob-18\n");
        try (Program exporter =
                Program.start("--demo", "--still", "--address=127.0.0.1:0", "--hpc-job-mapping-dir=" + folder)) {
            String page = exporter.awaitPage("the job", text -> text.contains("hpc_job=\"job-17\""));
            assertThat(page.lines().filter(line -> line.startsWith("DCGM_FI_DEV_GPU_TEMP{gpu=\"3\"")))
                    .hasSize(2)
                    .anyMatch(line -> line.contains("hpc_job=\"job-18\""));
        }
    }

    @Test
    void jobFilesOfSlurm2511AreNamedByUuidAndWhatElseLiesThereIsCounted() throws IOException {
        Files.writeString(folder.resolve(GPU_0), "job-17\n");
        Files.writeString(folder.resolve("GPU-00000000-0000-0000-0000-000000000000"), "job-18\n");
        Files.writeString(folder.resolve("README"), "job-19\n");
        try (Program exporter =
                Program.start("--demo", "--still", "--address=127.0.0.1:0", "--hpc-job-mapping-dir=" + folder)) {
            String page = exporter.awaitPage("the job", text -> text.contains("hpc_job=\"job-17\""));
            assertThat(line(page, "DCGM_FI_DEV_GPU_TEMP{gpu=\"0\"")).contains("hpc_job=\"job-17\"");
            assertThat(page)
                    .contains("nvml_exporter_job_file_problems{reason=\"unknown_name\"} 1.0\n")
                    .contains("nvml_exporter_job_file_problems{reason=\"unknown_uuid\"} 1.0\n")
                    .doesNotContain("job-18", "job-19");
        }
    }

    @Test
    void theCommandSaysWhatEachDeviceIsOrWhyItIsNone() throws Exception {
        try (KubeletDouble kubelet = KubeletDouble.listing(socket(), PODS);
                NvmlDouble node = NvmlDouble.answering(Pages.captureText("h100"))) {
            String table = pods("--nvml-library=" + node.library());
            assertThat(table)
                    .contains(GPU_0 + "     nvidia.com/gpu           0              ml/train/main\n")
                    .containsPattern("::1 +nvidia.com/gpu.shared +1 part 1 +ml/shared-b/main\n")
                    .containsPattern("GPU-00000000-\\S+ +nvidia.com/gpu +- +ml/lost/main  \\(.*\\)\n")
                    .endsWith("5 pods, 5 devices\n");
        }
    }

    @Test
    void theCommandSaysWhatIsWrongWithTheSocket() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> pods())
                .withMessageStartingWith("pods: ")
                .withMessageContaining(socket().toString());
    }

    private Program start(String... more) {
        String[] arguments = new String[more.length + 5];
        String[] always = {
            "--demo", "--still", "--address=127.0.0.1:0", "-k", "--pod-resources-kubelet-socket=" + socket()
        };
        System.arraycopy(always, 0, arguments, 0, always.length);
        System.arraycopy(more, 0, arguments, always.length, more.length);
        return Program.start(arguments);
    }

    private String pods(String... more) throws UsageException, InterruptedException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        List<String> arguments = new ArrayList<>(List.of("--pod-resources-kubelet-socket=" + socket()));
        arguments.addAll(List.of(more));
        PodsCommand.run(arguments, Map.of(), new PrintStream(text, true, UTF_8));
        return text.toString(UTF_8);
    }

    private static String line(String page, String start) {
        return page.lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
    }
}
