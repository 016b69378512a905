package io.nvmlexporter.simulation;

import java.util.Random;

/**
 * How busy one simulated GPU is: phases of work and rest of a minute or more, as a training job with its checkpoints or
 * an inference service has them. Each second has its load, drawn at random; between two seconds the load goes straight
 * from one to the other, so that what is added up grows evenly however short the time between two looks. The same seed
 * gives the same course. It begins at the capture's own moment, so that after no time at all every value is the
 * captured one.
 *
 * <p>Not safe for several threads; {@link MovingDriver} guards it.
 */
final class Activity {
    /** The load follows what the phase asks for by this share of the distance in a second. */
    private static final double LOADING_PER_SECOND = 1 / 4.0;
    /** Temperature and memory follow the load by this share of the distance in a second. */
    private static final double WARMING_PER_SECOND = 1 / 30.0;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Random random;
    private final double initialLoad;
    private double target;
    private long phaseEnds;
    private long nanoseconds;
    /** The beginning of the second that runs. */
    private Moment begun;
    /** Its end. */
    private Moment next;

    /** Where the course stands after that many seconds; {@code loadSeconds} is the integral of the load until then. */
    private record Moment(long second, double load, double warmth, double loadSeconds) {}

    Activity(long seed, double initialLoad) {
        this.random = new Random(seed);
        this.initialLoad = initialLoad;
        this.target = initialLoad;
        this.phaseEnds = 20L + random.nextInt(100);
        this.begun = new Moment(0, initialLoad, initialLoad, 0);
        this.next = after(begun);
    }

    /** Moves on to that time since the start; an earlier one changes nothing. */
    void advanceTo(long nanosecondsSinceStart) {
        nanoseconds = Math.max(nanoseconds, nanosecondsSinceStart);
        while (nanoseconds / NANOS_PER_SECOND > begun.second) {
            begun = next;
            next = after(begun);
        }
    }

    private Moment after(Moment moment) {
        long second = moment.second + 1;
        if (second >= phaseEnds) {
            beginPhase(second);
        }
        double noise = target > 0.02 && target < 0.999 ? 0.03 * random.nextGaussian() : 0;
        double load = Math.min(1, Math.max(0, moment.load + (target - moment.load) * LOADING_PER_SECOND + noise));
        double warmth = moment.warmth + (load - moment.warmth) * WARMING_PER_SECOND;
        return new Moment(second, load, warmth, moment.loadSeconds + (moment.load + load) / 2);
    }

    private void beginPhase(long second) {
        boolean worker = initialLoad > 0.3;
        double dice = random.nextDouble();
        if (dice < (worker ? 0.7 : 0.15)) {
            target = 0.9 + 0.1 * random.nextDouble();
        } else if (dice < (worker ? 0.9 : 0.35)) {
            target = 0.2 + 0.5 * random.nextDouble();
        } else {
            target = 0;
        }
        phaseEnds = second + 60 + random.nextInt(240);
    }

    /** Seconds since the start, with their fraction. */
    double seconds() {
        return begun.second + sinceBegun();
    }

    /** How much of the second that has begun is over, from 0 to less than 1. */
    private double sinceBegun() {
        return (double) (nanoseconds % NANOS_PER_SECOND) / NANOS_PER_SECOND;
    }

    /** The load now, 0 to 1. */
    double load() {
        return begun.load + (next.load - begun.load) * sinceBegun();
    }

    /** How much the load has changed since the capture was taken, -1 to 1. */
    double loadChange() {
        return load() - initialLoad;
    }

    /** As {@link #loadChange}, with the inertia of what is heated or filled. */
    double warmthChange() {
        return begun.warmth + (next.warmth - begun.warmth) * sinceBegun() - initialLoad;
    }

    /** The load added up over the seconds since the start: its integral. */
    double loadSeconds() {
        return begun.loadSeconds + (begun.load + load()) / 2 * sinceBegun();
    }

    /** The change of load added up over the seconds since the start. */
    double loadChangeSeconds() {
        return loadSeconds() - initialLoad * seconds();
    }
}
