package io.nvmlexporter.nvml;

/** Why pages were retired, by its number in {@code nvmlPageRetirementCause_t}. */
public enum RetirementCause {
    MULTIPLE_SINGLE_BIT_ERRORS,
    DOUBLE_BIT_ERROR
}
