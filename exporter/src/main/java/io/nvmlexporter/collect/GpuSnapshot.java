package io.nvmlexporter.collect;

import java.time.Duration;
import java.util.List;

/**
 * What one poll found of one GPU: all there is, each value once. Which of it has series is for a {@link View} to say.
 *
 * @param takenNanos when the poll began, by {@link System#nanoTime}: no value is older
 * @param took how long the driver took to answer all of it
 * @param instances the GPU instances that are there, in NVML's order; not read where only GPUs are asked for
 * @param links the NVLinks in use, where a field of theirs is asked for
 * @param refused how many values were out of their range and not served, since the GPU is read
 */
public record GpuSnapshot(
        long takenNanos,
        Duration took,
        EntitySnapshot board,
        List<EntitySnapshot> instances,
        List<EntitySnapshot> links,
        long refused) {}
