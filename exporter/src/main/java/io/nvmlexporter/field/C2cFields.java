package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.MEGA;
import static io.nvmlexporter.field.Field.numberOf;
import static io.nvmlexporter.nvml.NvmlField.*;

import java.util.List;

/** NVLink C2C between CPU and GPU. DCGM asks for the first link alone, whatever the names say. */
final class C2cFields {
    private static final String LINK = "c2c_link";
    private static final String FIRST = "0";

    static final List<Field> ROWS = List.of(
            numberOf(285, "DCGM_FI_DEV_C2C_LINK_COUNT", "count", NVML_FI_DEV_C2C_LINK_COUNT)
                    .gauge("nvml_c2c_links", "NVLink C2C links between CPU and GPU; Grace Hopper and newer."),
            numberOf(286, "DCGM_FI_DEV_C2C_LINK_STATUS", "0/1", NVML_FI_DEV_C2C_LINK_GET_STATUS)
                    .gauge("nvml_c2c_link_status", "1 where the C2C link is active, else 0; Grace Hopper and newer.")
                    .of(LINK, FIRST),
            numberOf(287, "DCGM_FI_DEV_C2C_MAX_BANDWIDTH", "MB/s", NVML_FI_DEV_C2C_LINK_GET_MAX_BW)
                    .gauge(
                            "nvml_c2c_link_max_bandwidth_bytes_per_second",
                            "Most that the C2C link can carry; Grace Hopper and newer.",
                            MEGA)
                    .of(LINK, FIRST),
            numberOf(1400, "DCGM_FI_DEV_C2C_LINK_ERROR_INTR", "count", NVML_FI_DEV_C2C_LINK_ERROR_INTR)
                    .counter("nvml_c2c_link_error_interrupts_total", "CRC errors of the C2C link; from driver 575 on.")
                    .of(LINK, FIRST),
            numberOf(1401, "DCGM_FI_DEV_C2C_LINK_ERROR_REPLAY", "count", NVML_FI_DEV_C2C_LINK_ERROR_REPLAY)
                    .counter("nvml_c2c_link_replay_errors_total", "Replays of the C2C link; from driver 575 on.")
                    .of(LINK, FIRST),
            numberOf(1402, "DCGM_FI_DEV_C2C_LINK_ERROR_REPLAY_B2B", "count", NVML_FI_DEV_C2C_LINK_ERROR_REPLAY_B2B)
                    .counter(
                            "nvml_c2c_link_replay_b2b_errors_total",
                            "Replays of the C2C link that came back to back; from driver 575 on.")
                    .of(LINK, FIRST),
            numberOf(1403, "DCGM_FI_DEV_C2C_LINK_POWER_STATE", "state", NVML_FI_DEV_C2C_LINK_POWER_STATE)
                    .gauge(
                            "nvml_c2c_link_power_state",
                            "0 where the C2C link has full power, 1 low; from driver 575 on.")
                    .of(LINK, FIRST));

    private C2cFields() {}
}
