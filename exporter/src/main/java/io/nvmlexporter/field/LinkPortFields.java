package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.THOUSANDTH;
import static io.nvmlexporter.field.Field.ofLink;
import static io.nvmlexporter.nvml.PrmCounter.*;

import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.PrmCounter;
import java.util.List;
import java.util.function.Function;

/**
 * Registers of each NVLink's port: Blackwell and newer, and in practice for root only. Each is a call of its own for
 * each link, so that all of them on 18 links are 252 calls a poll.
 */
final class LinkPortFields {
    static final List<Field> ROWS = List.of(
            port(580, "DCGM_FI_DEV_NVLINK_PPRM_OPER_RECOVERY", "state", OPER_RECOVERY)
                    .gauge("nvml_nvlink_recovery_state", "State of the link's recovery, as its port numbers it."),
            port(581, "DCGM_FI_DEV_NVLINK_PPCNT_RECOVERY_TIME_SINCE_LAST", "s", TIME_SINCE_LAST_RECOVERY)
                    .gauge("nvml_nvlink_last_recovery_age_seconds", "How long ago the link recovered last."),
            port(582, "DCGM_FI_DEV_NVLINK_PPCNT_RECOVERY_TIME_BETWEEN_LAST_TWO", "ms", TIME_BETWEEN_LAST_TWO_RECOVERIES)
                    .gauge(
                            "nvml_nvlink_last_recoveries_distance_seconds",
                            "Time between the last two recoveries of the link, at most about 65 seconds.",
                            THOUSANDTH),
            port(
                            583,
                            "DCGM_FI_DEV_NVLINK_PPCNT_RECOVERY_TOTAL_SUCCESSFUL_EVENTS",
                            "count",
                            TOTAL_SUCCESSFUL_RECOVERY_EVENTS)
                    .counter("nvml_nvlink_port_recoveries_total", "Recoveries of the link that succeeded."),
            port(
                            584,
                            "DCGM_FI_DEV_NVLINK_PPCNT_PHYSICAL_SUCCESSFUL_RECOVERY_EVENTS",
                            "count",
                            PHYSICAL_SUCCESSFUL_RECOVERY_EVENTS)
                    .counter(
                            "nvml_nvlink_port_physical_recoveries_total",
                            "Recoveries of the link's physical layer that succeeded."),
            port(585, "DCGM_FI_DEV_NVLINK_PPCNT_PHYSICAL_LINK_DOWN_COUNTER", "count", PHYSICAL_LINK_DOWN_EVENTS)
                    .counter("nvml_nvlink_port_link_down_total", "Times that the link went down."),
            // Physical layer retransmission (PLR)
            port(586, "DCGM_FI_DEV_NVLINK_PPCNT_PLR_RCV_CODES", "codewords", PLR_RCV_CODES)
                    .counter("nvml_nvlink_plr_rcv_codes_total", "Codewords that the port received."),
            port(587, "DCGM_FI_DEV_NVLINK_PPCNT_PLR_RCV_CODE_ERR", "codewords", PLR_RCV_CODE_ERR)
                    .counter("nvml_nvlink_plr_rcv_code_errors_total", "Received codewords with an error."),
            port(588, "DCGM_FI_DEV_NVLINK_PPCNT_PLR_RCV_UNCORRECTABLE_CODE", "codewords", PLR_RCV_UNCORRECTABLE_CODE)
                    .counter(
                            "nvml_nvlink_plr_rcv_uncorrectable_codes_total",
                            "Received codewords with an error that could not be corrected."),
            port(589, "DCGM_FI_DEV_NVLINK_PPCNT_PLR_XMIT_CODES", "codewords", PLR_XMIT_CODES)
                    .counter("nvml_nvlink_plr_xmit_codes_total", "Codewords that the port sent."),
            port(590, "DCGM_FI_DEV_NVLINK_PPCNT_PLR_XMIT_RETRY_CODES", "codewords", PLR_XMIT_RETRY_CODES)
                    .counter("nvml_nvlink_plr_xmit_retry_codes_total", "Codewords that the port sent again."),
            port(591, "DCGM_FI_DEV_NVLINK_PPCNT_PLR_XMIT_RETRY_EVENTS", "count", PLR_XMIT_RETRY_EVENTS)
                    .counter("nvml_nvlink_plr_xmit_retry_events_total", "Times that the port sent codewords again."),
            port(592, "DCGM_FI_DEV_NVLINK_PPCNT_PLR_SYNC_EVENTS", "count", PLR_SYNC_EVENTS)
                    .counter("nvml_nvlink_plr_sync_events_total", "Times that the two ends had to agree anew."),
            port(1509, "DCGM_FI_DEV_NVLINK_PPCNT_IBPC_PORT_XMIT_WAIT", "ticks", PORT_XMIT_WAIT)
                    .counter(
                            "nvml_nvlink_port_xmit_wait_ticks_total",
                            "Ticks in which the port had something to send and could not."));

    /** A register, which is asked once a poll. */
    private record Register(PrmCounter counter, int link) implements Function<Device, Long> {
        @Override
        public Long apply(Device device) {
            return device.nvLink(link).counter(counter);
        }
    }

    private LinkPortFields() {}

    private static Field port(int id, String name, String unit, PrmCounter counter) {
        return ofLink(
                id,
                name,
                unit,
                link -> Read.of(Range.COUNT, readings -> new Value.Int(readings.once(new Register(counter, link)))));
    }
}
