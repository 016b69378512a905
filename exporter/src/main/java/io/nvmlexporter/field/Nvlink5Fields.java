package io.nvmlexporter.field;

import static io.nvmlexporter.field.CleanMetric.linkCounter;
import static io.nvmlexporter.field.CleanMetric.linkGauge;
import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.Type.REAL;
import static io.nvmlexporter.field.Field.board;
import static io.nvmlexporter.field.Read.ALL_LINKS;
import static io.nvmlexporter.field.Read.bitErrorRate;
import static io.nvmlexporter.field.Read.numbered;
import static io.nvmlexporter.nvml.NvmlField.*;

import io.nvmlexporter.nvml.NvmlField;
import java.util.List;

/** What NVLink 5 counts at its ports: DCGM's page has the sum over the links, the clean metrics are of each link. */
final class Nvlink5Fields {
    private static final CleanMetric SYMBOL_RATIO = linkGauge(
            "nvml_nvlink_symbol_bit_error_ratio",
            "Share of bits that were wrong when received; Blackwell.",
            link -> bitErrorRate(NVML_FI_DEV_NVLINK_COUNT_SYMBOL_BER, link));

    private static final CleanMetric EFFECTIVE_RATIO = linkGauge(
            "nvml_nvlink_effective_bit_error_ratio",
            "Share of bits that were wrong after forward error correction; Blackwell.",
            link -> bitErrorRate(NVML_FI_DEV_NVLINK_COUNT_EFFECTIVE_BER, link));

    static final List<Field> ROWS = List.of(
            counter(
                    1200,
                    "DCGM_FI_DEV_NVLINK_COUNT_TX_PACKETS",
                    "packets",
                    NVML_FI_DEV_NVLINK_COUNT_XMIT_PACKETS,
                    "nvml_nvlink_xmit_packets_total",
                    "Packets that the port sent; Blackwell."),
            counter(
                    1201,
                    "DCGM_FI_DEV_NVLINK_COUNT_TX_BYTES",
                    "bytes",
                    NVML_FI_DEV_NVLINK_COUNT_XMIT_BYTES,
                    "nvml_nvlink_xmit_bytes_total",
                    "Bytes that the port sent; Blackwell."),
            counter(
                    1202,
                    "DCGM_FI_DEV_NVLINK_COUNT_RX_PACKETS",
                    "packets",
                    NVML_FI_DEV_NVLINK_COUNT_RCV_PACKETS,
                    "nvml_nvlink_rcv_packets_total",
                    "Packets that the port received; Blackwell."),
            counter(
                    1203,
                    "DCGM_FI_DEV_NVLINK_COUNT_RX_BYTES",
                    "bytes",
                    NVML_FI_DEV_NVLINK_COUNT_RCV_BYTES,
                    "nvml_nvlink_rcv_bytes_total",
                    "Bytes that the port received; Blackwell."),
            counter(
                    1204,
                    "DCGM_FI_DEV_NVLINK_COUNT_RX_MALFORMED_PACKET_ERRORS",
                    "packets",
                    NVML_FI_DEV_NVLINK_COUNT_MALFORMED_PACKET_ERRORS,
                    "nvml_nvlink_malformed_packet_errors_total",
                    "Received packets that were malformed; Blackwell."),
            counter(
                    1205,
                    "DCGM_FI_DEV_NVLINK_COUNT_RX_BUFFER_OVERRUN_ERRORS",
                    "packets",
                    NVML_FI_DEV_NVLINK_COUNT_BUFFER_OVERRUN_ERRORS,
                    "nvml_nvlink_buffer_overrun_errors_total",
                    "Received packets that were dropped because the buffer was full; Blackwell."),
            counter(
                    1206,
                    "DCGM_FI_DEV_NVLINK_COUNT_RX_ERRORS",
                    "packets",
                    NVML_FI_DEV_NVLINK_COUNT_RCV_ERRORS,
                    "nvml_nvlink_rcv_errors_total",
                    "Received packets with an error; Blackwell."),
            counter(
                    1207,
                    "DCGM_FI_DEV_NVLINK_COUNT_RX_REMOTE_ERRORS",
                    "packets",
                    NVML_FI_DEV_NVLINK_COUNT_RCV_REMOTE_ERRORS,
                    "nvml_nvlink_rcv_remote_errors_total",
                    "Received packets that the other end had marked as bad; Blackwell."),
            counter(
                    1208,
                    "DCGM_FI_DEV_NVLINK_COUNT_RX_GENERAL_ERRORS",
                    "packets",
                    NVML_FI_DEV_NVLINK_COUNT_RCV_GENERAL_ERRORS,
                    "nvml_nvlink_rcv_general_errors_total",
                    "Received packets with an error of no kind of its own; Blackwell."),
            counter(
                    1209,
                    "DCGM_FI_DEV_NVLINK_COUNT_LOCAL_LINK_INTEGRITY_ERRORS",
                    "count",
                    NVML_FI_DEV_NVLINK_COUNT_LOCAL_LINK_INTEGRITY_ERRORS,
                    "nvml_nvlink_local_link_integrity_errors_total",
                    "Times that errors of the link itself passed their threshold; Blackwell."),
            counter(
                    1210,
                    "DCGM_FI_DEV_NVLINK_COUNT_TX_DISCARDS",
                    "packets",
                    NVML_FI_DEV_NVLINK_COUNT_XMIT_DISCARDS,
                    "nvml_nvlink_xmit_discards_total",
                    "Packets to be sent that were dropped; Blackwell."),
            counter(
                    1211,
                    "DCGM_FI_DEV_NVLINK_COUNT_LINK_RECOVERY_SUCCESSFUL_EVENTS",
                    "count",
                    NVML_FI_DEV_NVLINK_COUNT_LINK_RECOVERY_SUCCESSFUL_EVENTS,
                    "nvml_nvlink_link_recovery_successful_events_total",
                    "Recoveries of the link that succeeded; Blackwell."),
            counter(
                    1212,
                    "DCGM_FI_DEV_NVLINK_COUNT_LINK_RECOVERY_FAILED_EVENTS",
                    "count",
                    NVML_FI_DEV_NVLINK_COUNT_LINK_RECOVERY_FAILED_EVENTS,
                    "nvml_nvlink_link_recovery_failed_events_total",
                    "Recoveries of the link that failed; Blackwell."),
            counter(
                    1213,
                    "DCGM_FI_DEV_NVLINK_COUNT_LINK_RECOVERY_EVENTS",
                    "count",
                    NVML_FI_DEV_NVLINK_COUNT_LINK_RECOVERY_EVENTS,
                    "nvml_nvlink_link_recovery_events_total",
                    "Recoveries of the link, whatever came of them; Blackwell."),
            counter(
                    1214,
                    "DCGM_FI_DEV_NVLINK_COUNT_RX_SYMBOL_ERRORS",
                    "count",
                    NVML_FI_DEV_NVLINK_COUNT_SYMBOL_ERRORS,
                    "nvml_nvlink_symbol_errors_total",
                    "Errors in received symbols; Blackwell."),
            // Bit error rates, as packed words and as ratios
            word(1215, "DCGM_FI_DEV_NVLINK_COUNT_SYMBOL_BER", NVML_FI_DEV_NVLINK_COUNT_SYMBOL_BER)
                    .and(SYMBOL_RATIO),
            ratio(1216, "DCGM_FI_DEV_NVLINK_COUNT_SYMBOL_BER_FLOAT", NVML_FI_DEV_NVLINK_COUNT_SYMBOL_BER)
                    .and(SYMBOL_RATIO),
            word(1217, "DCGM_FI_DEV_NVLINK_COUNT_EFFECTIVE_BER", NVML_FI_DEV_NVLINK_COUNT_EFFECTIVE_BER)
                    .and(EFFECTIVE_RATIO),
            ratio(1218, "DCGM_FI_DEV_NVLINK_COUNT_EFFECTIVE_BER_FLOAT", NVML_FI_DEV_NVLINK_COUNT_EFFECTIVE_BER)
                    .and(EFFECTIVE_RATIO),
            counter(
                    1219,
                    "DCGM_FI_DEV_NVLINK_COUNT_EFFECTIVE_ERRORS",
                    "count",
                    NVML_FI_DEV_NVLINK_COUNT_EFFECTIVE_ERRORS,
                    "nvml_nvlink_effective_errors_total",
                    "Errors that forward error correction did not mend; Blackwell."),
            // Blocks, by the number of errors that forward error correction mended in one
            history(1404, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_0", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_0, 0),
            history(1405, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_1", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_1, 1),
            history(1406, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_2", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_2, 2),
            history(1407, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_3", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_3, 3),
            history(1408, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_4", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_4, 4),
            history(1409, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_5", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_5, 5),
            history(1410, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_6", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_6, 6),
            history(1411, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_7", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_7, 7),
            history(1412, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_8", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_8, 8),
            history(1413, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_9", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_9, 9),
            history(1414, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_10", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_10, 10),
            history(1415, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_11", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_11, 11),
            history(1416, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_12", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_12, 12),
            history(1417, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_13", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_13, 13),
            history(1418, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_14", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_14, 14),
            history(1419, "DCGM_FI_DEV_NVLINK_COUNT_FEC_HISTORY_15", NVML_FI_DEV_NVLINK_COUNT_FEC_HISTORY_15, 15));

    private Nvlink5Fields() {}

    private static Field counter(int id, String name, String unit, NvmlField number, String clean, String help) {
        return sum(id, name, unit, number).and(linkCounter(clean, help, link -> numbered(number, link)));
    }

    /** The mantissa and the exponent as NVML packs them. */
    private static Field word(int id, String name, NvmlField number) {
        return sum(id, name, "word", number);
    }

    private static Field ratio(int id, String name, NvmlField number) {
        return board(id, name, REAL, "ratio", bitErrorRate(number, ALL_LINKS));
    }

    private static Field history(int id, String name, NvmlField number, int errors) {
        return sum(id, name, "count", number)
                .and(linkCounter(
                                "nvml_nvlink_fec_history_total",
                                "Blocks by how many errors forward error correction mended in one; Blackwell.",
                                link -> numbered(number, link))
                        .of("errors", Integer.toString(errors)));
    }

    private static Field sum(int id, String name, String unit, NvmlField number) {
        return board(id, name, INT, unit, numbered(number, ALL_LINKS));
    }
}
