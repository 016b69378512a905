package io.nvmlexporter.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dashboards/*.json}; {@code -Dupdate} writes them anew. */
class DashboardsTest {
    private static final Path FOLDER = Path.of("..", "dashboards");
    private static final Path RUNBOOKS = Path.of("..", "docs", "runbooks");
    private static final Pattern RUNBOOK = Pattern.compile("docs/runbooks/(\\w+\\.md)");
    /**
     * The chart makes a ConfigMap of each, of which kubectl keeps a copy in an annotation, as a text of JSON. All
     * annotations together may have 256 KiB; this leaves room for the others.
     */
    private static final int MOST_BYTES = 230_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> files = files();

    DashboardsTest() throws IOException {}

    private static Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (var paths = Files.newDirectoryStream(FOLDER, "*.json")) {
            for (Path path : paths) {
                files.put(path.getFileName().toString(), Files.readString(path));
            }
        }
        return files;
    }

    private JsonNode read(String file) throws IOException {
        return JSON.readTree(files.get(file));
    }

    @Test
    void theyAreWhatTheSourceSays() throws IOException {
        Map<String, String> made = Dashboards.read(FOLDER.resolve("source")).files();
        if (System.getProperty("update") != null) {
            for (var file : made.entrySet()) {
                Files.writeString(FOLDER.resolve(file.getKey()), file.getValue());
            }
            fail(FOLDER + " is written: review its diff, then run the tests without -Dupdate");
        }
        assertThat(made)
                .as("%s is not what its source says now: run with -Dupdate and review the diff", FOLDER)
                .isEqualTo(files);
    }

    @Test
    void grafanaKnowsEveryKeyAndNoPanelLacksItsTexts() throws IOException {
        for (String file : files.keySet()) {
            assertThat(DashboardCheck.problemsOf(read(file))).as(file).isEmpty();
        }
    }

    /** No value is there for every GPU: a panel that reads some says what becomes of a GPU that lacks it. */
    @Test
    void everyPanelSaysWhatItDoesWhereAGpuLacksAValue() throws IOException {
        List<String> silent = new ArrayList<>();
        int reading = 0;
        for (String file : files.keySet()) {
            for (JsonNode panel : read(file).path("panels")) {
                if (PanelWriter.READS_VALUES
                        .matcher(panel.path("targets").toString())
                        .find()) {
                    reading++;
                    if (!panel.path("description").asText().matches("(?s).*\\black(?:s|ed)?\\b.*")) {
                        silent.add(file + ": " + panel.path("title").asText());
                    }
                }
            }
        }
        assertThat(reading).isGreaterThan(80);
        assertThat(silent).isEmpty();
    }

    @Test
    void eachIsFoundByTheNameOfItsFile() throws IOException {
        assertThat(files).hasSize(7);
        for (String file : files.keySet()) {
            assertThat("nvml-" + file.replace(".json", ""))
                    .isEqualTo(read(file).path("uid").asText())
                    .hasSizeLessThanOrEqualTo(40);
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        assertThat(RUNBOOK.matcher(files.toString())
                        .results()
                        .map(found -> found.group(1))
                        .distinct())
                .isNotEmpty()
                .filteredOn(file -> !Files.exists(RUNBOOKS.resolve(file)))
                .as("runbooks that are not there")
                .isEmpty();
        assertThat(Pattern.compile("/d/nvml-([\\w-]+)")
                        .matcher(files.toString())
                        .results())
                .isNotEmpty()
                .allSatisfy(found -> assertThat(files).containsKey(found.group(1) + ".json"));
    }

    /** Those of the documents with which this project began. */
    @Test
    void thePanelsThatOthersPublishedAskWordForWord() throws IOException {
        assertThat(expressions("llm-operations.json"))
                .contains(
                        "sum(rate(llm_api_requests_total[5m]))",
                        "histogram_quantile(0.99, sum(rate(llm_api_request_latency_seconds_bucket[5m])) by (le, endpoint))",
                        "(sum(rate(llm_api_requests_total{status_code=~\"5..\"}[5m])) / sum(rate(llm_api_requests_total[5m])))"
                                + " * 100",
                        "avg(DCGM_FI_DEV_GPU_UTIL) by (kubernetes_pod_node_name)",
                        "sum(DCGM_FI_DEV_FB_USED) / 1024",
                        "sum(rate(llm_api_tokens_processed_total[1m]))");
        assertThat(expressions("rag-system.json"))
                .containsExactlyInAnyOrder(
                        "rate(http_requests_total[5m])",
                        "histogram_quantile(0.95, rate(http_request_duration_seconds_bucket[5m]))",
                        "rate(vector_search_duration_seconds_sum[5m]) / rate(vector_search_duration_seconds_count[5m])",
                        "rate(query_cache_hits_total[5m]) / (rate(query_cache_hits_total[5m])"
                                + " + rate(query_cache_misses_total[5m]))",
                        "gpu_memory_used_bytes / gpu_memory_total_bytes * 100",
                        "component_health_status");
    }

    private List<String> expressions(String file) throws IOException {
        return read(file).findValuesAsText("expr");
    }

    @Test
    void eachFitsIntoAConfigMapThatKubectlApplied() {
        assertThat(files.values())
                .allSatisfy(text -> assertThat(JSON.writeValueAsBytes(text)).hasSizeLessThan(MOST_BYTES));
    }

    /** Each row plants one fault into a good dashboard. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /panels/1 | tittle | "GPUs" | /panels/1: Grafana has no key tittle here
            /panels/1 | type | "graph" | /panels/1: {
            /panels/1 | title | "" | : no /title
            /panels/1 | description | " " | GPUs: no /description
            /panels/1 | links | [] | GPUs: no /links/0/url
            /panels/1 | targets | [] | GPUs: no query
            /panels/1 | id | "1" | /panels/1/id: "1" is not number
            /panels/1/fieldConfig/defaults | unit | "percents" | /panels/1/fieldConfig/defaults/unit: "percents" is not unit
            /panels/1/options | graphMode | "bars" | /panels/1/options/graphMode: "bars" is not none|area|line
            /panels/1/datasource | uid | "prometheus" | /panels/1/datasource/uid: "prometheus" is not ${datasource}
            /panels/1/targets/0 | expr | "up{a=\\"$cluster\\"}" | $cluster is used and is no variable
            /panels/1/gridPos | w | 25 | GPUs: ends at column 25
            /panels/1/gridPos | w | 4 | Lost: stands upon GPUs
            /panels/2 | id | 194792 | another panel has its id
            /panels/1 | gridPos | {} | /panels/1/gridPos: x is missing
            /time | from | 1 | /time/from: 1 is not text
            """)
    void aFaultIsFound(String place, String key, String value, String finding) throws IOException {
        JsonNode dashboard = read("gpu-fleet.json");
        ((ObjectNode) dashboard.at(place)).set(key, JSON.readTree(value));

        assertThat(DashboardCheck.problemsOf(dashboard)).anyMatch(problem -> problem.contains(finding));
    }
}
