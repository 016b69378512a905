package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.Scope.BOARD;
import static io.nvmlexporter.field.Field.Scope.INSTANCE;
import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.Type.TEXT;
import static io.nvmlexporter.field.Field.numberOf;
import static io.nvmlexporter.field.Field.of;
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

import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.Device.Clock;
import io.nvmlexporter.nvml.Device.InforomObject;
import io.nvmlexporter.nvml.Device.Memory;
import io.nvmlexporter.nvml.Device.Utilization;
import java.util.List;
import java.util.function.Function;

/** What a GPU is, how busy it is, and how it fares. */
final class DeviceFields {
    static final List<Field> ROWS = List.of(
            // The node
            of(1, "DCGM_FI_DRIVER_VERSION", TEXT, "", BOARD, nodeText(Node::driverVersion)),
            of(2, "DCGM_FI_NVML_VERSION", TEXT, "", BOARD, nodeText(Node::nvmlVersion)),
            // Identity
            text(51, "DCGM_FI_DEV_BRAND", Device::brand),
            text(53, "DCGM_FI_DEV_SERIAL", Device::serial),
            text(56, "DCGM_FI_DEV_OEM_INFOROM_VER", device -> device.inforomVersion(InforomObject.OEM)),
            text(80, "DCGM_FI_DEV_ECC_INFOROM_VER", device -> device.inforomVersion(InforomObject.ECC)),
            text(81, "DCGM_FI_DEV_POWER_INFOROM_VER", device -> device.inforomVersion(InforomObject.POWER)),
            text(82, "DCGM_FI_DEV_INFOROM_IMAGE_VER", Device::inforomImageVersion),
            text(85, "DCGM_FI_DEV_VBIOS_VERSION", Device::vbiosVersion),
            // Clocks and temperatures
            of(100, "DCGM_FI_DEV_SM_CLOCK", INT, "MHz", BOARD, number(device -> device.clockMegahertz(Clock.SM))),
            of(101, "DCGM_FI_DEV_MEM_CLOCK", INT, "MHz", BOARD, number(device -> device.clockMegahertz(Clock.MEMORY))),
            of(140, "DCGM_FI_DEV_MEMORY_TEMP", INT, "°C", BOARD, numberedCelsius(NVML_FI_DEV_MEMORY_TEMP)),
            of(150, "DCGM_FI_DEV_GPU_TEMP", INT, "°C", BOARD, celsius(Device::temperatureCelsius)),
            // PCIe
            of(202, "DCGM_FI_DEV_PCIE_REPLAY_COUNTER", INT, "count", BOARD, number(Device::pcieReplays)),
            numberOf(
                    1501,
                    "DCGM_FI_DEV_PCIE_COUNT_CORRECTABLE_ERRORS",
                    "count",
                    NVML_FI_DEV_PCIE_COUNT_CORRECTABLE_ERRORS),
            // Shares of the driver's last sample period; none of them while MIG is on
            of(203, "DCGM_FI_DEV_GPU_UTIL", INT, "%", BOARD, utilization(Utilization::gpuPercent)),
            of(204, "DCGM_FI_DEV_MEM_COPY_UTIL", INT, "%", BOARD, utilization(Utilization::memoryPercent)),
            of(206, "DCGM_FI_DEV_ENC_UTIL", INT, "%", BOARD, percent(Device::encoderPercent)),
            of(207, "DCGM_FI_DEV_DEC_UTIL", INT, "%", BOARD, percent(Device::decoderPercent)),
            // XID: absent until the driver reports one, then the last one for good
            of(230, "DCGM_FI_DEV_XID_ERRORS", INT, "XID", INSTANCE, lastXid()),
            // 0 none, 1 reset the GPU, 2 reboot the node, 3 drain P2P, 4 drain and reset, 5 recover the IMEX domain
            numberOf(1523, "DCGM_FI_DEV_GET_GPU_RECOVERY_ACTION", "action", NVML_FI_DEV_GET_GPU_RECOVERY_ACTION),
            // Framebuffer; used leaves reserved out from driver 510 on
            of(251, "DCGM_FI_DEV_FB_FREE", INT, "MiB", INSTANCE, mebibytes(Memory::free)),
            of(252, "DCGM_FI_DEV_FB_USED", INT, "MiB", INSTANCE, mebibytes(Memory::used)),
            of(253, "DCGM_FI_DEV_FB_RESERVED", INT, "MiB", INSTANCE, reservedMebibytes()),
            // vGPU licence; 0 on bare metal, where there is nothing to license
            of(526, "DCGM_FI_DEV_VGPU_LICENSE_STATUS", INT, "0/1", BOARD, flag(Device::vgpuLicensed)));

    private DeviceFields() {}

    private static Field text(int id, String name, Function<Device, String> getter) {
        return of(id, name, TEXT, "", BOARD, Read.text(getter));
    }
}
