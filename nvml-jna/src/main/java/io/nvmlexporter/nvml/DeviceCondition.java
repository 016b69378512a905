package io.nvmlexporter.nvml;

import java.util.Map;

/**
 * What a GPU is, is powered by, and has been through: getters that came late to NVML. They throw as those of
 * {@link Device} do. GPUs only.
 */
public final class DeviceCondition {
    /** By {@code NVML_DEVICE_ARCH_*}; a number that NVML 13.3 does not define is told as it is. */
    static final Map<Long, String> ARCHITECTURES = Map.of(
            2L, "Kepler",
            3L, "Maxwell",
            4L, "Pascal",
            5L, "Volta",
            6L, "Turing",
            7L, "Ampere",
            8L, "Ada",
            9L, "Hopper",
            10L, "Blackwell",
            13L, "Rubin");

    /** {@code NVML_DEVICE_ARCH_UNKNOWN}. */
    static final long ARCHITECTURE_UNKNOWN = 0xFFFF_FFFFL;
    /** Far beyond the newest, so that one with a number alone is still told by it. */
    private static final long HIGHEST_ARCHITECTURE = 255;

    private final Driver driver;
    private final long handle;

    DeviceCondition(Driver driver, long handle) {
        this.driver = driver;
        this.handle = handle;
    }

    /**
     * {@code nvmlDeviceGetArchitecture} (driver 470): {@code Hopper}, …; for one that is newer than NVML 13.3 its
     * number, as {@code 14}.
     *
     * @throws NvmlException also {@link NvmlReturn#NO_DATA} where the driver does not know
     */
    public String architecture() {
        long number = ask(Call.ARCHITECTURE).number();
        if (number == ARCHITECTURE_UNKNOWN) {
            throw new NvmlException(Call.ARCHITECTURE.function(), NvmlReturn.NO_DATA);
        }
        OutOfRangeException.require(Call.ARCHITECTURE.function(), number, 0, HIGHEST_ARCHITECTURE);
        return ARCHITECTURES.getOrDefault(number, Long.toString(number));
    }

    /** {@code nvmlDeviceGetPowerSource} (driver 535): 0 the mains, 1 a battery, 2 the mains but too weak. */
    public long powerSource() {
        return ask(Call.POWER_SOURCE).number();
    }

    /**
     * {@code nvmlDeviceGetRepairStatus} (nvml.h 13.0, driver 590): whether a channel of the memory is to be repaired.
     */
    public boolean channelRepairPending() {
        return repairPending("bChannelRepairPending");
    }

    /** {@code nvmlDeviceGetRepairStatus} (nvml.h 13.0, driver 590): whether a TPC is to be repaired. */
    public boolean tpcRepairPending() {
        return repairPending("bTpcRepairPending");
    }

    /** {@code nvmlDeviceGetBBXTimeData_v1} (driver 610): for how long in its life a driver was loaded, in seconds. */
    public long secondsWithDriver() {
        return ask(Call.BBX_TIME_DATA).number();
    }

    /**
     * {@code nvmlSystemGetCPER_v1} (driver 610): how many common platform error records the driver keeps of the GPU.
     *
     * @throws NvmlException also {@link NvmlReturn#NO_PERMISSION} for all but root
     */
    public long errorRecords() {
        return ask(Call.CPER).number();
    }

    /**
     * {@code nvmlDeviceGetRemappedRows_v2} (driver 610), or {@code nvmlDeviceGetRemappedRows} (driver 470) where that
     * is refused, for whatever reason. From Ampere on.
     */
    public RemappedRows remappedRows() {
        try {
            return RemappedRows.ofV2(ask(Call.REMAPPED_ROWS_V2));
        } catch (NvmlException e) {
            if (e.code().meaning() != NvmlReturn.Meaning.NO_VALUE) {
                throw e;
            }
            return RemappedRows.of(ask(Call.REMAPPED_ROWS));
        }
    }

    private boolean repairPending(String part) {
        return OutOfRangeException.require(
                        Call.REPAIR_STATUS.function(), ask(Call.REPAIR_STATUS).number(part), 0, 1)
                == 1;
    }

    private Answer ask(Call call) {
        return driver.ask(call, handle);
    }
}
