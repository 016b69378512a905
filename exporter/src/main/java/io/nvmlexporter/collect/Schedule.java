package io.nvmlexporter.collect;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * When each group of a GPU's fields is to be read next: at its own interval, and never twice in a row to make up for
 * what was missed. Groups are named by their place in the plan; all times are of {@link System#nanoTime}. For one
 * thread.
 */
final class Schedule {
    /** Rates and GPM need two readings; the second follows the first so soon that a new user sees them at once. */
    private static final long SECOND_READING = Duration.ofMillis(250).toNanos();

    private final long[] interval;
    private final long[] next;
    private final long shortest;
    private boolean tried;

    Schedule(List<FieldGroup> groups, long nanoTime) {
        this.interval =
                groups.stream().mapToLong(group -> group.interval().toNanos()).toArray();
        this.shortest = Arrays.stream(interval).min().orElseThrow();
        this.next = new long[interval.length];
        Arrays.fill(next, nanoTime);
    }

    /** When the next group is due. */
    long next() {
        return Arrays.stream(next).reduce(Schedule::earlier).orElseThrow();
    }

    boolean isDue(int group, long nanoTime) {
        return next[group] - nanoTime <= 0;
    }

    /**
     * A group was read.
     *
     * @param first whether there was no reading before it that its rates could be made with
     * @param started when the poll began that read it
     * @param nanoTime now
     */
    void read(int group, boolean first, long started, long nanoTime) {
        tried = true;
        if (first) {
            next[group] = later(started + Math.min(interval[group], SECOND_READING), nanoTime);
        } else if (isDue(group, started)) {
            next[group] = later(next[group] + interval[group], nanoTime);
        }
    }

    /** The GPU could not be read: nothing is known of any group, so all are read when the GPU is tried again. */
    void failed(long nanoTime) {
        long pause = tried ? shortest : Math.min(shortest, SECOND_READING);
        tried = true;
        Arrays.fill(next, later(next() + pause, nanoTime));
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }
}
