package io.nvmlexporter.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The runbooks say what the rules are; {@code -Dupdate} writes their index anew. */
class RunbooksTest {
    private static final String BEGIN = "<!-- alerts -->\n";
    private static final String END = "<!-- end of alerts -->\n";
    private static final Pattern METRIC = Pattern.compile("\\b(?:DCGM|nvml)_\\w+");

    static List<Alert> alerts() {
        return Alert.all();
    }

    @Test
    void everyAlertHasARunbookAndEveryRunbookAnAlert() {
        assertThat(Runbooks.names())
                .isEqualTo(alerts().stream().map(Alert::name).sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void aRunbookSaysHowBadItIsWhenItFiresAndWhatItNeeds(Alert alert) {
        String page = Runbooks.text(alert);
        String when = alert.lasts().isEmpty() ? "at once" : "after " + alert.lasts();

        assertThat(page)
                .startsWith("# " + alert.name() + "\n\n")
                .contains("- **Severity** " + alert.severity() + ", " + when + "\n")
                .contains("(../../alerts/" + alert.file().getFileName() + ")")
                .contains("- **Needs** ", "\n- **Where absent** ")
                .contains("\n## How bad\n", "\n## Look at\n", "\n## What to do\n", "\n## False alarms\n");
        String needs = page.substring(page.indexOf("- **Needs** "), page.indexOf("\n## How bad"));
        METRIC.matcher(Alert.withRecords(alert.expression()))
                .results()
                .forEach(metric -> assertThat(needs).contains("`" + metric.group() + "`"));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void whatARunbookLinksToIsThere(Alert alert) {
        Pattern.compile("]\\(([^):]+)\\)")
                .matcher(Runbooks.text(alert))
                .results()
                .forEach(link ->
                        assertThat(Runbooks.FOLDER.resolve(link.group(1))).exists());
    }

    /** As each runbook says it of its alert. */
    @Test
    void theReadmeSaysOfEveryRecordingRuleWhatItDoesWhereAValueIsAbsent() throws IOException {
        String page = Files.readString(Alert.FOLDER.resolve("README.md"));
        String table = page.substring(page.indexOf("### Where a value is absent"));
        assertThat(Alert.records())
                .hasSizeGreaterThan(30)
                .allSatisfy(record -> assertThat(table).contains("`" + record + "`"));
    }

    @Test
    void theIndexHasEveryAlert() throws IOException {
        String index = Files.readString(Runbooks.INDEX);
        String now = index.substring(0, index.indexOf(BEGIN) + BEGIN.length()) + "\n" + Runbooks.table(alerts()) + "\n"
                + index.substring(index.indexOf(END));
        if (System.getProperty("update") != null) {
            Files.writeString(Runbooks.INDEX, now);
            fail(Runbooks.INDEX + " is written: review its diff, then run the tests without -Dupdate");
        }
        assertThat(now)
                .as("%s is not what the alerts are now: run with -Dupdate and review the diff", Runbooks.INDEX)
                .isEqualTo(index);
    }
}
