package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.Type.TEXT;
import static io.nvmlexporter.field.Field.board;

import java.util.List;

/**
 * What getters of NVML give and DCGM has no field for. The numbers and the names are ours: {@code NVML_DEV_}, since
 * {@code NVML_FI_} is NVML's for what it numbers.
 */
final class OwnFields {
    static final List<Field> ROWS = List.of(
            board(
                            20001,
                            "NVML_DEV_ARCHITECTURE",
                            TEXT,
                            "",
                            Read.text(device -> device.condition().architecture()))
                    .info("architecture"),
            // 0 the mains, 1 a battery, 2 the mains but too weak
            board(
                            20002,
                            "NVML_DEV_POWER_SOURCE",
                            INT,
                            "source",
                            Read.number(
                                    Range.STATE, device -> device.condition().powerSource()))
                    .gauge(
                            "nvml_power_source",
                            "0 where the GPU is on the mains, 1 on a battery, 2 on too weak mains."),
            repair(
                    20003,
                    "NVML_DEV_CHANNEL_REPAIR_PENDING",
                    Read.flag(device -> device.condition().channelRepairPending()),
                    "channel"),
            repair(
                    20004,
                    "NVML_DEV_TPC_REPAIR_PENDING",
                    Read.flag(device -> device.condition().tpcRepairPending()),
                    "tpc"),
            board(
                            20005,
                            "NVML_DEV_DRIVER_LOADED_TIME",
                            INT,
                            "s",
                            Read.number(device -> device.condition().secondsWithDriver()))
                    .gauge("nvml_driver_loaded_seconds", "For how long in its life the GPU had a driver loaded."),
            // Read anew every few minutes: they may be many
            board(
                            20006,
                            "NVML_DEV_CPER_RECORDS",
                            INT,
                            "records",
                            Read.of(Range.UNSIGNED_32, readings -> new Value.Int(readings.errorRecords())))
                    .gauge(
                            "nvml_cper_records",
                            "Common platform error records that the driver keeps of the GPU; root only."));

    private OwnFields() {}

    private static Field repair(int id, String name, Read read, String part) {
        return board(id, name, INT, "0/1", read)
                .gauge("nvml_repair_pending", "1 where a repair of that part of the GPU is pending, else 0.")
                .of("part", part);
    }
}
