package io.nvmlexporter.nvml;

/** Whether ECC could mend a memory error, by its number in {@code nvmlMemoryErrorType_t}. */
public enum MemoryErrorType {
    CORRECTED,
    UNCORRECTED
}
