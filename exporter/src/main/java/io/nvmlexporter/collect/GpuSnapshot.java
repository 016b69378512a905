package io.nvmlexporter.collect;

import java.time.Duration;
import java.util.List;

/**
 * What is known of one GPU: all there is, each value once. Which of it has series is for a {@link View} to say.
 *
 * @param takenNanos when the last poll began, by {@link System#nanoTime}: where all fields are read together, no value
 *     is older
 * @param took how long the driver took to answer all that the last poll asked
 * @param ids by what others name it and its MIG devices
 * @param instances the GPU instances that are there, in NVML's order; not read where only GPUs are asked for
 * @param links the NVLinks in use, where a field of theirs is asked for
 * @param collections when each group of fields was read last
 * @param refused how many values were out of their range and not served, since the GPU is read
 */
public record GpuSnapshot(
        long takenNanos,
        Duration took,
        GpuIds ids,
        EntitySnapshot board,
        List<EntitySnapshot> instances,
        List<EntitySnapshot> links,
        List<CollectionTime> collections,
        long refused) {
    /**
     * How old a group of fields is.
     *
     * @param name of the collection; empty for the fields that none names
     * @param takenNanos when its reading began, by {@link System#nanoTime}: no value of it is older
     */
    public record CollectionTime(String name, long takenNanos) {}

    /** One whose fields are all read together. */
    public GpuSnapshot(
            long takenNanos,
            Duration took,
            GpuIds ids,
            EntitySnapshot board,
            List<EntitySnapshot> instances,
            List<EntitySnapshot> links,
            long refused) {
        this(takenNanos, took, ids, board, instances, links, List.of(new CollectionTime("", takenNanos)), refused);
    }
}
