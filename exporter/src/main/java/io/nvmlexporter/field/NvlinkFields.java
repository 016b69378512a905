package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.Type.REAL;
import static io.nvmlexporter.field.Field.numberOf;
import static io.nvmlexporter.field.Field.row;
import static io.nvmlexporter.field.Read.ALL_LINKS;
import static io.nvmlexporter.field.Read.bitErrorRate;
import static io.nvmlexporter.field.Read.linkRate;
import static io.nvmlexporter.field.Read.number64;
import static io.nvmlexporter.field.Read.numbered;
import static io.nvmlexporter.nvml.NvmlField.*;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.NvLinkError;
import io.nvmlexporter.nvml.NvmlField;
import java.util.List;

/** NVLinks of the GPU, each or all together, and NVLink C2C. */
final class NvlinkFields {
    private static final String RATE = "1000 KiB/s";

    static final List<Field> ROWS = List.of(
            // Errors of each link, and of all, up to Hopper: corrupt flow control digits
            link(400, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L0", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L0, 0),
            link(401, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L1", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L1, 1),
            link(402, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L2", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L2, 2),
            link(403, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L3", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L3, 3),
            link(404, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L4", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L4, 4),
            link(405, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L5", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L5, 5),
            count(409, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL),
            link(451, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L6", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L6, 6),
            link(452, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L7", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L7, 7),
            link(453, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L8", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L8, 8),
            link(454, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L9", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L9, 9),
            link(455, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L10", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L10, 10),
            link(456, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L11", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L11, 11),
            // ... corrupt data
            link(410, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L0", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L0, 0),
            link(411, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L1", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L1, 1),
            link(412, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L2", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L2, 2),
            link(413, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L3", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L3, 3),
            link(414, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L4", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L4, 4),
            link(415, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L5", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L5, 5),
            count(419, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL),
            link(457, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L6", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L6, 6),
            link(458, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L7", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L7, 7),
            link(459, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L8", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L8, 8),
            link(460, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L9", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L9, 9),
            link(461, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L10", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L10, 10),
            link(462, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L11", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L11, 11),
            // ... transmissions repeated
            link(420, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L0", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L0, 0),
            link(421, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L1", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L1, 1),
            link(422, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L2", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L2, 2),
            link(423, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L3", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L3, 3),
            link(424, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L4", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L4, 4),
            link(425, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L5", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L5, 5),
            count(429, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL),
            link(463, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L6", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L6, 6),
            link(464, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L7", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L7, 7),
            link(465, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L8", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L8, 8),
            link(466, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L9", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L9, 9),
            link(467, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L10", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L10, 10),
            link(468, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L11", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L11, 11),
            // ... links recovered
            link(430, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L0", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L0, 0),
            link(431, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L1", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L1, 1),
            link(432, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L2", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L2, 2),
            link(433, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L3", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L3, 3),
            link(434, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L4", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L4, 4),
            link(435, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L5", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L5, 5),
            count(439, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL),
            link(469, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L6", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L6, 6),
            link(470, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L7", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L7, 7),
            link(471, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L8", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L8, 8),
            link(472, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L9", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L9, 9),
            link(473, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L10", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L10, 10),
            link(474, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L11", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L11, 11),
            // Errors over all links: of the data link layer (DL), and what ECC found
            count(497, "DCGM_FI_DEV_NVLINK_ERROR_DL_CRC", NVML_FI_DEV_NVLINK_ERROR_DL_CRC),
            count(498, "DCGM_FI_DEV_NVLINK_ERROR_DL_RECOVERY", NVML_FI_DEV_NVLINK_ERROR_DL_RECOVERY),
            count(499, "DCGM_FI_DEV_NVLINK_ERROR_DL_REPLAY", NVML_FI_DEV_NVLINK_ERROR_DL_REPLAY),
            count(1220, "DCGM_FI_DEV_NVLINK_ECC_DATA_ERROR_COUNT_TOTAL", NVML_FI_DEV_NVLINK_ECC_DATA_ERROR_COUNT_TOTAL),
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
            receivedRate(897, "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_TOTAL", ALL_LINKS),
            // NVLink 5, over all links; a raw error rate is a packed word, as its float explains
            sum(1200, "DCGM_FI_DEV_NVLINK_COUNT_TX_PACKETS", "packets", NVML_FI_DEV_NVLINK_COUNT_XMIT_PACKETS),
            sum(1201, "DCGM_FI_DEV_NVLINK_COUNT_TX_BYTES", "bytes", NVML_FI_DEV_NVLINK_COUNT_XMIT_BYTES),
            sum(1202, "DCGM_FI_DEV_NVLINK_COUNT_RX_PACKETS", "packets", NVML_FI_DEV_NVLINK_COUNT_RCV_PACKETS),
            sum(1203, "DCGM_FI_DEV_NVLINK_COUNT_RX_BYTES", "bytes", NVML_FI_DEV_NVLINK_COUNT_RCV_BYTES),
            sum(
                    1204,
                    "DCGM_FI_DEV_NVLINK_COUNT_RX_MALFORMED_PACKET_ERRORS",
                    "packets",
                    NVML_FI_DEV_NVLINK_COUNT_MALFORMED_PACKET_ERRORS),
            sum(
                    1205,
                    "DCGM_FI_DEV_NVLINK_COUNT_RX_BUFFER_OVERRUN_ERRORS",
                    "packets",
                    NVML_FI_DEV_NVLINK_COUNT_BUFFER_OVERRUN_ERRORS),
            sum(1206, "DCGM_FI_DEV_NVLINK_COUNT_RX_ERRORS", "packets", NVML_FI_DEV_NVLINK_COUNT_RCV_ERRORS),
            sum(
                    1207,
                    "DCGM_FI_DEV_NVLINK_COUNT_RX_REMOTE_ERRORS",
                    "packets",
                    NVML_FI_DEV_NVLINK_COUNT_RCV_REMOTE_ERRORS),
            sum(
                    1208,
                    "DCGM_FI_DEV_NVLINK_COUNT_RX_GENERAL_ERRORS",
                    "packets",
                    NVML_FI_DEV_NVLINK_COUNT_RCV_GENERAL_ERRORS),
            sum(
                    1209,
                    "DCGM_FI_DEV_NVLINK_COUNT_LOCAL_LINK_INTEGRITY_ERRORS",
                    "count",
                    NVML_FI_DEV_NVLINK_COUNT_LOCAL_LINK_INTEGRITY_ERRORS),
            sum(1210, "DCGM_FI_DEV_NVLINK_COUNT_TX_DISCARDS", "packets", NVML_FI_DEV_NVLINK_COUNT_XMIT_DISCARDS),
            sum(
                    1211,
                    "DCGM_FI_DEV_NVLINK_COUNT_LINK_RECOVERY_SUCCESSFUL_EVENTS",
                    "count",
                    NVML_FI_DEV_NVLINK_COUNT_LINK_RECOVERY_SUCCESSFUL_EVENTS),
            sum(
                    1212,
                    "DCGM_FI_DEV_NVLINK_COUNT_LINK_RECOVERY_FAILED_EVENTS",
                    "count",
                    NVML_FI_DEV_NVLINK_COUNT_LINK_RECOVERY_FAILED_EVENTS),
            sum(
                    1213,
                    "DCGM_FI_DEV_NVLINK_COUNT_LINK_RECOVERY_EVENTS",
                    "count",
                    NVML_FI_DEV_NVLINK_COUNT_LINK_RECOVERY_EVENTS),
            sum(1214, "DCGM_FI_DEV_NVLINK_COUNT_RX_SYMBOL_ERRORS", "count", NVML_FI_DEV_NVLINK_COUNT_SYMBOL_ERRORS),
            sum(1215, "DCGM_FI_DEV_NVLINK_COUNT_SYMBOL_BER", "word", NVML_FI_DEV_NVLINK_COUNT_SYMBOL_BER),
            errorRate(1216, "DCGM_FI_DEV_NVLINK_COUNT_SYMBOL_BER_FLOAT", NVML_FI_DEV_NVLINK_COUNT_SYMBOL_BER),
            sum(1217, "DCGM_FI_DEV_NVLINK_COUNT_EFFECTIVE_BER", "word", NVML_FI_DEV_NVLINK_COUNT_EFFECTIVE_BER),
            errorRate(1218, "DCGM_FI_DEV_NVLINK_COUNT_EFFECTIVE_BER_FLOAT", NVML_FI_DEV_NVLINK_COUNT_EFFECTIVE_BER),
            sum(1219, "DCGM_FI_DEV_NVLINK_COUNT_EFFECTIVE_ERRORS", "count", NVML_FI_DEV_NVLINK_COUNT_EFFECTIVE_ERRORS),
            // Blocks, by the number of errors that forward error correction mended in one
            sum(1404, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_0", "count", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_0),
            sum(1405, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_1", "count", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_1),
            sum(1406, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_2", "count", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_2),
            sum(1407, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_3", "count", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_3),
            sum(1408, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_4", "count", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_4),
            sum(1409, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_5", "count", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_5),
            sum(1410, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_6", "count", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_6),
            sum(1411, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_7", "count", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_7),
            sum(1412, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_8", "count", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_8),
            sum(1413, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_9", "count", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_9),
            sum(1414, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_10", "count", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_10),
            sum(1415, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_11", "count", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_11),
            sum(1416, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_12", "count", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_12),
            sum(1417, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_13", "count", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_13),
            sum(1418, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_14", "count", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_14),
            sum(1419, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_15", "count", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_15),
            // NVLink C2C, between CPU and GPU; power state 0 full, 1 low
            numberOf(285, "DCGM_FI_DEV_C2C_LINK_COUNT", "count", NVML_FI_DEV_C2C_LINK_COUNT),
            numberOf(286, "DCGM_FI_DEV_C2C_LINK_STATUS", "0/1", NVML_FI_DEV_C2C_LINK_GET_STATUS),
            numberOf(287, "DCGM_FI_DEV_C2C_MAX_BANDWIDTH", "MB/s", NVML_FI_DEV_C2C_LINK_GET_MAX_BW),
            numberOf(1400, "DCGM_FI_DEV_C2C_LINK_ERROR_INTR", "count", NVML_FI_DEV_C2C_LINK_ERROR_INTR),
            numberOf(1401, "DCGM_FI_DEV_C2C_LINK_ERROR_REPLAY", "count", NVML_FI_DEV_C2C_LINK_ERROR_REPLAY),
            numberOf(1402, "DCGM_FI_DEV_C2C_LINK_ERROR_REPLAY_B2B", "count", NVML_FI_DEV_C2C_LINK_ERROR_REPLAY_B2B),
            numberOf(1403, "DCGM_FI_DEV_C2C_LINK_POWER_STATE", "state", NVML_FI_DEV_C2C_LINK_POWER_STATE),
            // NVLink errors of the links that have no numbered values for them, up to Hopper
            linkErrors(406, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L12", 12, NvLinkError.CRC_FLIT),
            linkErrors(407, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L13", 13, NvLinkError.CRC_FLIT),
            linkErrors(408, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L14", 14, NvLinkError.CRC_FLIT),
            linkErrors(481, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L15", 15, NvLinkError.CRC_FLIT),
            linkErrors(482, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L16", 16, NvLinkError.CRC_FLIT),
            linkErrors(483, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L17", 17, NvLinkError.CRC_FLIT),
            linkErrors(416, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L12", 12, NvLinkError.CRC_DATA),
            linkErrors(417, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L13", 13, NvLinkError.CRC_DATA),
            linkErrors(418, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L14", 14, NvLinkError.CRC_DATA),
            linkErrors(484, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L15", 15, NvLinkError.CRC_DATA),
            linkErrors(485, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L16", 16, NvLinkError.CRC_DATA),
            linkErrors(486, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L17", 17, NvLinkError.CRC_DATA),
            linkErrors(426, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L12", 12, NvLinkError.REPLAY),
            linkErrors(427, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L13", 13, NvLinkError.REPLAY),
            linkErrors(428, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L14", 14, NvLinkError.REPLAY),
            linkErrors(487, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L15", 15, NvLinkError.REPLAY),
            linkErrors(488, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L16", 16, NvLinkError.REPLAY),
            linkErrors(489, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L17", 17, NvLinkError.REPLAY),
            linkErrors(436, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L12", 12, NvLinkError.RECOVERY),
            linkErrors(437, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L13", 13, NvLinkError.RECOVERY),
            linkErrors(438, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L14", 14, NvLinkError.RECOVERY),
            linkErrors(491, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L15", 15, NvLinkError.RECOVERY),
            linkErrors(492, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L16", 16, NvLinkError.RECOVERY),
            linkErrors(493, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L17", 17, NvLinkError.RECOVERY));

    private NvlinkFields() {}

    private static Field count(int id, String name, NvmlField number) {
        return numberOf(id, name, "count", number);
    }

    private static Field link(int id, String name, NvmlField number, int link) {
        return row(id, name, INT, "count", Scope.BOARD, numbered(number, link));
    }

    private static Field rate(int id, String name, int link) {
        NvmlField sent = NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX;
        NvmlField received = NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_RX;
        return row(id, name, INT, RATE, Scope.BOARD, linkRate(link, sent, received));
    }

    private static Field sentRate(int id, String name, int link) {
        return row(id, name, INT, RATE, Scope.BOARD, linkRate(link, NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX));
    }

    private static Field receivedRate(int id, String name, int link) {
        return row(id, name, INT, RATE, Scope.BOARD, linkRate(link, NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_RX));
    }

    private static Field sum(int id, String name, String unit, NvmlField number) {
        return row(id, name, INT, unit, Scope.BOARD, numbered(number, ALL_LINKS));
    }

    private static Field errorRate(int id, String name, NvmlField number) {
        return row(id, name, REAL, "ratio", Scope.BOARD, bitErrorRate(number, ALL_LINKS));
    }

    private static Field linkErrors(int id, String name, int link, NvLinkError error) {
        return row(id, name, INT, "count", Scope.BOARD, number64(device -> device.nvLinkErrors(link, error)));
    }
}
