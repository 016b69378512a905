package io.nvmlexporter.field;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn.Meaning;
import io.nvmlexporter.simulation.CaptureException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds what NVML numbers, and what GPM measures, to field-reads.tsv: every row is asked for by its number and scope,
 * and what it makes of an answer that no other row gets is in DCGM's unit. By the simulation and by the C library.
 */
@Timeout(60)
class FieldReadTest {
    private static final String HEAD = """
            # nvml-exporter capture 1
            [system]
            nvmlSystemGetDriverVersion = "595.45.04"
            nvmlDeviceGetCount_v2 = 1
            [gpu 0]
            """;
    private static final String GPM = "nvmlGpmQueryDeviceSupport = 1\n";
    /** A range up to that is too narrow for each of its reads to have a number of its own, as is a flag's. */
    private static final long FEW = 100;

    private static final List<Row> ROWS =
            Table.rows("field-reads.tsv").stream().map(Row::of).toList();

    /** What there is at the first poll, and two seconds later. */
    private static Drivers first;

    private static Drivers second;
    private static Drivers refusing;

    @BeforeAll
    static void open() throws CaptureException {
        first = new Drivers(HEAD + GPM + answers(0));
        second = new Drivers(HEAD + GPM + answers(2));
        refusing = new Drivers(HEAD);
    }

    @AfterAll
    static void close() {
        Stream.of(first, second, refusing).forEach(Drivers::close);
    }

    private static List<Row> rows() {
        return ROWS;
    }

    @Test
    void theCatalogueAndTheTableHaveTheSameRows() {
        assertThat(FieldCatalog.all().stream()
                        .filter(field -> field.scope() != Field.Scope.LINK)
                        .filter(field -> field.type() != Field.Type.SAMPLES)
                        .filter(field -> !field.read().numbered().isEmpty()
                                || !field.read().gpmMetrics().isEmpty())
                        .map(field -> field.id() + " " + field.name()))
                .containsExactlyElementsOf(
                        ROWS.stream().map(row -> row.id() + " " + row.name()).toList());
    }

    @Test
    void noTwoReadsExpectTheSameValue() {
        Map<String, Value> expected = new TreeMap<>();
        ROWS.stream()
                .filter(row -> row.range().most() > FEW)
                .forEach(row -> expected.put(row.how() + row.numbers() + row.scope(), row.expected()));
        assertThat(expected).hasSizeGreaterThan(240);
        assertThat(expected.values()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyRowAsksWhatTheTableSays(Row row) {
        Field field = row.field();
        if (row.how().equals("gpm")) {
            assertThat(field.read().gpmMetrics()).as(row.name()).isEqualTo(row.numbers());
            assertThat(field.read().numbered()).as(row.name()).isEmpty();
            assertThat(field.scope())
                    .as(row.name())
                    .isEqualTo(row.scope().equals("board") ? Scope.BOARD_ONLY : Scope.INSTANCE);
        } else {
            assertThat(field.read().gpmMetrics()).as(row.name()).isEmpty();
            assertThat(field.read().numbered())
                    .as(row.name())
                    .extracting(id -> id.field().id(595).orElseThrow() + "," + Integer.toUnsignedString(id.scope()))
                    .containsExactlyInAnyOrderElementsOf(row.numbers().stream()
                            .map(number -> number + "," + row.scope())
                            .toList());
            assertThat(field.scope()).as(row.name()).isEqualTo(Scope.BOARD);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyRowGivesItsValueInItsTypeAndUnit(Row row) {
        assertThat(read(row.field(), first.simulated(), second.simulated()))
                .as(row.name())
                .isEqualTo(row.expected());
        assertThat(read(row.field(), first.loaded(), second.loaded()))
                .as(row.name())
                .isEqualTo(row.expected());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatNvmlRefusesHasNoValue(Row row) {
        for (Function<Drivers, Nvml> driver : List.<Function<Drivers, Nvml>>of(Drivers::simulated, Drivers::loaded)) {
            assertThatExceptionOfType(NvmlException.class)
                    .isThrownBy(() -> read(row.field(), driver.apply(first), driver.apply(refusing)))
                    .satisfies(e -> assertThat(e.code().meaning()).isEqualTo(Meaning.NO_VALUE));
        }
    }

    private static Value read(Field field, Nvml before, Nvml after) {
        return ReadOf.read(field.read(), before, after);
    }

    /** An answer to each read of the table, so many seconds after the first. */
    private static String answers(int seconds) {
        Map<String, String> answers = new TreeMap<>();
        for (Row row : ROWS) {
            for (int number : row.numbers()) {
                answers.put(row.call(number), row.answer(number, seconds));
            }
        }
        return answers.entrySet().stream()
                .map(answer -> answer.getKey() + " = " + answer.getValue() + "\n")
                .collect(joining());
    }

    /**
     * A row of the table.
     *
     * @param numbers of {@code NVML_FI_*} or {@code NVML_GPM_METRIC_*}
     * @param scope of a numbered value, as C prints it; {@code board} or {@code instance} of a metric
     * @param factor from NVML's unit to DCGM's
     */
    record Row(int id, String name, String type, String how, List<Integer> numbers, String scope, String factor) {
        static Row of(List<String> columns) {
            return new Row(
                    Integer.parseInt(columns.get(0)),
                    columns.get(1),
                    columns.get(2),
                    columns.get(3),
                    Stream.of(columns.get(4).split("\\+")).map(Integer::valueOf).toList(),
                    columns.get(5),
                    columns.get(6));
        }

        Field field() {
            return FieldCatalog.find(name).orElseThrow();
        }

        String call(int number) {
            return how.equals("gpm")
                    ? "nvmlGpmMetricsGet(" + number + ")"
                    : "nvmlDeviceGetFieldValues(" + number + "," + scope + ")";
        }

        /** Beyond 32 bits where that can be, and with a fraction where there can be one. */
        String answer(int number, int seconds) {
            return switch (how) {
                case "gpm" -> gpm(number);
                case "rate" -> "u64:" + (5_000_000_000L + seconds * kibibytesPerSecond(number));
                case "ber" -> "u32:" + word(number);
                case "percent" -> "f64:" + percent(number);
                default -> isBitErrorRate(number) ? "u32:" + word(number) : "u64:" + value(number);
            };
        }

        Value expected() {
            int number = numbers.get(0);
            return switch (how) {
                case "gpm" -> value(new BigDecimal(gpm(number)));
                case "rate" ->
                    value(BigDecimal.valueOf(
                            numbers.stream().mapToLong(this::kibibytesPerSecond).sum()));
                case "percent" -> value(percent(number));
                case "ber" -> new Value.Real(Double.parseDouble(mantissa(number) + "E-" + exponent(number)));
                default -> value(BigDecimal.valueOf(isBitErrorRate(number) ? word(number) : value(number)));
            };
        }

        private Value value(BigDecimal inNvmlsUnit) {
            BigDecimal value = inNvmlsUnit.multiply(new BigDecimal(factor));
            return type.equals("double") ? new Value.Real(value.doubleValue()) : new Value.Int(value.longValue());
        }

        Range range() {
            return field().read().range();
        }

        /** A percentage or a rate. */
        private String gpm(int number) {
            return (range().most() == 101 ? number % 100 : number) + ".75";
        }

        /** Beyond 32 bits where that can be. */
        private long value(int number) {
            return Stream.of(6_000_000_000L, 1_000_000L, 10_000L)
                    .map(above -> above + number)
                    .filter(value -> value <= range().most())
                    .findFirst()
                    .orElse(number % Math.min(FEW, range().most() + 1));
        }

        /** No two alike, nor any sum of two that are of one link. */
        private long kibibytesPerSecond(int number) {
            long link = Integer.parseUnsignedInt(scope) + 1L;
            return number == 138 ? 1_000_999 + 10_000 * link : 4_000_999 + 30_000 * link;
        }

        private static BigDecimal percent(int number) {
            return BigDecimal.valueOf(number, 1);
        }

        private static boolean isBitErrorRate(int number) {
            return number == 220 || number == 222;
        }

        private static int mantissa(int number) {
            return number - 210;
        }

        private static int exponent(int number) {
            return number - 70;
        }

        private static long word(int number) {
            return 256L * mantissa(number) + exponent(number);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
