package io.nvmlexporter.collect;

import java.util.List;

/** What is known of the node now: the latest of every GPU, in NVML's order. */
public record NodeSnapshot(DriverState driver, List<GpuState> gpus) {}
