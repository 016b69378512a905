package io.nvmlexporter.nvml;

/** Where a temperature begins to matter, by its number in {@code nvmlTemperatureThresholds_t}. */
public enum TemperatureThreshold {
    /** The GPU shuts down. */
    SHUTDOWN,
    /** The hardware slows the GPU down. */
    SLOWDOWN,
    /** The most that the memory may have at work. */
    MEMORY_MAX,
    /** The most that the GPU may have at work. */
    GPU_MAX
}
