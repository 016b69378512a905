package io.nvmlexporter.simulation;

import io.nvmlexporter.nvml.Nvml;
import java.util.function.LongSupplier;

/** NVML answered by a capture instead of a driver. */
public final class Simulation {
    private Simulation() {}

    /** Answers that never change: the capture's own moment, at which nothing happens. */
    public static Nvml still(Capture capture) {
        return still(capture, () -> 0);
    }

    /**
     * Answers that never change, but events that happen at their time.
     *
     * @param nanoseconds since the capture's moment, never falling
     */
    public static Nvml still(Capture capture, LongSupplier nanoseconds) {
        return Nvml.over(new CapturedDriver(capture, nanoseconds));
    }

    /**
     * Answers that move with time, from the capture's own moment on.
     *
     * @param seed the same seed gives the same course of every value
     * @param nanoseconds since that moment, never falling
     */
    public static Nvml moving(Capture capture, long seed, LongSupplier nanoseconds) {
        int driverBranch = still(capture).driverBranch();
        return Nvml.over(new MovingDriver(capture, driverBranch, seed, nanoseconds));
    }
}
