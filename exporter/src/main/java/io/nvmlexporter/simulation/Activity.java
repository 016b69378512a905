package io.nvmlexporter.simulation;

import java.util.Random;

/**
 * How busy one simulated GPU is, second by second: phases of work and rest of a minute or more, as a training job with
 * its checkpoints or an inference service has them. The same seed gives the same course. It begins at the capture's own
 * moment, so that after no time at all every value is the captured one.
 *
 * <p>Not safe for several threads; {@link MovingDriver} guards it.
 */
final class Activity {
    /** The load follows what the phase asks for by this share of the distance in a second. */
    private static final double LOADING_PER_SECOND = 1 / 4.0;
    /** Temperature and memory follow the load by this share of the distance in a second. */
    private static final double WARMING_PER_SECOND = 1 / 30.0;

    private final Random random;
    private final double initialLoad;
    private double target;
    private long phaseEnds;
    private long second;
    private double load;
    private double warmth;
    private double loadSeconds;

    Activity(long seed, double initialLoad) {
        this.random = new Random(seed);
        this.initialLoad = initialLoad;
        this.target = initialLoad;
        this.load = initialLoad;
        this.warmth = initialLoad;
        this.phaseEnds = 20L + random.nextInt(100);
    }

    /** Moves on to that second since the start; an earlier one changes nothing. */
    void advanceTo(long seconds) {
        while (second < seconds) {
            second++;
            if (second >= phaseEnds) {
                nextPhase();
            }
            double noise = target > 0.02 && target < 0.999 ? 0.03 * random.nextGaussian() : 0;
            load = Math.min(1, Math.max(0, load + (target - load) * LOADING_PER_SECOND + noise));
            warmth += (load - warmth) * WARMING_PER_SECOND;
            loadSeconds += load;
        }
    }

    private void nextPhase() {
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

    /** Whole seconds since the start. */
    long seconds() {
        return second;
    }

    /** The load now, 0 to 1. */
    double load() {
        return load;
    }

    /** How much the load has changed since the capture was taken, -1 to 1. */
    double loadChange() {
        return load - initialLoad;
    }

    /** As {@link #loadChange}, with the inertia of what is heated or filled. */
    double warmthChange() {
        return warmth - initialLoad;
    }

    /** The load added up over the seconds since the start. */
    double loadSeconds() {
        return loadSeconds;
    }

    /** The change of load added up over the seconds since the start. */
    double loadChangeSeconds() {
        return loadSeconds - initialLoad * second;
    }
}
