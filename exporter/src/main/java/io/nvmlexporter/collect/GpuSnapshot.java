package io.nvmlexporter.collect;

import java.time.Duration;
import java.util.List;

/**
 * What one poll found of one GPU.
 *
 * @param takenNanos when the poll began, by {@link System#nanoTime}: no value is older
 * @param took how long the driver took to answer all of it
 * @param entities the GPU or its GPU instances, as selected
 */
public record GpuSnapshot(long takenNanos, Duration took, List<EntitySnapshot> entities) {}
