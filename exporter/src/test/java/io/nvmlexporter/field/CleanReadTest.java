package io.nvmlexporter.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.offset;

import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn.Meaning;
import io.nvmlexporter.simulation.Capture;
import io.nvmlexporter.simulation.CaptureException;
import io.nvmlexporter.simulation.Simulation;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the clean metrics to clean-metrics.tsv: each asks what the table says, and makes of the answer, which no other
 * call gets, the value in the base unit. By the simulation and by the C library.
 */
@Timeout(60)
class CleanReadTest {
    private static final String HEAD = """
            # nvml-exporter capture 1
            [system]
            nvmlSystemGetDriverVersion = "595.45.04"
            nvmlDeviceGetCount_v2 = 1
            [gpu 0]
            """;

    /** The link that the metrics of links are asked for. */
    private static final int LINK = 5;

    private static final List<Row> ROWS =
            Table.rows("clean-metrics.tsv").stream().map(Row::of).toList();

    private static Drivers drivers;

    @BeforeAll
    static void open() throws CaptureException {
        drivers = new Drivers(capture(call -> true));
    }

    @AfterAll
    static void close() {
        drivers.close();
    }

    private static List<Row> rows() {
        return ROWS;
    }

    private static List<Row> rowsThatAsk() {
        return ROWS.stream().filter(Row::asks).toList();
    }

    @Test
    void theCatalogueAndTheTableHaveTheSameMetrics() {
        // What has many samples has tests of its own.
        assertThat(FieldCatalog.all().stream()
                        .filter(field -> field.type() != Field.Type.SAMPLES)
                        .flatMap(
                                field -> field.clean().stream().map(metric -> field.id() + " " + field + " " + metric)))
                .containsExactlyElementsOf(ROWS.stream()
                        .map(row -> row.id() + " " + row.field() + " " + row.series())
                        .toList());
    }

    @Test
    void metricsOfOneNameAndOneSetOfLabelsAreTheSameValue() {
        Map<String, String> calls = new HashMap<>();
        for (Row row : ROWS) {
            String call = row.call() + " * " + row.factor();
            assertThat(calls.putIfAbsent(row.series(), call)).as(row.series()).isIn(null, call);
        }
    }

    @Test
    void noTwoNumberedValuesAreAnsweredAlike() {
        // A flag or a percentage has too few values for each to have its own.
        Map<String, String> wide = new TreeMap<>();
        ROWS.stream()
                .filter(row -> row.isNumbered() && row.most() > 101)
                .forEach(row -> wide.put(row.call(), row.answer()));
        assertThat(wide.values()).hasSizeGreaterThan(210).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyMetricIsOfTheKindAndTheThingThatTheTableSays(Row row) {
        assertThat(row.metric().kind().name().toLowerCase(Locale.ROOT)).isEqualTo(row.kind());
        assertThat(row.metric().scope().name().toLowerCase(Locale.ROOT)).isEqualTo(row.scope());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyMetricGivesItsValueInTheBaseUnit(Row row) {
        assertValue(row, drivers.simulated());
        assertValue(row, drivers.loaded());
    }

    @ParameterizedTest
    @MethodSource("rowsThatAsk")
    void whatNvmlRefusesHasNoValue(Row row) throws CaptureException {
        String asked = row.call().replaceFirst("\\.\\w+$", "");
        // An older driver's function would answer in its place.
        String older = asked.replace("EventReasons", "ThrottleReasons")
                .replace("TemperatureV(", "Temperature(")
                .replace("Info_v2", "Info");
        // So would the getter of what is numbered of a link.
        boolean isNumbered = row.isNumbered();
        String refusing = capture(call -> !call.equals(asked)
                && !call.equals(older)
                && !(isNumbered && call.matches("nvmlDeviceGetNvLink(ErrorCounter|State)\\(.*")));
        try (Nvml nvml = Simulation.still(Capture.parse("test", refusing))) {
            assertThatExceptionOfType(NvmlException.class)
                    .as("without %s", asked)
                    .isThrownBy(() -> ReadOf.read(row.read(), drivers.simulated(), nvml))
                    .satisfies(e -> assertThat(e.code().meaning()).isEqualTo(Meaning.NO_VALUE));
        }
    }

    @Test
    void eachReasonWhyTheClocksAreNotHigherIsASeries() {
        // 324: a power cap by software, a hardware slowdown for temperature, and the display's clocks
        Row row = ROWS.stream()
                .filter(one -> one.series().equals("nvml_clocks_event_reason"))
                .findFirst()
                .orElseThrow();
        Value.Samples reasons = (Value.Samples) ReadOf.read(row.read(), drivers.simulated(), drivers.simulated());
        assertThat(reasons.samples().stream()
                        .collect(Collectors.toMap(sample -> sample.labels().get("reason"), Value.Sample::value)))
                .isEqualTo(Map.of(
                        "gpu_idle", 0L,
                        "applications_clocks_setting", 0L,
                        "sw_power_cap", 1L,
                        "hw_slowdown", 0L,
                        "sync_boost", 0L,
                        "sw_thermal_slowdown", 0L,
                        "hw_thermal_slowdown", 1L,
                        "hw_power_brake_slowdown", 0L,
                        "display_clock_setting", 1L,
                        "other", 0L));
    }

    @Test
    void theMemoryOfEachProcessIsASeriesWhereItIsKnown() {
        // The second process's memory is not known; the first has contexts on two MIG devices
        assertThat(samples("nvml_process_memory_used_bytes{type=compute}"))
                .containsExactly(new Value.Sample(Map.of("pid", "11"), 4196));
        assertThat(samples("nvml_process_memory_used_bytes{type=graphics}"))
                .containsExactly(new Value.Sample(Map.of("pid", "13"), 8192));
        assertThat(samples("nvml_process_memory_used_bytes{type=mps}")).isEmpty();
    }

    @Test
    void whatIsWrongWithTheFabricIsASeriesEach() {
        // 8601 has 1, 2, 1 and 2 in its lowest pairs of bits
        assertThat(samples("nvml_fabric_condition"))
                .containsExactly(
                        new Value.Sample(Map.of("condition", "degraded_bandwidth"), 1),
                        new Value.Sample(Map.of("condition", "route_recovery"), 0),
                        new Value.Sample(Map.of("condition", "route_unhealthy"), 1),
                        new Value.Sample(Map.of("condition", "access_timeout"), 0),
                        // Then nothing that is configured wrongly, and no partition
                        new Value.Sample(Map.of("condition", "incorrect_system_guid"), 0),
                        new Value.Sample(Map.of("condition", "incorrect_chassis_serial_number"), 0),
                        new Value.Sample(Map.of("condition", "no_partition"), 0),
                        new Value.Sample(Map.of("condition", "insufficient_nvlinks"), 0),
                        new Value.Sample(Map.of("condition", "incompatible_gpu_firmware"), 0),
                        new Value.Sample(Map.of("condition", "invalid_location"), 0),
                        new Value.Sample(Map.of("condition", "invalid_gpu_state"), 0),
                        new Value.Sample(Map.of("condition", "other_configuration"), 0),
                        new Value.Sample(Map.of("condition", "partition_unassigned"), 1));
    }

    private static List<Value.Sample> samples(String series) {
        Row row = ROWS.stream()
                .filter(one -> one.series().equals(series))
                .findFirst()
                .orElseThrow();
        return ((Value.Samples) ReadOf.read(row.read(), drivers.simulated(), drivers.loaded())).samples();
    }

    private static void assertValue(Row row, Nvml nvml) {
        Value value = ReadOf.read(row.read(), nvml, nvml);
        if (value instanceof Value.Text text) {
            assertThat(text.value()).as(row.toString()).isEqualTo(row.expectedText());
        } else if (!(value instanceof Value.Samples)) {
            double number = value instanceof Value.Int whole ? whole.value() : ((Value.Real) value).value();
            double expected = row.expectedNumber();
            assertThat(number).as(row.toString()).isCloseTo(expected, offset(Math.abs(expected) * 1e-9));
        }
    }

    private static String capture(Predicate<String> answered) {
        return answers().entrySet().stream()
                .filter(answer -> answered.test(answer.getKey()))
                .map(answer -> answer.getKey() + " = " + answer.getValue() + "\n")
                .collect(Collectors.joining("", HEAD, ""));
    }

    /** What functions answer is from the other test of the catalogue. */
    private static Map<String, String> answers() {
        Map<String, String> answers = new TreeMap<>(FieldCatalogTest.ANSWERS);
        answers.keySet().removeIf(call -> call.matches("nvml(DeviceGetFieldValues|GpmMetricsGet)\\(.*"));
        ROWS.stream().filter(Row::isNumbered).forEach(row -> answers.put(row.call(), row.answer()));
        return answers;
    }

    /**
     * A row of the table.
     *
     * @param series the metric's name, and its labels
     * @param call with the member of its answer
     * @param factor from NVML's unit to the base unit, or how else the value comes from the answer
     */
    record Row(int id, String field, String series, String kind, String scope, String call, String factor) {
        private static final Pattern NUMBERED =
                Pattern.compile("nvmlDeviceGetFieldValues\\((\\d+),(\\d+)\\)|nvmlGpmMetricsGet\\((\\d+)\\)");
        private static final Map<String, String> NOT_ASKED = Map.of(
                "node.driverVersion", "595.45.04",
                "node.nvmlVersion", "13.595.45.04",
                "node.gpuCount", "1",
                "node.cudaVersion", "13.2",
                "node.confidentialComputing", "1",
                "event", "79");

        static Row of(List<String> columns) {
            return new Row(
                    Integer.parseInt(columns.get(0)),
                    columns.get(1),
                    columns.get(2),
                    columns.get(3),
                    columns.get(4),
                    columns.get(5).replace("link", Integer.toString(LINK)).replace(",port)", "," + (LINK + 1) + ")"),
                    columns.get(6));
        }

        CleanMetric metric() {
            return FieldCatalog.find(field).orElseThrow().clean().stream()
                    .filter(metric -> metric.toString().equals(series))
                    .findFirst()
                    .orElseThrow();
        }

        Read read() {
            return metric().reads().apply(LINK);
        }

        boolean asks() {
            return !NOT_ASKED.containsKey(call);
        }

        boolean isNumbered() {
            return NUMBERED.matcher(call).matches();
        }

        /** Beyond 32 bits where that can be, and with a fraction where it must not be lost. */
        String answer() {
            Matcher numbered = NUMBERED.matcher(call);
            assertThat(numbered.matches()).as(call).isTrue();
            if (numbered.group(3) != null) {
                long metric = Long.parseLong(numbered.group(3));
                return (most() == 101 ? metric % 100 : metric) + (factor.equals("1") ? ".0" : ".75");
            }
            long number = Long.parseLong(numbered.group(1));
            if (factor.equals("ber")) {
                return "u32:" + (256 * (number % 16) + 9);
            }
            long scope = Long.parseLong(numbered.group(2)) % 1000;
            return "u64:"
                    + LongStream.of(
                                    6_000_000_000L + 1000 * number + scope,
                                    2_000_000 + 1000 * number + scope,
                                    10_000 + number)
                            .filter(value -> value <= most())
                            .findFirst()
                            .orElse(number % Math.min(100, most() + 1));
        }

        private long most() {
            return read().range().most();
        }

        String expectedText() {
            return factor.startsWith("=") ? factor.substring(1) : raw();
        }

        double expectedNumber() {
            if (factor.startsWith("=")) {
                return Double.parseDouble(factor.substring(1));
            }
            double raw = Double.parseDouble(raw());
            // A mantissa, and the power of ten that divides it, above.
            return factor.equals("ber") ? Math.floor(raw / 256) * 1e-9 : raw * Double.parseDouble(factor);
        }

        /** The answer, or the member of it that counts. */
        private String raw() {
            if (!asks()) {
                return NOT_ASKED.get(call);
            }
            String[] callAndMember = call.split("\\.");
            String answer = answers().get(callAndMember[0]);
            if (callAndMember.length > 1) {
                answer = answer.replaceAll(".*?\\b" + callAndMember[1] + ":(\"[^\"]*\"|\\S+).*", "$1");
            }
            return answer.replaceFirst("^u(32|64):", "").replace("\"", "");
        }

        @Override
        public String toString() {
            return field + " " + series;
        }
    }
}
