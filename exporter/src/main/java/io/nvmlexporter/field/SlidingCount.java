package io.nvmlexporter.field;

import java.time.Duration;
import java.util.Arrays;

/**
 * How often something happened in the time just past, however often that was: the window is cut into a thousand steps,
 * of which each has a count. What happened is counted for the length of the window and at most one step longer. Not
 * safe for several threads.
 */
public final class SlidingCount {
    private static final int STEPS = 1000;

    private final long stepNanos;
    private final int[] counts = new int[STEPS + 1];
    private long latestStep;
    private long sum;

    /**
     * @param window at least a millisecond
     * @param nanoTime from when on it counts, by {@link System#nanoTime}
     */
    public SlidingCount(Duration window, long nanoTime) {
        stepNanos = (window.toNanos() + STEPS - 1) / STEPS;
        latestStep = Math.floorDiv(nanoTime, stepNanos);
    }

    /** It happened then; a time before the last one is taken for that. */
    public void add(long nanoTime) {
        moveTo(nanoTime);
        counts[place(latestStep)]++;
        sum++;
    }

    /** How often it happened in the window that ends then. */
    public long count(long nanoTime) {
        moveTo(nanoTime);
        return sum;
    }

    private void moveTo(long nanoTime) {
        long step = Math.floorDiv(nanoTime, stepNanos);
        if (step - latestStep > STEPS) {
            Arrays.fill(counts, 0);
            sum = 0;
            latestStep = step;
        }
        while (latestStep < step) {
            latestStep++;
            sum -= counts[place(latestStep)];
            counts[place(latestStep)] = 0;
        }
    }

    private int place(long step) {
        return Math.floorMod(step, counts.length);
    }
}
