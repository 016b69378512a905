package io.nvmlexporter.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every query that this repository gives to users, and those that users bring along, asked of a real Prometheus that
 * has scraped healthy, shared, MIG and faulty nodes.
 */
@ExtendWith(ScrapedStack.class)
class QueriesTest {
    /** The node's name has either spelling, and a page has only one. */
    private static final Set<String> SPELLINGS = Set.of("Hostname", "hostname");

    /** Labels that stand side by side, of which each series has one. */
    private static final Pattern ALTERNATIVES = Pattern.compile("(?:\\{\\{[^}]*}})+");

    private static final Pattern LABEL_OF_LEGEND = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

    private static final Map<String, Set<String>> LABELS = new HashMap<>();

    private final Prometheus prometheus;

    QueriesTest(Stack stack) {
        prometheus = stack.prometheus();
    }

    @TestFactory
    Stream<DynamicTest> aQueryHasDataAndNamesOnlyWhatThereIs() throws IOException {
        List<Query> queries = new ArrayList<>(Query.ofDashboards(Path.of("../dashboards")));
        queries.addAll(Query.ofUsers());
        assertThat(queries).hasSizeGreaterThan(30);
        return queries.stream()
                .map(query -> dynamicTest(query.where(), () -> {
                    assertThat(strangersIn(query.expression()))
                            .as(query.expression())
                            .isEmpty();
                    assertThat(prometheus.query(query.expression()))
                            .as(query.expression())
                            .isNotEmpty();
                    assertThat(prometheus.range(query.expression()))
                            .as(query.expression())
                            .isNotEmpty();
                }));
    }

    /** Grafana writes nothing in place of a label that a series has not, so that a misspelt one is seen by nobody. */
    @TestFactory
    Stream<DynamicTest> aLegendNamesLabelsThatItsSeriesHave() throws IOException {
        return Query.ofDashboards(Path.of("../dashboards")).stream()
                .filter(query -> query.legend().contains("{{"))
                .map(query -> dynamicTest(query.where(), () -> {
                    Set<String> labels = new TreeSet<>();
                    prometheus
                            .query(query.expression())
                            .forEach(
                                    series -> series.path("metric").fieldNames().forEachRemaining(labels::add));
                    assertThat(ALTERNATIVES.matcher(query.legend()).results().map(MatchResult::group))
                            .as("labels of %s", query.expression())
                            .allMatch(words -> LABEL_OF_LEGEND
                                    .matcher(words)
                                    .results()
                                    .anyMatch(word -> labels.contains(word.group(1))));
                }));
    }

    /** Data they need not have: most alerts here have nothing to tell. */
    @TestFactory
    Stream<DynamicTest> aRuleNamesOnlyWhatThereIs() {
        List<Query> rules = Query.ofRules(Path.of("../alerts"));
        assertThat(rules).hasSizeGreaterThan(30);
        return rules.stream()
                .map(rule -> dynamicTest(
                        rule.where(),
                        () -> assertThat(strangersIn(rule.expression()))
                                .as(rule.expression())
                                .isEmpty()));
    }

    @Test
    void everyRuleIsEvaluated() throws IOException, InterruptedException {
        assertThat(prometheus.brokenRules()).isEmpty();
    }

    @Test
    void aMisspeltNameIsFound() throws IOException, InterruptedException {
        assertThat(strangersIn("sum by (node) (DCGM_FI_DEV_GPU_TMP) or DCGM_FI_DEV_GPU_TEMP{gpu_id=\"1\"}"))
                .containsExactly("DCGM_FI_DEV_GPU_TEMP{gpu_id}", "DCGM_FI_DEV_GPU_TMP", "node");
    }

    /** Metrics and labels of the query that no series has. */
    private Set<String> strangersIn(String expression) throws IOException, InterruptedException {
        PromQl parsed = PromQl.parse(expression);
        Set<String> strangers = new TreeSet<>();
        Set<String> known = new TreeSet<>(parsed.made());
        for (Map.Entry<String, Set<String>> selector : parsed.selected().entrySet()) {
            Set<String> labels = labels(selector.getKey());
            known.addAll(labels);
            if (labels.isEmpty()) {
                strangers.add(selector.getKey());
                continue;
            }
            selector.getValue().stream()
                    .filter(label -> !has(labels, label))
                    .forEach(label -> strangers.add(selector.getKey() + "{" + label + "}"));
        }
        parsed.listed().stream().filter(label -> !has(known, label)).forEach(strangers::add);
        return strangers;
    }

    private static boolean has(Set<String> labels, String label) {
        return labels.contains(label)
                || (SPELLINGS.contains(label) && labels.stream().anyMatch(SPELLINGS::contains));
    }

    private Set<String> labels(String metric) throws IOException, InterruptedException {
        Set<String> known = LABELS.get(metric);
        if (known == null) {
            boolean none = prometheus.labels(metric).isEmpty() && isField(metric);
            known = prometheus.labels(none ? "DCGM_FI_DEV_GPU_TEMP" : metric);
            LABELS.put(metric, known);
        }
        return known;
    }

    /** One that no GPU here has, as those of NVLink 5, or that only another exporter has by this name. */
    private static boolean isField(String metric) throws IOException {
        return Files.readString(Path.of("../docs/metrics.md")).contains("`" + metric + "`");
    }
}
