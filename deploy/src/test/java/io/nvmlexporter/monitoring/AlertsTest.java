package io.nvmlexporter.monitoring;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nvmlexporter.deploy.Tool;
import io.nvmlexporter.deploy.Tool.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
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
            {{- range $i, $pod := . }}{{ if lt $i 10 }}{{ if $i }},{{ end }} {{ .Labels.namespace }}/{{ .Labels.pod }}{{ end }}{{ end }} \
            {{- if gt (len .) 10 }} and others, {{ len . }} in all{{ end }}.{{ end }}""";

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

    /** The numbers that the driver may report, and one that it does not know yet. */
    private static Stream<String> xids() throws IOException {
        Path texts = Path.of("../exporter/src/main/resources/io/nvmlexporter/field/xid-texts.tsv");
        Stream<String> known = Files.readAllLines(texts).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t")[0]);
        return Stream.concat(known, Stream.of("999"));
    }

    @Test
    void eachXidHasOneAlert() throws IOException {
        Map<String, Predicate<String>> takers = new TreeMap<>();
        for (Alert alert : alerts()) {
            Matcher xid = Pattern.compile("\\bxid(=~?|!~)\"([^\"]*)\"").matcher(alert.expression());
            if (xid.find()) {
                Predicate<String> listed = Pattern.compile(xid.group(2)).asMatchPredicate();
                takers.put(alert.name(), xid.group(1).equals("!~") ? listed.negate() : listed);
            }
        }

        Map<String, List<String>> taken = new TreeMap<>();
        assertThat(xids()).hasSizeGreaterThan(100).allSatisfy(code -> {
            List<String> names = takers.keySet().stream()
                    .filter(name -> takers.get(name).test(code))
                    .toList();
            assertThat(names).as("XID %s", code).hasSize(1);
            taken.computeIfAbsent(names.get(0), name -> new ArrayList<>()).add(code);
        });
        taken.remove("XidOtherError");
        assertThat(taken)
                .isEqualTo(Map.of(
                        "XidGpuFellOffBus", List.of("79"),
                        "XidGspError", List.of("119", "120"),
                        "XidUncontainedEccError", List.of("95"),
                        "XidContainedEccError", List.of("94"),
                        "XidRowRemapFailed", List.of("64"),
                        "XidRowRemapRecorded", List.of("63"),
                        "XidNvlinkError", codes("74 144 145 146 147 148 149 150 155 166 170"),
                        "XidHardwareError",
                                codes("48 54 61 62 92 110 121 122 123 124 125 136 140 143 157 158 161 165 167 168 169"
                                        + " 171 172"),
                        "XidApplicationError", codes("8 11 13 31 32 43 45 68 69 137")));
    }

    private static List<String> codes(String words) {
        return List.of(words.split(" "));
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
