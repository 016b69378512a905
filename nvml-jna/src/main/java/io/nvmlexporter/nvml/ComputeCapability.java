package io.nvmlexporter.nvml;

/** Which CUDA code a GPU runs: 9.0 is Hopper. */
public record ComputeCapability(long major, long minor) {}
