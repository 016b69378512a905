package io.nvmlexporter.nvml;

/** What is at the other end of an NVLink ({@code nvmlIntNvLinkDeviceType_t}). */
public enum NvLinkDeviceType {
    GPU,
    IBM_NPU,
    SWITCH,
    /** NVML does not know, or it is something newer than nvml.h 13.3. */
    UNKNOWN;

    static NvLinkDeviceType of(long number) {
        return number >= 0 && number < UNKNOWN.ordinal() ? values()[(int) number] : UNKNOWN;
    }
}
