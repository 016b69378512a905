package io.nvmlexporter.nvml;

/** Since when ECC errors are counted, by its number in {@code nvmlEccCounterType_t}. */
public enum EccCounterType {
    /** Since the driver was loaded. */
    VOLATILE,
    /** Ever. */
    AGGREGATE
}
