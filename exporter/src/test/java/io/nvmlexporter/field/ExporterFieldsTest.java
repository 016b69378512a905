package io.nvmlexporter.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nvmlexporter.field.Value.Sample;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import io.nvmlexporter.nvml.OutOfRangeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExporterFieldsTest {
    private static final String REASONS = "nvmlDeviceGetCurrentClocksEventReasons";
    private static final long MINUTE = 60_000;

    private final OneGpu gpu = new OneGpu(1, List.of());
    private final OneGpu first = new OneGpu(3, List.of());

    @Test
    void eachXidIsASampleWithTheWindowAndItsCode() {
        gpu.xids(xids(Map.of(79L, 2L, 119L, 10_000L), Map.of(79L, 3L, 119L, 10_000L)));
        Readings readings = gpu.poll(0, Map.of());
        assertThat(samples("DCGM_EXP_XID_ERRORS_COUNT", readings))
                .containsExactlyInAnyOrder(
                        new Sample(Map.of("window_size_in_ms", "60000", "xid", "79"), 2),
                        new Sample(Map.of("window_size_in_ms", "60000", "xid", "119"), 10_000));
        assertThat(samples("DCGM_EXP_XID_ERRORS_TOTAL", readings))
                .containsExactlyInAnyOrder(
                        new Sample(Map.of("xid", "79"), 3), new Sample(Map.of("xid", "119"), 10_000));
    }

    @Test
    void aGpuWithoutXidsHasASingleZeroWithoutACode() {
        gpu.xids(xids(Map.of(), Map.of()));
        Readings readings = gpu.poll(0, Map.of());
        assertThat(samples("DCGM_EXP_XID_ERRORS_COUNT", readings))
                .containsExactly(new Sample(Map.of("window_size_in_ms", "60000"), 0));
        assertThat(samples("DCGM_EXP_XID_ERRORS_TOTAL", readings)).containsExactly(new Sample(Map.of(), 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DCGM_EXP_XID_ERRORS_COUNT", "DCGM_EXP_XID_ERRORS_TOTAL"})
    void whereTheDriverTellsNoXidsTheirNumberIsNotZero(String name) {
        gpu.xids(new XidReport(
                NvmlReturn.NOT_SUPPORTED, OptionalLong.empty(), Duration.ofMinutes(1), Map.of(), Map.of(79L, 1L)));
        assertThatExceptionOfType(NvmlException.class)
                .isThrownBy(() -> samples(name, gpu.poll(0, Map.of())))
                .satisfies(e -> assertThat(e.code()).isEqualTo(NvmlReturn.NOT_SUPPORTED));
    }

    @ParameterizedTest
    @CsvSource({
        "1, gpu_idle",
        "2, clocks_setting",
        "4, power_cap",
        "8, hw_slowdown",
        "16, sync_boost",
        "32, sw_thermal",
        "64, hw_thermal",
        "128, hw_power_brake",
        "256, display_clocks",
        "512, other",
        "4611686018427387904, other"
    })
    void eachReasonHasItsName(long bit, String name) {
        Readings readings = gpu.poll(0, Map.of(REASONS, Long.toString(bit)));
        assertThat(samples("DCGM_EXP_CLOCK_EVENTS_COUNT", readings))
                .containsExactly(new Sample(Map.of("window_size_in_ms", "1000", "clock_event", name), 1));
        assertThat(samples("DCGM_EXP_CLOCK_EVENTS_TOTAL", readings))
                .containsExactly(new Sample(Map.of("clock_event", name), 1));
    }

    @Test
    void severalReasonsOfANewerDriverAreOneOther() {
        Readings readings = gpu.poll(0, Map.of(REASONS, Long.toString(512 + 1024)));
        assertThat(samples("DCGM_EXP_CLOCK_EVENTS_TOTAL", readings))
                .containsExactly(new Sample(Map.of("clock_event", "other"), 1));
    }

    @Test
    void whereNothingHoldsTheClocksBackNothingIsCounted() {
        Readings readings = gpu.poll(0, Map.of(REASONS, "0"));
        assertThat(samples("DCGM_EXP_CLOCK_EVENTS_COUNT", readings)).isEmpty();
        assertThat(samples("DCGM_EXP_CLOCK_EVENTS_TOTAL", readings)).isEmpty();
    }

    @Test
    void aPollCountsOnceAndLeavesTheWindowButNotTheTotal() {
        for (long millis = 0; millis <= 1000; millis += 250) {
            Readings readings = gpu.poll(millis, Map.of(REASONS, "5"));
            samples("DCGM_EXP_CLOCK_EVENTS_COUNT", readings);
            samples("DCGM_EXP_CLOCK_EVENTS_TOTAL", readings);
        }
        Readings idle = gpu.poll(1300, Map.of(REASONS, "1"));
        assertThat(samples("DCGM_EXP_CLOCK_EVENTS_COUNT", idle))
                .containsExactly(
                        new Sample(Map.of("window_size_in_ms", "1000", "clock_event", "gpu_idle"), 4),
                        new Sample(Map.of("window_size_in_ms", "1000", "clock_event", "power_cap"), 3));
        Readings later = gpu.poll(9000, Map.of(REASONS, "0"));
        assertThat(samples("DCGM_EXP_CLOCK_EVENTS_COUNT", later)).isEmpty();
        assertThat(samples("DCGM_EXP_CLOCK_EVENTS_TOTAL", later))
                .containsExactly(
                        new Sample(Map.of("clock_event", "gpu_idle"), 6),
                        new Sample(Map.of("clock_event", "power_cap"), 5));
    }

    @Test
    void aGpuThatWasGoneKeepsItsTotal() {
        samples("DCGM_EXP_CLOCK_EVENTS_TOTAL", gpu.poll(0, Map.of(REASONS, "4")));
        gpu.interrupt();
        assertThat(samples("DCGM_EXP_CLOCK_EVENTS_TOTAL", gpu.poll(1, Map.of(REASONS, "4"))))
                .containsExactly(new Sample(Map.of("clock_event", "power_cap"), 2));
    }

    @Test
    void reasonsThatAreRefusedOrCannotBeTrueAreNoZero() {
        assertThatExceptionOfType(NvmlException.class)
                .isThrownBy(() -> samples("DCGM_EXP_CLOCK_EVENTS_COUNT", gpu.poll(0, Map.of())));
        assertThatExceptionOfType(OutOfRangeException.class)
                .isThrownBy(() ->
                        samples("DCGM_EXP_CLOCK_EVENTS_TOTAL", gpu.poll(0, Map.of(REASONS, "18446744073709551615"))));
        assertThat(samples("DCGM_EXP_CLOCK_EVENTS_TOTAL", gpu.poll(0, Map.of(REASONS, "1"))))
                .containsExactly(new Sample(Map.of("clock_event", "gpu_idle"), 1));
    }

    @Test
    void theCleanCounterHasEveryReasonFromTheFirstPollOn() {
        assertThat(clean("DCGM_EXP_CLOCK_EVENTS_TOTAL", gpu.poll(0, Map.of(REASONS, "8"))))
                .hasSize(10)
                .contains(
                        new Sample(Map.of("reason", "sw_power_cap"), 0),
                        new Sample(Map.of("reason", "hw_slowdown"), 1),
                        new Sample(Map.of("reason", "gpu_idle"), 0));
    }

    @Test
    void healthHasASampleForEachWatchThatIsKnown() {
        OneGpu judged = new OneGpu(1, Health.numbered());
        Readings readings = judged.poll(0, Map.of("nvmlDeviceGetFieldValues(4,0)", "u64:2"));
        assertThat(samples("DCGM_EXP_GPU_HEALTH_STATUS", readings))
                .containsExactly(new Sample(
                        Map.of("health_watch", "MEM", "health_error_code", "DCGM_FR_VOLATILE_DBE_DETECTED"), 20));
        assertThat(clean("DCGM_EXP_GPU_HEALTH_STATUS", readings))
                .containsExactly(new Sample(Map.of("watch", "mem"), 20));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, OK",
        "1, 1, ChipsetNotSupported",
        "2, 2, GPUNotSupported",
        "3, 3, TopologyNotSupported",
        "4, 4, DisabledByRegKey",
        "5, 5, NotSupported",
        "6, 6, Unknown",
        "7, 7, Unknown",
        "99, 99, Unknown"
    })
    void aPeerHasAWordForItsStatus(String nvml, long status, String word) {
        Readings readings = first.poll(0, peers(nvml, "0"));
        assertThat(samples("DCGM_EXP_P2P_STATUS", readings))
                .containsExactly(
                        new Sample(Map.of("peer_gpu", "1", "link_status", word), status),
                        new Sample(Map.of("peer_gpu", "2", "link_status", "OK"), 0));
        assertThat(clean("DCGM_EXP_P2P_STATUS", readings))
                .containsExactly(new Sample(Map.of("peer_gpu", "1"), status), new Sample(Map.of("peer_gpu", "2"), 0));
    }

    @ParameterizedTest
    @EnumSource(
            value = NvmlReturn.class,
            names = {"GPU_IS_LOST", "INVALID_ARGUMENT", "NOT_SUPPORTED", "UNKNOWN"})
    void aPeerThatIsGoneCostsOnlyItsOwnSample(NvmlReturn refusal) {
        assertThat(samples("DCGM_EXP_P2P_STATUS", first.poll(0, peers("!" + refusal, "5"))))
                .containsExactly(new Sample(Map.of("peer_gpu", "2", "link_status", "NotSupported"), 5));
    }

    @Test
    void whereNoPeerIsKnownTheFieldIsAbsent() {
        assertThatExceptionOfType(NvmlException.class)
                .isThrownBy(() -> samples("DCGM_EXP_P2P_STATUS", first.poll(0, peers("!GPU_IS_LOST", "!GPU_IS_LOST"))))
                .satisfies(e -> assertThat(e.code()).isEqualTo(NvmlReturn.NO_DATA));
    }

    @Test
    void aGpuAloneHasNoPeers() {
        assertThat(samples("DCGM_EXP_P2P_STATUS", gpu.poll(0, peers("0", "0")))).isEmpty();
    }

    @Test
    void peersAreAskedAgainAfterFiveMinutesARefusalOrAnOutage() {
        peer1(first, 0, "0");
        assertThat(peer1(first, 5 * MINUTE - 1, "4")).isZero();
        assertThat(peer1(first, 5 * MINUTE, "4")).isEqualTo(4);
        assertThat(peer1(first, 5 * MINUTE + 1, "0")).isEqualTo(4);
        first.interrupt();
        assertThat(peer1(first, 5 * MINUTE + 2, "0")).isZero();

        OneGpu refused = new OneGpu(3, List.of());
        samples("DCGM_EXP_P2P_STATUS", refused.poll(0, peers("!UNKNOWN", "0")));
        assertThat(peer1(refused, 1, "3")).isEqualTo(3);
    }

    @Test
    void aPeerThatDoesNotAnswerIsNotAskedAbout() {
        first.answering(peer -> peer != 1);
        assertThat(samples("DCGM_EXP_P2P_STATUS", first.poll(0, peers("0", "0"))))
                .containsExactly(new Sample(Map.of("peer_gpu", "2", "link_status", "OK"), 0));
    }

    private static long peer1(OneGpu asked, long millis, String status) {
        return samples("DCGM_EXP_P2P_STATUS", asked.poll(millis, peers(status, "0"))).stream()
                .filter(sample -> sample.labels().get("peer_gpu").equals("1"))
                .mapToLong(Sample::value)
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> peers(String second, String third) {
        Map<String, String> answers = new HashMap<>(Map.of("nvmlDeviceGetIndex", "0"));
        answers.put("nvmlDeviceGetP2PStatus(1,2)", second);
        answers.put("nvmlDeviceGetP2PStatus(2,2)", third);
        return answers;
    }

    private static XidReport xids(Map<Long, Long> inWindow, Map<Long, Long> total) {
        return new XidReport(NvmlReturn.SUCCESS, OptionalLong.empty(), Duration.ofMinutes(1), inWindow, total);
    }

    private static List<Sample> samples(String name, Readings readings) {
        return samples(field(name).read(), readings);
    }

    private static List<Sample> clean(String name, Readings readings) {
        return samples(field(name).clean().get(0).reads().apply(0), readings);
    }

    private static List<Sample> samples(Read read, Readings readings) {
        return ((Value.Samples) read.value().apply(readings)).samples();
    }

    private static Field field(String name) {
        return FieldCatalog.find(name).orElseThrow();
    }
}
