package io.nvmlexporter;

import static io.nvmlexporter.field.ProcessAnswers.COMPUTE;
import static io.nvmlexporter.field.ProcessAnswers.UTILIZATION;
import static io.nvmlexporter.field.ProcessAnswers.busyNow;
import static io.nvmlexporter.field.ProcessAnswers.running;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.apiserver.ApiServerDouble;
import io.nvmlexporter.collect.Cgroups;
import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.Counters;
import io.nvmlexporter.collect.CountersFile;
import io.nvmlexporter.collect.CountersFileException;
import io.nvmlexporter.collect.Names;
import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.collect.ProcTree;
import io.nvmlexporter.collect.TwoPolls;
import io.nvmlexporter.collect.View;
import io.nvmlexporter.http.CleanMetrics;
import io.nvmlexporter.http.Exposition;
import io.nvmlexporter.http.OwnershipMetrics;
import io.nvmlexporter.http.PageFormat;
import io.nvmlexporter.http.SelfMetrics;
import io.nvmlexporter.kubelet.Container;
import io.nvmlexporter.kubelet.Device;
import io.nvmlexporter.kubelet.KubeletClient;
import io.nvmlexporter.kubelet.KubeletDouble;
import io.nvmlexporter.kubelet.Pod;
import io.nvmlexporter.kubelet.PodList;
import io.nvmlexporter.label.FoundJobs;
import io.nvmlexporter.label.Ownership;
import io.nvmlexporter.label.PodMetadata;
import io.nvmlexporter.label.ResourceNames;
import io.nvmlexporter.label.SeriesLabels;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlDouble;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each pod uses of a GPU that several have: from NVML's library, {@code /proc} and a kubelet's socket to the page.
 */
@Timeout(60)
@SuppressWarnings("try") // What a kubelet is there for is to be open.
class SharedGpuTest {
    private static final String UUID = "GPU-003adf87-7dcd-4255-a383-f4b7d7838019";
    private static final String TRAINING = "5a43f8ef-1b3c-4d4f-8f0a-0123456789ab";
    private static final String IDLE = "6b43f8ef-1b3c-4d4f-8f0a-0123456789ab";
    private static final String MIRROR = "7c43f8ef-1b3c-4d4f-8f0a-0123456789ab";
    private static final String MIRRORED = "17cf4cfdac2f3a5b98b2ad0b5a2b1a4c";
    private static final long MIB = 1 << 20;
    private static final List<Pod> PODS = List.of(pod("train", 0), pod("idle", 1), pod("static", 2));
    private static final String COUNTERS = """
            dcgm_gpu_utilization, gauge, busy
            dcgm_fb_used, gauge, used
            DCGM_FI_DEV_GPU_TEMP, gauge, heat
            """;
    private static final String GPU = """
            # nvml-exporter capture 1
            [system]
            nvmlSystemGetDriverVersion = "580.105.08"
            nvmlDeviceGetCount_v2 = 1
            [gpu 0]
            nvmlDeviceGetUUID = "%s"
            nvmlDeviceGetTemperatureV(0) = 41
            nvmlDeviceGetUtilizationRates = gpu:90 memory:12
            nvmlDeviceGetMemoryInfo_v2 = total:1048576000 reserved:0 free:0 used:1048576000
            """.formatted(UUID)
            + COMPUTE + " = " + running(11, 5 * MIB + 7, 12, 3 * MIB - 1, 13, 2 * MIB, 14, 100 * MIB) + "\n"
            + UTILIZATION + " = " + busyNow(11, 30, 12, 12, 14, 48) + "\n";

    @TempDir
    private Path folder;

    private static Pod pod(String name, int part) {
        Device device = new Device("nvidia.com/gpu.shared", UUID + "::" + part);
        return new Pod("ml", name, List.of(new Container("main", List.of(device), List.of())));
    }

    private ProcTree processes() {
        return ProcTree.ofHost(folder.resolve("proc"))
                .ofPod(11, TRAINING)
                .with(12, "4:memory:/kubepods/burstable/pod" + TRAINING + "/8d\n1:name=systemd:/\n")
                .with(13, "0::/kubepods/besteffort/pod" + MIRRORED + "/8d\n")
                .with(14, "0::/system.slice/x.service\n");
    }

    private static PodMetadata metadata(String namespace, String name) {
        return switch (name) {
            case "train" -> new PodMetadata(TRAINING, TRAINING, Map.of());
            case "idle" -> new PodMetadata(IDLE, IDLE, Map.of());
            default -> new PodMetadata(MIRROR, MIRRORED, Map.of());
        };
    }

    @Test
    void eachPodHasItsPartAndTheGpuTheWhole() throws IOException {
        assertThat(page(processes(), SharedGpuTest::metadata))
                .contains("""
                # HELP dcgm_gpu_utilization busy
                # TYPE dcgm_gpu_utilization gauge
                dcgm_gpu_utilization{GPU} 90
                dcgm_gpu_utilization{GPU,MAIN,pod="train",pod_uid="TRAINING",vgpu="0"} 42
                dcgm_gpu_utilization{GPU,MAIN,pod="idle",pod_uid="IDLE",vgpu="1"} 0
                dcgm_gpu_utilization{GPU,MAIN,pod="static",pod_uid="MIRROR",vgpu="2"} 0
                # HELP dcgm_fb_used used
                # TYPE dcgm_fb_used gauge
                dcgm_fb_used{GPU} 1000
                dcgm_fb_used{GPU,MAIN,pod="train",pod_uid="TRAINING",vgpu="0"} 7
                dcgm_fb_used{GPU,MAIN,pod="idle",pod_uid="IDLE",vgpu="1"} 0
                dcgm_fb_used{GPU,MAIN,pod="static",pod_uid="MIRROR",vgpu="2"} 2
                """)
                .contains("""
                DCGM_FI_DEV_GPU_TEMP{GPU,MAIN,pod="train",pod_uid="TRAINING",vgpu="0"} 41
                DCGM_FI_DEV_GPU_TEMP{GPU,MAIN,pod="idle",pod_uid="IDLE",vgpu="1"} 41
                DCGM_FI_DEV_GPU_TEMP{GPU,MAIN,pod="static",pod_uid="MIRROR",vgpu="2"} 41
                """)
                .contains("""
                nvml_pod_memory_used_bytes{namespace="ml",pod="idle",pod_uid="IDLE",uuid="UUID"} 0.0
                nvml_pod_memory_used_bytes{namespace="ml",pod="static",pod_uid="MIRROR",uuid="UUID"} 2097152.0
                nvml_pod_memory_used_bytes{namespace="ml",pod="train",pod_uid="TRAINING",uuid="UUID"} 8388614.0
                """)
                .contains("""
                nvml_pod_sm_utilization_ratio{namespace="ml",pod="idle",pod_uid="IDLE",uuid="UUID"} 0.0
                nvml_pod_sm_utilization_ratio{namespace="ml",pod="static",pod_uid="MIRROR",uuid="UUID"} 0.0
                nvml_pod_sm_utilization_ratio{namespace="ml",pod="train",pod_uid="TRAINING",uuid="UUID"} 0.42
                """)
                .doesNotContain("nvml_exporter_pod_share_absent{");
    }

    @Test
    void withoutTheHostsProcessesThePageHasNoShareAndSaysWhy() throws IOException {
        ProcTree container = ProcTree.ofContainer(folder.resolve("proc")).ofPod(11, TRAINING);
        assertHasNoShares(page(container, SharedGpuTest::metadata), "no_host_pid");
    }

    @Test
    void withoutTheApiServerThePageHasNoShareAndSaysWhy() throws IOException {
        assertHasNoShares(page(processes(), (namespace, name) -> PodMetadata.NONE), "unknown_pod_uid");
    }

    /** In the program as it runs, with a process of this machine, which no kubelet started. */
    @Test
    void theProgramGivesNoPodTheWholeNorWhatIsNobodys() throws IOException {
        Path socket = folder.resolve("kubelet.sock");
        String gpu = GPU.lines()
                .filter(line -> !line.startsWith(COMPUTE) && !line.startsWith(UTILIZATION))
                .collect(joining("\n"));
        String own = running(ProcessHandle.current().pid(), 5 * MIB);
        try (ApiServerDouble api = ApiServerDouble.start(folder.resolve("account"));
                KubeletDouble kubelet = KubeletDouble.listing(socket, PODS);
                NvmlDouble node = NvmlDouble.answering(gpu + "\n" + COMPUTE + " = " + own)) {
            api.put(
                    "/api/v1/pods",
                    "{'metadata': {'namespace': 'ml', 'name': 'idle', 'uid': '" + IDLE
                            + "'}, 'spec': {'nodeName': 'node-a'}}");
            Map<String, String> environment = new HashMap<>(node.environment());
            environment.putAll(api.environment("node-a"));
            try (Program exporter = Program.start(environment, arguments(node, socket))) {
                assertHasNothing(exporter.awaitPage(
                        "what is known of pods",
                        text -> text.contains("pod=\"idle\",pod_uid=") || text.contains("reason=\"no_host_pid\"")));
            }
        }
    }

    private static List<String> arguments(NvmlDouble node, Path socket) {
        return List.of(
                "--address=127.0.0.1:0",
                "--nvml-library=" + node.library(),
                "-k",
                "--kubernetes-virtual-gpus",
                "--pod-resources-kubelet-socket=" + socket);
    }

    private static void assertHasNothing(String page) {
        assertThat(page).containsPattern("DCGM_FI_DEV_FB_USED\\{[^}]*modelName=\"\"[^}]*} 1000\n");
        List<String> shares = page.lines()
                .filter(line -> line.startsWith("DCGM_FI_DEV_FB_USED{") && line.contains("pod="))
                .toList();
        String absent = "nvml_exporter_pod_share_absent{UUID=\"" + UUID + "\",field=\"DCGM_FI_DEV_FB_USED\",gpu=\"0\","
                + "reason=\"%s\"} 1.0\n";
        if (new Cgroups(Path.of("/proc")).seeAllProcesses()) {
            assertThat(shares)
                    .singleElement()
                    .asString()
                    .endsWith("pod=\"idle\",pod_uid=\"" + IDLE + "\",vgpu=\"1\"} 0");
            assertThat(page).contains(absent.formatted("unknown_pod_uid"));
        } else {
            assertThat(shares).isEmpty();
            assertThat(page).contains(absent.formatted("no_host_pid"));
        }
    }

    private static void assertHasNoShares(String page, String reason) {
        assertThat(page)
                .contains("dcgm_gpu_utilization{GPU} 90\n", "dcgm_fb_used{GPU} 1000\n")
                .contains(
                        "nvml_exporter_pod_share_absent{UUID=\"UUID\",field=\"DCGM_FI_DEV_GPU_UTIL\",gpu=\"0\",reason=\""
                                + reason + "\"} 1.0\n")
                .contains(
                        "nvml_exporter_pod_share_absent{UUID=\"UUID\",field=\"DCGM_FI_DEV_FB_USED\",gpu=\"0\",reason=\""
                                + reason + "\"} 1.0\n")
                .doesNotContain("nvml_pod_memory_used_bytes", "nvml_pod_sm_utilization_ratio");
        assertThat(page.lines()).filteredOn(line -> line.startsWith("dcgm_")).hasSize(2);
    }

    /** The page with both names, its long texts replaced by their names. */
    private String page(ProcTree proc, BiFunction<String, String, PodMetadata> metadata) throws IOException {
        Path socket = folder.resolve("kubelet.sock");
        try (KubeletDouble kubelet = KubeletDouble.listing(socket, PODS);
                KubeletClient client = new KubeletClient(socket);
                NvmlDouble library = NvmlDouble.answering(GPU);
                Nvml nvml = Nvml.open(Optional.of(library.library().toString()))) {
            PodList pods = new PodList(client.list(), Optional.of(Instant.now()), "", "");
            Ownership ownership = new Ownership(
                    new Ownership.Sources(() -> pods, metadata, List::of, () -> FoundJobs.NONE, Optional.empty()),
                    new ResourceNames(Set.of(), false),
                    SeriesLabels.Style.of(true, false, true));
            Counters counters = counters();
            NodeSnapshot node = TwoPolls.node(nvml, counters, Optional.of(proc.cgroups()));
            SeriesLabels whose = ownership.of(node);
            SelfMetrics self = new SelfMetrics("1.2.3", "abc");
            self.register(new OwnershipMetrics(() -> node, ownership, Map::of, true, false));
            byte[] dcgm = new Exposition(counters, new PageFormat(Compatibility.V4_8_2))
                    .page(new View(TwoPolls.ALL, true).of(node), whose::of);
            byte[] page = self.textPage(
                            () -> dcgm, () -> new CleanMetrics(new View(TwoPolls.ALL, false)).of(node, whose))
                    .bytes();
            return shortened(new String(page, UTF_8));
        }
    }

    private static String shortened(String page) {
        return page.replace("gpu=\"0\",UUID=\"" + UUID + "\",pci_bus_id=\"\",device=\"nvidia0\",modelName=\"\"", "GPU")
                .replace("container=\"main\",namespace=\"ml\"", "MAIN")
                .replace(UUID, "UUID")
                .replace(TRAINING, "TRAINING")
                .replace(IDLE, "IDLE")
                .replace(MIRROR, "MIRROR");
    }

    private static Counters counters() {
        try {
            return CountersFile.parse(COUNTERS, "f.csv", Compatibility.V4_8_2).under(Names.BOTH);
        } catch (CountersFileException e) {
            throw new IllegalStateException(e);
        }
    }
}
