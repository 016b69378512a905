package io.nvmlexporter.deploy;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import io.nvmlexporter.deploy.ValuesTable.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The chart's files agree with one another; {@code -Dupdate} writes the README's table of values anew. */
class ChartDocumentsTest {
    private static final Path CHART = Path.of("..", Chart.SOURCE);
    private static final Path README = CHART.resolve("README.md");
    private static final String BEGIN = "<!-- values.yaml -->\n";
    private static final String END = "<!-- end of values.yaml -->\n";

    private final String values = Files.readString(CHART.resolve("values.yaml"));
    private final JsonNode schema = StrictYaml.documents(Files.readString(CHART.resolve("values.schema.json")))
            .get(0);

    ChartDocumentsTest() throws IOException {}

    @Test
    void helmsLinterHasNothingToSayButThatThereIsNoIcon() {
        var result = new Helm(CHART).lint().strict().call();
        assertThat(result.isFailed()).isFalse();
        assertThat(result.getMessages()).containsExactly("[INFO] Chart.yaml: icon is recommended");
    }

    @Test
    void theReadmeHasEveryValue() throws IOException {
        String readme = Files.readString(README);
        String now = readme.substring(0, readme.indexOf(BEGIN) + BEGIN.length()) + "\n" + ValuesTable.markdown(values)
                + "\n" + readme.substring(readme.indexOf(END));
        if (System.getProperty("update") != null) {
            Files.writeString(README, now);
            fail(README + " is written: review its diff, then run the tests without -Dupdate");
        }
        assertThat(now)
                .as("%s is not what values.yaml says now: run with -Dupdate and review the diff", README)
                .isEqualTo(readme);
    }

    @Test
    void everyKeyOfTheSchemaHasADefaultAndAMeaning() {
        Map<String, String> meanings = ValuesTable.rows(values).stream().collect(toMap(Row::key, Row::meaning));
        List<String> keys = new ArrayList<>();
        collect(schema, "", keys);
        assertThat(keys).containsAll(meanings.keySet());
        assertThat(meanings.keySet())
                .as("for a parent chart there are two more")
                .containsExactlyInAnyOrderElementsOf(keys.stream()
                        .filter(key -> !List.of("global", "enabled").contains(key))
                        .toList());
        assertThat(keys).containsAll(DcgmValuesTest.keysOfTheSchema());
    }

    /** Keys that have no keys of their own in the schema. */
    private static void collect(JsonNode node, String prefix, List<String> keys) {
        node.path("properties").properties().forEach(property -> {
            if (property.getValue().has("properties")) {
                collect(property.getValue(), prefix + property.getKey() + ".", keys);
            } else {
                keys.add(prefix + property.getKey());
            }
        });
    }

    @Test
    void theVersionIsThatOfTheProgram() throws IOException {
        JsonNode chart = StrictYaml.documents(Files.readString(CHART.resolve("Chart.yaml")))
                .get(0);
        String project = System.getProperty("project.version");
        assertThat(chart.get("appVersion").asText())
                .isEqualTo(project.replace("-SNAPSHOT", ""))
                .isEqualTo(chart.get("version").asText());
    }
}
