package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.PERCENT;
import static io.nvmlexporter.field.Field.THOUSANDTH;
import static io.nvmlexporter.field.Field.Type.REAL;
import static io.nvmlexporter.field.Field.board;
import static io.nvmlexporter.field.Field.numberOf;
import static io.nvmlexporter.field.Field.ofLink;
import static io.nvmlexporter.field.Read.numbered;
import static io.nvmlexporter.field.Read.numberedKibibytes;
import static io.nvmlexporter.field.Read.numberedReal;
import static io.nvmlexporter.nvml.NvmlField.*;

import io.nvmlexporter.nvml.NvmlField;
import java.util.List;

/**
 * What NVML numbers and DCGM has no field for. A row has NVML's own name, by which a counters file asks for it, and a
 * number that DCGM will not give away: {@link #FIRST} more than NVML's (of driver R590).
 *
 * <p>Units are those of NVIDIA's documents. Where those say none, the value is served as NVML has it, and its clean
 * name has no unit. Power smoothing is documented for the secondary floor and for a profile's offset, both in watts;
 * the other floors and offsets are taken to be the same.
 */
final class NvmlFields {
    /** Above all of DCGM's numbers, of which the highest is 1650, and of dcgm-exporter's own fields here. */
    static final int FIRST = 10_000;

    /** The numbers of driver R590 and all since. */
    private static final int NEWEST_BRANCH = 590;

    private static final String LANE = "lane";
    private static final String ERROR = "error";

    static final List<Field> ROWS = List.of(
            // PCIe, since the driver was loaded
            count(NVML_FI_DEV_PCIE_REPLAY_ROLLOVER_COUNTER)
                    .counter("nvml_pcie_replay_rollovers_total", "Times that the counter of PCIe replays rolled over."),
            count(NVML_FI_DEV_PCIE_L0_TO_RECOVERY_COUNTER)
                    .counter("nvml_pcie_recoveries_total", "Times that the PCIe link went from L0 to recovery."),
            count(NVML_FI_DEV_PCIE_COUNT_NAKS_RECEIVED)
                    .counter("nvml_pcie_naks_received_total", "PCIe packets that the other end did not accept."),
            count(NVML_FI_DEV_PCIE_COUNT_RECEIVER_ERROR)
                    .counter("nvml_pcie_receiver_errors_total", "Errors of the PCIe receiver."),
            count(NVML_FI_DEV_PCIE_COUNT_BAD_TLP)
                    .counter("nvml_pcie_bad_tlps_total", "PCIe packets of the transaction layer that were bad."),
            count(NVML_FI_DEV_PCIE_COUNT_NAKS_SENT)
                    .counter("nvml_pcie_naks_sent_total", "PCIe packets that the GPU did not accept."),
            count(NVML_FI_DEV_PCIE_COUNT_BAD_DLLP)
                    .counter("nvml_pcie_bad_dllps_total", "PCIe packets of the data link layer that were bad."),
            count(NVML_FI_DEV_PCIE_COUNT_NON_FATAL_ERROR)
                    .counter("nvml_pcie_non_fatal_errors_total", "PCIe errors that were not corrected and not fatal."),
            count(NVML_FI_DEV_PCIE_COUNT_FATAL_ERROR)
                    .counter("nvml_pcie_fatal_errors_total", "PCIe errors that were fatal."),
            count(NVML_FI_DEV_PCIE_COUNT_UNSUPPORTED_REQ)
                    .counter("nvml_pcie_unsupported_requests_total", "PCIe requests that were not supported."),
            count(NVML_FI_DEV_PCIE_COUNT_LCRC_ERROR)
                    .counter("nvml_pcie_lcrc_errors_total", "PCIe packets whose link CRC was wrong."),
            count(NVML_FI_DEV_PCIE_COUNT_LANE_ERROR).counter("nvml_pcie_lane_errors_total", "Errors of PCIe lanes."),
            number(NVML_FI_DEV_PCIE_COUNT_TX_BYTES, "bytes")
                    .counter("nvml_pcie_transmit_bytes_total", "Bytes that the GPU sent over PCIe."),
            number(NVML_FI_DEV_PCIE_COUNT_RX_BYTES, "bytes")
                    .counter("nvml_pcie_receive_bytes_total", "Bytes that the GPU received over PCIe."),
            // NVLink: what it carried, with protocol
            bytes(NVML_FI_DEV_NVLINK_THROUGHPUT_RAW_TX)
                    .counter("nvml_nvlink_raw_transmit_bytes_total", "Sent over the NVLink, with protocol."),
            bytes(NVML_FI_DEV_NVLINK_THROUGHPUT_RAW_RX)
                    .counter("nvml_nvlink_raw_receive_bytes_total", "Received over the NVLink, with protocol."),
            // NVLink: power
            link(NVML_FI_DEV_NVLINK_GET_POWER_STATE, "state")
                    .gauge("nvml_nvlink_power_state", "0 where the link has full speed, 1 where it saves power."),
            number(NVML_FI_DEV_NVLINK_GET_POWER_THRESHOLD, "units of 10224")
                    .gauge(
                            "nvml_nvlink_power_threshold",
                            "How long links rest before they save power, in units of nvml_nvlink_power_threshold_unit."),
            number(NVML_FI_DEV_NVLINK_GET_POWER_THRESHOLD_MAX, "units of 10224")
                    .gauge("nvml_nvlink_power_threshold_max", "Highest nvml_nvlink_power_threshold that can be set."),
            number(NVML_FI_DEV_NVLINK_GET_POWER_THRESHOLD_MIN, "units of 10224")
                    .gauge("nvml_nvlink_power_threshold_min", "Lowest nvml_nvlink_power_threshold that can be set."),
            number(NVML_FI_DEV_NVLINK_GET_POWER_THRESHOLD_UNITS, "code")
                    .gauge(
                            "nvml_nvlink_power_threshold_unit",
                            "Unit of nvml_nvlink_power_threshold: 0 is 100 microseconds, 1 is 50."),
            number(NVML_FI_DEV_NVLINK_GET_POWER_THRESHOLD_SUPPORTED, "0/1")
                    .gauge(
                            "nvml_nvlink_power_threshold_supported",
                            "1 where nvml_nvlink_power_threshold can be set, else 0."),
            // NVLink: errors and speed. A rate of errors is a packed word, of which nvml.h has one form alone
            ber(NVML_FI_DEV_NVLINK_COUNT_RAW_BER_LANE0, "nvml_nvlink_lane_raw_bit_error_ratio")
                    .of(LANE, "0"),
            ber(NVML_FI_DEV_NVLINK_COUNT_RAW_BER_LANE1, "nvml_nvlink_lane_raw_bit_error_ratio")
                    .of(LANE, "1"),
            ber(NVML_FI_DEV_NVLINK_COUNT_RAW_BER, "nvml_nvlink_raw_bit_error_ratio"),
            link(NVML_FI_DEV_NVLINK_COUNT_RAW_ERRORS_LANE0, "count")
                    .counter("nvml_nvlink_lane_raw_errors_total", "Wrong bits of the lane before any correction.")
                    .of(LANE, "0"),
            link(NVML_FI_DEV_NVLINK_COUNT_RAW_ERRORS_LANE1, "count")
                    .counter("nvml_nvlink_lane_raw_errors_total", "Wrong bits of the lane before any correction.")
                    .of(LANE, "1"),
            ber(NVML_FI_DEV_NVLINK_COUNT_RAW_BER_LANE0_V2, "nvml_nvlink_lane_raw_v2_bit_error_ratio")
                    .of(LANE, "0"),
            ber(NVML_FI_DEV_NVLINK_COUNT_RAW_BER_LANE1_V2, "nvml_nvlink_lane_raw_v2_bit_error_ratio")
                    .of(LANE, "1"),
            ber(NVML_FI_DEV_NVLINK_COUNT_RAW_BER_V2, "nvml_nvlink_raw_v2_bit_error_ratio"),
            link(NVML_FI_DEV_NVLINK_PLR_XMIT_BLOCKS, "blocks")
                    .counter("nvml_nvlink_plr_xmit_blocks_total", "Blocks that the link sent."),
            link(NVML_FI_DEV_NVLINK_PLR_XMIT_RETRY_BLOCKS, "blocks")
                    .counter("nvml_nvlink_plr_xmit_retry_blocks_total", "Blocks that the link sent again."),
            link(NVML_FI_DEV_NVLINK_GET_DATA_RATE, "as NVML has it")
                    .gauge("nvml_nvlink_data_rate", "Data rate of the link, as NVML has it."),
            // Work that waits, memory clock, peak power
            percentage(NVML_FI_DEV_MMA_STALL_PERCENT)
                    .gauge(
                            "nvml_mma_stall_ratio",
                            "Share of time in which matrix instructions were held back; from driver 610 on.",
                            PERCENT),
            number(NVML_FI_DEV_MCLK_SWITCH_TYPE, "code")
                    .gauge(
                            "nvml_memory_clock_switch_type",
                            "Whether the memory clock can be switched: 0 no, 1 deferred, 2 at run time."),
            number(NVML_FI_DEV_MCLK_MIN_SWITCH_INTERVAL_MILLISECONDS, "ms")
                    .gauge(
                            "nvml_memory_clock_min_switch_interval_seconds",
                            "Least time between two switches of the memory clock.",
                            THOUSANDTH),
            amount(NVML_FI_DEV_EDPP_MULTIPLIER, "as NVML has it")
                    .gauge("nvml_edpp_multiplier", "Multiplier of the peak electrical power, as NVML has it."),
            // Remapped rows
            number(NVML_FI_DEV_REMAPPED_ROWS_COR_INACTIVE, "rows")
                    .gauge("nvml_remapped_rows_inactive", "Remapped rows whose remapping is not active.")
                    .of(ERROR, "corrected"),
            number(NVML_FI_DEV_REMAPPED_ROWS_UNC_INACTIVE, "rows")
                    .gauge("nvml_remapped_rows_inactive", "Remapped rows whose remapping is not active.")
                    .of(ERROR, "uncorrected"),
            // Power smoothing, beyond what DCGM has
            amount(NVML_FI_PWR_SMOOTHING_PRIMARY_POWER_FLOOR, "W")
                    .gauge("nvml_power_smoothing_primary_floor_watts", "Primary floor of power."),
            amount(NVML_FI_PWR_SMOOTHING_SECONDARY_POWER_FLOOR, "W")
                    .gauge("nvml_power_smoothing_secondary_floor_watts", "Secondary floor of power."),
            amount(NVML_FI_PWR_SMOOTHING_MIN_PRIMARY_FLOOR_ACT_OFFSET, "W")
                    .gauge(
                            "nvml_power_smoothing_min_primary_floor_offset_watts",
                            "Least offset at which the primary floor becomes active."),
            amount(NVML_FI_PWR_SMOOTHING_MIN_PRIMARY_FLOOR_ACT_POINT, "W")
                    .gauge(
                            "nvml_power_smoothing_min_primary_floor_activation_watts",
                            "Least power at which the primary floor becomes active."),
            amount(NVML_FI_PWR_SMOOTHING_WINDOW_MULTIPLIER, "as NVML has it")
                    .gauge("nvml_power_smoothing_window_multiplier", "What the multipliers of windows multiply."),
            number(NVML_FI_PWR_SMOOTHING_DELAYED_PWR_SMOOTHING_SUPPORTED, "0/1")
                    .gauge(
                            "nvml_power_smoothing_delayed_supported",
                            "1 where delayed power smoothing is there, else 0."),
            amount(NVML_FI_PWR_SMOOTHING_PROFILE_SECONDARY_POWER_FLOOR, "W")
                    .gauge(
                            "nvml_power_smoothing_profile_secondary_floor_watts",
                            "Secondary floor of power, by the preset profile."),
            amount(NVML_FI_PWR_SMOOTHING_PROFILE_PRIMARY_FLOOR_ACT_WIN_MULT, "as NVML has it")
                    .gauge(
                            "nvml_power_smoothing_profile_activation_window_multiplier",
                            "Windows until the primary floor becomes active, by the preset profile."),
            amount(NVML_FI_PWR_SMOOTHING_PROFILE_PRIMARY_FLOOR_TAR_WIN_MULT, "as NVML has it")
                    .gauge(
                            "nvml_power_smoothing_profile_target_window_multiplier",
                            "Windows for the target of the primary floor, by the preset profile."),
            amount(NVML_FI_PWR_SMOOTHING_PROFILE_PRIMARY_FLOOR_ACT_OFFSET, "W")
                    .gauge(
                            "nvml_power_smoothing_profile_primary_floor_offset_watts",
                            "Offset at which the primary floor becomes active, by the preset profile."),
            amount(NVML_FI_PWR_SMOOTHING_ADMIN_OVERRIDE_SECONDARY_POWER_FLOOR, "W")
                    .gauge(
                            "nvml_power_smoothing_admin_override_secondary_floor_watts",
                            "Secondary floor of power, by the administrator."),
            amount(NVML_FI_PWR_SMOOTHING_ADMIN_OVERRIDE_PRIMARY_FLOOR_ACT_WIN_MULT, "as NVML has it")
                    .gauge(
                            "nvml_power_smoothing_admin_override_activation_window_multiplier",
                            "Windows until the primary floor becomes active, by the administrator."),
            amount(NVML_FI_PWR_SMOOTHING_ADMIN_OVERRIDE_PRIMARY_FLOOR_TAR_WIN_MULT, "as NVML has it")
                    .gauge(
                            "nvml_power_smoothing_admin_override_target_window_multiplier",
                            "Windows for the target of the primary floor, by the administrator."),
            amount(NVML_FI_PWR_SMOOTHING_ADMIN_OVERRIDE_PRIMARY_FLOOR_ACT_OFFSET, "W")
                    .gauge(
                            "nvml_power_smoothing_admin_override_primary_floor_offset_watts",
                            "Offset at which the primary floor becomes active, by the administrator."),
            number(NVML_FI_PWR_SMOOTHING_SOC_POWER_SMOOTHING_ENABLED, "0/1")
                    .gauge("nvml_power_smoothing_soc_enabled", "1 where power smoothing of the SoC is on, else 0."));

    private NvmlFields() {}

    private static Field count(NvmlField field) {
        return number(field, "count");
    }

    private static Field number(NvmlField field, String unit) {
        return numberOf(id(field), field.name(), unit, field);
    }

    private static Field link(NvmlField field, String unit) {
        return ofLink(id(field), field.name(), unit, link -> numbered(Range.of(unit), field, link));
    }

    /** NVML counts KiB. */
    private static Field bytes(NvmlField field) {
        return ofLink(id(field), field.name(), "bytes", link -> numberedKibibytes(field, link));
    }

    /** Of the type that NVML says, which has changed from one driver to the next. */
    private static Field amount(NvmlField field, String unit) {
        return board(id(field), field.name(), REAL, unit, numberedReal(Range.of(unit), field));
    }

    /** An unsigned int at first, and a double from driver 610 on: the type is what NVML says. */
    private static Field percentage(NvmlField field) {
        return board(id(field), field.name(), REAL, "%", Read.numberedPercent(field));
    }

    /** The word, as DCGM has that of other rates; the clean metric has what is packed in it. */
    private static Field ber(NvmlField field, String clean) {
        return link(field, "word")
                .and(CleanMetric.linkGauge(
                        clean,
                        "Share of bits that were wrong before any correction; Blackwell.",
                        link -> Read.bitErrorRate(field, link)));
    }

    private static int id(NvmlField field) {
        return FIRST + field.id(NEWEST_BRANCH).orElseThrow();
    }
}
