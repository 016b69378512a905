package io.nvmlexporter.collect;

import io.nvmlexporter.collect.GpuIds.MigDevice;
import io.nvmlexporter.nvml.Device;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What there is of a GPU to read, as one poll found it.
 *
 * @param instances in NVML's order; none where only GPUs are asked for
 */
record GpuLayout(Device gpu, Entity board, GpuIds ids, Map<Instance, Part> instances) {
    /** A GPU instance; one that is made anew may have the id of the one before, but not its device's UUID. */
    record Instance(int gpuInstanceId, String uuid) {
        static Instance of(MigDevice first) {
            return new Instance(first.gpuInstanceId(), first.uuid());
        }
    }

    /**
     * What a GPU instance is served as, and read by.
     *
     * @param devices its MIG devices, of which the first answers for it
     */
    record Part(Entity entity, List<Device> devices) {}

    /** What each instance is served as. */
    Map<Instance, Entity> entities() {
        Map<Instance, Entity> entities = new LinkedHashMap<>();
        instances.forEach((instance, part) -> entities.put(instance, part.entity()));
        return entities;
    }
}
