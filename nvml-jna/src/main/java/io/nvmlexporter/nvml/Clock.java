package io.nvmlexporter.nvml;

/** A clock domain, by its number in {@code nvmlClockType_t}. */
public enum Clock {
    GRAPHICS,
    SM,
    MEMORY,
    VIDEO
}
