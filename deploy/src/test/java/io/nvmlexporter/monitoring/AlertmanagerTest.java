package io.nvmlexporter.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import io.nvmlexporter.deploy.Tool;
import io.nvmlexporter.deploy.Tool.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code alerts/alertmanager}, read by the real tool, and the configuration of {@code deploy/compose}, which is the
 * same without Slack; {@code -Dupdate} writes that anew.
 */
class AlertmanagerTest {
    private static final Path FOLDER = Alert.FOLDER.resolve("alertmanager");
    private static final Path CONFIGURATION = FOLDER.resolve("alertmanager.yaml");
    private static final Path COMPOSE = Path.of("compose", "alertmanager.yaml");
    private static final Path MESSAGES = Path.of("src", "test", "resources", "io", "nvmlexporter", "monitoring");
    private static final Tool AMTOOL = new Tool("amtool");

    @Test
    void alertmanagerTakesTheConfiguration() throws IOException, InterruptedException {
        Result checked = AMTOOL.run("check-config", CONFIGURATION.toString());

        assertThat(checked.status()).as(checked.errors()).isZero();
        assertThat(checked.out()).contains("SUCCESS", "1 templates");
    }

    @ParameterizedTest
    @CsvSource({"critical, slack-notifications", "warning, slack-notifications", "info, null", "none, null"})
    void whatOneNeedNotActOnIsSentToNobody(String severity, String receiver) throws IOException, InterruptedException {
        Result routed =
                AMTOOL.run("config", "routes", "test", "--config.file=" + CONFIGURATION, "severity=" + severity);

        assertThat(routed.out().strip()).isEqualTo(receiver);
    }

    /** A message within a minute, of a node once in five; what goes on is said again twice a day. */
    @Test
    void aFaultIsToldSoonAndNotTooOften() {
        JsonNode route = Alert.read(CONFIGURATION).path("route");

        assertThat(texts(route.path("group_by"))).containsExactly("Hostname", "hostname");
        assertThat(route.path("group_wait").asText()).isEqualTo("30s");
        assertThat(route.path("group_interval").asText()).isEqualTo("5m");
        assertThat(route.path("repeat_interval").asText()).isEqualTo("12h");
        assertThat(Alert.read(CONFIGURATION).at("/global/resolve_timeout").asText())
                .isEqualTo("5m");
    }

    /** Who shows the webhook's URL in a file shows it to all who read that file. */
    @Test
    void theUrlOfTheWebhookIsInAFileOfItsOwn() throws IOException {
        JsonNode slack = Alert.read(CONFIGURATION).at("/receivers/1/slack_configs/0");

        assertThat(slack.path("api_url_file").asText()).startsWith("/");
        assertThat(slack.path("send_resolved").asBoolean()).isTrue();
        assertThat(Files.readString(CONFIGURATION)).doesNotContain("api_url:", "http");
    }

    /** To Alertmanager a label that both alerts lack is equal; then one node would silence all others. */
    @Test
    void whatSilencesHasTheLabelsThatAreCompared() {
        JsonNode rules = Alert.read(CONFIGURATION).path("inhibit_rules");

        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            List<String> sources = texts(rule.path("source_matchers"));
            assertThat(texts(rule.path("equal")))
                    .isNotEmpty()
                    .allSatisfy(label -> assertThat(sources).contains(label + "!=\"\""));
        });
    }

    /** A name that no alert has any more would silence nothing, and say nothing. */
    @Test
    void whatIsNamedIsAnAlert() {
        List<String> names = Alert.all().stream().map(Alert::name).toList();

        assertThat(Alert.read(CONFIGURATION).path("inhibit_rules"))
                .flatExtracting(rule -> texts(rule.path("source_matchers")))
                .contains("alertname=\"GpuLost\"", "alertname=\"XidGpuFellOffBus\"");
        assertThat(Alert.read(CONFIGURATION).path("inhibit_rules"))
                .flatExtracting(rule -> List.of(rule.path("source_matchers"), rule.path("target_matchers")))
                .flatExtracting(AlertmanagerTest::texts)
                .filteredOn(matcher -> matcher.startsWith("alertname"))
                .isNotEmpty()
                .allSatisfy(matcher -> assertThat(names)
                        .contains(matcher.replaceFirst("[^\"]*\"", "")
                                .replace("\"", "")
                                .split("\\|")));
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            several | title | [FIRING 2] n1
            several | color | danger
            resolved | title | [RESOLVED 1] n2: GpuThermalThrottling
            resolved | color | good
            application | title | [FIRING 1] rag: LowCacheHitRate
            application | color | warning
            target | title | [FIRING 1] n5: GpuExporterDown
            many | title | [FIRING 22] n2: GpuLost
            """)
    void theFirstLineSaysWhetherHowManyWhereAndWhat(String message, String part, String text)
            throws IOException, InterruptedException {
        assertThat(rendered(message, part)).isEqualTo(text);
    }

    @Test
    void theTextHasEachAlertWithItsRunbookAndNoWallOfLabels() throws IOException, InterruptedException {
        assertThat(rendered("several", "text")).isEqualTo("""
                        *GPU 3 of n1 is lost* (critical, since 2026-11-22 10:00 UTC)
                        GPU 3 (NVIDIA H100 80GB HBM3, GPU-a) of n1 is not reachable any more. Pods: ml/train-0.
                        <https://example.org/GpuLost.md|What to do>

                        *GPU 3 of n1 has fallen off the bus (XID 79)* (critical, since 2026-11-22 10:00 UTC)
                        The driver cannot reach GPU 3 over PCIe any more.
                        <https://example.org/XidGpuFellOffBus.md|What to do>

                        *Resolved:*
                        • GPU 2 of n1 is slowed down by heat (since 2026-11-22 09:00 UTC, until 10:10 UTC)
                        """);
        assertThat(rendered("resolved", "text"))
                .isEqualTo("• GPU 1 of n2 is slowed down by heat (since 2026-11-22 09:00 UTC, until 10:10 UTC)\n");
        assertThat(rendered("application", "text"))
                .isEqualTo("*Low cache hit rate* (warning, since 2026-11-22 10:00 UTC)\nBelow 50%.\n\n");
    }

    @Test
    void ofManyAlertsSomeAreToldInFullSomeInALineAndTheOthersCounted() throws IOException, InterruptedException {
        String text = rendered("many", "text");

        assertThat(text).hasSizeLessThan(4000);
        assertThat(text.lines().filter(line -> line.endsWith("|What to do>"))).hasSize(5);
        assertThat(text.lines()
                        .filter(line ->
                                line.startsWith("• ") && line.endsWith("(critical, since 2026-11-22 10:00 UTC)")))
                .hasSize(15);
        assertThat(text.lines().filter(line -> line.startsWith("• ") && line.endsWith(", until 10:10 UTC)")))
                .hasSize(20);
        assertThat(text.lines().filter("… and others, 22 in all"::equals)).hasSize(2);
    }

    /** Slack takes them for the marks of a link, a mention or a character. */
    @Test
    void whatSlackWouldReadAsItsOwnMarksIsEscaped() throws IOException, InterruptedException {
        assertThat(rendered("many", "text"))
                .contains(
                        "*GPU 0 of &lt;n2&gt; &amp; co is lost*",
                        "pod &lt;!here&gt;",
                        "• GPU 9 of &lt;n2&gt; &amp; co is lost");
    }

    private static String rendered(String message, String part) throws IOException, InterruptedException {
        Result rendered = AMTOOL.run(
                "template",
                "render",
                "--template.glob=" + FOLDER.resolve("*.tmpl"),
                "--template.text={{ template \"nvml_exporter." + part + "\" . }}",
                "--template.data=" + MESSAGES.resolve(message + ".json"));
        assertThat(rendered.status()).as(rendered.errors()).isZero();
        return rendered.out();
    }

    @Test
    void composeHasTheSameWithoutSlack() throws IOException {
        String now = Files.readString(CONFIGURATION)
                .replaceFirst("(?s)^(#[^\n]*\n)+", """
                        # Alerts are kept and shown, and sent to nobody; slack.yaml sends them. Made from alerts/alertmanager by
                        # AlertmanagerTest; see CONTRIBUTING.md.
                        """)
                .replaceFirst("templates:\n( .*\n)+\n", "")
                .replaceFirst("    slack_configs:\n( {6}.*\n)+", "");
        if (System.getProperty("update") != null) {
            Files.writeString(COMPOSE, now);
            fail(COMPOSE + " is written: review its diff, then run the tests without -Dupdate");
        }
        assertThat(now)
                .as("%s is not what %s is now: run with -Dupdate and review the diff", COMPOSE, CONFIGURATION)
                .isEqualTo(Files.readString(COMPOSE));
    }
}
