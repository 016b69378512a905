package io.nvmlexporter.nvml;

/** What went wrong on an NVLink, by its number in {@code nvmlNvLinkErrorCounter_t}. */
public enum NvLinkError {
    REPLAY,
    RECOVERY,
    CRC_FLIT,
    CRC_DATA
}
