package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.Type.REAL;
import static io.nvmlexporter.field.Field.Type.TEXT;
import static io.nvmlexporter.field.Read.bar1Mebibytes;
import static io.nvmlexporter.field.Read.celsius;
import static io.nvmlexporter.field.Read.celsiusBelow;
import static io.nvmlexporter.field.Read.computeCapability;
import static io.nvmlexporter.field.Read.computeMode;
import static io.nvmlexporter.field.Read.flag;
import static io.nvmlexporter.field.Read.limitWatts;
import static io.nvmlexporter.field.Read.mask;
import static io.nvmlexporter.field.Read.mebibytes;
import static io.nvmlexporter.field.Read.model;
import static io.nvmlexporter.field.Read.number;
import static io.nvmlexporter.field.Read.performanceState;
import static io.nvmlexporter.field.Read.text;
import static io.nvmlexporter.field.Read.usedRatio;
import static io.nvmlexporter.field.Read.wholeWatts;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.Bar1Memory;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.Device.Clock;
import io.nvmlexporter.nvml.PowerLimitRange;
import io.nvmlexporter.nvml.TemperatureThreshold;
import java.util.List;

/** The rows of {@link FieldCatalog} about what a board can do and is set to do, and which one it is. */
final class DeviceFields {
    private static final List<Field> ROWS = List.of(
            // Identity
            instance(50, "DCGM_FI_DEV_NAME", TEXT, "", model()),
            board(52, "DCGM_FI_DEV_NVML_INDEX", INT, "index", number(Device::index)),
            instance(54, "DCGM_FI_DEV_UUID", TEXT, "", text(Device::uuid)),
            board(55, "DCGM_FI_DEV_MINOR_NUMBER", INT, "minor", number(Device::minorNumber)),
            board(57, "DCGM_FI_DEV_PCI_BUSID", TEXT, "", text(Device::pciBusId)),
            board(58, "DCGM_FI_DEV_PCI_COMBINED_ID", INT, "id", number(Device::pciCombinedId)),
            board(59, "DCGM_FI_DEV_PCI_SUBSYS_ID", INT, "id", number(Device::pciSubsystemId)),
            board(63, "DCGM_FI_DEV_CUDA_COMPUTE_CAPABILITY", INT, "major << 16 | minor", computeCapability()),
            board(83, "DCGM_FI_DEV_INFOROM_CONFIG_CHECK", INT, "checksum", number(Device::inforomChecksum)),
            board(94, "DCGM_FI_DEV_GPM_SUPPORT", INT, "0/1", flag(Device::supportsGpm)),
            // Modes; where NVML refuses, as for MIG on a GPU that has none, the row is absent and not DCGM's 0
            board(65, "DCGM_FI_DEV_COMPUTE_MODE", INT, "mode", computeMode()),
            board(66, "DCGM_FI_DEV_PERSISTENCE_MODE", INT, "0/1", flag(Device::persistent)),
            board(67, "DCGM_FI_DEV_MIG_MODE", INT, "0/1", flag(Device::migMode)),
            board(120, "DCGM_FI_DEV_AUTOBOOST", INT, "0/1", flag(Device::autoBoosted)),
            // Memory behind BAR1; used leaves reserved out of the framebuffer from driver 510 on
            instance(90, "DCGM_FI_DEV_BAR1_TOTAL", INT, "MiB", bar1Mebibytes(Bar1Memory::total)),
            instance(92, "DCGM_FI_DEV_BAR1_USED", INT, "MiB", bar1Mebibytes(Bar1Memory::used)),
            instance(93, "DCGM_FI_DEV_BAR1_FREE", INT, "MiB", bar1Mebibytes(Bar1Memory::free)),
            instance(250, "DCGM_FI_DEV_FB_TOTAL", INT, "MiB", mebibytes(Device.Memory::total)),
            instance(254, "DCGM_FI_DEV_FB_USED_PERCENT", REAL, "ratio", usedRatio()),
            // Clocks; the one that DCGM calls the application clock of the SM is that of graphics
            board(102, "DCGM_FI_DEV_VIDEO_CLOCK", INT, "MHz", number(device -> device.clockMegahertz(Clock.VIDEO))),
            board(
                    110,
                    "DCGM_FI_DEV_APP_SM_CLOCK",
                    INT,
                    "MHz",
                    number(device -> device.applicationsClockMegahertz(Clock.GRAPHICS))),
            board(
                    111,
                    "DCGM_FI_DEV_APP_MEM_CLOCK",
                    INT,
                    "MHz",
                    number(device -> device.applicationsClockMegahertz(Clock.MEMORY))),
            board(
                    112,
                    "DCGM_FI_DEV_CLOCKS_EVENT_REASONS",
                    INT,
                    "bits",
                    mask(Device::clocksEventReasons),
                    "DCGM_FI_DEV_CLOCK_THROTTLE_REASONS"),
            board(113, "DCGM_FI_DEV_MAX_SM_CLOCK", INT, "MHz", number(device -> device.maxClockMegahertz(Clock.SM))),
            board(
                    114,
                    "DCGM_FI_DEV_MAX_MEM_CLOCK",
                    INT,
                    "MHz",
                    number(device -> device.maxClockMegahertz(Clock.MEMORY))),
            board(
                    115,
                    "DCGM_FI_DEV_MAX_VIDEO_CLOCK",
                    INT,
                    "MHz",
                    number(device -> device.maxClockMegahertz(Clock.VIDEO))),
            board(190, "DCGM_FI_DEV_PSTATE", INT, "P-state", performanceState()),
            // Temperature limits, and the distance from them that newer boards have in their place
            board(
                    151,
                    "DCGM_FI_DEV_MEM_MAX_OP_TEMP",
                    INT,
                    "°C",
                    celsius(device -> device.temperatureThresholdCelsius(TemperatureThreshold.MEMORY_MAX))),
            board(
                    152,
                    "DCGM_FI_DEV_GPU_MAX_OP_TEMP",
                    INT,
                    "°C",
                    celsius(device -> device.temperatureThresholdCelsius(TemperatureThreshold.GPU_MAX))),
            board(
                    158,
                    "DCGM_FI_DEV_SLOWDOWN_TEMP",
                    INT,
                    "°C",
                    celsius(device -> device.temperatureThresholdCelsius(TemperatureThreshold.SLOWDOWN))),
            board(
                    159,
                    "DCGM_FI_DEV_SHUTDOWN_TEMP",
                    INT,
                    "°C",
                    celsius(device -> device.temperatureThresholdCelsius(TemperatureThreshold.SHUTDOWN))),
            board(153, "DCGM_FI_DEV_GPU_TEMP_LIMIT", INT, "°C", celsiusBelow(Device::marginTemperatureCelsius)),
            board(191, "DCGM_FI_DEV_FAN_SPEED", INT, "%", number(Device::fanSpeedPercent)),
            // Power limits
            board(160, "DCGM_FI_DEV_POWER_MGMT_LIMIT", REAL, "W", wholeWatts(Device::powerLimitMilliwatts)),
            board(161, "DCGM_FI_DEV_POWER_MGMT_LIMIT_MIN", REAL, "W", limitWatts(PowerLimitRange::min)),
            board(162, "DCGM_FI_DEV_POWER_MGMT_LIMIT_MAX", REAL, "W", limitWatts(PowerLimitRange::max)),
            board(163, "DCGM_FI_DEV_POWER_MGMT_LIMIT_DEF", REAL, "W", wholeWatts(Device::defaultPowerLimitMilliwatts)),
            board(164, "DCGM_FI_DEV_ENFORCED_POWER_LIMIT", REAL, "W", wholeWatts(Device::enforcedPowerLimitMilliwatts)),
            // PCIe link: the best that GPU and system can have, and now
            board(235, "DCGM_FI_DEV_PCIE_MAX_LINK_GEN", INT, "generation", number(Device::maxPcieLinkGeneration)),
            board(236, "DCGM_FI_DEV_PCIE_MAX_LINK_WIDTH", INT, "lanes", number(Device::maxPcieLinkWidth)),
            board(237, "DCGM_FI_DEV_PCIE_LINK_GEN", INT, "generation", number(Device::pcieLinkGeneration)),
            board(238, "DCGM_FI_DEV_PCIE_LINK_WIDTH", INT, "lanes", number(Device::pcieLinkWidth)));

    private DeviceFields() {}

    static List<Field> rows() {
        return ROWS;
    }

    private static Field board(int id, String name, Field.Type type, String unit, Read read, String... otherNames) {
        return new Field(id, name, List.of(otherNames), type, unit, Scope.BOARD, read);
    }

    private static Field instance(int id, String name, Field.Type type, String unit, Read read) {
        return new Field(id, name, List.of(), type, unit, Scope.INSTANCE, read);
    }
}
