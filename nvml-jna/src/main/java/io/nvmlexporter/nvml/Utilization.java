package io.nvmlexporter.nvml;

/** Shares of the driver's last sample period (1/6 s to 1 s), in percent. */
public record Utilization(long gpuPercent, long memoryPercent) {}
