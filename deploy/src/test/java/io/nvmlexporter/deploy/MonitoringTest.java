package io.nvmlexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.openshift.api.model.monitoring.v1.PodMetricsEndpoint;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.RelabelConfig;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import io.fabric8.openshift.api.model.monitoring.v1.RuleGroup;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus and Grafana are told of the exporter. */
class MonitoringTest {
    private final Chart chart = Chart.ofThisRepository();

    @TempDir
    private Path work;

    @Test
    void theSeriesKeepTheirPodsAndGetTheNode() {
        var endpoint = chart.render("serviceMonitor: {enabled: true}")
                .the(ServiceMonitor.class)
                .getSpec()
                .getEndpoints()
                .get(0);
        assertThat(endpoint.getHonorLabels()).isTrue();
        assertThat(endpoint.getPath()).isEqualTo("/metrics");
        assertThat(endpoint.getInterval()).isEqualTo("15s");
        assertThat(endpoint.getRelabelings()).containsExactly(node(), withoutTheExportersPod());
    }

    /** As dcgm-exporter's chart has it. */
    @Test
    void theExportersOwnPodMayBeKept() {
        var endpoint = chart.render("serviceMonitor: {enabled: true, honorLabels: false}")
                .the(ServiceMonitor.class)
                .getSpec()
                .getEndpoints()
                .get(0);
        assertThat(endpoint.getHonorLabels()).isFalse();
        assertThat(endpoint.getRelabelings()).containsExactly(node());
    }

    @Test
    void aPodMonitorDoesWithoutAService() {
        Manifests manifests = chart.render("""
                service: {enable: false}
                podMonitor:
                  enabled: true
                  additionalLabels: {release: prometheus}
                  interval: 1m
                  metricRelabelings: [{action: labeldrop, regex: modelName}]
                """);
        PodMonitor monitor = manifests.the(PodMonitor.class);
        assertThat(monitor.getMetadata().getLabels()).containsEntry("release", "prometheus");
        PodMetricsEndpoint endpoint = monitor.getSpec().getPodMetricsEndpoints().get(0);
        assertThat(endpoint.getHonorLabels()).isTrue();
        assertThat(endpoint.getInterval()).isEqualTo("1m");
        assertThat(endpoint.getRelabelings()).containsExactly(node(), withoutTheExportersPod());
        assertThat(endpoint.getMetricRelabelings())
                .extracting(RelabelConfig::getAction)
                .containsExactly("labeldrop");
    }

    private static RelabelConfig node() {
        RelabelConfig node = new RelabelConfig();
        node.setAction("replace");
        node.setSourceLabels(List.of("__meta_kubernetes_pod_node_name"));
        node.setTargetLabel("kubernetes_pod_node_name");
        return node;
    }

    private static RelabelConfig withoutTheExportersPod() {
        RelabelConfig dropped = new RelabelConfig();
        dropped.setAction("labeldrop");
        dropped.setRegex("pod|namespace|container");
        return dropped;
    }

    @Test
    void aRuleFileOfTheRepositoryBecomesAPrometheusRule() {
        PrometheusRule rule = withRules().render("""
                        prometheusRule:
                          enabled: true
                          additionalLabels: {release: prometheus}
                          alertLabels: {team: gpu}
                        """).the(PrometheusRule.class);
        assertThat(rule.getMetadata().getName()).isEqualTo("gpu-nvml-exporter-gpu-heat");
        assertThat(rule.getMetadata().getLabels()).containsEntry("release", "prometheus");
        assertThat(rule.getSpec().getGroups()).extracting(RuleGroup::getName).containsExactly("heat", "load");
        assertThat(rule.getSpec().getGroups().get(0).getInterval()).isEqualTo("1m");
        Rule hot = rule.getSpec().getGroups().get(0).getRules().get(0);
        assertThat(hot.getExpr().getStrVal()).isEqualTo("DCGM_FI_DEV_GPU_TEMP > 85");
        assertThat(hot.getFor()).isEqualTo("5m");
        assertThat(hot.getLabels()).isEqualTo(Map.of("severity", "warning", "team", "gpu"));
        assertThat(hot.getAnnotations()).isEqualTo(Map.of("summary", "GPU {{ $labels.gpu }} is at {{ $value }} °C"));
        Rule recorded = rule.getSpec().getGroups().get(1).getRules().get(0);
        assertThat(recorded.getRecord()).isEqualTo("node:gpu_util:avg");
        assertThat(recorded.getLabels()).as("alertLabels are of alerts").isEmpty();
    }

    /** The chart has links; who gets the archive has no repository that they could lead to. */
    @Test
    void theArchiveHasTheFilesThemselves() throws Exception {
        Chart packaged = Chart.after(work, repository -> {
            write(repository.resolve("alerts/gpu.yaml"), "groups: []\n");
            write(repository.resolve("alerts/tests/gpu.yaml"), "tests: []\n");
            write(repository.resolve("dashboards/fleet.json"), "{}\n");
        });
        Process tar = new ProcessBuilder("tar", "-tvzf", packaged.archive().toString()).start();
        List<String> files = tar.inputReader()
                .lines()
                .map(line -> line.replaceFirst("(.).* nvml-exporter/", "$1 "))
                .toList();
        assertThat(files)
                .contains(
                        "- alerts/gpu.yaml",
                        "- dashboards/fleet.json",
                        "- default-counters.csv",
                        "- values.schema.json")
                .allMatch(file -> file.startsWith("- "), "no link, no directory")
                .noneMatch(file -> file.contains("tests/gpu.yaml") || file.matches("- (alerts|dashboards)/README.md"));
    }

    @Test
    void anAlertCanBeLeftOutAndAGroupThatThenIsEmptyToo() {
        PrometheusRule rule = withRules()
                .render("prometheusRule: {enabled: true, disabledAlerts: [Hot]}")
                .the(PrometheusRule.class);
        assertThat(rule.getSpec().getGroups()).extracting(RuleGroup::getName).containsExactly("load");
    }

    /** With this rule file and no other. */
    private Chart withRules() {
        return Chart.after(work, repository -> {
            files(repository.resolve("alerts"), "*.yaml").forEach(MonitoringTest::delete);
            write(repository.resolve("alerts/gpu_heat.rules.yaml"), """
                    groups:
                      - name: heat
                        interval: 1m
                        rules:
                          - alert: Hot
                            expr: DCGM_FI_DEV_GPU_TEMP > 85
                            for: 5m
                            labels: {severity: warning}
                            annotations: {summary: "GPU {{ $labels.gpu }} is at {{ $value }} °C"}
                      - name: load
                        rules:
                          - record: node:gpu_util:avg
                            expr: avg by (kubernetes_pod_node_name) (DCGM_FI_DEV_GPU_UTIL)
                    """);
        });
    }

    @Test
    void whatIsNoRuleFileStopsTheRender() {
        Chart odd = Chart.after(
                work, repository -> write(repository.resolve("alerts/alertmanager.yml"), "route: {receiver: x}\n"));
        assertThat(odd.refusal("prometheusRule: {enabled: true}"))
                .isEqualTo("alerts/alertmanager.yml has no groups: what is in alerts must be rule files of Prometheus");
    }

    @Test
    void aDashboardOfTheRepositoryBecomesAConfigMapForGrafanasSidecar() {
        String dashboard = "{\n  \"title\": \"GPU fleet\",\n  \"panels\": [{\"legendFormat\": \"{{gpu}}\"}]\n}\n";
        ConfigMap map = Chart.after(work, repository -> {
                    files(repository.resolve("dashboards"), "*.json").forEach(MonitoringTest::delete);
                    write(repository.resolve("dashboards/gpu-fleet.json"), dashboard);
                    write(repository.resolve("dashboards/source/panels.json"), "{}");
                })
                .render("""
                        dashboards:
                          enabled: true
                          namespace: grafana
                          annotations: {grafana_folder: GPUs}
                        """)
                .the(ConfigMap.class);
        assertThat(map.getMetadata().getName()).isEqualTo("gpu-nvml-exporter-gpu-fleet");
        assertThat(map.getMetadata().getNamespace()).isEqualTo("grafana");
        assertThat(map.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
        assertThat(map.getMetadata().getAnnotations()).isEqualTo(Map.of("grafana_folder", "GPUs"));
        assertThat(map.getData()).isEqualTo(Map.of("gpu-fleet.json", dashboard));
    }

    /** One object for each file that is there now. */
    @Test
    void thisRepositorysOwnAlertsAndDashboardsAreValid() {
        Manifests manifests = chart.render("{prometheusRule: {enabled: true}, dashboards: {enabled: true}}");
        assertThat(manifests.all(PrometheusRule.class))
                .isNotEmpty()
                .hasSameSizeAs(files(Path.of("../alerts"), "*.{yaml,yml}"));
        assertThat(manifests.all(ConfigMap.class))
                .isNotEmpty()
                .hasSameSizeAs(files(Path.of("../dashboards"), "*.json"));
    }

    private static List<Path> files(Path directory, String glob) {
        List<Path> found = new ArrayList<>();
        try (var files = Files.newDirectoryStream(directory, glob)) {
            files.forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.removeIf(file -> !Files.isRegularFile(file));
        return found;
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
