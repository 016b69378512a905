package io.nvmlexporter.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.kubelet.Pod;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Boards that lack what others have, in a cluster: a vGPU guest, a DGX Spark (GB10), a Jetson, two V100 and an RTX PRO
 * 6000 with MIG. Each counts as a GPU and belongs to its pod, in the recording rules as in the dashboards.
 */
class BoardsTest {
    private static final Path CAPTURES = Path.of("..", "exporter/src/test/resources/io/nvmlexporter/simulation/boards");
    private static final Map<String, List<Pod>> NODES = Map.of(
            "vgpu", List.of(ExporterNode.pod("guest", "desk-0", "GPU-9a2e8aa4-2737-4ae0-8f88-905c8ceea250")),
            "gb10", List.of(ExporterNode.pod("spark", "llm-0", "GPU-bbbbbbbb-0000-4000-8000-000000000b10")),
            "orin", List.of(ExporterNode.pod("edge", "camera-0", "GPU-5d8a6a55-1111-5a22-8b33-aaaabbbbcccc")),
            "v100", List.of(ExporterNode.pod("hpc", "cfd-0", "GPU-5a9e5b38-bd6d-4f23-8b22-d42f6e26aa55")),
            "rtx-pro-6000-mig",
                    List.of(
                            ExporterNode.pod("video", "cut-0", "MIG-6e39d0f5-2633-4fe0-8e17-1c7c3947b2dc"),
                            ExporterNode.pod("video", "cut-1", "MIG-5220ed67-fc0f-4c48-85af-21ef9d39bb9c")));

    private static final Deque<Closeable> PARTS = new ArrayDeque<>();
    private static Prometheus prometheus;
    private static List<Query> panels;

    @BeforeAll
    static void scrape(@TempDir Path folder) throws Exception {
        List<URI> pages = new ArrayList<>();
        for (Map.Entry<String, List<Pod>> node : NODES.entrySet()) {
            Path capture = CAPTURES.resolve(node.getKey() + ".txt").toRealPath();
            pages.add(keep(ExporterNode.ofCluster(
                            node.getKey(), folder, node.getValue(), "--replay", capture.toString(), "--still"))
                    .page());
        }
        Path configuration = ComposeConfiguration.read()
                .rules(Path.of("../alerts").toRealPath() + "/*.yaml")
                .alertmanager(Optional.empty())
                .exporters(pages)
                .write(folder.resolve("prometheus.yaml"));
        prometheus = keep(Prometheus.start(configuration, folder));
        panels = Query.ofDashboards(Path.of("../dashboards"));
        Stack.await("every node to be summed up", prometheus, "count(node:gpu_allocated:sum) == " + NODES.size());
        // One evaluation more, since sums are of what was recorded before.
        Stack.await("sums of sums", prometheus, "count(count_over_time(node:gpu_allocated:sum[1m]) >= 3) == 5");
    }

    private static <T extends Closeable> T keep(T part) {
        PARTS.push(part);
        return part;
    }

    @AfterAll
    static void stop() throws IOException {
        while (!PARTS.isEmpty()) {
            PARTS.pop().close();
        }
    }

    @Test
    void everyBoardIsAGpuWhateverItLacks() throws Exception {
        Map<String, Double> gpus = Map.of("vgpu", 1.0, "gb10", 1.0, "orin", 1.0, "v100", 2.0, "rtx-pro-6000-mig", 1.0);
        are("node:gpu_count:sum", gpus);
        is("sum(model:gpu_count:sum)", 6);
        is(panel("gpu-fleet.json: GPUs A"), 6);
        is("count(" + panel("gpu-fleet.json: $model") + ")", 5);
    }

    @Test
    void everyPodOwnsWhatItHasWhateverTheBoardLacks() throws Exception {
        Map<String, Double> owned = Map.of("vgpu", 1.0, "gb10", 1.0, "orin", 1.0, "v100", 1.0, "rtx-pro-6000-mig", 0.5);
        are("node:gpu_allocated:sum", owned);
        is("pod:gpu_share:ratio{namespace='spark',pod='llm-0'}", 1);
        is("pod:gpu_share:ratio{pod='cut-1'}", 0.25);
        is("sum(namespace:gpu_allocated:sum)", 4.5);
        is(panel("gpu-fleet.json: Allocated A"), 5);
        is(panel("workloads.json: GPUs in use by pods A"), 4.5);
        is(panel("workloads.json: Pods A"), 6);
        is(panel("mig.json: Instances A"), 4);
        is(panel("mig.json: Unused instances A"), 2);
    }

    @Test
    void aSparkIsBusyAndHasNoMemory() throws Exception {
        is("node:gpu_utilization_percent:avg{Hostname='gb10'}", 96);
        is("namespace:gpu_utilization_percent:avg{namespace='spark'}", 96);
        is("count(node:gpu_memory_total_bytes:sum{Hostname=~'vgpu|v100|rtx-pro-6000-mig'})", 3);
        assertThat(prometheus.query("node:gpu_memory_total_bytes:sum{Hostname=~'gb10|orin'}"))
                .isEmpty();
    }

    /** What a board lacks is no fault of it. */
    @Test
    void noAlertTakesAStandInForAFault() throws Exception {
        assertThat(prometheus.query("ALERTS{alertname!~'GpusSimulated|GpuAllocatedButIdle'}"))
                .isEmpty();
        assertThat(prometheus.query("ALERTS{alertname='GpuAllocatedButIdle',namespace='spark'}"))
                .isEmpty();
        is("count(ALERTS{alertname='GpusSimulated'})", NODES.size());
        assertThat(prometheus.brokenRules()).isEmpty();
    }

    private static void are(String expression, Map<String, Double> byNode) throws IOException, InterruptedException {
        for (Map.Entry<String, Double> node : byNode.entrySet()) {
            is(expression + "{Hostname='" + node.getKey() + "'}", node.getValue());
        }
    }

    private static String panel(String where) {
        return panels.stream()
                .filter(query -> query.where().equals(where))
                .map(query -> "(" + query.expression() + ")")
                .findFirst()
                .orElseThrow();
    }

    /**
     * The captures stand still, so that the value holds whenever all are scraped in time, which a busy machine delays.
     */
    private static void is(String expression, double value) throws IOException, InterruptedException {
        Stack.await("the value " + value, prometheus, "abs((" + expression + ") - " + value + ") < 1e-9");
    }
}
