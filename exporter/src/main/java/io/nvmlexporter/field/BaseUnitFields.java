package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.MEGA;
import static io.nvmlexporter.field.Field.PERCENT;
import static io.nvmlexporter.field.Field.THOUSANDTH;
import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.Type.REAL;
import static io.nvmlexporter.field.Field.board;
import static io.nvmlexporter.field.Field.row;
import static io.nvmlexporter.field.Read.bar1Bytes;
import static io.nvmlexporter.field.Read.number;
import static io.nvmlexporter.field.Read.numbered;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_TOTAL_ENERGY_CONSUMPTION;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.Bar1Memory;
import io.nvmlexporter.nvml.Clock;
import io.nvmlexporter.nvml.Device;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Fields that DCGM 4.6 added beside older ones for the sake of the unit, and whose clean metrics are theirs. */
final class BaseUnitFields {
    static final List<Field> ROWS = List.of(
            bytes(1600, "DCGM_FI_DEV_BAR1_CAPACITY_BYTES", Bar1Memory::total, 90),
            bytes(1601, "DCGM_FI_DEV_BAR1_USED_BYTES", Bar1Memory::used, 92),
            bytes(1602, "DCGM_FI_DEV_BAR1_FREE_BYTES", Bar1Memory::free, 93),
            hertz(1603, "DCGM_FI_DEV_SM_CLOCK_HERTZ", device -> device.clockMegahertz(Clock.SM), 100),
            hertz(1604, "DCGM_FI_DEV_MEMORY_CLOCK_HERTZ", device -> device.clockMegahertz(Clock.MEMORY), 101),
            hertz(1605, "DCGM_FI_DEV_VIDEO_CLOCK_HERTZ", device -> device.clockMegahertz(Clock.VIDEO), 102),
            hertz(
                    1606,
                    "DCGM_FI_DEV_SM_APP_CLOCK_HERTZ",
                    device -> device.applicationsClockMegahertz(Clock.GRAPHICS),
                    110),
            hertz(
                    1607,
                    "DCGM_FI_DEV_MEMORY_APP_CLOCK_HERTZ",
                    device -> device.applicationsClockMegahertz(Clock.MEMORY),
                    111),
            hertz(1608, "DCGM_FI_DEV_SM_MAX_CLOCK_HERTZ", device -> device.maxClockMegahertz(Clock.SM), 113),
            hertz(1609, "DCGM_FI_DEV_MEMORY_MAX_CLOCK_HERTZ", device -> device.maxClockMegahertz(Clock.MEMORY), 114),
            hertz(1610, "DCGM_FI_DEV_VIDEO_MAX_CLOCK_HERTZ", device -> device.maxClockMegahertz(Clock.VIDEO), 115),
            // Whole joules, as DCGM 4.7 has them; the clean metric keeps the fraction
            board(
                            1611,
                            "DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL",
                            INT,
                            "J",
                            numbered(NVML_FI_DEV_TOTAL_ENERGY_CONSUMPTION, 0).whole(THOUSANDTH))
                    .withCleanOf(older(156)),
            board(
                            1612,
                            "DCGM_FI_DEV_FAN_SPEED_RATIO",
                            REAL,
                            "ratio",
                            number(Range.FAN_PERCENT, Device::fanSpeedPercent).in(PERCENT))
                    .withCleanOf(older(191)));

    private BaseUnitFields() {}

    private static Field bytes(int id, String name, ToLongFunction<Bar1Memory> size, int older) {
        return row(id, name, INT, "bytes", Scope.INSTANCE, bar1Bytes(size)).withCleanOf(older(older));
    }

    private static Field hertz(int id, String name, ToLongFunction<Device> megahertz, int older) {
        return board(id, name, INT, "Hz", number(Range.MEGAHERTZ, megahertz).whole(MEGA))
                .withCleanOf(older(older));
    }

    private static Field older(int id) {
        return Stream.of(DeviceFields.ROWS, PowerFields.ROWS)
                .flatMap(List::stream)
                .filter(field -> field.id() == id)
                .findFirst()
                .orElseThrow();
    }
}
