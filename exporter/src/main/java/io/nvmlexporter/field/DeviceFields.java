package io.nvmlexporter.field;

import static io.nvmlexporter.field.CleanMetric.gauge;
import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.Type.REAL;
import static io.nvmlexporter.field.Field.Type.TEXT;
import static io.nvmlexporter.field.Field.board;
import static io.nvmlexporter.field.Field.numberOf;
import static io.nvmlexporter.field.Field.row;
import static io.nvmlexporter.field.Read.bar1Mebibytes;
import static io.nvmlexporter.field.Read.bytes;
import static io.nvmlexporter.field.Read.celsius;
import static io.nvmlexporter.field.Read.celsiusBelow;
import static io.nvmlexporter.field.Read.computeCapability;
import static io.nvmlexporter.field.Read.computeMode;
import static io.nvmlexporter.field.Read.cudaDriverVersion;
import static io.nvmlexporter.field.Read.flag;
import static io.nvmlexporter.field.Read.lastXid;
import static io.nvmlexporter.field.Read.mebibytes;
import static io.nvmlexporter.field.Read.model;
import static io.nvmlexporter.field.Read.nodeNumber;
import static io.nvmlexporter.field.Read.nodeText;
import static io.nvmlexporter.field.Read.number;
import static io.nvmlexporter.field.Read.number64;
import static io.nvmlexporter.field.Read.numberedCelsius;
import static io.nvmlexporter.field.Read.percent;
import static io.nvmlexporter.field.Read.performanceState;
import static io.nvmlexporter.field.Read.reservedMebibytes;
import static io.nvmlexporter.field.Read.usedRatio;
import static io.nvmlexporter.field.Read.utilization;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_GET_GPU_RECOVERY_ACTION;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_MEMORY_TEMP;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_PCIE_COUNT_CORRECTABLE_ERRORS;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.Bar1Memory;
import io.nvmlexporter.nvml.Clock;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.InforomObject;
import io.nvmlexporter.nvml.Memory;
import io.nvmlexporter.nvml.TemperatureThreshold;
import io.nvmlexporter.nvml.Utilization;
import java.util.List;
import java.util.function.Function;

/** What a GPU is, how busy it is, and how it fares. */
final class DeviceFields {
    static final List<Field> ROWS = List.of(
            // The node
            row(1, "DCGM_FI_DRIVER_VERSION", TEXT, "", Scope.NODE, nodeText(Node::driverVersion)),
            row(2, "DCGM_FI_NVML_VERSION", TEXT, "", Scope.NODE, nodeText(Node::nvmlVersion)),
            // Identity
            text(51, "DCGM_FI_DEV_BRAND", Device::brand),
            text(53, "DCGM_FI_DEV_SERIAL", Device::serial),
            text(56, "DCGM_FI_DEV_OEM_INFOROM_VER", device -> device.inforomVersion(InforomObject.OEM)),
            text(80, "DCGM_FI_DEV_ECC_INFOROM_VER", device -> device.inforomVersion(InforomObject.ECC)),
            text(81, "DCGM_FI_DEV_POWER_INFOROM_VER", device -> device.inforomVersion(InforomObject.POWER)),
            text(82, "DCGM_FI_DEV_INFOROM_IMAGE_VER", Device::inforomImageVersion),
            text(85, "DCGM_FI_DEV_VBIOS_VERSION", Device::vbiosVersion).info("vbios_version"),
            // Clocks and temperatures
            megahertz(100, "DCGM_FI_DEV_SM_CLOCK", Clock.SM)
                    .gauge("nvml_sm_clock_hertz", "Clock of the SMs.", Field.MEGA),
            megahertz(101, "DCGM_FI_DEV_MEM_CLOCK", Clock.MEMORY),
            row(140, "DCGM_FI_DEV_MEMORY_TEMP", INT, "°C", Scope.BOARD, numberedCelsius(NVML_FI_DEV_MEMORY_TEMP)),
            board(150, "DCGM_FI_DEV_GPU_TEMP", INT, "°C", celsius(Device::temperatureCelsius))
                    .gauge("nvml_gpu_temperature_celsius", "Temperature of the GPU die."),
            // PCIe
            row(202, "DCGM_FI_DEV_PCIE_REPLAY_COUNTER", INT, "count", Scope.BOARD, number(Device::pcieReplays)),
            numberOf(
                    1501,
                    "DCGM_FI_DEV_PCIE_COUNT_CORRECTABLE_ERRORS",
                    "count",
                    NVML_FI_DEV_PCIE_COUNT_CORRECTABLE_ERRORS),
            // Shares of the driver's last sample period; none of them while MIG is on
            board(203, "DCGM_FI_DEV_GPU_UTIL", INT, "%", utilization(Utilization::gpuPercent))
                    .gauge(
                            "nvml_gpu_utilization_ratio",
                            "Share of the driver's last sample period in which a kernel ran.",
                            Field.PERCENT),
            row(204, "DCGM_FI_DEV_MEM_COPY_UTIL", INT, "%", Scope.BOARD, utilization(Utilization::memoryPercent)),
            row(206, "DCGM_FI_DEV_ENC_UTIL", INT, "%", Scope.BOARD, percent(Device::encoderPercent)),
            row(207, "DCGM_FI_DEV_DEC_UTIL", INT, "%", Scope.BOARD, percent(Device::decoderPercent)),
            // XID: absent until the driver reports one, then the last one for good
            row(230, "DCGM_FI_DEV_XID_ERRORS", INT, "XID", Scope.INSTANCE, lastXid()),
            // 0 none, 1 reset the GPU, 2 reboot the node, 3 drain P2P, 4 drain and reset, 5 recover the IMEX domain
            numberOf(1523, "DCGM_FI_DEV_GET_GPU_RECOVERY_ACTION", "action", NVML_FI_DEV_GET_GPU_RECOVERY_ACTION),
            // Framebuffer; used leaves reserved out from driver 510 on
            row(251, "DCGM_FI_DEV_FB_FREE", INT, "MiB", Scope.INSTANCE, mebibytes(Memory::free)),
            row(252, "DCGM_FI_DEV_FB_USED", INT, "MiB", Scope.INSTANCE, mebibytes(Memory::used))
                    .and(gauge(
                            "nvml_memory_used_bytes",
                            "Memory that is allocated; from driver 510 on without what the driver keeps for itself.",
                            Scope.INSTANCE,
                            bytes(Memory::used))),
            row(253, "DCGM_FI_DEV_FB_RESERVED", INT, "MiB", Scope.INSTANCE, reservedMebibytes()),
            // vGPU licence; 0 on bare metal, where there is nothing to license
            row(526, "DCGM_FI_DEV_VGPU_LICENSE_STATUS", INT, "0/1", Scope.BOARD, flag(Device::vgpuLicensed)),
            // The node
            row(4, "DCGM_FI_DEV_COUNT", INT, "count", Scope.NODE, nodeNumber(Node::gpuCount)),
            row(5, "DCGM_FI_CUDA_DRIVER_VERSION", INT, "1000 * major + 10 * minor", Scope.NODE, cudaDriverVersion()),
            // Identity
            instance(50, "DCGM_FI_DEV_NAME", TEXT, "", model()),
            board(52, "DCGM_FI_DEV_NVML_INDEX", INT, "index", number(Device::index)),
            instance(54, "DCGM_FI_DEV_UUID", TEXT, "", Read.text(Device::uuid)),
            board(55, "DCGM_FI_DEV_MINOR_NUMBER", INT, "minor", number(Device::minorNumber)),
            board(57, "DCGM_FI_DEV_PCI_BUSID", TEXT, "", Read.text(Device::pciBusId)),
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
            instance(250, "DCGM_FI_DEV_FB_TOTAL", INT, "MiB", mebibytes(Memory::total)),
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
            board(112, "DCGM_FI_DEV_CLOCKS_EVENT_REASONS", INT, "bits", number64(Device::clocksEventReasons)),
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
            // PCIe link: the best that GPU and system can have, and now
            board(235, "DCGM_FI_DEV_PCIE_MAX_LINK_GEN", INT, "generation", number(Device::maxPcieLinkGeneration)),
            board(236, "DCGM_FI_DEV_PCIE_MAX_LINK_WIDTH", INT, "lanes", number(Device::maxPcieLinkWidth)),
            board(237, "DCGM_FI_DEV_PCIE_LINK_GEN", INT, "generation", number(Device::pcieLinkGeneration)),
            board(238, "DCGM_FI_DEV_PCIE_LINK_WIDTH", INT, "lanes", number(Device::pcieLinkWidth)));

    private DeviceFields() {}

    private static Field text(int id, String name, Function<Device, String> getter) {
        return row(id, name, TEXT, "", Scope.BOARD, Read.text(getter));
    }

    private static Field megahertz(int id, String name, Clock clock) {
        return row(id, name, INT, "MHz", Scope.BOARD, number(device -> device.clockMegahertz(clock)));
    }

    private static Field instance(int id, String name, Field.Type type, String unit, Read read) {
        return row(id, name, type, unit, Scope.INSTANCE, read);
    }
}
