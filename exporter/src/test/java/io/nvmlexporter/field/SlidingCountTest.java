package io.nvmlexporter.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingCountTest {
    private static final long MILLI = 1_000_000L;
    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest
    @ValueSource(longs = {0, 5_000_000_000L, -5_000_000_000L, Long.MAX_VALUE - 3_000_000_000L})
    void itCountsForTheLengthOfTheWindowAndAtMostAThousandthLonger(long start) {
        SlidingCount count = new SlidingCount(SECOND, start);
        count.add(start);
        assertThat(count.count(start)).isOne();
        assertThat(count.count(start + 1000 * MILLI)).isOne();
        assertThat(count.count(start + 1001 * MILLI)).isZero();
    }

    @Test
    void eachLeavesByItself() {
        SlidingCount count = new SlidingCount(SECOND, 0);
        count.add(0);
        count.add(400 * MILLI);
        count.add(400 * MILLI);
        count.add(1000 * MILLI);
        assertThat(count.count(1000 * MILLI)).isEqualTo(4);
        assertThat(count.count(1001 * MILLI)).isEqualTo(3);
        assertThat(count.count(1400 * MILLI)).isEqualTo(3);
        assertThat(count.count(1401 * MILLI)).isEqualTo(1);
        assertThat(count.count(2001 * MILLI)).isZero();
    }

    @Test
    void aStormIsCountedToTheLastAndLeavesAsItCame() {
        SlidingCount count = new SlidingCount(Duration.ofMinutes(5), 0);
        for (int i = 0; i < 10_000; i++) {
            count.add(i * 10L * MILLI);
        }
        assertThat(count.count(300_000 * MILLI)).isEqualTo(10_000);
        // The first half came in the first 50 of 100 seconds.
        assertThat(count.count(350_000 * MILLI)).isBetween(5_000L, 5_030L);
        assertThat(count.count(401_000 * MILLI)).isZero();
    }

    @Test
    void whatIsLateByAThreadsDelayIsCounted() {
        SlidingCount count = new SlidingCount(SECOND, 0);
        assertThat(count.count(500 * MILLI)).isZero();
        count.add(499 * MILLI);
        assertThat(count.count(500 * MILLI)).isOne();
    }

    @Test
    void afterALongTimeWithoutAQuestionNothingOldIsLeft() {
        SlidingCount count = new SlidingCount(SECOND, 0);
        count.add(0);
        assertThat(count.count(Long.MAX_VALUE)).isZero();
        count.add(Long.MAX_VALUE);
        assertThat(count.count(Long.MAX_VALUE)).isOne();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, Integer.MAX_VALUE})
    void windowsOfAnyLengthEnd(long millis) {
        SlidingCount count = new SlidingCount(Duration.ofMillis(millis), 0);
        count.add(0);
        assertThat(count.count(millis * MILLI)).isOne();
        assertThat(count.count(millis * MILLI + millis * MILLI / 500)).isZero();
    }
}
