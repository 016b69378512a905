package io.nvmlexporter.field;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;

/** In how many polls each thing held the clocks of a GPU back. For the reader thread of its GPU only. */
final class ClockEvents {
    /** As dcgm-exporter names the bits of {@code nvmlClocksEventReason*}, from the lowest; it knows no others. */
    static final List<String> NAMES = List.of(
            "gpu_idle",
            "clocks_setting",
            "power_cap",
            "hw_slowdown",
            "sync_boost",
            "sw_thermal",
            "hw_thermal",
            "hw_power_brake",
            "display_clocks");

    private final Duration window;
    private final SlidingCount[] recent = new SlidingCount[NAMES.size()];
    private final long[] totals = new long[NAMES.size()];

    ClockEvents(Duration window) {
        this.window = window;
    }

    Duration window() {
        return window;
    }

    /** @param reasons a bit for each thing that held the clocks back at that time */
    void add(long nanoTime, long reasons) {
        for (int bit = 0; bit < totals.length; bit++) {
            if ((reasons >> bit & 1) == 1) {
                if (recent[bit] == null) {
                    recent[bit] = new SlidingCount(window, nanoTime);
                }
                recent[bit].add(nanoTime);
                totals[bit]++;
            }
        }
    }

    /** Polls in the window that ends then, by name. */
    Map<String, Long> inWindow(long nanoTime) {
        return byName(bit -> recent[bit] == null ? 0 : recent[bit].count(nanoTime));
    }

    /** Polls since the beginning, by name. */
    Map<String, Long> totals() {
        return byName(bit -> totals[bit]);
    }

    private static Map<String, Long> byName(IntToLongFunction count) {
        Map<String, Long> counts = new TreeMap<>();
        for (int bit = 0; bit < NAMES.size(); bit++) {
            counts.put(NAMES.get(bit), count.applyAsLong(bit));
        }
        return counts;
    }
}
