package io.nvmlexporter.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Boards that lack what others have, in a cluster: a vGPU guest, a DGX Spark (GB10), a Jetson, two V100 and an RTX PRO
 * 6000 with MIG. Each counts as a GPU and belongs to its pod, in the recording rules as in the dashboards.
 */
class BoardsTest {
    private static final Path CAPTURES =
            Path.of("..", "exporter/src/test/resources/io/nvmlexporter/simulation/boards");
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
        assertThat(byNode("node:gpu_count:sum")).isEqualTo(gpus);
        assertThat(value("sum(model:gpu_count:sum)")).isEqualTo(6);
        assertThat(value(panel("gpu-fleet.json: GPUs A"))).isEqualTo(6);
        assertThat(value("count(" + panel("gpu-fleet.json: $model") + ")")).isEqualTo(5);
    }

    @Test
    void everyPodOwnsWhatItHasWhateverTheBoardLacks() throws Exception {
        Map<String, Double> owned =
                Map.of("vgpu", 1.0, "gb10", 1.0, "orin", 1.0, "v100", 1.0, "rtx-pro-6000-mig", 0.5);
        assertThat(byNode("node:gpu_allocated:sum")).isEqualTo(owned);
        assertThat(value("pod:gpu_share:ratio{namespace='spark',pod='llm-0'}")).isEqualTo(1);
        assertThat(value("pod:gpu_share:ratio{pod='cut-1'}")).isEqualTo(0.25, within(1e-9));
        assertThat(value("sum(namespace:gpu_allocated:sum)")).isEqualTo(4.5, within(1e-9));
        assertThat(value(panel("gpu-fleet.json: Allocated A"))).isEqualTo(5);
        assertThat(value(panel("workloads.json: GPUs in use by pods A"))).isEqualTo(4.5, within(1e-9));
        assertThat(value(panel("workloads.json: Pods A"))).isEqualTo(6);
        assertThat(value(panel("mig.json: Instances A"))).isEqualTo(4);
        assertThat(value(panel("mig.json: Unused instances A"))).isEqualTo(2);
    }

    @Test
    void aSparkIsBusyAndHasNoMemory() throws Exception {
        assertThat(value("node:gpu_utilization_percent:avg{Hostname='gb10'}")).isEqualTo(96);
        assertThat(value("namespace:gpu_utilization_percent:avg{namespace='spark'}"))
                .isEqualTo(96);
        assertThat(byNode("node:gpu_memory_total_bytes:sum")).containsOnlyKeys("vgpu", "v100", "rtx-pro-6000-mig");
    }

    /** What a board lacks is no fault of it. */
    @Test
    void noAlertTakesAStandInForAFault() throws Exception {
        assertThat(prometheus.query("ALERTS{alertname!~'GpusSimulated|GpuAllocatedButIdle'}"))
                .isEmpty();
        assertThat(prometheus.query("ALERTS{alertname='GpuAllocatedButIdle',namespace='spark'}"))
                .isEmpty();
        assertThat(prometheus.query("ALERTS{alertname='GpusSimulated'}")).hasSize(NODES.size());
        assertThat(prometheus.brokenRules()).isEmpty();
    }

    /** By node, of whichever spelling. */
    private static Map<String, Double> byNode(String expression) throws IOException, InterruptedException {
        Map<String, Double> values = new TreeMap<>();
        prometheus
                .query(expression)
                .forEach(series -> values.put(
                        series.at("/metric/Hostname").asText(), series.at("/value/1").asDouble()));
        return values;
    }

    private static String panel(String where) {
        return panels.stream()
                .filter(query -> query.where().equals(where))
                .map(query -> "(" + query.expression() + ")")
                .findFirst()
                .orElseThrow();
    }

    private static double value(String expression) throws IOException, InterruptedException {
        JsonNode result = prometheus.query(expression);
        assertThat(result).as(expression).hasSize(1);
        return result.at("/0/value/1").asDouble();
    }
}
