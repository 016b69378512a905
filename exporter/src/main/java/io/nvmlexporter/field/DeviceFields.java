package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.Type.TEXT;
import static io.nvmlexporter.field.Field.numberOf;
import static io.nvmlexporter.field.Field.row;
import static io.nvmlexporter.field.Read.celsius;
import static io.nvmlexporter.field.Read.flag;
import static io.nvmlexporter.field.Read.lastXid;
import static io.nvmlexporter.field.Read.mebibytes;
import static io.nvmlexporter.field.Read.nodeText;
import static io.nvmlexporter.field.Read.number;
import static io.nvmlexporter.field.Read.numberedCelsius;
import static io.nvmlexporter.field.Read.percent;
import static io.nvmlexporter.field.Read.reservedMebibytes;
import static io.nvmlexporter.field.Read.utilization;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_GET_GPU_RECOVERY_ACTION;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_MEMORY_TEMP;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_PCIE_COUNT_CORRECTABLE_ERRORS;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.Clock;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.InforomObject;
import io.nvmlexporter.nvml.Memory;
import io.nvmlexporter.nvml.Utilization;
import java.util.List;
import java.util.function.Function;

/** What a GPU is, how busy it is, and how it fares. */
final class DeviceFields {
    static final List<Field> ROWS = List.of(
            // The node
            row(1, "DCGM_FI_DRIVER_VERSION", TEXT, "", Scope.BOARD, nodeText(Node::driverVersion)),
            row(2, "DCGM_FI_NVML_VERSION", TEXT, "", Scope.BOARD, nodeText(Node::nvmlVersion)),
            // Identity
            text(51, "DCGM_FI_DEV_BRAND", Device::brand),
            text(53, "DCGM_FI_DEV_SERIAL", Device::serial),
            text(56, "DCGM_FI_DEV_OEM_INFOROM_VER", device -> device.inforomVersion(InforomObject.OEM)),
            text(80, "DCGM_FI_DEV_ECC_INFOROM_VER", device -> device.inforomVersion(InforomObject.ECC)),
            text(81, "DCGM_FI_DEV_POWER_INFOROM_VER", device -> device.inforomVersion(InforomObject.POWER)),
            text(82, "DCGM_FI_DEV_INFOROM_IMAGE_VER", Device::inforomImageVersion),
            text(85, "DCGM_FI_DEV_VBIOS_VERSION", Device::vbiosVersion),
            // Clocks and temperatures
            megahertz(100, "DCGM_FI_DEV_SM_CLOCK", Clock.SM),
            megahertz(101, "DCGM_FI_DEV_MEM_CLOCK", Clock.MEMORY),
            row(140, "DCGM_FI_DEV_MEMORY_TEMP", INT, "°C", Scope.BOARD, numberedCelsius(NVML_FI_DEV_MEMORY_TEMP)),
            row(150, "DCGM_FI_DEV_GPU_TEMP", INT, "°C", Scope.BOARD, celsius(Device::temperatureCelsius)),
            // PCIe
            row(202, "DCGM_FI_DEV_PCIE_REPLAY_COUNTER", INT, "count", Scope.BOARD, number(Device::pcieReplays)),
            numberOf(
                    1501,
                    "DCGM_FI_DEV_PCIE_COUNT_CORRECTABLE_ERRORS",
                    "count",
                    NVML_FI_DEV_PCIE_COUNT_CORRECTABLE_ERRORS),
            // Shares of the driver's last sample period; none of them while MIG is on
            row(203, "DCGM_FI_DEV_GPU_UTIL", INT, "%", Scope.BOARD, utilization(Utilization::gpuPercent)),
            row(204, "DCGM_FI_DEV_MEM_COPY_UTIL", INT, "%", Scope.BOARD, utilization(Utilization::memoryPercent)),
            row(206, "DCGM_FI_DEV_ENC_UTIL", INT, "%", Scope.BOARD, percent(Device::encoderPercent)),
            row(207, "DCGM_FI_DEV_DEC_UTIL", INT, "%", Scope.BOARD, percent(Device::decoderPercent)),
            // XID: absent until the driver reports one, then the last one for good
            row(230, "DCGM_FI_DEV_XID_ERRORS", INT, "XID", Scope.INSTANCE, lastXid()),
            // 0 none, 1 reset the GPU, 2 reboot the node, 3 drain P2P, 4 drain and reset, 5 recover the IMEX domain
            numberOf(1523, "DCGM_FI_DEV_GET_GPU_RECOVERY_ACTION", "action", NVML_FI_DEV_GET_GPU_RECOVERY_ACTION),
            // Framebuffer; used leaves reserved out from driver 510 on
            row(251, "DCGM_FI_DEV_FB_FREE", INT, "MiB", Scope.INSTANCE, mebibytes(Memory::free)),
            row(252, "DCGM_FI_DEV_FB_USED", INT, "MiB", Scope.INSTANCE, mebibytes(Memory::used)),
            row(253, "DCGM_FI_DEV_FB_RESERVED", INT, "MiB", Scope.INSTANCE, reservedMebibytes()),
            // vGPU licence; 0 on bare metal, where there is nothing to license
            row(526, "DCGM_FI_DEV_VGPU_LICENSE_STATUS", INT, "0/1", Scope.BOARD, flag(Device::vgpuLicensed)));

    private DeviceFields() {}

    private static Field text(int id, String name, Function<Device, String> getter) {
        return row(id, name, TEXT, "", Scope.BOARD, Read.text(getter));
    }

    private static Field megahertz(int id, String name, Clock clock) {
        return row(id, name, INT, "MHz", Scope.BOARD, number(device -> device.clockMegahertz(clock)));
    }
}
