package io.nvmlexporter.collect;

import java.util.Optional;

/**
 * Who a series is about: a GPU, or a MIG instance of one.
 *
 * @param gpu NVML's index of the GPU
 * @param uuid of the GPU, also for a MIG instance, as DCGM has it
 * @param pciBusId as {@code 00000000:1B:00.0}
 */
public record Entity(int gpu, String uuid, String pciBusId, String modelName, Optional<MigInstance> mig) {

    /** @param profile such as {@code 1g.10gb} */
    public record MigInstance(String profile, int gpuInstanceId) {}
}
