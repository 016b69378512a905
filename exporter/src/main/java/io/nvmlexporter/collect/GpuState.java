package io.nvmlexporter.collect;

import java.util.Optional;

/**
 * How one GPU is doing.
 *
 * @param gpu NVML's index
 * @param uuid empty until it was read once
 * @param snapshot what there is to serve; empty where nothing true is known
 * @param problem why there is no snapshot, as a label value: {@code starting}, {@code timeout}, or the reason NVML gave
 */
public record GpuState(int gpu, String uuid, Optional<GpuSnapshot> snapshot, String problem) {
    static GpuState up(int gpu, String uuid, GpuSnapshot snapshot) {
        return new GpuState(gpu, uuid, Optional.of(snapshot), "");
    }

    static GpuState down(int gpu, String uuid, String problem) {
        return new GpuState(gpu, uuid, Optional.empty(), problem);
    }
}
