package io.nvmlexporter.field;

import static io.nvmlexporter.field.CleanMetric.gauge;
import static io.nvmlexporter.field.CleanMetric.info;
import static io.nvmlexporter.field.Field.MEGA;
import static io.nvmlexporter.field.Field.PERCENT;
import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.Type.REAL;
import static io.nvmlexporter.field.Field.Type.TEXT;
import static io.nvmlexporter.field.Field.board;
import static io.nvmlexporter.field.Field.numberOf;
import static io.nvmlexporter.field.Field.row;
import static io.nvmlexporter.field.Read.bar1Bytes;
import static io.nvmlexporter.field.Read.bar1Mebibytes;
import static io.nvmlexporter.field.Read.bytes;
import static io.nvmlexporter.field.Read.celsius;
import static io.nvmlexporter.field.Read.celsiusBelow;
import static io.nvmlexporter.field.Read.flag;
import static io.nvmlexporter.field.Read.hexadecimal;
import static io.nvmlexporter.field.Read.mebibytes;
import static io.nvmlexporter.field.Read.nodeNumber;
import static io.nvmlexporter.field.Read.nodeText;
import static io.nvmlexporter.field.Read.number;
import static io.nvmlexporter.field.Read.number64;
import static io.nvmlexporter.field.Read.numberedCelsius;
import static io.nvmlexporter.field.Read.percent;
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
import java.util.function.ToLongFunction;

/** What a GPU is, how busy it is, and how it fares. */
final class DeviceFields {
    static final List<Field> ROWS = List.of(
            // The node
            row(1, "DCGM_FI_DRIVER_VERSION", TEXT, "", Scope.NODE, nodeText(Node::driverVersion))
                    .info("driver_version"),
            row(2, "DCGM_FI_NVML_VERSION", TEXT, "", Scope.NODE, nodeText(Node::nvmlVersion))
                    .info("nvml_version"),
            row(4, "DCGM_FI_DEV_COUNT", INT, "count", Scope.NODE, nodeNumber(Range.UNSIGNED_32, Node::gpuCount))
                    .gauge("nvml_gpus", "GPUs that NVML counts on this node, those it does not hand out included."),
            row(
                            5,
                            "DCGM_FI_CUDA_DRIVER_VERSION",
                            INT,
                            "1000 * major + 10 * minor",
                            Scope.NODE,
                            DeviceReads.cudaDriverVersion())
                    .and(info("cuda_version", Scope.NODE, DeviceReads.cudaVersion())),
            // Identity
            instance(50, "DCGM_FI_DEV_NAME", TEXT, "", DeviceReads.model()).info("model"),
            text(51, "DCGM_FI_DEV_BRAND", Device::brand).info("brand"),
            board(52, "DCGM_FI_DEV_NVML_INDEX", INT, "index", number(Device::index))
                    .info("gpu"),
            text(53, "DCGM_FI_DEV_SERIAL", Device::serial).info("serial"),
            instance(54, "DCGM_FI_DEV_UUID", TEXT, "", Read.text(Device::uuid)).info("uuid"),
            board(55, "DCGM_FI_DEV_MINOR_NUMBER", INT, "minor", number(Device::minorNumber))
                    .info("minor_number"),
            text(56, "DCGM_FI_DEV_OEM_INFOROM_VER", device -> device.inforomVersion(InforomObject.OEM))
                    .info("oem_inforom_version"),
            text(57, "DCGM_FI_DEV_PCI_BUSID", Device::pciBusId).info("pci_bus_id"),
            board(58, "DCGM_FI_DEV_PCI_COMBINED_ID", INT, "id", number(Device::pciCombinedId))
                    .and(info("pci_device_id", Scope.BOARD, hexadecimal(Device::pciCombinedId))),
            board(59, "DCGM_FI_DEV_PCI_SUBSYS_ID", INT, "id", number(Device::pciSubsystemId))
                    .and(info("pci_subsystem_id", Scope.BOARD, hexadecimal(Device::pciSubsystemId))),
            board(
                            63,
                            "DCGM_FI_DEV_CUDA_COMPUTE_CAPABILITY",
                            INT,
                            "major << 16 | minor",
                            DeviceReads.computeCapability())
                    .and(info("compute_capability", Scope.BOARD, DeviceReads.computeCapabilityText())),
            text(80, "DCGM_FI_DEV_ECC_INFOROM_VER", device -> device.inforomVersion(InforomObject.ECC))
                    .info("ecc_inforom_version"),
            text(81, "DCGM_FI_DEV_POWER_INFOROM_VER", device -> device.inforomVersion(InforomObject.POWER))
                    .info("power_inforom_version"),
            text(82, "DCGM_FI_DEV_INFOROM_IMAGE_VER", Device::inforomImageVersion)
                    .info("inforom_image_version"),
            board(83, "DCGM_FI_DEV_INFOROM_CONFIG_CHECK", INT, "checksum", number(Device::inforomChecksum))
                    .and(info("inforom_checksum", Scope.BOARD, hexadecimal(Device::inforomChecksum))),
            text(85, "DCGM_FI_DEV_VBIOS_VERSION", Device::vbiosVersion).info("vbios_version"),
            // Modes; where NVML refuses, as for MIG on a GPU that has none, the row is absent and not DCGM's 0
            board(65, "DCGM_FI_DEV_COMPUTE_MODE", INT, "mode", DeviceReads.computeMode())
                    .and(gauge(
                            "nvml_compute_mode",
                            "Who may compute: 0 all, 1 one thread, 2 nobody, 3 one process.",
                            Scope.BOARD,
                            DeviceReads.nvmlComputeMode())),
            onOff(66, "DCGM_FI_DEV_PERSISTENCE_MODE", flag(Device::persistent))
                    .gauge(
                            "nvml_persistence_mode",
                            "1 where the driver stays loaded while nobody uses the GPU, else 0."),
            onOff(67, "DCGM_FI_DEV_MIG_MODE", flag(Device::migMode))
                    .gauge("nvml_mig_mode", "1 where MIG is on, 0 where it is off; Ampere and newer."),
            onOff(94, "DCGM_FI_DEV_GPM_SUPPORT", flag(Device::supportsGpm))
                    .gauge("nvml_gpm_supported", "1 where the GPU has GPM metrics, as Hopper and newer have, else 0."),
            onOff(120, "DCGM_FI_DEV_AUTOBOOST", flag(Device::autoBoosted))
                    .gauge(
                            "nvml_auto_boost_enabled",
                            "1 where clocks are boosted automatically, else 0; up to Maxwell."),
            // vGPU licence; 0 on bare metal, where there is nothing to license
            onOff(526, "DCGM_FI_DEV_VGPU_LICENSE_STATUS", flag(Device::vgpuLicensed))
                    .gauge("nvml_vgpu_licensed", "1 where vGPU software is licensed, else 0, as on bare metal."),
            // Clocks; the one that DCGM calls the application clock of the SM is that of graphics
            megahertz(100, "DCGM_FI_DEV_SM_CLOCK", clock(Clock.SM), "nvml_sm_clock_hertz", "Clock of the SMs."),
            megahertz(
                    101,
                    "DCGM_FI_DEV_MEM_CLOCK",
                    clock(Clock.MEMORY),
                    "nvml_memory_clock_hertz",
                    "Clock of the memory, which moves data more than once a cycle."),
            megahertz(
                    102,
                    "DCGM_FI_DEV_VIDEO_CLOCK",
                    clock(Clock.VIDEO),
                    "nvml_video_clock_hertz",
                    "Clock of the video encoders and decoders."),
            megahertz(
                    110,
                    "DCGM_FI_DEV_APP_SM_CLOCK",
                    applicationsClock(Clock.GRAPHICS),
                    "nvml_graphics_applications_clock_hertz",
                    "Clock of graphics that applications shall run at; no longer in the newest drivers."),
            megahertz(
                    111,
                    "DCGM_FI_DEV_APP_MEM_CLOCK",
                    applicationsClock(Clock.MEMORY),
                    "nvml_memory_applications_clock_hertz",
                    "Clock of the memory that applications shall run at; no longer in the newest drivers."),
            megahertz(
                    113,
                    "DCGM_FI_DEV_MAX_SM_CLOCK",
                    maxClock(Clock.SM),
                    "nvml_sm_max_clock_hertz",
                    "Highest clock that the SMs can have."),
            megahertz(
                    114,
                    "DCGM_FI_DEV_MAX_MEM_CLOCK",
                    maxClock(Clock.MEMORY),
                    "nvml_memory_max_clock_hertz",
                    "Highest clock that the memory can have."),
            megahertz(
                    115,
                    "DCGM_FI_DEV_MAX_VIDEO_CLOCK",
                    maxClock(Clock.VIDEO),
                    "nvml_video_max_clock_hertz",
                    "Highest clock that the video encoders and decoders can have."),
            board(112, "DCGM_FI_DEV_CLOCKS_EVENT_REASONS", INT, "bits", number64(Device::clocksEventReasons))
                    .and(gauge(
                            "nvml_clocks_event_reason",
                            "1 where this is a reason why the clocks are not higher now, else 0.",
                            Scope.BOARD,
                            DeviceReads.clocksEventReasons())),
            board(190, "DCGM_FI_DEV_PSTATE", INT, "P-state", DeviceReads.performanceState())
                    .gauge("nvml_performance_state", "P-state, from 0, the fastest, to 15."),
            // Temperatures and their limits, and the distance from them that newer boards have in their place
            degrees(
                    140,
                    "DCGM_FI_DEV_MEMORY_TEMP",
                    numberedCelsius(NVML_FI_DEV_MEMORY_TEMP),
                    "nvml_memory_temperature_celsius",
                    "Temperature of the memory, where it has a sensor, as HBM has."),
            degrees(
                    150,
                    "DCGM_FI_DEV_GPU_TEMP",
                    celsius(Device::temperatureCelsius),
                    "nvml_gpu_temperature_celsius",
                    "Temperature of the GPU die."),
            degrees(
                    151,
                    "DCGM_FI_DEV_MEM_MAX_OP_TEMP",
                    threshold(TemperatureThreshold.MEMORY_MAX),
                    "nvml_memory_max_temperature_celsius",
                    "Temperature of the memory from which the GPU slows down."),
            degrees(
                    152,
                    "DCGM_FI_DEV_GPU_MAX_OP_TEMP",
                    threshold(TemperatureThreshold.GPU_MAX),
                    "nvml_gpu_max_temperature_celsius",
                    "Temperature of the GPU die from which the GPU is throttled below its base clock."),
            degrees(
                    158,
                    "DCGM_FI_DEV_SLOWDOWN_TEMP",
                    threshold(TemperatureThreshold.SLOWDOWN),
                    "nvml_gpu_slowdown_temperature_celsius",
                    "Temperature of the GPU die from which the hardware slows it down."),
            degrees(
                    159,
                    "DCGM_FI_DEV_SHUTDOWN_TEMP",
                    threshold(TemperatureThreshold.SHUTDOWN),
                    "nvml_gpu_shutdown_temperature_celsius",
                    "Temperature of the GPU die from which the hardware shuts it down."),
            degrees(
                    153,
                    "DCGM_FI_DEV_GPU_TEMP_LIMIT",
                    celsiusBelow(Device::marginTemperatureCelsius),
                    "nvml_gpu_temperature_margin_celsius",
                    "How far the GPU die is below the nearest slowdown; Ada, Hopper and newer."),
            board(191, "DCGM_FI_DEV_FAN_SPEED", INT, "%", number(Range.FAN_PERCENT, Device::fanSpeedPercent))
                    .gauge(
                            "nvml_fan_speed_ratio",
                            "Speed that the fan is told to have, of the most without undue noise; may pass 1.",
                            PERCENT),
            // Shares of the driver's last sample period; none of them while MIG is on
            share(
                            203,
                            "DCGM_FI_DEV_GPU_UTIL",
                            utilization(Utilization::gpuPercent),
                            "nvml_gpu_utilization_ratio",
                            "Share of the driver's last sample period in which a kernel ran; not while MIG is on.")
                    .usedBy(ProcessUse.SM_UTILIZATION),
            share(
                    204,
                    "DCGM_FI_DEV_MEM_COPY_UTIL",
                    utilization(Utilization::memoryPercent),
                    "nvml_memory_utilization_ratio",
                    "Share of the driver's last sample period in which memory was read or written; not while MIG is on."),
            share(
                    206,
                    "DCGM_FI_DEV_ENC_UTIL",
                    percent(Device::encoderPercent),
                    "nvml_encoder_utilization_ratio",
                    "Share of the driver's last sample period in which a video encoder was busy; not while MIG is on."),
            share(
                    207,
                    "DCGM_FI_DEV_DEC_UTIL",
                    percent(Device::decoderPercent),
                    "nvml_decoder_utilization_ratio",
                    "Share of the driver's last sample period in which a video decoder was busy; not while MIG is on."),
            // PCIe: errors, then the link now and the best that GPU and system can have
            board(202, "DCGM_FI_DEV_PCIE_REPLAY_COUNTER", INT, "count", number(Device::pcieReplays))
                    .counter("nvml_pcie_replays_total", "PCIe packets sent again since the driver was loaded."),
            numberOf(
                            1501,
                            "DCGM_FI_DEV_PCIE_COUNT_CORRECTABLE_ERRORS",
                            "count",
                            NVML_FI_DEV_PCIE_COUNT_CORRECTABLE_ERRORS)
                    .counter(
                            "nvml_pcie_correctable_errors_total",
                            "PCIe errors that were corrected; from driver 535 on."),
            board(
                            235,
                            "DCGM_FI_DEV_PCIE_MAX_LINK_GEN",
                            INT,
                            "generation",
                            number(Range.PCIE_GENERATION, Device::maxPcieLinkGeneration))
                    .gauge("nvml_pcie_max_link_generation", "Highest PCIe generation that GPU and system can have."),
            board(
                            236,
                            "DCGM_FI_DEV_PCIE_MAX_LINK_WIDTH",
                            INT,
                            "lanes",
                            number(Range.PCIE_LANES, Device::maxPcieLinkWidth))
                    .gauge("nvml_pcie_max_link_width", "Most PCIe lanes that GPU and system can use."),
            board(
                            237,
                            "DCGM_FI_DEV_PCIE_LINK_GEN",
                            INT,
                            "generation",
                            number(Range.PCIE_GENERATION, Device::pcieLinkGeneration))
                    .gauge("nvml_pcie_link_generation", "PCIe generation in use, which a resting GPU lowers."),
            board(238, "DCGM_FI_DEV_PCIE_LINK_WIDTH", INT, "lanes", number(Range.PCIE_LANES, Device::pcieLinkWidth))
                    .gauge("nvml_pcie_link_width", "PCIe lanes in use."),
            // XID: absent until the driver reports one, then the last one for good
            instance(230, "DCGM_FI_DEV_XID_ERRORS", INT, "XID", DeviceReads.lastXid())
                    .gauge("nvml_last_xid", "Code of the last XID that the driver reported; absent before the first."),
            // 0 none, 1 reset the GPU, 2 reboot the node, 3 drain P2P, 4 drain and reset, 5 recover the IMEX domain
            numberOf(1523, "DCGM_FI_DEV_GET_GPU_RECOVERY_ACTION", "action", NVML_FI_DEV_GET_GPU_RECOVERY_ACTION)
                    .gauge(
                            "nvml_gpu_recovery_action",
                            "0 all is well, 1 reset the GPU, 2 reboot the node, 3 drain P2P, 4 drain and reset,"
                                    + " 5 recover IMEX domain, more: a newer action; from driver 570 on."),
            // Framebuffer; used leaves reserved out from driver 510 on
            memory(250, "DCGM_FI_DEV_FB_TOTAL", Memory::total, "nvml_memory_total_bytes", "Memory that there is."),
            memory(251, "DCGM_FI_DEV_FB_FREE", Memory::free, "nvml_memory_free_bytes", "Memory that is free."),
            memory(
                            252,
                            "DCGM_FI_DEV_FB_USED",
                            Memory::used,
                            "nvml_memory_used_bytes",
                            "Memory that is allocated; from driver 510 on without what the driver keeps for itself.")
                    .usedBy(ProcessUse.MEMORY),
            instance(253, "DCGM_FI_DEV_FB_RESERVED", INT, "MiB", Read.reservedMebibytes())
                    .and(gauge(
                            "nvml_memory_reserved_bytes",
                            "Memory that driver and firmware keep for themselves; from driver 510 on.",
                            Scope.INSTANCE,
                            Read.reservedBytes())),
            instance(254, "DCGM_FI_DEV_FB_USED_PERCENT", REAL, "ratio", usedRatio())
                    .gauge("nvml_memory_used_ratio", "Allocated share of the memory that driver and firmware leave."),
            // Memory that can be mapped through PCIe
            bar1(
                    90,
                    "DCGM_FI_DEV_BAR1_TOTAL",
                    Bar1Memory::total,
                    "nvml_bar1_memory_total_bytes",
                    "BAR1 memory there is."),
            bar1(92, "DCGM_FI_DEV_BAR1_USED", Bar1Memory::used, "nvml_bar1_memory_used_bytes", "BAR1 memory in use."),
            bar1(
                    93,
                    "DCGM_FI_DEV_BAR1_FREE",
                    Bar1Memory::free,
                    "nvml_bar1_memory_free_bytes",
                    "BAR1 memory that is free."));

    private DeviceFields() {}

    private static Field text(int id, String name, Function<Device, String> getter) {
        return board(id, name, TEXT, "", Read.text(getter));
    }

    private static Field instance(int id, String name, Field.Type type, String unit, Read read) {
        return row(id, name, type, unit, Scope.INSTANCE, read);
    }

    private static Field onOff(int id, String name, Read read) {
        return board(id, name, INT, "0/1", read);
    }

    private static Field megahertz(int id, String name, Read read, String clean, String help) {
        return board(id, name, INT, "MHz", read).gauge(clean, help, MEGA);
    }

    private static Field degrees(int id, String name, Read read, String clean, String help) {
        return board(id, name, INT, "°C", read).gauge(clean, help);
    }

    private static Field share(int id, String name, Read read, String clean, String help) {
        return board(id, name, INT, "%", read).gauge(clean, help, PERCENT);
    }

    private static Field memory(int id, String name, ToLongFunction<Memory> size, String clean, String help) {
        return instance(id, name, INT, "MiB", mebibytes(size)).and(gauge(clean, help, Scope.INSTANCE, bytes(size)));
    }

    private static Field bar1(int id, String name, ToLongFunction<Bar1Memory> size, String clean, String help) {
        return instance(id, name, INT, "MiB", bar1Mebibytes(size))
                .and(gauge(clean, help, Scope.INSTANCE, bar1Bytes(size)));
    }

    private static Read clock(Clock clock) {
        return number(Range.MEGAHERTZ, device -> device.clockMegahertz(clock));
    }

    private static Read applicationsClock(Clock clock) {
        return number(Range.MEGAHERTZ, device -> device.applicationsClockMegahertz(clock));
    }

    private static Read maxClock(Clock clock) {
        return number(Range.MEGAHERTZ, device -> device.maxClockMegahertz(clock));
    }

    private static Read threshold(TemperatureThreshold threshold) {
        return celsius(device -> device.temperatureThresholdCelsius(threshold));
    }
}
