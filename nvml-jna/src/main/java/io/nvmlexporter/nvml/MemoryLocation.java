package io.nvmlexporter.nvml;

/** Where a memory error was, by its number in {@code nvmlMemoryLocation_t}. */
public enum MemoryLocation {
    L1_CACHE,
    L2_CACHE,
    /** The device memory. */
    DRAM,
    REGISTER_FILE,
    TEXTURE_MEMORY,
    TEXTURE_SHM,
    CBU,
    /** All memories on the chip; Turing and newer. */
    SRAM
}
