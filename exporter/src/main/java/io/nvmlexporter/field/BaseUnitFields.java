package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.MEGA;
import static io.nvmlexporter.field.Field.PERCENT;
import static io.nvmlexporter.field.Field.THOUSANDTH;
import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.Type.REAL;
import static io.nvmlexporter.field.Field.row;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.Bar1Memory;
import io.nvmlexporter.nvml.Clock;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.NvmlField;
import io.nvmlexporter.nvml.Utilization;
import java.util.List;

/** Fields that DCGM 4.6 added beside older ones for the sake of the unit. */
final class BaseUnitFields {
    static final List<Field> ROWS = List.of(
            // Only DCGM 4.7 serves this name as a ratio; the number is the older field's
            board(
                    203,
                    "DCGM_FI_DEV_GPU_UTIL_RATIO",
                    REAL,
                    "ratio",
                    Read.utilization(Utilization::gpuPercent).in(PERCENT)),
            row(
                    1600,
                    "DCGM_FI_DEV_BAR1_CAPACITY_BYTES",
                    INT,
                    "bytes",
                    Scope.INSTANCE,
                    Read.bar1Bytes(Bar1Memory::total)),
            row(1601, "DCGM_FI_DEV_BAR1_USED_BYTES", INT, "bytes", Scope.INSTANCE, Read.bar1Bytes(Bar1Memory::used)),
            row(1602, "DCGM_FI_DEV_BAR1_FREE_BYTES", INT, "bytes", Scope.INSTANCE, Read.bar1Bytes(Bar1Memory::free)),
            hertz(1603, "DCGM_FI_DEV_SM_CLOCK_HERTZ", Read.number(device -> device.clockMegahertz(Clock.SM))),
            hertz(1604, "DCGM_FI_DEV_MEMORY_CLOCK_HERTZ", Read.number(device -> device.clockMegahertz(Clock.MEMORY))),
            hertz(1605, "DCGM_FI_DEV_VIDEO_CLOCK_HERTZ", Read.number(device -> device.clockMegahertz(Clock.VIDEO))),
            hertz(
                    1606,
                    "DCGM_FI_DEV_SM_APP_CLOCK_HERTZ",
                    Read.number(device -> device.applicationsClockMegahertz(Clock.GRAPHICS))),
            hertz(
                    1607,
                    "DCGM_FI_DEV_MEMORY_APP_CLOCK_HERTZ",
                    Read.number(device -> device.applicationsClockMegahertz(Clock.MEMORY))),
            hertz(1608, "DCGM_FI_DEV_SM_MAX_CLOCK_HERTZ", Read.number(device -> device.maxClockMegahertz(Clock.SM))),
            hertz(
                    1609,
                    "DCGM_FI_DEV_MEMORY_MAX_CLOCK_HERTZ",
                    Read.number(device -> device.maxClockMegahertz(Clock.MEMORY))),
            hertz(
                    1610,
                    "DCGM_FI_DEV_VIDEO_MAX_CLOCK_HERTZ",
                    Read.number(device -> device.maxClockMegahertz(Clock.VIDEO))),
            board(
                    1611,
                    "DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL",
                    REAL,
                    "J",
                    Read.numbered(NvmlField.NVML_FI_DEV_TOTAL_ENERGY_CONSUMPTION, 0)
                            .in(THOUSANDTH)),
            board(
                    1612,
                    "DCGM_FI_DEV_FAN_SPEED_RATIO",
                    REAL,
                    "ratio",
                    Read.number(Device::fanSpeedPercent).in(PERCENT)));

    private BaseUnitFields() {}

    private static Field board(int id, String name, Field.Type type, String unit, Read read) {
        return row(id, name, type, unit, Scope.BOARD, read);
    }

    private static Field hertz(int id, String name, Read megahertz) {
        return board(id, name, INT, "Hz", megahertz.whole(MEGA));
    }
}
