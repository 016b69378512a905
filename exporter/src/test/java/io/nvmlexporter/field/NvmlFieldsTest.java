package io.nvmlexporter.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nvmlexporter.nvml.FieldId;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlField;
import io.nvmlexporter.nvml.OutOfRangeException;
import io.nvmlexporter.simulation.Capture;
import io.nvmlexporter.simulation.CaptureException;
import io.nvmlexporter.simulation.Simulation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What NVML numbers is all served, under DCGM's name or its own, or left out for a reason. */
class NvmlFieldsTest {
    /** By a pattern of names: why nobody asks NVML for them by number. */
    private static final Map<String, String> LEFT_OUT = Map.ofEntries(
            Map.entry(".*_ECC_[SD]BE_(VOL|AGG)_(L1|L2|DEV|REG|TEX|CBU)", "a getter tells it, of more places"),
            Map.entry(".*_NVLINK_BANDWIDTH_C[01]_.*", "counters that drivers from 450 on replaced by THROUGHPUT_DATA"),
            Map.entry(".*_NVLINK_ECC_DATA_ERROR_COUNT_L\\d+", "the total is served"),
            Map.entry(".*_NVLINK_SPEED_MBPS_.*", "a constant of the link"),
            Map.entry(".*_NVLINK_(GET_SPEED|GET_VERSION|LINK_COUNT|REMOTE_NVLINK_ID)", "a constant of the link"),
            Map.entry(".*_NVSWITCH_CONNECTED_LINK_COUNT", "a constant of the board"),
            Map.entry(".*_CLOCKS_EVENT_REASON_(SW_POWER_CAP|SYNC_BOOST)", "PERF_POLICY has the same number"),
            Map.entry(".*_RESET_STATUS", "deprecated for the recovery action"),
            Map.entry(".*_NVLINK_COUNT_VL15_DROPPED", "deprecated: do not use"),
            Map.entry(".*_DEV_ENERGY", "TOTAL_ENERGY_CONSUMPTION has it"),
            Map.entry(".*_IS_(RESETLESS_MIG|MIG_MODE_INDEPENDENT).*", "what the driver can do, no reading"),
            Map.entry(".*_PCIE_(IN|OUT)BOUND_ATOMICS_MASK", "what the link can do, no reading"),
            Map.entry(".*_POWER_(MIN|MAX|DEFAULT|CURRENT|REQUESTED)_LIMIT", "getters tell it"),
            Map.entry(".*_POWER_AVERAGE", "nvmlDeviceGetPowerUsage has it"),
            Map.entry(".*_POWER_SYNC_BALANCING_(FREQ|AF)", "what it means is documented nowhere"),
            Map.entry(".*_RETIRED_PENDING_[SD]BE", "RETIRED_PENDING is both"),
            Map.entry(".*_TEMPERATURE_.*_TLIMIT", "getters tell the thresholds"));

    private static Stream<Field> fields() {
        return NvmlFields.ROWS.stream();
    }

    @Test
    void allThatNvmlNumbersIsServedOrLeftOutForAReason() {
        Set<NvmlField> unasked = EnumSet.allOf(NvmlField.class);
        for (Field field : FieldCatalog.all()) {
            Stream<Read> reads = Stream.concat(
                    IntStream.of(0, 5).mapToObj(field.reads()),
                    field.clean().stream().map(metric -> metric.reads().apply(0)));
            reads.flatMap(read -> read.numbered().stream()).map(FieldId::field).forEach(unasked::remove);
        }
        Health.numbered().stream().map(FieldId::field).forEach(unasked::remove);
        List<String> withoutReason = new ArrayList<>();
        Set<String> used = new TreeSet<>();
        for (NvmlField field : unasked) {
            List<String> reasons = LEFT_OUT.keySet().stream()
                    .filter(pattern -> field.name().matches(pattern))
                    .toList();
            used.addAll(reasons);
            if (reasons.size() != 1) {
                withoutReason.add(field.name());
            }
        }
        assertThat(withoutReason).isEmpty();
        assertThat(used).isEqualTo(new TreeSet<>(LEFT_OUT.keySet()));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aRowHasNvmlsNameAndANumberAboveAllOfDcgms(Field field) {
        NvmlField number = NvmlField.valueOf(field.name());
        assertThat(field.id()).isEqualTo(10_000 + number.id(610).orElseThrow());
        assertThat(field.reads().apply(7).numbered())
                .containsExactly(new FieldId(number, field.scope() == Field.Scope.LINK ? 7 : 0));
        assertThat(FieldCatalog.find(field.name())).contains(field);
        assertThat(DcgmField.find(field.name()).orElseThrow().source()).isEqualTo(DcgmField.Source.OWN);
    }

    @ParameterizedTest
    @CsvSource({"f64:12.5, 12.5", "u32:12, 12.0", "f64:100.5, 100.0", "f64:0, 0.0"})
    void aStallIsReadByTheTypeThatNvmlSays(String answer, double percent) throws CaptureException {
        assertThat(read("NVML_FI_DEV_MMA_STALL_PERCENT", "nvmlDeviceGetFieldValues(297,0)", answer))
                .isEqualTo(new Value.Real(percent));
    }

    @ParameterizedTest
    @CsvSource({"f64:101.5", "f64:-1", "f64:NaN", "u32:4294967295"})
    void aStallThatCannotBeIsAbsent(String answer) {
        assertThatExceptionOfType(OutOfRangeException.class)
                .isThrownBy(() -> read("NVML_FI_DEV_MMA_STALL_PERCENT", "nvmlDeviceGetFieldValues(297,0)", answer));
    }

    @ParameterizedTest
    @CsvSource({"u32:0, 0.0", "u32:4095, 0.0", "u32:1289, 5.0E-9", "f64:0.0005, 5.0E-4", "u32:256, 1.0"})
    void aBitErrorRateIsUnpacked(String answer, double ratio) throws CaptureException {
        assertThat(clean("NVML_FI_DEV_NVLINK_COUNT_RAW_BER_V2", "nvmlDeviceGetFieldValues(293,0)", answer))
                .isEqualTo(new Value.Real(ratio));
    }

    @ParameterizedTest
    @CsvSource({"u32:512", "f64:2", "u32:4294967295"})
    void aBitErrorRateAboveOneIsAbsent(String answer) {
        assertThatExceptionOfType(OutOfRangeException.class)
                .isThrownBy(
                        () -> clean("NVML_FI_DEV_NVLINK_COUNT_RAW_BER_V2", "nvmlDeviceGetFieldValues(293,0)", answer));
    }

    @Test
    void anApplicationsClockThatANewDriverHasNoMoreIsDeprecatedAndNoDriverTooOld() {
        assertThatExceptionOfType(NvmlException.class)
                .isThrownBy(() ->
                        read("DCGM_FI_DEV_APP_SM_CLOCK", "nvmlDeviceGetApplicationsClock(0)", "!FUNCTION_NOT_FOUND"))
                .satisfies(e -> assertThat(e.code().reason()).isEqualTo("deprecated"));
    }

    private static Value read(String name, String call, String answer) throws CaptureException {
        return value(FieldCatalog.find(name).orElseThrow().reads().apply(0), call, answer);
    }

    private static Value clean(String name, String call, String answer) throws CaptureException {
        Field field = FieldCatalog.find(name).orElseThrow();
        return value(field.clean().get(0).reads().apply(0), call, answer);
    }

    private static Value value(Read read, String call, String answer) throws CaptureException {
        String capture = """
                # nvml-exporter capture 1
                [system]
                nvmlSystemGetDriverVersion = "610.57.04"
                nvmlDeviceGetCount_v2 = 1
                [gpu 0]
                %s = %s
                """.formatted(call, answer);
        try (Nvml nvml = Simulation.still(Capture.parse("test", capture))) {
            return ReadOf.read(read, nvml, nvml);
        }
    }
}
