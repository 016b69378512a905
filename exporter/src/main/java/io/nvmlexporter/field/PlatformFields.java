package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.Type.TEXT;
import static io.nvmlexporter.field.Field.board;

import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import io.nvmlexporter.nvml.PlatformInfo;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Where the GPU sits in a rack; Blackwell and newer. What the platform does not tell is absent, also the host, the peer
 * and the module, for which DCGM serves 255 then.
 */
final class PlatformFields {
    private static final Function<Device, PlatformInfo> PLATFORM = Device::platformInfo;

    static final List<Field> ROWS = List.of(
            board(571, "DCGM_FI_DEV_PLATFORM_INFINIBAND_GUID", TEXT, "", text(PlatformInfo::infinibandGuid))
                    .info("platform_infiniband_guid"),
            board(
                            572,
                            "DCGM_FI_DEV_PLATFORM_CHASSIS_SERIAL_NUMBER",
                            TEXT,
                            "",
                            text(platform -> platform.chassisSerialNumber().orElseThrow(PlatformFields::untold)))
                    .info("platform_chassis_serial"),
            number(573, "DCGM_FI_DEV_PLATFORM_CHASSIS_SLOT_NUMBER", PlatformInfo::slotNumber)
                    .info("platform_slot"),
            number(574, "DCGM_FI_DEV_PLATFORM_TRAY_INDEX", PlatformInfo::trayIndex)
                    .info("platform_tray"),
            number(575, "DCGM_FI_DEV_PLATFORM_HOST_ID", PlatformInfo::hostId).info("platform_host"),
            number(576, "DCGM_FI_DEV_PLATFORM_PEER_TYPE", PlatformInfo::peerType)
                    .info("platform_peer_type"),
            number(577, "DCGM_FI_DEV_PLATFORM_MODULE_ID", PlatformInfo::moduleId)
                    .info("platform_module"));

    private PlatformFields() {}

    private static Read text(Function<PlatformInfo, String> member) {
        return Read.of(readings -> new Value.Text(member.apply(readings.once(PLATFORM))));
    }

    private static Field number(int id, String name, Function<PlatformInfo, OptionalInt> member) {
        return board(
                id,
                name,
                INT,
                "index",
                Read.of(
                        Range.UNSIGNED_32,
                        readings -> new Value.Int(
                                member.apply(readings.once(PLATFORM)).orElseThrow(PlatformFields::untold))));
    }

    private static NvmlException untold() {
        return new NvmlException("nvmlDeviceGetPlatformInfo", NvmlReturn.NO_DATA);
    }
}
