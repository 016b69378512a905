package io.nvmlexporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.apiserver.ApiServerDouble;
import io.nvmlexporter.kubelet.Claim;
import io.nvmlexporter.kubelet.Container;
import io.nvmlexporter.kubelet.Device;
import io.nvmlexporter.kubelet.KubeletDouble;
import io.nvmlexporter.kubelet.Pod;
import io.nvmlexporter.nvml.NvmlDouble;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API server adds, from its HTTPS to the page, in the program as it runs. */
@SuppressWarnings("try") // What a kubelet is there for is to be open.
class PodMetadataTest {
    private static final String PODS = "/api/v1/pods";
    private static final String SLICES = "/apis/resource.k8s.io/v1/resourceslices";
    private static final String CONFIG_MAPS = "/api/v1/namespaces/gpu/configmaps";
    private static final String GPU_0 = "GPU-003adf87-7dcd-4255-a383-f4b7d7838019";
    private static final Pod TRAIN = new Pod(
            "ml", "train", List.of(new Container("main", List.of(new Device("nvidia.com/gpu", GPU_0)), List.of())));

    @TempDir
    private Path folder;

    private ApiServerDouble api;

    @BeforeEach
    void startApiServer() {
        api = ApiServerDouble.start(folder.resolve("account"));
    }

    @AfterEach
    void stopApiServer() {
        api.close();
    }

    private Path socket() {
        return folder.resolve("kubelet.sock");
    }

    @Test
    void labelsAndUidAreOnTheSeriesAndFollow() throws IOException {
        api.put(PODS, pod("vision"));
        try (KubeletDouble kubelet = KubeletDouble.listing(socket(), List.of(TRAIN));
                Program exporter = start(
                        "--kubernetes-enable-pod-labels",
                        "--kubernetes-enable-pod-uid",
                        "--kubernetes-pod-label-allowlist-regex=^team$,kubernetes[.]io/,^gpu$")) {
            String page = exporter.awaitPage(
                    "the labels",
                    text -> text.contains("team=\"vision\"")
                            && text.contains("nvml_exporter_api_server_up{resource=\"pods\"} 1.0\n"));
            assertThat(line(page, "DCGM_FI_DEV_GPU_TEMP{gpu=\"0\""))
                    .contains(",app_kubernetes_io_name=\"net\",pod_label_gpu=\"9\",team=\"vision\",")
                    .contains(",container=\"main\",namespace=\"ml\",pod=\"train\",pod_uid=\"u-1\"}")
                    .doesNotContain("secret");
            api.put(PODS, pod("speech"));
            exporter.awaitPage("the change", text -> text.contains("team=\"speech\""));
        }
    }

    @Test
    void withoutTheRightNothingButTheLabelsIsMissing() throws IOException {
        api.refuse(403);
        try (KubeletDouble kubelet = KubeletDouble.listing(socket(), List.of(TRAIN));
                Program exporter = start("--kubernetes-enable-pod-labels")) {
            String page = exporter.awaitPage(
                    "the reason",
                    text -> text.contains("pod=\"train\"")
                            && text.contains(
                                    "nvml_exporter_api_server_up{reason=\"forbidden\",resource=\"pods\"} 0.0\n"));
            assertThat(line(page, "DCGM_FI_DEV_GPU_TEMP{gpu=\"0\"")).contains("pod=\"train\"}");
            assertThat(exporter.log())
                    .filteredOn(line -> line.contains("answers 403"))
                    .singleElement()
                    .asString()
                    .contains("WARN", "The API server does not tell the pods:", "ClusterRole");
        }
    }

    @Test
    void withoutTheFlagsTheApiServerIsNotAsked() throws IOException {
        api.refuse(500);
        try (KubeletDouble kubelet = KubeletDouble.listing(socket(), List.of(TRAIN));
                Program exporter = start()) {
            String page = exporter.awaitPage("the pod", text -> text.contains("pod=\"train\""));
            assertThat(page).doesNotContain("nvml_exporter_api_server_up");
        }
    }

    @Test
    void aClaimIsItsGpuAsSoonAsOneIsSeen() throws IOException {
        api.put(
                SLICES,
                slice("{'name': 'gpu-3', 'attributes': {'type': {'string': 'gpu'}, 'uuid': {'string': '" + GPU_0
                        + "'}}}"));
        try (KubeletDouble kubelet = KubeletDouble.listing(socket(), List.of(claiming("gpu-3")));
                Program exporter = start()) {
            String page = exporter.awaitPage(
                    "the claim",
                    text -> text.contains("dra_claim_name=\"claim\"")
                            && text.contains("nvml_exporter_api_server_up{resource=\"resourceslices\"} 1.0\n"));
            assertThat(line(page, "DCGM_FI_DEV_GPU_TEMP{gpu=\"0\""))
                    .contains("container=\"main\",dra_claim_name=\"claim\",dra_claim_namespace=\"ml\",dra_device_name="
                            + "\"gpu-3\",dra_driver_name=\"gpu.nvidia.com\",dra_pool_name=\"node-a\",namespace=\"ml\","
                            + "pod=\"claimer\"}");
        }
    }

    @Test
    void aClaimedMigDeviceIsItsInstanceAndNotTheBoard() throws IOException {
        String mig = "MIG-54f5154b-f069-40ed-aca6-8b68bc011a23";
        api.put(
                SLICES,
                slice("{'name': 'gpu-0-mig', 'attributes': {'type': {'string': 'mig'}, 'uuid': {'string': '" + mig
                        + "'}, 'parentUUID': {'string': 'GPU-0'}, 'profile': {'string': '1g.10gb'}}}"));
        try (KubeletDouble kubelet = KubeletDouble.listing(socket(), List.of(claiming("gpu-0-mig")));
                Program exporter = startOn("h100-mig", "--devices=g+i")) {
            String page = exporter.awaitPage("the claim", text -> text.contains("dra_mig_device_uuid=\"" + mig + "\""));
            assertThat(page.lines().filter(line -> line.startsWith("DCGM_FI_DEV_FB_USED{")))
                    .filteredOn(line -> line.contains("pod=\"claimer\""))
                    .singleElement()
                    .asString()
                    .contains("GPU_I_ID=", "dra_mig_profile=\"1g.10gb\"");
        }
    }

    @Test
    void aClaimThatNothingExplainsIsUnmappedAndTheRestGoesOn() throws IOException {
        try (KubeletDouble kubelet = KubeletDouble.listing(socket(), List.of(claiming("gpu-3"), TRAIN));
                Program exporter = start()) {
            String page = exporter.awaitPage(
                    "the reason",
                    text -> text.contains(
                            "nvml_exporter_api_server_up{reason=\"not_found\",resource=\"resourceslices\"} 0.0\n"));
            assertThat(page)
                    .contains(
                            "nvml_exporter_unmapped_devices{reason=\"no_resource_slice\",resource=\"gpu.nvidia.com\"} 1.0\n")
                    .contains("pod=\"train\"");
        }
    }

    @Test
    void theCommandExplainsClaims() throws Exception {
        api.put(
                SLICES,
                slice("{'name': 'gpu-3', 'attributes': {'type': {'string': 'gpu'}, 'uuid': {'string': '" + GPU_0
                        + "'}}}"));
        try (KubeletDouble kubelet = KubeletDouble.listing(socket(), List.of(claiming("gpu-3")));
                NvmlDouble node = NvmlDouble.answering(Pages.captureText("h100"))) {
            assertThat(pods(api.environment("node-a"), node))
                    .containsPattern("node-a/gpu-3 +gpu.nvidia.com +0 +ml/claimer/main\n");
            assertThat(pods(Map.of(), node))
                    .contains("Which GPU a claim means is not known: KUBERNETES_SERVICE_HOST is not set")
                    .containsPattern("node-a/gpu-3 +gpu.nvidia.com +- +ml/claimer/main  \\(no known ResourceSlice");
        }
    }

    @Test
    void countersAreReadFromAConfigMap() throws InterruptedException {
        api.put(
                CONFIG_MAPS,
                "{'metadata': {'name': 'counters'}, 'data': {'metrics': 'DCGM_FI_DEV_GPU_TEMP, gauge, Heat.'}}");
        try (Program exporter = start("--configmap-data=gpu:counters", "--collectors=/does/not/matter")) {
            assertThat(exporter.page())
                    .contains("# HELP DCGM_FI_DEV_GPU_TEMP Heat.\n")
                    .doesNotContain("DCGM_FI_DEV_SM_CLOCK");
            assertThat(exporter.log()).anyMatch(line -> line.contains("Counters: ConfigMap gpu:counters"));
        }
    }

    @Test
    void aConfigMapThatCannotBeUsedEndsTheStartWithOneLine() throws InterruptedException {
        api.put(
                CONFIG_MAPS,
                "{'metadata': {'name': 'broken'}, 'data': {'metrics': '# fine\\nDCGM_FI_DEV_GPU_TEMP, meter, x'}}");
        api.put(CONFIG_MAPS, "{'metadata': {'name': 'keyless'}, 'data': {'counters.csv': ''}}");
        api.put(CONFIG_MAPS, "{'metadata': {'name': 'empty'}, 'data': {'metrics': '# nothing'}}");

        assertThat(refusal("gpu:broken")).contains("ConfigMap gpu:broken, key metrics:2", "meter");
        assertThat(refusal("gpu:keyless")).contains("ConfigMap gpu:keyless has no key 'metrics'");
        assertThat(refusal("gpu:empty")).contains("ConfigMap gpu:empty, key metrics: no row");
        assertThat(refusal("gpu:missing")).contains("cannot read ConfigMap gpu:missing", "404");
        assertThat(refusal("counters")).contains("--configmap-data=counters: write namespace:name, or none");
        assertThat(refusal("")).contains("--configmap-data=: write namespace:name, or none");
    }

    private String refusal(String configMap) throws InterruptedException {
        try (Program exporter = start("--configmap-data=" + configMap)) {
            assertThat(exporter.awaitExit()).isEqualTo(1);
            assertThat(exporter.log()).hasSize(1);
            return exporter.log().get(0);
        }
    }

    @Test
    void theCommandTakesResourcesAsTheExporterDoesAndShowsNoControls() throws Exception {
        Pod own = new Pod(
                "ml",
                "own",
                List.of(new Container(
                        "main",
                        List.of(new Device("example.com/gpu", "0"), new Device("nvidia.com/gpu", "GPU-\u001b[2J")),
                        List.of())));
        try (KubeletDouble kubelet = KubeletDouble.listing(socket(), List.of(own));
                NvmlDouble node = NvmlDouble.answering(Pages.captureText("h100"))) {
            assertThat(pods(Map.of("NVIDIA_RESOURCE_NAMES", "example.com/gpu"), node))
                    .containsPattern("0 +example.com/gpu +0 ")
                    .doesNotContain("\u001b");
            assertThat(pods(Map.of("NVIDIA_RESOURCE_NAMES", "", "NVML_EXPORTER_STRICT_RESOURCE_NAMES", "true"), node))
                    .containsPattern("0 +example.com/gpu +- ");
        }
    }

    private String pods(Map<String, String> environment, NvmlDouble node) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PodsCommand.run(
                List.of("--pod-resources-kubelet-socket=" + socket(), "--nvml-library=" + node.library()),
                environment,
                new PrintStream(out, false, UTF_8));
        return out.toString(UTF_8);
    }

    private Program start(String... more) {
        return startOn("h100", more);
    }

    private Program startOn(String capture, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--demo=" + capture,
                "--still",
                "--address=127.0.0.1:0",
                "-k",
                "--pod-resources-kubelet-socket=" + socket()));
        arguments.addAll(List.of(more));
        return Program.start(api.environment("node-a"), arguments);
    }

    private static Pod claiming(String device) {
        Claim claim = new Claim("ml", "claim", "gpu.nvidia.com", "node-a", device);
        return new Pod("ml", "claimer", List.of(new Container("main", List.of(), List.of(claim))));
    }

    private static String pod(String team) {
        return "{'metadata': {'namespace': 'ml', 'name': 'train', 'uid': 'u-1', 'labels': {'team': '" + team
                + "', 'app.kubernetes.io/name': 'net', 'gpu': '9', 'secret': 'x'}}, 'spec':"
                + " {'nodeName': 'node-a'}}";
    }

    private static String slice(String devices) {
        return "{'metadata': {'name': 's'}, 'spec': {'nodeName': 'node-a', 'driver': 'gpu.nvidia.com', 'pool': {'name':"
                + " 'node-a', 'generation': 1}, 'devices': [" + devices + "]}}";
    }

    private static String line(String page, String start) {
        return page.lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
    }
}
