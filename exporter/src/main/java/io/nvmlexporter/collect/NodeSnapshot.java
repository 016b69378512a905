package io.nvmlexporter.collect;

import java.util.List;

/** What is known of the node now: the latest of every GPU, in NVML's order. */
public record NodeSnapshot(DriverState driver, List<GpuState> gpus) {
    /** All that there is to serve. */
    public List<EntitySnapshot> entities() {
        return gpus.stream()
                .flatMap(gpu -> gpu.snapshot().stream())
                .flatMap(snapshot -> snapshot.entities().stream())
                .toList();
    }
}
