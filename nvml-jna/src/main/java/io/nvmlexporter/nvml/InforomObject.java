package io.nvmlexporter.nvml;

/** An object of the InfoROM, by its number in {@code nvmlInforomObject_t}. */
public enum InforomObject {
    OEM,
    ECC,
    POWER
}
