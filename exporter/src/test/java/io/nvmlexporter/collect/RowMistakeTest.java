package io.nvmlexporter.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way in which people take the second column for something else than the type, and the line that tells them. */
class RowMistakeTest {
    private static final String TEMP = "DCGM_FI_DEV_GPU_TEMP";
    private static final String CHOICE = "write one of gauge, counter, histogram, summary, label";

    static List<Arguments> rows() {
        return List.of(
                // A name of one's own
                Arguments.of(
                        TEMP + ", my_temp, gauge, Temperature",
                        "4 columns where field, type and help are wanted: the type 'gauge' is in column 3;"
                                + " delete 'my_temp' in column 2, as a metric has no name but its field's"),
                Arguments.of(
                        TEMP + ", my_temp, gauge, a, b",
                        "5 columns where field, type and help are wanted: the type 'gauge' is in column 3;"
                                + " delete 'my_temp' in column 2, as a metric has no name but its field's"),
                Arguments.of(
                        TEMP + ", my_temp, gauge",
                        "unknown type 'my_temp', and the type 'gauge' is in column 3; the columns are field, type,"
                                + " help, and a metric has no name but its field's"),
                Arguments.of(
                        TEMP + ", my_temp, Temperature",
                        "unknown type 'my_temp'; column 2 is the type, and neither a name nor a unit; " + CHOICE),
                Arguments.of(
                        TEMP + ", my_temp, C, Temperature",
                        "4 columns where field, type and help are wanted, and 'my_temp' in column 2 is no type; "
                                + CHOICE),
                Arguments.of(
                        TEMP + ", my_temp",
                        "2 of the 3 columns field, type, help, and 'my_temp' is no type; " + CHOICE),
                // The help text, a unit, or nothing
                Arguments.of(
                        TEMP + ", Temperature, label",
                        "unknown type 'Temperature', and the type 'label' is in column 3; the columns are field, type,"
                                + " help, and a metric has no name but its field's"),
                Arguments.of(
                        TEMP + ", C, Temperature, gauge",
                        "4 columns where field, type and help are wanted: the type 'gauge' is in column 4;"
                                + " the columns are field, type, help"),
                Arguments.of(
                        TEMP + ", MiB, Memory",
                        "unknown type 'MiB'; column 2 is the type, and neither a name nor a unit; " + CHOICE),
                Arguments.of(TEMP + ",, Temperature", "unknown type '', as column 2 is empty; " + CHOICE),
                Arguments.of(
                        TEMP + ",, gauge, Temperature",
                        "4 columns where field, type and help are wanted: the type 'gauge' is in column 3;"
                                + " delete '' in column 2, as a metric has no name but its field's"),
                Arguments.of(TEMP + ",", "2 of the 3 columns field, type, help, and '' is no type; " + CHOICE),
                // Nearly a type
                Arguments.of(TEMP + ", GAUGE, x", "unknown type 'GAUGE'; did you mean gauge?"),
                Arguments.of(TEMP + ", counters, x", "unknown type 'counters'; did you mean counter?"),
                Arguments.of(
                        TEMP + ", untyped, x", "unknown type 'untyped', which is one with --compat 4.8.3; " + CHOICE),
                Arguments.of(
                        TEMP + ",\tgauge, x",
                        "unknown type '?gauge', with a tab or another invisible character beside it; delete that"),
                Arguments.of(
                        TEMP + ",\u00A0gauge, x",
                        "unknown type '\u00A0gauge', with a tab or another invisible character beside it; delete that"),
                Arguments.of(
                        TEMP + ", gauge\u200B, x",
                        "unknown type 'gauge?', with a tab or another invisible character beside it; delete that"),
                Arguments.of(
                        TEMP + ", 'gauge', x",
                        "unknown type ''gauge'', with quotes that are none of a CSV file; delete them"),
                Arguments.of(
                        TEMP + ", “gauge”, x",
                        "unknown type '“gauge”', with quotes that are none of a CSV file; delete them"),
                // Other dividers, other orders
                Arguments.of(TEMP + "; gauge; x", "the columns are divided by semicolons; divide them by commas"),
                Arguments.of(
                        TEMP + ";my_temp;gauge;a, b", "the columns are divided by semicolons; divide them by commas"),
                Arguments.of(TEMP + "\tgauge\tx", "the columns are divided by tabs; divide them by commas"),
                Arguments.of(TEMP + " | gauge | x", "the columns are divided by |; divide them by commas"),
                Arguments.of(TEMP + " gauge x", "the columns are divided by blanks; divide them by commas"),
                Arguments.of(
                        "\"" + TEMP + ", gauge, x\"",
                        "the whole row is in double quotes; put single columns in quotes, not the row"),
                Arguments.of(
                        "gauge, " + TEMP + ", x",
                        "unknown field 'gauge', and the field 'DCGM_FI_DEV_GPU_TEMP' is in column 2;"
                                + " the columns are field, type, help"),
                Arguments.of(
                        "my_temp, gauge, " + TEMP,
                        "unknown field 'my_temp', and the field 'DCGM_FI_DEV_GPU_TEMP' is in column 3;"
                                + " the columns are field, type, help"),
                Arguments.of(
                        "DCGM FIELD, Prometheus metric type, help message",
                        "unknown field 'DCGM FIELD'; if it is a row of headings, put # before it"),
                Arguments.of(
                        "'" + TEMP + "', gauge, x",
                        "unknown field ''DCGM_FI_DEV_GPU_TEMP'', with quotes that are none of a CSV file; delete them"),
                Arguments.of(
                        "nvml_gpu_temperature_celsius, gauge, x",
                        "unknown field 'nvml_gpu_temperature_celsius'; write the field of DCGM that it is of,"
                                + " and --names prometheus or both"),
                // The help text
                Arguments.of(
                        TEMP + ", gauge, x,",
                        "4 columns where field, type and help are wanted; delete the comma at the end"),
                Arguments.of(TEMP + ", gauge", "2 of the 3 columns field, type, help; add the rest"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theLineNamesTheCauseAndHowToMendIt(String row, String message) {
        assertThatExceptionOfType(CountersFileException.class)
                .isThrownBy(() -> CountersFile.parse("# ours\n" + row + "\n", "f.csv", Compatibility.V4_8_2))
                .withMessage("f.csv:2: " + message);
    }

    /** The newer releases look at the type first, but headings are headings there too. */
    @ParameterizedTest
    @EnumSource(Compatibility.class)
    void everyReleaseKnowsARowOfHeadings(Compatibility release) {
        assertThatExceptionOfType(CountersFileException.class)
                .isThrownBy(() -> CountersFile.parse("field,type,help\n", "f.csv", release))
                .withMessage("f.csv:1: unknown field 'field'; if it is a row of headings, put # before it");
    }

    @Test
    void aFileOfTwoBytesACharacterIsToldAsSuch() {
        String utf16 = ("# a\n" + TEMP + ", gauge, x\n").replaceAll("(?s)(.)", "$1\0");
        assertThatExceptionOfType(CountersFileException.class)
                .isThrownBy(() -> CountersFile.parse("\uFFFD\uFFFD" + utf16, "f.csv", Compatibility.V4_8_2))
                .withMessage("f.csv:1: a character that no text has, as in a file of UTF-16; save it as UTF-8");
    }

    @Test
    void theTypesOfARowAreThoseOfTheRelease() {
        assertThatExceptionOfType(CountersFileException.class)
                .isThrownBy(() -> CountersFile.parse(TEMP + ", my_temp, untyped, x", "f.csv", Compatibility.V4_8_3))
                .withMessageContaining("the type 'untyped' is in column 3");
        assertThat(Compatibility.V4_8_2.types()).doesNotContain(MetricType.UNTYPED);
    }
}
