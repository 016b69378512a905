package io.nvmlexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The plain manifests are the chart's, and each overlay makes of them what the values file of its name makes of the
 * chart. {@code -Dupdate} writes the manifests anew.
 */
class KubernetesTest {
    private static final Path KUBERNETES = Path.of("kubernetes");
    private static final Path VALUES = Path.of("helm", "values");

    private final Chart chart = Chart.ofThisRepository();

    @Test
    void thePlainManifestIsTheChartsWithItsDefaults() throws IOException {
        isWritten(KUBERNETES.resolve("base/nvml-exporter.yaml"), plain(chart.text("nvml-exporter", "x", "")));
    }

    @Test
    void thePlainServiceMonitorIsTheCharts() throws IOException {
        isWritten(
                KUBERNETES.resolve("components/service-monitor/service-monitor.yaml"),
                plain(chart.text("nvml-exporter", "x", "serviceMonitor: {enabled: true}")
                        .replaceAll("(?s).*(# Source: [^\n]*/servicemonitor.yaml)", "$1")));
    }

    /** All that is in {@code alerts}, for who has Prometheus' operator and no Helm. */
    @Test
    void thePlainPrometheusRulesAreTheCharts() throws IOException {
        String rules = Pattern.compile("---\n")
                .splitAsStream(chart.text("nvml-exporter", "x", "prometheusRule: {enabled: true}"))
                .filter(document -> document.contains("\nkind: PrometheusRule\n"))
                .collect(Collectors.joining("---\n"));
        isWritten(KUBERNETES.resolve("components/prometheus-rule/prometheus-rules.yaml"), plain(rules));
    }

    @Test
    void aComponentBringsThePrometheusRules() throws Exception {
        Manifests rules = Manifests.parse(Kubectl.kustomize(KUBERNETES.resolve("components/prometheus-rule")));
        ApiServer.accepts(rules);
        assertThat(rules.all(PrometheusRule.class))
                .extracting(rule -> rule.getMetadata().getName())
                .contains("nvml-exporter-gpu", "nvml-exporter-recording");
    }

    /** Without what only Helm can tell: itself, and the namespace. */
    private static String plain(String rendered) {
        return rendered.lines()
                .filter(line ->
                        !line.matches("# Source: .*|    helm.sh/chart: .*|    app.kubernetes.io/managed-by: Helm"))
                .filter(line -> !line.equals("  namespace: x"))
                .collect(Collectors.joining(
                        "\n", "# Made from the chart in deploy/helm by KubernetesTest; see CONTRIBUTING.md.\n", "\n"));
    }

    private static void isWritten(Path file, String now) throws IOException {
        if (System.getProperty("update") != null) {
            Files.writeString(file, now);
            fail(file + " is written: review its diff, then run the tests without -Dupdate");
        }
        assertThat(now)
                .as("%s is not what the chart makes now: run with -Dupdate and review the diff", file)
                .isEqualTo(Files.readString(file));
    }

    @ParameterizedTest
    @CsvSource({
        "gpu-operator, nvml-exporter, gpu-operator",
        "gke, nvml-exporter, monitoring",
        "eks-bottlerocket, nvml-exporter, monitoring",
        "node-label, nvml-exporter, monitoring",
        "kube-prometheus-stack, dcgm-exporter, monitoring"
    })
    void anOverlayIsWhatTheChartMakesWithTheValuesOfItsName(String name, String release, String namespace)
            throws Exception {
        String overlay = Kubectl.kustomize(KUBERNETES.resolve("overlays").resolve(name));
        String rendered = chart.text(release, namespace, Files.readString(VALUES.resolve(name + ".yaml")));
        for (String yaml : List.of(overlay, rendered)) {
            Manifests manifests = Manifests.parse(yaml);
            ApiServer.accepts(manifests);
            Wiring.holds(manifests);
        }
        assertThat(objects(overlay)).isEqualTo(objects(rendered));
    }

    @Test
    void everyOverlayHasItsValuesAndIsCompared() throws IOException {
        List<String> compared =
                List.of("eks-bottlerocket", "gke", "gpu-operator", "kube-prometheus-stack", "node-label");
        assertThat(names(KUBERNETES.resolve("overlays"))).isEqualTo(compared);
        assertThat(names(VALUES))
                .isEqualTo(compared.stream().map(name -> name + ".yaml").toList());
    }

    private static List<String> names(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** The base by itself, which names no namespace, is what {@code kubectl apply -k} takes too. */
    @Test
    void theBaseIsValid() throws Exception {
        Manifests base = Manifests.parse(Kubectl.kustomize(KUBERNETES.resolve("base")));
        ApiServer.accepts(base);
        Wiring.holds(base);
    }

    /** What a Prometheus set up for dcgm-exporter looks for. */
    @Test
    void theStacksPrometheusFindsItUnderDcgmExportersNames() throws Exception {
        Manifests stack = Manifests.parse(Kubectl.kustomize(KUBERNETES.resolve("overlays/kube-prometheus-stack")));
        Service service = stack.the(Service.class);
        assertThat(service.getMetadata().getName()).isEqualTo("dcgm-exporter");
        assertThat(service.getMetadata().getLabels()).containsEntry("app.kubernetes.io/name", "dcgm-exporter");
        assertThat(service.getSpec().getPorts()).singleElement().satisfies(port -> {
            assertThat(port.getName()).isEqualTo("metrics");
            assertThat(port.getPort()).isEqualTo(9400);
        });
        ServiceMonitor monitor = stack.the(ServiceMonitor.class);
        assertThat(monitor.getMetadata().getLabels()).containsEntry("release", "prometheus-stack");
        assertThat(monitor.getSpec().getEndpoints().get(0).getInterval()).isEqualTo("15s");
        assertThat(stack.container().getPorts().get(0).getHostPort()).isEqualTo(9400);
        assertThat(stack.pod().getNodeSelector()).isEqualTo(Map.of("accelerator", "nvidia-gpu"));
        assertThat(stack.hostPaths()).containsEntry("/var/lib/kubelet/pod-resources", "/var/lib/kubelet/pod-resources");
    }

    /** By kind and name, without what Helm says of itself, and with lists in one order: kustomize has its own. */
    private static Map<String, JsonNode> objects(String yaml) {
        Map<String, JsonNode> objects = new TreeMap<>();
        for (JsonNode document : StrictYaml.documents(yaml)) {
            ObjectNode labels = (ObjectNode) document.at("/metadata/labels");
            labels.remove(List.of("helm.sh/chart", "app.kubernetes.io/managed-by"));
            String name = document.get("kind").asText() + " "
                    + document.at("/metadata/name").asText();
            objects.put(name, ordered(document));
        }
        return objects;
    }

    private static JsonNode ordered(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode ordered = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> ordered.set(field.getKey(), ordered(field.getValue())));
            return ordered;
        }
        if (node instanceof ArrayNode array) {
            List<JsonNode> elements = new ArrayList<>();
            array.forEach(element -> elements.add(ordered(element)));
            elements.sort(Comparator.comparing(KubernetesTest::key));
            return JsonNodeFactory.instance.arrayNode().addAll(elements);
        }
        return node;
    }

    private static String key(JsonNode element) {
        return element.path("name").asText()
                + element.path("key").asText()
                + element.path("mountPath").asText();
    }
}
