package io.nvmlexporter.monitoring;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nvmlexporter.deploy.Tool;
import io.nvmlexporter.deploy.Tool.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code alerts}: what Prometheus makes of the rules, and what who reads an alert is told. */
class AlertsTest {
    private static final Tool PROMTOOL = new Tool("promtool");
    private static final Path TESTS = Alert.FOLDER.resolve("tests");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on) \\(([^)]*)\\)");

    /** Of who had the GPU in the last quarter of an hour, so that it is known too of a GPU that is lost. */
    private static final String PODS = """
            {{- with printf "count by (namespace, pod) (last_over_time(pod:gpu_share:ratio{UUID='%s'}[15m]))" $labels.UUID \
            | query | sortByLabel "pod" }} Pods: \
            {{- range $i, $pod := . }}{{ if $i }},{{ end }} {{ .Labels.namespace }}/{{ .Labels.pod }}{{ end }}.{{ end }}""";

    static List<Alert> alerts() {
        return Alert.all();
    }

    static Stream<Path> unitTests() {
        return Alert.yamlFiles(TESTS).stream();
    }

    @Test
    void prometheusTakesEveryRule() throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("check", "rules"));
        Alert.yamlFiles(Alert.FOLDER).forEach(file -> arguments.add(file.toString()));
        Result checked = PROMTOOL.run(arguments.toArray(String[]::new));

        assertThat(checked.status()).as(checked.errors() + checked.out()).isZero();
    }

    @ParameterizedTest
    @MethodSource("unitTests")
    void everyUnitTestPasses(Path file) throws IOException, InterruptedException {
        Result tested = PROMTOOL.run("test", "rules", file.toString());

        assertThat(tested.status()).as(tested.errors() + tested.out()).isZero();
    }

    @Test
    void eachAlertHasAUnitTestInWhichItFiresAndOneInWhichItDoesNot() {
        Map<String, Set<Boolean>> fires = unitTests()
                .flatMap(file -> Alert.read(file).findValues("alert_rule_test").stream())
                .flatMap(tests ->
                        Stream.iterate(0, i -> i < tests.size(), i -> i + 1).map(tests::get))
                .collect(groupingBy(
                        test -> test.get("alertname").asText(),
                        mapping(test -> !test.path("exp_alerts").isEmpty(), toSet())));

        assertThat(alerts())
                .isNotEmpty()
                .allSatisfy(alert ->
                        assertThat(fires.get(alert.name())).as(alert.name()).containsExactlyInAnyOrder(true, false));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void anAlertSaysHowBadItIsWhatItIsAndWhatToDo(Alert alert) {
        assertThat(alert.severity()).isIn("critical", "warning", "info");
        assertThat(alert.annotations().path("summary").asText()).isNotBlank().hasSizeLessThan(160);
        assertThat(alert.description()).isNotBlank().endsWith(alert.isOfAGpu() ? "{{ end }}" : ".");
        assertThat(alert.annotations().path("runbook_url").asText()).isEqualTo(Runbooks.url(alert));
        assertThat(alert.annotations()).hasSize(3);
    }

    /** By the UUID and the subject one alert silences another. */
    @ParameterizedTest
    @MethodSource("alerts")
    void anAlertOfAGpuNamesItsNodeInBothSpellingsAndItsPods(Alert alert) {
        if (alert.isOfAGpu()) {
            assertThat(alert.description())
                    .contains("$labels.Hostname", "$labels.hostname", "$labels.UUID")
                    .endsWith(PODS);
            assertThat(alert.labels().path("subject").asText()).isNotBlank();
        }
        assertThat(GROUPING.matcher(alert.expression())
                        .results()
                        .map(by -> List.of(by.group(1).split(", "))))
                .as("groups by node")
                .allSatisfy(labels -> assertThat(labels.contains("Hostname")).isEqualTo(labels.contains("hostname")));
    }

    @Test
    void noNameIsGivenTwice() {
        assertThat(alerts()).extracting(Alert::name).doesNotHaveDuplicates();
    }

    /**
     * Guides for LLM operations and RAG systems that this exporter is used with; their flaws are told in the runbooks.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HighGpuTemperature | DCGM_FI_DEV_GPU_TEMP > 85 | 5m | critical
            HighApiP99Latency | histogram_quantile(0.99, sum(rate(llm_api_request_latency_seconds_bucket[5m])) by (le)) > 1.0 | 10m | warning
            HighResponseTime | histogram_quantile(0.95, rate(http_request_duration_seconds_bucket[5m])) > 2 | 5m | warning
            HighErrorRate | rate(http_requests_total{status=~"5.."}[5m]) > 0.05 | 5m | critical
            LowCacheHitRate | rate(query_cache_hits_total[5m]) / (rate(query_cache_hits_total[5m]) + rate(query_cache_misses_total[5m])) < 0.5 | 10m | warning
            HighGPUMemoryUsage | gpu_memory_used_bytes / gpu_memory_total_bytes > 0.9 | 5m | warning
            """)
    void thePublishedAlertsAreWordForWord(String name, String expression, String lasts, String severity) {
        assertThat(alerts())
                .filteredOn(alert -> alert.name().equals(name))
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.expression()).isEqualTo(expression);
                    assertThat(alert.lasts()).isEqualTo(lasts);
                    assertThat(alert.severity()).isEqualTo(severity);
                });
    }

    @Test
    void whatTheUnitTestsReadAreTheRulesOfThisFolder() {
        assertThat(unitTests())
                .isNotEmpty()
                .allSatisfy(file -> assertThat(Alert.read(file).path("rule_files"))
                        .isNotEmpty()
                        .extracting(JsonNode::asText)
                        .allSatisfy(rules -> assertThat(TESTS.resolve(rules)).exists()));
    }
}
