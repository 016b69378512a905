package io.nvmlexporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.FieldCatalog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldsCommandTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");

    @Test
    void theDocumentOfAllMetricsSaysWhatTheCatalogueSays() throws Exception {
        String now = fields("--markdown");
        if (System.getProperty("update") != null) {
            Files.writeString(DOCUMENT, now);
            fail(DOCUMENT + " is written: review its diff, then run the tests without -Dupdate");
        }
        assertThat(now)
                .as("%s is not what the catalogue says now: run with -Dupdate and review the diff", DOCUMENT)
                .isEqualTo(Files.readString(DOCUMENT));
    }

    @Test
    void everyFieldSaysWhatNvmlIsAskedForIt() {
        assertThat(FieldCatalog.all())
                .filteredOn(field -> field.scope() != Field.Scope.NODE)
                .allSatisfy(field -> assertThat(MetricsDocument.calls(field))
                        .as(field.name())
                        .isNotEmpty()
                        .allMatch(call -> call.startsWith("nvml") || call.startsWith("NVML_FI_")));
    }

    @Test
    void aFieldIsFoundByAnyOfItsNames() throws Exception {
        String power = """
                 155 DCGM_FI_DEV_POWER_USAGE [W] = nvml_board_power_watts
                       nvmlDeviceGetPowerUsage
                """;
        assertThat(fields("dev_power_usage")).startsWith(power);
        assertThat(fields("155")).isEqualTo(power);
        assertThat(fields("BOARD_POWER_WATTS")).isEqualTo(power);
    }

    @Test
    void aFieldThatIsNotServedSaysWhy() throws Exception {
        assertThat(fields("DCGM_FI_DEV_CPU_TEMP_CURRENT")).isEqualTo("""
                1110 DCGM_FI_DEV_CPU_TEMP_CURRENT
                       not here: it is a reading of the CPU, which NVML does not give
                """);
    }

    @Test
    void whatNoFieldIsCalledIsToldInOneLine() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> fields("TEMPRATURE"))
                .withMessage("fields: no field has 'TEMPRATURE' in its names;"
                        + " docs/exporter-metrics.md lists nvml_exporter_*, nvml_xid_* and events");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> fields("--wrong"))
                .withMessage("fields: Unknown option: '--wrong'; nvml-exporter fields --help tells more");
    }

    private static String fields(String... arguments) throws UsageException, IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        FieldsCommand.run(List.of(arguments), new PrintStream(text, true, UTF_8));
        return text.toString(UTF_8);
    }
}
