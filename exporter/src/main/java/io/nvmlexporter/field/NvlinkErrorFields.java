package io.nvmlexporter.field;

import static io.nvmlexporter.field.CleanMetric.linkCounter;
import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.board;
import static io.nvmlexporter.field.Field.numberOf;
import static io.nvmlexporter.field.Read.number64;
import static io.nvmlexporter.field.Read.numbered;
import static io.nvmlexporter.nvml.NvLinkError.CRC_DATA;
import static io.nvmlexporter.nvml.NvLinkError.CRC_FLIT;
import static io.nvmlexporter.nvml.NvLinkError.RECOVERY;
import static io.nvmlexporter.nvml.NvLinkError.REPLAY;
import static io.nvmlexporter.nvml.NvmlField.*;

import io.nvmlexporter.nvml.NvLinkError;
import io.nvmlexporter.nvml.NvmlField;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Errors of the NVLinks up to Hopper, of each link or of all together. A sum over the links has another clean name than
 * they have, so that nobody counts them twice.
 */
final class NvlinkErrorFields {
    static final List<Field> ROWS = List.of(
            // Errors of each link, and of all: corrupt flow control digits
            flit(400, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L0", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L0, 0),
            flit(401, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L1", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L1, 1),
            flit(402, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L2", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L2, 2),
            flit(403, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L3", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L3, 3),
            flit(404, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L4", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L4, 4),
            flit(405, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L5", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L5, 5),
            count(409, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL)
                    .counter(
                            "nvml_nvlinks_crc_flit_errors_total",
                            "Corrupt flow control digits of all NVLinks; up to Hopper."),
            flit(451, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L6", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L6, 6),
            flit(452, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L7", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L7, 7),
            flit(453, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L8", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L8, 8),
            flit(454, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L9", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L9, 9),
            flit(455, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L10", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L10, 10),
            flit(456, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L11", NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L11, 11),
            // ... corrupt data
            data(410, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L0", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L0, 0),
            data(411, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L1", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L1, 1),
            data(412, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L2", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L2, 2),
            data(413, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L3", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L3, 3),
            data(414, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L4", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L4, 4),
            data(415, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L5", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L5, 5),
            count(419, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL)
                    .counter("nvml_nvlinks_crc_data_errors_total", "Corrupt data on all NVLinks; up to Hopper."),
            data(457, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L6", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L6, 6),
            data(458, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L7", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L7, 7),
            data(459, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L8", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L8, 8),
            data(460, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L9", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L9, 9),
            data(461, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L10", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L10, 10),
            data(462, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L11", NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L11, 11),
            // ... transmissions repeated
            replay(420, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L0", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L0, 0),
            replay(421, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L1", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L1, 1),
            replay(422, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L2", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L2, 2),
            replay(423, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L3", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L3, 3),
            replay(424, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L4", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L4, 4),
            replay(425, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L5", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L5, 5),
            count(429, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL)
                    .counter(
                            "nvml_nvlinks_replay_errors_total",
                            "Transmissions that all NVLinks repeated; up to Hopper."),
            replay(463, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L6", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L6, 6),
            replay(464, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L7", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L7, 7),
            replay(465, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L8", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L8, 8),
            replay(466, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L9", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L9, 9),
            replay(467, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L10", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L10, 10),
            replay(468, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L11", NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L11, 11),
            // ... links recovered
            recovery(430, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L0", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L0, 0),
            recovery(431, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L1", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L1, 1),
            recovery(432, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L2", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L2, 2),
            recovery(433, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L3", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L3, 3),
            recovery(434, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L4", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L4, 4),
            recovery(435, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L5", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L5, 5),
            count(439, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL)
                    .counter("nvml_nvlinks_recovery_errors_total", "Times that any NVLink recovered; up to Hopper."),
            recovery(469, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L6", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L6, 6),
            recovery(470, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L7", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L7, 7),
            recovery(471, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L8", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L8, 8),
            recovery(472, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L9", NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L9, 9),
            recovery(
                    473,
                    "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L10",
                    NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L10,
                    10),
            recovery(
                    474,
                    "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L11",
                    NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L11,
                    11),
            // Links that have no numbered values for their errors
            flit(406, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L12", 12),
            flit(407, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L13", 13),
            flit(408, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L14", 14),
            flit(481, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L15", 15),
            flit(482, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L16", 16),
            flit(483, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L17", 17),
            data(416, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L12", 12),
            data(417, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L13", 13),
            data(418, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L14", 14),
            data(484, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L15", 15),
            data(485, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L16", 16),
            data(486, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L17", 17),
            replay(426, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L12", 12),
            replay(427, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L13", 13),
            replay(428, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L14", 14),
            replay(487, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L15", 15),
            replay(488, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L16", 16),
            replay(489, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L17", 17),
            recovery(436, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L12", 12),
            recovery(437, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L13", 13),
            recovery(438, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L14", 14),
            recovery(491, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L15", 15),
            recovery(492, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L16", 16),
            recovery(493, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L17", 17),
            // Errors of the data link layer (DL); of the first link alone, whatever DCGM calls them
            ofDataLink(497, "DCGM_FI_DEV_NVLINK_ERROR_DL_CRC", NVML_FI_DEV_NVLINK_ERROR_DL_CRC, "crc"),
            ofDataLink(498, "DCGM_FI_DEV_NVLINK_ERROR_DL_RECOVERY", NVML_FI_DEV_NVLINK_ERROR_DL_RECOVERY, "recovery"),
            ofDataLink(499, "DCGM_FI_DEV_NVLINK_ERROR_DL_REPLAY", NVML_FI_DEV_NVLINK_ERROR_DL_REPLAY, "replay"),
            // What ECC found, over all links
            count(1220, "DCGM_FI_DEV_NVLINK_ECC_DATA_ERROR_COUNT_TOTAL", NVML_FI_DEV_NVLINK_ECC_DATA_ERROR_COUNT_TOTAL)
                    .counter(
                            "nvml_nvlinks_ecc_data_errors_total",
                            "Errors that ECC found in data of all NVLinks; Ampere and Hopper."));

    private NvlinkErrorFields() {}

    /** The errors of one kind, as a counter of each link. */
    static CleanMetric errors(NvLinkError error, IntFunction<Read> reads) {
        return switch (error) {
            case CRC_FLIT ->
                linkCounter("nvml_nvlink_crc_flit_errors_total", "Corrupt flow control digits; up to Hopper.", reads);
            case CRC_DATA ->
                linkCounter("nvml_nvlink_crc_data_errors_total", "Corrupt data on the NVLink; up to Hopper.", reads);
            case REPLAY ->
                linkCounter(
                        "nvml_nvlink_replay_errors_total", "Transmissions that were repeated; up to Hopper.", reads);
            case RECOVERY ->
                linkCounter(
                        "nvml_nvlink_recovery_errors_total", "Times that the NVLink recovered; up to Hopper.", reads);
        };
    }

    private static Field flit(int id, String name, NvmlField number, int link) {
        return link(id, name, CRC_FLIT, number, link);
    }

    private static Field data(int id, String name, NvmlField number, int link) {
        return link(id, name, CRC_DATA, number, link);
    }

    private static Field replay(int id, String name, NvmlField number, int link) {
        return link(id, name, REPLAY, number, link);
    }

    private static Field recovery(int id, String name, NvmlField number, int link) {
        return link(id, name, RECOVERY, number, link);
    }

    private static Field flit(int id, String name, int link) {
        return link(id, name, CRC_FLIT, link);
    }

    private static Field data(int id, String name, int link) {
        return link(id, name, CRC_DATA, link);
    }

    private static Field replay(int id, String name, int link) {
        return link(id, name, REPLAY, link);
    }

    private static Field recovery(int id, String name, int link) {
        return link(id, name, RECOVERY, link);
    }

    /** A driver before 520 has the numbered value alone, and a GPU may have the getter alone. */
    private static Field link(int id, String name, NvLinkError error, NvmlField number, int link) {
        return link(
                id,
                name,
                error,
                link,
                numbered(number, link).orElse(device -> device.nvLink(link).errors(error)));
    }

    private static Field link(int id, String name, NvLinkError error, int link) {
        return link(
                id, name, error, link, number64(device -> device.nvLink(link).errors(error)));
    }

    private static Field link(int id, String name, NvLinkError error, int link, Read read) {
        return board(id, name, INT, "count", read)
                .and(errors(error, any -> read).ofLink(link));
    }

    private static Field count(int id, String name, NvmlField number) {
        return numberOf(id, name, "count", number);
    }

    /** NVML has these of each link, and DCGM asks for the first. */
    private static Field ofDataLink(int id, String name, NvmlField number, String what) {
        return count(id, name, number)
                .and(linkCounter(
                        "nvml_nvlink_dl_" + what + "_errors_total",
                        "Data link layer: " + what + " errors of the NVLink; before Blackwell.",
                        link -> numbered(number, link)));
    }
}
