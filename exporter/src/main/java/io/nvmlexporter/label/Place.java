package io.nvmlexporter.label;

import io.nvmlexporter.collect.Entity;
import java.util.OptionalInt;

/**
 * What somebody can own: a whole GPU, or one of its GPU instances.
 *
 * @param gpu NVML's index
 * @param gpuInstance NVML's id of it; empty for the whole GPU
 */
public record Place(int gpu, OptionalInt gpuInstance) {
    public static Place gpu(int gpu) {
        return new Place(gpu, OptionalInt.empty());
    }

    public static Place instance(int gpu, int gpuInstance) {
        return new Place(gpu, OptionalInt.of(gpuInstance));
    }

    /** Where the series of that entity belong. An NVLink is its GPU's. */
    public static Place of(Entity entity) {
        return entity.mig()
                .map(mig -> instance(entity.gpu(), mig.gpuInstanceId()))
                .orElse(gpu(entity.gpu()));
    }

    /** As dcgm-exporter writes it: {@code 0}, or {@code 0-11} for GPU instance 11 of GPU 0. */
    @Override
    public String toString() {
        return gpu + (gpuInstance.isPresent() ? "-" + gpuInstance.getAsInt() : "");
    }
}
