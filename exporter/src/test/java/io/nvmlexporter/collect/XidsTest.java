package io.nvmlexporter.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class XidsTest {
    private static final Instant EARLY = Instant.ofEpochSecond(1);
    private static final Instant LATE = Instant.ofEpochSecond(2);

    private final Xids xids = new Xids();

    @Test
    void twoEqualXidsAreTwoAndTheTimeIsTheLastOnes() {
        xids.report(0, "GPU-0", OptionalInt.empty(), 79, EARLY);
        xids.report(0, "GPU-0", OptionalInt.empty(), 79, LATE);
        assertThat(xids.counts()).containsExactly(new XidCount(0, "GPU-0", OptionalInt.empty(), 79, 2, LATE));
    }

    @Test
    void anInstanceHasItsOwnLastXidElseItsGpus() {
        xids.report(0, "GPU-0", OptionalInt.empty(), 79, EARLY);
        assertThat(xids.lastOf("GPU-0", 9)).isEqualTo(OptionalLong.of(79));
        xids.report(0, "GPU-0", OptionalInt.of(9), 43, EARLY);
        assertThat(xids.lastOf("GPU-0", 9)).isEqualTo(OptionalLong.of(43));
        assertThat(xids.lastOf("GPU-0")).isEqualTo(OptionalLong.of(79));
        assertThat(xids.lastOf("GPU-1")).isEmpty();
    }

    @Test
    void aDriverThatMakesUpXidsDoesNotMakeSeriesWithoutEnd() {
        for (int code = 1; code <= 100_000; code++) {
            xids.report(0, "GPU-0", OptionalInt.empty(), code, EARLY);
        }
        assertThat(xids.counts()).hasSizeLessThanOrEqualTo(201);
        assertThat(xids.counts().stream().mapToLong(XidCount::count).sum()).isEqualTo(100_000);
        assertThat(xids.lastOf("GPU-0")).isEqualTo(OptionalLong.of(100_000));
    }
}
