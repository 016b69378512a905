package io.nvmlexporter.nvml;

/** Who may compute on a GPU, by its number in {@code nvmlComputeMode_t}. */
public enum ComputeMode {
    DEFAULT,
    /** One thread at a time; only drivers before CUDA 8 have it. */
    EXCLUSIVE_THREAD,
    PROHIBITED,
    EXCLUSIVE_PROCESS
}
