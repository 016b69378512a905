package io.nvmlexporter.collect;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a series is about: a GPU, a GPU instance of one, or an NVLink of one.
 *
 * @param gpu NVML's index
 * @param uuid the GPU's, also for its instances and links; empty where NVML gave none
 * @param pciBusId {@code 00000000:1B:00.0}; empty where NVML gave none
 * @param modelName the GPU's; empty where NVML gave none
 * @param nvlink the link's index, from 0
 */
public record Entity(
        int gpu, String uuid, String pciBusId, String modelName, Optional<MigInstance> mig, OptionalInt nvlink) {

    /**
     * A GPU instance.
     *
     * @param profile {@code 1g.10gb}
     * @param gpuInstanceId NVML's id of it
     * @param uuid of its first compute instance, by which it is read: {@code MIG-…}; empty where NVML gave none
     */
    public record MigInstance(String profile, int gpuInstanceId, String uuid) {}

    public static Entity board(int gpu, String uuid, String pciBusId, String modelName) {
        return new Entity(gpu, uuid, pciBusId, modelName, Optional.empty(), OptionalInt.empty());
    }

    /** An instance of this board. */
    public Entity instance(MigInstance instance) {
        return new Entity(gpu, uuid, pciBusId, modelName, Optional.of(instance), OptionalInt.empty());
    }

    /** A link of this board. */
    public Entity link(int index) {
        return new Entity(gpu, uuid, pciBusId, modelName, Optional.empty(), OptionalInt.of(index));
    }
}
