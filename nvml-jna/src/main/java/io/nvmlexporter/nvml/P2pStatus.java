package io.nvmlexporter.nvml;

/** Whether two GPUs reach one another's memory, and what is in the way, by its number in {@code nvmlGpuP2PStatus_t}. */
public enum P2pStatus {
    OK,
    CHIPSET_NOT_SUPPORTED,
    GPU_NOT_SUPPORTED,
    IOH_TOPOLOGY_NOT_SUPPORTED,
    DISABLED_BY_REGKEY,
    NOT_SUPPORTED,
    /** NVML does not know, or it is a status newer than nvml.h 13.3. */
    UNKNOWN;

    /** The status of that number in nvml.h; {@link #UNKNOWN} for one that it does not define. */
    public static P2pStatus of(long number) {
        return number >= 0 && number < UNKNOWN.ordinal() ? values()[(int) number] : UNKNOWN;
    }
}
