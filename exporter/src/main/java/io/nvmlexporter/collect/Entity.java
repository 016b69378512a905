package io.nvmlexporter.collect;

import java.util.Optional;

/**
 * What a series is about: a GPU, or a GPU instance of one.
 *
 * @param gpu NVML's index
 * @param uuid the GPU's, also for its instances; empty where NVML gave none
 * @param pciBusId {@code 00000000:1B:00.0}; empty where NVML gave none
 * @param modelName the GPU's; empty where NVML gave none
 */
public record Entity(int gpu, String uuid, String pciBusId, String modelName, Optional<MigInstance> mig) {

    /**
     * A GPU instance.
     *
     * @param profile {@code 1g.10gb}
     * @param gpuInstanceId NVML's id of it
     */
    public record MigInstance(String profile, int gpuInstanceId) {}
}
