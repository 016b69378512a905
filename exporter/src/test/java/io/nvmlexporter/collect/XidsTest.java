package io.nvmlexporter.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.field.XidReport;
import io.nvmlexporter.nvml.NvmlReturn;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class XidsTest {
    private static final Instant EARLY = Instant.ofEpochSecond(1);
    private static final Instant LATE = Instant.ofEpochSecond(2);
    private static final long SECOND = 1_000_000_000L;

    private final Xids xids = new Xids(Duration.ofMinutes(5));

    @Test
    void twoEqualXidsAreTwoAndTheTimeIsTheLastOnes() {
        report(OptionalInt.empty(), 79, EARLY);
        report(OptionalInt.empty(), 79, LATE);
        assertThat(xids.counts()).containsExactly(new XidCount(0, "GPU-0", OptionalInt.empty(), 79, 2, LATE));
        assertThat(xids.of("GPU-0", 2 * SECOND).inWindow()).isEqualTo(Map.of(79L, 2L));
        assertThat(xids.of("GPU-0", 2 * SECOND).total()).isEqualTo(Map.of(79L, 2L));
    }

    @Test
    void whatLeavesTheWindowStaysInTheTotal() {
        report(OptionalInt.empty(), 79, EARLY);
        report(OptionalInt.empty(), 48, LATE);
        assertThat(xids.of("GPU-0", 301 * SECOND).inWindow()).isEqualTo(Map.of(79L, 1L, 48L, 1L));
        XidReport later = xids.of("GPU-0", 302 * SECOND);
        assertThat(later.inWindow()).isEqualTo(Map.of(48L, 1L));
        assertThat(later.total()).isEqualTo(Map.of(79L, 1L, 48L, 1L));
        assertThat(later.window()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void anInstanceHasItsOwnLastXidElseItsGpus() {
        report(OptionalInt.empty(), 79, EARLY);
        assertThat(xids.of("GPU-0", 9, SECOND).last()).isEqualTo(OptionalLong.of(79));
        report(OptionalInt.of(9), 43, EARLY);
        assertThat(xids.of("GPU-0", 9, SECOND).last()).isEqualTo(OptionalLong.of(43));
        assertThat(xids.of("GPU-0", SECOND).last()).isEqualTo(OptionalLong.of(79));
        assertThat(xids.of("GPU-1", SECOND).last()).isEmpty();
    }

    @Test
    void aGpuHasTheXidsOfAllItsInstancesAndAnInstanceItsOwnAndTheGpus() {
        report(OptionalInt.empty(), 79, EARLY);
        report(OptionalInt.of(9), 79, EARLY);
        report(OptionalInt.of(9), 43, EARLY);
        report(OptionalInt.of(10), 31, EARLY);
        assertThat(xids.of("GPU-0", SECOND).total()).isEqualTo(Map.of(79L, 2L, 43L, 1L, 31L, 1L));
        assertThat(xids.of("GPU-0", 9, SECOND).total()).isEqualTo(Map.of(79L, 2L, 43L, 1L));
        assertThat(xids.of("GPU-0", 10, SECOND).inWindow()).isEqualTo(Map.of(79L, 1L, 31L, 1L));
        assertThat(xids.of("GPU-1", SECOND).total()).isEmpty();
    }

    @Test
    void aDriverThatMakesUpXidsDoesNotMakeSeriesWithoutEnd() {
        for (int code = 1; code <= 100_000; code++) {
            report(OptionalInt.empty(), code, EARLY);
        }
        assertThat(xids.counts()).hasSizeLessThanOrEqualTo(201);
        assertThat(xids.counts().stream().mapToLong(XidCount::count).sum()).isEqualTo(100_000);
        XidReport report = xids.of("GPU-0", SECOND);
        assertThat(report.last()).isEqualTo(OptionalLong.of(100_000));
        assertThat(report.inWindow()).isEqualTo(report.total()).hasSizeLessThanOrEqualTo(201);
    }

    @Test
    void thatThereAreNoneIsKnownOnlyWhileTheDriverTellsThem() {
        assertThat(xids.of("GPU-0", 0).received()).isEqualTo(NvmlReturn.NOT_READY);
        xids.received("GPU-0", NvmlReturn.NOT_SUPPORTED);
        assertThat(xids.of("GPU-0", 0).received()).isEqualTo(NvmlReturn.NOT_SUPPORTED);
        xids.received("GPU-0", NvmlReturn.SUCCESS);
        assertThat(xids.of("GPU-0", 9, 0).received()).isEqualTo(NvmlReturn.SUCCESS);
        assertThat(xids.of("GPU-1", 0).received()).isEqualTo(NvmlReturn.NOT_READY);
    }

    @ParameterizedTest
    @EnumSource(
            value = NvmlReturn.class,
            names = {"GPU_IS_LOST", "UNINITIALIZED", "DRIVER_NOT_LOADED"})
    void thatSomethingWasGoneWhenTheyWereAskedForDoesNotMakeItGoneNow(NvmlReturn code) {
        xids.received("GPU-0", code);
        assertThat(xids.of("GPU-0", 0).received()).isEqualTo(NvmlReturn.NOT_READY);
    }

    private void report(OptionalInt gpuInstanceId, long code, Instant when) {
        xids.report(0, "GPU-0", gpuInstanceId, code, when, when.getEpochSecond() * SECOND);
    }
}
