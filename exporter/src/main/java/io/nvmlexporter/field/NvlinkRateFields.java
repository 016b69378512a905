package io.nvmlexporter.field;

import static io.nvmlexporter.field.CleanMetric.counter;
import static io.nvmlexporter.field.CleanMetric.linkCounter;
import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.board;
import static io.nvmlexporter.field.Read.ALL_LINKS;
import static io.nvmlexporter.field.Read.linkRate;
import static io.nvmlexporter.field.Read.numberedKibibytes;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_RX;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.NvmlField;
import java.util.List;

/** What the NVLinks carry, each or all together: a rate for DCGM, the counter it is made of as a clean metric. */
final class NvlinkRateFields {
    private static final NvmlField TRANSMITTED = NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX;
    private static final NvmlField RECEIVED = NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_RX;

    /** What each link sent. */
    static final CleanMetric TRANSMITTED_BYTES = linkCounter(
            "nvml_nvlink_transmit_bytes_total",
            "Payload sent over the NVLink, without protocol.",
            link -> numberedKibibytes(TRANSMITTED, link));

    /** What each link received. */
    static final CleanMetric RECEIVED_BYTES = linkCounter(
            "nvml_nvlink_receive_bytes_total",
            "Payload received over the NVLink, without protocol.",
            link -> numberedKibibytes(RECEIVED, link));

    // A sum over the links has another name than they have, so that nobody counts them twice.
    private static final CleanMetric ALL_TRANSMITTED_BYTES = counter(
            "nvml_nvlinks_transmit_bytes_total",
            "Payload sent over all NVLinks, without protocol.",
            Scope.BOARD,
            numberedKibibytes(TRANSMITTED, ALL_LINKS));

    private static final CleanMetric ALL_RECEIVED_BYTES = counter(
            "nvml_nvlinks_receive_bytes_total",
            "Payload received over all NVLinks, without protocol.",
            Scope.BOARD,
            numberedKibibytes(RECEIVED, ALL_LINKS));

    static final List<Field> ROWS = List.of(
            // What each link carried, both ways and payload only; a rate although the shipped files call it a counter
            rate(440, "DCGM_FI_DEV_NVLINK_BANDWIDTH_L0", 0),
            rate(441, "DCGM_FI_DEV_NVLINK_THROUGHPUT_L1", 1),
            rate(442, "DCGM_FI_DEV_NVLINK_THROUGHPUT_L2", 2),
            rate(443, "DCGM_FI_DEV_NVLINK_THROUGHPUT_L3", 3),
            rate(444, "DCGM_FI_DEV_NVLINK_THROUGHPUT_L4", 4),
            rate(445, "DCGM_FI_DEV_NVLINK_THROUGHPUT_L5", 5),
            rate(446, "DCGM_FI_DEV_NVLINK_THROUGHPUT_L12", 12),
            rate(447, "DCGM_FI_DEV_NVLINK_THROUGHPUT_L13", 13),
            rate(448, "DCGM_FI_DEV_NVLINK_THROUGHPUT_L14", 14),
            rate(449, "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL", ALL_LINKS),
            rate(475, "DCGM_FI_DEV_NVLINK_THROUGHPUT_L6", 6),
            rate(476, "DCGM_FI_DEV_NVLINK_THROUGHPUT_L7", 7),
            rate(477, "DCGM_FI_DEV_NVLINK_THROUGHPUT_L8", 8),
            rate(478, "DCGM_FI_DEV_NVLINK_THROUGHPUT_L9", 9),
            rate(479, "DCGM_FI_DEV_NVLINK_THROUGHPUT_L10", 10),
            rate(480, "DCGM_FI_DEV_NVLINK_THROUGHPUT_L11", 11),
            rate(494, "DCGM_FI_DEV_NVLINK_THROUGHPUT_L15", 15),
            rate(495, "DCGM_FI_DEV_NVLINK_THROUGHPUT_L16", 16),
            rate(496, "DCGM_FI_DEV_NVLINK_THROUGHPUT_L17", 17),
            // ... sent
            sentRate(825, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L0", 0),
            sentRate(826, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L1", 1),
            sentRate(827, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L2", 2),
            sentRate(828, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L3", 3),
            sentRate(829, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L4", 4),
            sentRate(830, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L5", 5),
            sentRate(831, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L6", 6),
            sentRate(832, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L7", 7),
            sentRate(833, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L8", 8),
            sentRate(834, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L9", 9),
            sentRate(835, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L10", 10),
            sentRate(836, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L11", 11),
            sentRate(837, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L12", 12),
            sentRate(838, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L13", 13),
            sentRate(839, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L14", 14),
            sentRate(840, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L15", 15),
            sentRate(841, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L16", 16),
            sentRate(842, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L17", 17),
            sentRate(843, "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_TOTAL", ALL_LINKS),
            // ... received
            receivedRate(879, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_L0", 0),
            receivedRate(880, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_L1", 1),
            receivedRate(881, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_L2", 2),
            receivedRate(882, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_L3", 3),
            receivedRate(883, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_L4", 4),
            receivedRate(884, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_L5", 5),
            receivedRate(885, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_L6", 6),
            receivedRate(886, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_L7", 7),
            receivedRate(887, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_L8", 8),
            receivedRate(888, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_L9", 9),
            receivedRate(889, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_L10", 10),
            receivedRate(890, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_L11", 11),
            receivedRate(891, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_L12", 12),
            receivedRate(892, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_L13", 13),
            receivedRate(893, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_L14", 14),
            receivedRate(894, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_L15", 15),
            receivedRate(895, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_L16", 16),
            receivedRate(896, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_L17", 17),
            receivedRate(897, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_TOTAL", ALL_LINKS));

    private NvlinkRateFields() {}

    private static Field rate(int id, String name, int link) {
        return row(id, name, link, TRANSMITTED, RECEIVED).and(transmitted(link)).and(received(link));
    }

    private static Field sentRate(int id, String name, int link) {
        return row(id, name, link, TRANSMITTED).and(transmitted(link));
    }

    private static Field receivedRate(int id, String name, int link) {
        return row(id, name, link, RECEIVED).and(received(link));
    }

    private static Field row(int id, String name, int link, NvmlField... counters) {
        return board(id, name, INT, "1000 KiB/s", linkRate(link, counters));
    }

    private static CleanMetric transmitted(int link) {
        return link == ALL_LINKS ? ALL_TRANSMITTED_BYTES : TRANSMITTED_BYTES.ofLink(link);
    }

    private static CleanMetric received(int link) {
        return link == ALL_LINKS ? ALL_RECEIVED_BYTES : RECEIVED_BYTES.ofLink(link);
    }
}
