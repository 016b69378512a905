package io.nvmlexporter.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.FieldCatalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountersFileTest {
    private static final String TEMP = "DCGM_FI_DEV_GPU_TEMP";

    /** What dcgm-exporter accepts: the file, and the help texts of the rows it has. */
    static List<Arguments> accepted() {
        return List.of(
                Arguments.of("", List.of()),
                Arguments.of("\n\r\n\n", List.of()),
                Arguments.of("# only a comment", List.of()),
                Arguments.of("#" + TEMP + ", gauge, off\n" + TEMP + ", gauge, on\n", List.of("on")),
                Arguments.of("# \"a quote in a comment\n" + TEMP + ", gauge, on", List.of("on")),
                Arguments.of(TEMP + ", gauge, no line break at the end", List.of("no line break at the end")),
                Arguments.of(TEMP + ", gauge, CR at the end\r", List.of("CR at the end")),
                Arguments.of(TEMP + ", gauge, CRLF\r\n\r\n# comment\r\n", List.of("CRLF")),
                Arguments.of(TEMP + ", gauge, a lone \r inside\n", List.of("a lone \r inside")),
                Arguments.of(TEMP + ",gauge,", List.of("")),
                Arguments.of(TEMP + ",gauge,\n", List.of("")),
                Arguments.of("  " + TEMP + "  ,  gauge  ,  trimmed  \n", List.of("trimmed")),
                Arguments.of(TEMP + ", gauge, \ta tab stays\t\n", List.of("\ta tab stays\t")),
                Arguments.of(TEMP + ", gauge, help # and more", List.of("help # and more")),
                Arguments.of(TEMP + ",gauge,\"a, b\"", List.of("a, b")),
                Arguments.of(TEMP + ",gauge,\" a blank inside \"", List.of("a blank inside")),
                Arguments.of(TEMP + ",gauge,\"a \"\"b\"\"\"\"\"", List.of("a \"b\"\"")),
                Arguments.of(TEMP + ",gauge,\"\"", List.of("")),
                Arguments.of("\"" + TEMP + "\",\"gauge\",\"quoted\"\n", List.of("quoted")),
                Arguments.of(TEMP + ",gauge,\"two\r\n\r\n# lines\"\n", List.of("two\n\n# lines")),
                Arguments.of("dcgm_gpu_temp, gauge, as 1.x has it", List.of("as 1.x has it")));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void aFileIsReadAsGoReadsIt(String text, List<String> helps) throws CountersFileException {
        Counters counters = parse(text);
        assertThat(counters.metrics()).extracting(Metric::help).isEqualTo(helps);
        assertThat(counters.metrics()).allSatisfy(metric -> {
            assertThat(metric.type()).isEqualTo(MetricType.GAUGE);
            assertThat(metric.field()).isEqualTo(field(TEMP));
        });
        assertThat(counters.warnings()).isEmpty();
    }

    static List<Arguments> refused() {
        return List.of(
                Arguments.of("   ", "f.csv:1: nothing but blanks; empty the line or delete it"),
                Arguments.of("# c\n\n\t \n", "f.csv:3: nothing but blanks; empty the line or delete it"),
                Arguments.of(
                        "  # indented",
                        "f.csv:1: a comment must have its # as the first character of the line; move it there"),
                Arguments.of(
                        "  # indented, with, commas",
                        "f.csv:1: a comment must have its # as the first character of the line; move it there"),
                Arguments.of(
                        "\uFEFF# comment",
                        "f.csv:1: the file begins with a byte order mark; save it as UTF-8 without one"),
                Arguments.of(TEMP, "f.csv:1: 1 of the 3 columns field, type, help; add the rest"),
                Arguments.of(TEMP + ", gauge\n", "f.csv:1: 2 of the 3 columns field, type, help; add the rest"),
                Arguments.of(
                        "\n" + TEMP + ", gauge, a, b\n",
                        "f.csv:2: 4 columns where field, type and help are wanted;"
                                + " put a help text that has commas in double quotes"),
                Arguments.of(
                        TEMP + ", gauge, \"a\"",
                        "f.csv:1: a quote inside column 3, which does not begin with one;"
                                + " begin the column with the quote, without a blank before it, and double any inside"),
                Arguments.of(
                        TEMP + ",ga\"uge,a",
                        "f.csv:1: a quote inside column 2, which does not begin with one;"
                                + " begin the column with the quote, without a blank before it, and double any inside"),
                Arguments.of(
                        TEMP + ",gauge,\"two\nlines\" more\n",
                        "f.csv:2: text after the closing quote of column 3; double the quotes inside it"),
                Arguments.of(
                        "# c\n" + TEMP + ",gauge,\"open\n\n\n",
                        "f.csv:2: the quote that opens column 3 is never closed; close it"),
                Arguments.of(TEMP + ",gauge,\"", "f.csv:1: the quote that opens column 3 is never closed; close it"),
                Arguments.of(
                        TEMP + ",gauge,\"a\nb\"\nDCGM_FI_DEV_GPU_TMP, gauge, x",
                        "f.csv:3: unknown field 'DCGM_FI_DEV_GPU_TMP'; did you mean DCGM_FI_DEV_GPU_TEMP?"),
                Arguments.of(
                        "dcgm_fi_dev_gpu_temp, gauge, x",
                        "f.csv:1: unknown field 'dcgm_fi_dev_gpu_temp'; did you mean DCGM_FI_DEV_GPU_TEMP?"),
                Arguments.of(
                        "DCGM_EXP_XID_ERROR_COUNT, gauge, x",
                        "f.csv:1: unknown field 'DCGM_EXP_XID_ERROR_COUNT'; did you mean DCGM_EXP_XID_ERRORS_COUNT?"),
                Arguments.of(
                        "temperature, gauge, x",
                        "f.csv:1: unknown field 'temperature'; write a field of DCGM, such as DCGM_FI_DEV_GPU_TEMP"),
                Arguments.of(",,", "f.csv:1: unknown field ''; write a field of DCGM, such as DCGM_FI_DEV_GPU_TEMP"),
                Arguments.of(
                        "\t" + TEMP + ", gauge, a tab is not trimmed",
                        "f.csv:1: unknown field '?DCGM_FI_DEV_GPU_TEMP', with a tab or another invisible character beside"
                                + " it; delete that"),
                Arguments.of(TEMP + ", Gauge, x", "f.csv:1: unknown type 'Gauge'; did you mean gauge?"),
                Arguments.of(
                        TEMP + ",, x",
                        "f.csv:1: unknown type '', as column 2 is empty; write one of gauge, counter, histogram, summary, label"),
                Arguments.of(
                        TEMP + ", untyped, x",
                        "f.csv:1: unknown type 'untyped', which is one with --compat 4.8.3;"
                                + " write one of gauge, counter, histogram, summary, label"),
                Arguments.of(
                        "DCGM_FI_DEV_NVSWITCH_TEMPERATURE_CURRENT, gouge, a switch's",
                        "f.csv:1: unknown type 'gouge'; did you mean gauge?"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aWrongFileIsRefusedWithTheLineAndHowToMendIt(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(CountersFileException.class)
                .hasMessage(message);
    }

    @Test
    void oneWrongRowRefusesTheWholeFile() {
        assertThatThrownBy(() -> parse(TEMP + ", gauge, good\nnonsense\n")).isInstanceOf(CountersFileException.class);
    }

    @Test
    void theTypesAreThoseOfTheRelease() {
        assertThat(types(Compatibility.V4_8_2)).containsExactly("gauge", "counter", "histogram", "summary", "label");
        assertThat(types(Compatibility.V1_X)).containsExactly("gauge", "counter", "histogram", "summary", "label");
        assertThat(types(Compatibility.V4_8_3)).containsExactly("gauge", "counter", "untyped", "label");
    }

    private static List<String> types(Compatibility compatibility) {
        return List.of("gauge", "counter", "histogram", "summary", "untyped", "label", "info").stream()
                .filter(type -> {
                    try {
                        CountersFile.parse(TEMP + "," + type + ",x", "f.csv", compatibility);
                        return true;
                    } catch (CountersFileException e) {
                        return false;
                    }
                })
                .toList();
    }

    @Test
    void theNameIsKeptAsWritten() throws CountersFileException {
        Counters counters = parse("""
                dcgm_gpu_temp, gauge, an old name
                DCGM_FI_DEV_NVLINK_THROUGHPUT_TOTAL, counter, a new name
                DCGM_FI_DRIVER_VERSION, label, a label
                """);
        assertThat(counters.metrics())
                .extracting(Metric::name, metric -> metric.field().id(), Metric::type)
                .containsExactly(
                        tuple("dcgm_gpu_temp", 150, MetricType.GAUGE),
                        tuple("DCGM_FI_DEV_NVLINK_THROUGHPUT_TOTAL", 449, MetricType.COUNTER));
        assertThat(counters.labels())
                .extracting(LabelField::name, label -> label.field().id())
                .containsExactly(tuple("DCGM_FI_DRIVER_VERSION", 1));
        assertThat(counters.fields()).extracting(Field::id).containsExactly(150, 449, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DCGM_FI_DEV_NVSWITCH_TEMPERATURE_CURRENT, gauge, x > it is a reading of an NVSwitch, which NVML does not give",
                "DCGM_FI_DEV_CPU_TEMP_CURRENT, gauge, x > it is a reading of the CPU, which NVML does not give",
                "DCGM_FI_UNKNOWN, gauge, x > it has no value in DCGM either",
                "DCGM_FI_DEV_DIAG_MEMORY_RESULT, gauge, x > it is a result of dcgmi's diagnostics, not a reading",
                "DCGM_FI_DEV_ACCOUNTING_DATA, gauge, x > it is a structure in DCGM, which no page can show",
                "DCGM_FI_DEV_VGPU_TYPE, gauge, x > it is a value of a vGPU on a hypervisor's host, for which dcgm-exporter has no series either",
                "DCGM_FI_DRIVER_VERSION, gauge, x > its value is a text, which cannot be a sample; give it the type label",
            })
    void aFieldThatCannotBeServedIsOnlyWarnedAbout(String rowAndReason) throws CountersFileException {
        String row = rowAndReason.substring(0, rowAndReason.indexOf(" > "));
        String reason = rowAndReason.substring(rowAndReason.indexOf(" > ") + 3);
        Counters counters = parse(row + "\n" + TEMP + ", gauge, served");
        assertThat(counters.warnings())
                .containsExactly("f.csv:1: " + row.substring(0, row.indexOf(',')) + " is left out: " + reason);
        assertThat(counters.fields()).containsExactly(field(TEMP));
    }

    @ParameterizedTest
    @CsvSource({"gauge, GAUGE", "counter, COUNTER", "summary, SUMMARY"})
    void whatDcgmExporterMakesItselfMayHaveAnyType(String word, MetricType type) throws CountersFileException {
        Counters counters = parse("DCGM_EXP_P2P_STATUS, " + word + ", x");
        assertThat(counters.metrics()).extracting(Metric::type).containsExactly(type);
        assertThat(counters.warnings()).isEmpty();
        assertThat(counters.labels()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gaugge   | unknown type 'gaugge'; did you mean gauge?
            any type | unknown type 'any type'; column 2 is the type, and neither a name nor a unit; write one of gauge, counter, histogram, summary, label
            ''       | unknown type '', as column 2 is empty; write one of gauge, counter, histogram, summary, label
            label    | it has several values, which are no label; give it the type gauge
            """)
    void anUnknownTypeOfSuchAFieldIsToldAsOfAnyOther(String word, String mistake) throws CountersFileException {
        Counters counters = parse("DCGM_EXP_P2P_STATUS, " + word + ", x");
        assertThat(counters.metrics()).extracting(Metric::type).containsExactly(MetricType.UNTYPED);
        assertThat(counters.warnings())
                .containsExactly("f.csv:1: DCGM_EXP_P2P_STATUS is served as untyped: " + mistake);
        if (!word.equals("label")) {
            assertThatThrownBy(() -> parse(TEMP + ", " + word + ", x")).hasMessage("f.csv:1: " + mistake);
        }
    }

    @ParameterizedTest
    @EnumSource(Compatibility.class)
    void theNewerTotalsAreServedUnderEveryRelease(Compatibility compatibility) throws CountersFileException {
        String rows = "DCGM_EXP_XID_ERRORS_TOTAL, counter, x\nDCGM_EXP_CLOCK_EVENTS_TOTAL, counter, x";
        assertThat(CountersFile.parse(rows, "f.csv", compatibility).fields())
                .extracting(Field::id)
                .containsExactly(9005, 9006);
    }

    @Test
    void inTheNewReleasesTheTypeOfAnExporterCounterCountsToo() {
        assertThatThrownBy(() -> CountersFile.parse("DCGM_EXP_P2P_STATUS, summary, x", "f.csv", Compatibility.V4_8_3))
                .hasMessage("f.csv:1: unknown type 'summary', which is one with --compat 4.8.2;"
                        + " write one of counter, gauge, untyped, label");
    }

    @Test
    void ofAFieldListedTwiceTheFirstRowCounts() throws CountersFileException {
        Counters counters = parse("DCGM_FI_DEV_GPU_TEMP, gauge, first\ndcgm_gpu_temp, label, second\n");
        assertThat(counters.metrics()).extracting(Metric::help).containsExactly("first");
        assertThat(counters.labels()).isEmpty();
        assertThat(counters.warnings())
                .containsExactly(
                        "f.csv:2: dcgm_gpu_temp is left out: line 1 has the same field already; delete one of them");
    }

    @Test
    void aMessageIsOneShortLineWhateverTheFileHolds() {
        String endless = "\"line\nbreak" + "x".repeat(100_000) + "\",gauge,x";
        assertThatThrownBy(() -> parse(endless))
                .message()
                .startsWith("f.csv:1: unknown field 'line?breakxxx")
                .hasSizeLessThan(200)
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @EnumSource(Compatibility.class)
    void nothingButItsOwnExceptionComesOfRandomText(Compatibility compatibility) {
        Random random = new Random(17);
        String[] parts = {"\"", ",", "\n", "\r\n", "\r", "#", " ", "\t", TEMP, "gauge", "label", "\uFEFF", "é", "\uD800"
        };
        for (int run = 0; run < 20_000; run++) {
            String text = IntStream.range(0, random.nextInt(16))
                    .mapToObj(i -> parts[random.nextInt(parts.length)])
                    .collect(Collectors.joining());
            try {
                CountersFile.parse(text, "f.csv", compatibility);
            } catch (CountersFileException e) {
                assertThat(e.getMessage()).startsWith("f.csv:").doesNotContain("\n", "\r");
            }
        }
    }

    @Test
    void nothingButItsOwnExceptionComesOfRandomBytes(@TempDir Path folder) throws IOException {
        Random random = new Random(4711);
        Path file = folder.resolve("bytes.csv");
        for (int run = 0; run < 500; run++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            Files.write(file, bytes);
            try {
                CountersFile.read(file, Compatibility.V4_8_2);
            } catch (CountersFileException e) {
                assertThat(e.getMessage()).startsWith(file + ":");
            }
        }
    }

    @Test
    void bytesThatAreNotUtf8DoNotRefuseAFile(@TempDir Path folder) throws IOException, CountersFileException {
        Path file = folder.resolve("latin1.csv");
        Files.write(file, (TEMP + ", gauge, in °C").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(CountersFile.read(file, Compatibility.V4_8_2).metrics())
                .extracting(Metric::help)
                .containsExactly("in \uFFFDC");
    }

    @Test
    void aFileThatCannotBeReadIsNamedWithTheReason(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("missing.csv");
        assertThatThrownBy(() -> CountersFile.read(missing, Compatibility.V4_8_2))
                .hasMessage("cannot read the counters file " + missing + ": there is no such file");
        assertThatThrownBy(() -> CountersFile.read(folder, Compatibility.V4_8_2))
                .hasMessage("cannot read the counters file " + folder + ": Is a directory");

        Path large = Files.write(folder.resolve("large.csv"), new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> CountersFile.read(large, Compatibility.V4_8_2))
                .hasMessage(large + ": larger than 1 MiB; is it a counters file?");
    }

    private static Counters parse(String text) throws CountersFileException {
        return CountersFile.parse(text, "f.csv", Compatibility.V4_8_2);
    }

    @Test
    void aStructureIsServedByItsPartsOrNotAtAll() throws CountersFileException {
        String file = "DCGM_FI_DEV_ENC_STATS, gauge, x\nDCGM_FI_DEV_GPU_TEMP, gauge, y\n";
        Counters counters = CountersFile.parse(file, "my.csv", Compatibility.V4_8_2);
        for (Names names : List.of(Names.PROMETHEUS, Names.BOTH)) {
            assertThat(counters.under(names).fields()).extracting(Field::id).containsExactly(150, 506);
            assertThat(counters.under(names).warnings()).isEmpty();
        }
        Counters dcgm = counters.under(Names.DCGM);
        assertThat(dcgm.fields()).extracting(Field::id).containsExactly(150);
        assertThat(dcgm.unserved()).isEqualTo(Map.of("DCGM_FI_DEV_ENC_STATS", "no_single_value"));
        assertThat(dcgm.warnings())
                .containsExactly("my.csv:1: DCGM_FI_DEV_ENC_STATS is left out: it is a structure in DCGM;"
                        + " write --names prometheus or both for what is in it");
    }

    private static Field field(String name) {
        return FieldCatalog.find(name).orElseThrow();
    }
}
