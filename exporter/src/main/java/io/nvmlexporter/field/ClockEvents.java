package io.nvmlexporter.field;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntToLongFunction;

/** In how many polls each thing held the clocks of a GPU back. For the reader thread of its GPU only. */
final class ClockEvents {
    private static final ClocksEventReason[] REASONS = ClocksEventReason.values();

    private final Duration window;
    private final SlidingCount[] recent = new SlidingCount[REASONS.length];
    private final long[] totals = new long[REASONS.length];

    ClockEvents(Duration window) {
        this.window = window;
    }

    Duration window() {
        return window;
    }

    /** @param reasons a bit for each thing that held the clocks back at that time */
    void add(long nanoTime, long reasons) {
        for (int bit = 0; bit < totals.length; bit++) {
            if (REASONS[bit].isIn(reasons)) {
                if (recent[bit] == null) {
                    recent[bit] = new SlidingCount(window, nanoTime);
                }
                recent[bit].add(nanoTime);
                totals[bit]++;
            }
        }
    }

    /** Polls in the window that ends then, by those names. */
    Map<String, Long> inWindow(long nanoTime, Function<ClocksEventReason, String> names) {
        return byName(names, bit -> recent[bit] == null ? 0 : recent[bit].count(nanoTime));
    }

    /** Polls since the beginning, by those names. */
    Map<String, Long> totals(Function<ClocksEventReason, String> names) {
        return byName(names, bit -> totals[bit]);
    }

    private static Map<String, Long> byName(Function<ClocksEventReason, String> names, IntToLongFunction count) {
        Map<String, Long> counts = new TreeMap<>();
        for (int bit = 0; bit < REASONS.length; bit++) {
            counts.put(names.apply(REASONS[bit]), count.applyAsLong(bit));
        }
        return counts;
    }
}
