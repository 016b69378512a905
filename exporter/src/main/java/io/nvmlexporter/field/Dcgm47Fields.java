package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.BILLIONTH;
import static io.nvmlexporter.field.Field.MEGA;
import static io.nvmlexporter.field.Field.PERCENT;
import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.Type.REAL;
import static io.nvmlexporter.field.Field.board;
import static io.nvmlexporter.field.Field.row;
import static io.nvmlexporter.field.Read.ALL_LINKS;
import static io.nvmlexporter.field.Read.numbered;
import static io.nvmlexporter.field.Read.percent;
import static io.nvmlexporter.field.Read.utilization;
import static io.nvmlexporter.nvml.NvmlField.*;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.FieldId;
import io.nvmlexporter.nvml.Memory;
import io.nvmlexporter.nvml.NvmlField;
import io.nvmlexporter.nvml.Utilization;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Fields that DCGM 4.7 added beside older ones for the sake of the unit, which dcgm-exporter 4.9.0 serves by default.
 * Their clean metrics are those of the older ones.
 *
 * <p>Names, numbers and types are from a secondary source that read NVIDIA's documents of DCGM 4.7, and not from its
 * header: see {@code dcgm-fields.tsv}.
 */
final class Dcgm47Fields {
    private static final int LINKS = 18;
    private static final double KIB = 1 << 10;

    static final List<Field> ROWS = Stream.of(
                    // Shares of the driver's last sample period
                    Stream.of(
                            ratio(1613, "DCGM_FI_DEV_GPU_UTIL_RATIO", utilization(Utilization::gpuPercent), 203)
                                    .usedBy(ProcessUse.SM_UTILIZATION),
                            ratio(1614, "DCGM_FI_DEV_MEMORY_UTIL_RATIO", utilization(Utilization::memoryPercent), 204),
                            ratio(1615, "DCGM_FI_DEV_ENC_UTIL_RATIO", percent(Device::encoderPercent), 206),
                            ratio(1616, "DCGM_FI_DEV_DEC_UTIL_RATIO", percent(Device::decoderPercent), 207)),
                    // Time held back, in all
                    Stream.of(
                            heldBack(1617, "POWER", NVML_FI_DEV_PERF_POLICY_POWER, 240),
                            heldBack(1618, "THERMAL", NVML_FI_DEV_PERF_POLICY_THERMAL, 241),
                            heldBack(1619, "SYNC_BOOST", NVML_FI_DEV_PERF_POLICY_SYNC_BOOST, 242),
                            heldBack(1620, "LIMIT", NVML_FI_DEV_PERF_POLICY_BOARD_LIMIT, 243),
                            heldBack(1621, "LOW_UTIL", NVML_FI_DEV_PERF_POLICY_LOW_UTILIZATION, 244),
                            heldBack(1622, "RELIABILITY", NVML_FI_DEV_PERF_POLICY_RELIABILITY, 245),
                            heldBack(1623, "APP", NVML_FI_DEV_PERF_POLICY_TOTAL_APP_CLOCKS, 246),
                            heldBack(1624, "BASE", NVML_FI_DEV_PERF_POLICY_TOTAL_BASE_CLOCKS, 247)),
                    // Framebuffer
                    Stream.of(
                            memory(1625, "DCGM_FI_DEV_FB_CAPACITY_BYTES", Memory::total, 250),
                            memory(1626, "DCGM_FI_DEV_FB_FREE_BYTES", Memory::free, 251),
                            memory(1627, "DCGM_FI_DEV_FB_USED_BYTES", Memory::used, 252)
                                    .usedBy(ProcessUse.MEMORY),
                            row(
                                            1628,
                                            "DCGM_FI_DEV_FB_RESERVED_BYTES",
                                            INT,
                                            "bytes",
                                            Scope.INSTANCE,
                                            Read.reservedBytes())
                                    .withCleanOf(older(253))),
                    // NVLink C2C between CPU and GPU, the first link alone
                    Stream.of(board(
                                    1629,
                                    "DCGM_FI_DEV_C2C_MAX_BANDWIDTH_BYTES_PER_SECOND",
                                    INT,
                                    "bytes/s",
                                    numbered(Range.MEGABYTES_PER_SECOND, NVML_FI_DEV_C2C_LINK_GET_MAX_BW, 0)
                                            .whole(MEGA))
                            .withCleanOf(older(287))),
                    // What each NVLink carried, and all together, both ways and payload only
                    IntStream.range(0, LINKS)
                            .mapToObj(link -> rate(
                                    1630 + link,
                                    "DCGM_FI_DEV_NVLINK_THROUGHPUT_L" + link + "_BYTES_PER_SECOND",
                                    link,
                                    olderRate(link))),
                    Stream.of(rate(1648, "DCGM_FI_DEV_NVLINK_THROUGHPUT_BYTES_PER_SECOND", ALL_LINKS, 449)))
            .flatMap(rows -> rows)
            .toList();

    private Dcgm47Fields() {}

    private static Field ratio(int id, String name, Read percent, int older) {
        return board(id, name, REAL, "ratio", percent.in(PERCENT)).withCleanOf(older(older));
    }

    private static Field heldBack(int id, String by, NvmlField nanoseconds, int older) {
        return board(
                        id,
                        "DCGM_FI_DEV_GPU_" + by + "_THROTTLE_SECONDS_TOTAL",
                        REAL,
                        "s",
                        numbered(nanoseconds, 0).in(BILLIONTH))
                .withCleanOf(older(older));
    }

    private static Field memory(int id, String name, ToLongFunction<Memory> size, int older) {
        return row(id, name, INT, "bytes", Scope.INSTANCE, Read.bytes(size)).withCleanOf(older(older));
    }

    private static Field rate(int id, String name, int link, int older) {
        return board(
                        id,
                        name,
                        INT,
                        "bytes/s",
                        bytesPerSecond(List.of(
                                new FieldId(NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX, link),
                                new FieldId(NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_RX, link))))
                .withCleanOf(older(older));
    }

    /** How fast counters of KiB grow together, rounded down. */
    private static Read bytesPerSecond(List<FieldId> counters) {
        return new Read(
                        counters,
                        List.of(),
                        Range.KILOBYTES_PER_SECOND,
                        readings -> new Value.Real(readings.perSecond(counters)),
                        UnaryOperator.identity())
                .whole(kibibytes -> kibibytes * KIB);
    }

    /** DCGM's older numbers of links were given as GPUs got more of them. */
    private static int olderRate(int link) {
        if (link < 6) {
            return 440 + link;
        }
        if (link < 12) {
            return 475 + link - 6;
        }
        return link < 15 ? 446 + link - 12 : 494 + link - 15;
    }

    private static Field older(int id) {
        return Stream.of(DeviceFields.ROWS, PowerFields.ROWS, C2cFields.ROWS, NvlinkRateFields.ROWS)
                .flatMap(List::stream)
                .filter(field -> field.id() == id)
                .findFirst()
                .orElseThrow();
    }
}
