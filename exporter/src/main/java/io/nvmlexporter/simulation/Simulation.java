package io.nvmlexporter.simulation;

import io.nvmlexporter.nvml.Nvml;
import java.util.function.LongSupplier;

/** NVML answered by a capture instead of a driver. */
public final class Simulation {
    private Simulation() {}

    /** Answers that never change: the capture's own moment. */
    public static Nvml still(Capture capture) {
        return Nvml.over(new CapturedDriver(capture));
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
