package io.nvmlexporter.nvml;

/** Seen from the GPU, by its number in {@code nvmlPcieUtilCounter_t}. */
public enum PcieDirection {
    SENT,
    RECEIVED
}
