package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.Type.REAL;
import static io.nvmlexporter.field.Field.board;
import static io.nvmlexporter.field.Field.numberOf;
import static io.nvmlexporter.field.Field.row;
import static io.nvmlexporter.field.Read.limitWatts;
import static io.nvmlexporter.field.Read.numberedReal;
import static io.nvmlexporter.field.Read.numberedThousandths;
import static io.nvmlexporter.field.Read.thousandths;
import static io.nvmlexporter.field.Read.wholeWatts;
import static io.nvmlexporter.nvml.NvmlField.*;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.NvmlField;
import io.nvmlexporter.nvml.PowerLimitRange;
import java.util.List;

/** Power drawn, and what is done to keep it, and the temperature, within bounds. */
final class PowerFields {
    static final List<Field> ROWS = List.of(
            // Watts
            watts(155, "DCGM_FI_DEV_POWER_USAGE", thousandths(Device::powerMilliwatts))
                    .gauge("nvml_board_power_watts", "Power that the board draws, averaged by the driver."),
            watts(157, "DCGM_FI_DEV_POWER_USAGE_INSTANT", numberedThousandths(NVML_FI_DEV_POWER_INSTANT)),
            // Energy since the driver was loaded
            numberOf(156, "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", "mJ", NVML_FI_DEV_TOTAL_ENERGY_CONSUMPTION)
                    .counter("nvml_energy_joules_total", "Energy drawn since the driver was loaded.", Field.THOUSANDTH),
            // Time held back, in all; nanoseconds, whatever old help texts say
            nanoseconds(240, "DCGM_FI_DEV_POWER_VIOLATION", NVML_FI_DEV_PERF_POLICY_POWER),
            nanoseconds(241, "DCGM_FI_DEV_THERMAL_VIOLATION", NVML_FI_DEV_PERF_POLICY_THERMAL),
            nanoseconds(242, "DCGM_FI_DEV_SYNC_BOOST_VIOLATION", NVML_FI_DEV_PERF_POLICY_SYNC_BOOST),
            nanoseconds(243, "DCGM_FI_DEV_BOARD_LIMIT_VIOLATION", NVML_FI_DEV_PERF_POLICY_BOARD_LIMIT),
            nanoseconds(244, "DCGM_FI_DEV_LOW_UTIL_VIOLATION", NVML_FI_DEV_PERF_POLICY_LOW_UTILIZATION),
            nanoseconds(245, "DCGM_FI_DEV_RELIABILITY_VIOLATION", NVML_FI_DEV_PERF_POLICY_RELIABILITY),
            nanoseconds(246, "DCGM_FI_DEV_TOTAL_APP_CLOCKS_VIOLATION", NVML_FI_DEV_PERF_POLICY_TOTAL_APP_CLOCKS),
            nanoseconds(247, "DCGM_FI_DEV_TOTAL_BASE_CLOCKS_VIOLATION", NVML_FI_DEV_PERF_POLICY_TOTAL_BASE_CLOCKS),
            nanoseconds(1420, "DCGM_FI_DEV_CLOCKS_EVENT_REASON_SW_POWER_CAP_NS", NVML_FI_DEV_PERF_POLICY_POWER),
            nanoseconds(1421, "DCGM_FI_DEV_CLOCKS_EVENT_REASON_SYNC_BOOST_NS", NVML_FI_DEV_PERF_POLICY_SYNC_BOOST),
            nanoseconds(
                    1422,
                    "DCGM_FI_DEV_CLOCKS_EVENT_REASON_SW_THERM_SLOWDOWN_NS",
                    NVML_FI_DEV_CLOCKS_EVENT_REASON_SW_THERM_SLOWDOWN),
            nanoseconds(
                    1423,
                    "DCGM_FI_DEV_CLOCKS_EVENT_REASON_HW_THERM_SLOWDOWN_NS",
                    NVML_FI_DEV_CLOCKS_EVENT_REASON_HW_THERM_SLOWDOWN),
            nanoseconds(
                    1424,
                    "DCGM_FI_DEV_CLOCKS_EVENT_REASON_HW_POWER_BRAKE_SLOWDOWN_NS",
                    NVML_FI_DEV_CLOCKS_EVENT_REASON_HW_POWER_BRAKE_SLOWDOWN),
            // Power smoothing, Blackwell: what is in force
            numberOf(1425, "DCGM_FI_DEV_PWR_SMOOTHING_ENABLED", "0/1", NVML_FI_PWR_SMOOTHING_ENABLED),
            numberOf(1426, "DCGM_FI_DEV_PWR_SMOOTHING_PRIV_LVL", "level", NVML_FI_PWR_SMOOTHING_PRIV_LVL),
            numberOf(
                    1427,
                    "DCGM_FI_DEV_PWR_SMOOTHING_IMM_RAMP_DOWN_ENABLED",
                    "0/1",
                    NVML_FI_PWR_SMOOTHING_IMM_RAMP_DOWN_ENABLED),
            amountOf(1428, "DCGM_FI_DEV_PWR_SMOOTHING_APPLIED_TMP_CEIL", "W", NVML_FI_PWR_SMOOTHING_APPLIED_TMP_CEIL),
            amountOf(1429, "DCGM_FI_DEV_PWR_SMOOTHING_APPLIED_TMP_FLOOR", "W", NVML_FI_PWR_SMOOTHING_APPLIED_TMP_FLOOR),
            amountOf(
                    1430,
                    "DCGM_FI_DEV_PWR_SMOOTHING_MAX_PERCENT_TMP_FLOOR_SETTING",
                    "%",
                    NVML_FI_PWR_SMOOTHING_MAX_PERCENT_TMP_FLOOR_SETTING),
            amountOf(
                    1431,
                    "DCGM_FI_DEV_PWR_SMOOTHING_MIN_PERCENT_TMP_FLOOR_SETTING",
                    "%",
                    NVML_FI_PWR_SMOOTHING_MIN_PERCENT_TMP_FLOOR_SETTING),
            amountOf(
                    1432,
                    "DCGM_FI_DEV_PWR_SMOOTHING_HW_CIRCUITRY_PERCENT_LIFETIME_REMAINING",
                    "%",
                    NVML_FI_PWR_SMOOTHING_HW_CIRCUITRY_PERCENT_LIFETIME_REMAINING),
            numberOf(
                    1433,
                    "DCGM_FI_DEV_PWR_SMOOTHING_MAX_NUM_PRESET_PROFILES",
                    "count",
                    NVML_FI_PWR_SMOOTHING_MAX_NUM_PRESET_PROFILES),
            // Power smoothing: the active preset profile
            amountOf(
                    1434,
                    "DCGM_FI_DEV_PWR_SMOOTHING_PROFILE_PERCENT_TMP_FLOOR",
                    "%",
                    NVML_FI_PWR_SMOOTHING_PROFILE_PERCENT_TMP_FLOOR),
            amountOf(
                    1435,
                    "DCGM_FI_DEV_PWR_SMOOTHING_PROFILE_RAMP_UP_RATE",
                    "mW/s",
                    NVML_FI_PWR_SMOOTHING_PROFILE_RAMP_UP_RATE),
            amountOf(
                    1436,
                    "DCGM_FI_DEV_PWR_SMOOTHING_PROFILE_RAMP_DOWN_RATE",
                    "mW/s",
                    NVML_FI_PWR_SMOOTHING_PROFILE_RAMP_DOWN_RATE),
            numberOf(
                    1437,
                    "DCGM_FI_DEV_PWR_SMOOTHING_PROFILE_RAMP_DOWN_HYST_VAL",
                    "ms",
                    NVML_FI_PWR_SMOOTHING_PROFILE_RAMP_DOWN_HYST_VAL),
            numberOf(
                    1438,
                    "DCGM_FI_DEV_PWR_SMOOTHING_ACTIVE_PRESET_PROFILE",
                    "index",
                    NVML_FI_PWR_SMOOTHING_ACTIVE_PRESET_PROFILE),
            // Power smoothing: the administrator's settings over the profile's
            amountOf(
                    1439,
                    "DCGM_FI_DEV_PWR_SMOOTHING_ADMIN_OVERRIDE_PERCENT_TMP_FLOOR",
                    "%",
                    NVML_FI_PWR_SMOOTHING_ADMIN_OVERRIDE_PERCENT_TMP_FLOOR),
            amountOf(
                    1440,
                    "DCGM_FI_DEV_PWR_SMOOTHING_ADMIN_OVERRIDE_RAMP_UP_RATE",
                    "mW/s",
                    NVML_FI_PWR_SMOOTHING_ADMIN_OVERRIDE_RAMP_UP_RATE),
            amountOf(
                    1441,
                    "DCGM_FI_DEV_PWR_SMOOTHING_ADMIN_OVERRIDE_RAMP_DOWN_RATE",
                    "mW/s",
                    NVML_FI_PWR_SMOOTHING_ADMIN_OVERRIDE_RAMP_DOWN_RATE),
            numberOf(
                    1442,
                    "DCGM_FI_DEV_PWR_SMOOTHING_ADMIN_OVERRIDE_RAMP_DOWN_HYST_VAL",
                    "ms",
                    NVML_FI_PWR_SMOOTHING_ADMIN_OVERRIDE_RAMP_DOWN_HYST_VAL),
            // Power limits
            board(160, "DCGM_FI_DEV_POWER_MGMT_LIMIT", REAL, "W", wholeWatts(Device::powerLimitMilliwatts)),
            board(161, "DCGM_FI_DEV_POWER_MGMT_LIMIT_MIN", REAL, "W", limitWatts(PowerLimitRange::min)),
            board(162, "DCGM_FI_DEV_POWER_MGMT_LIMIT_MAX", REAL, "W", limitWatts(PowerLimitRange::max)),
            board(163, "DCGM_FI_DEV_POWER_MGMT_LIMIT_DEF", REAL, "W", wholeWatts(Device::defaultPowerLimitMilliwatts)),
            board(
                    164,
                    "DCGM_FI_DEV_ENFORCED_POWER_LIMIT",
                    REAL,
                    "W",
                    wholeWatts(Device::enforcedPowerLimitMilliwatts)));

    private PowerFields() {}

    private static Field watts(int id, String name, Read read) {
        return row(id, name, REAL, "W", Scope.BOARD, read);
    }

    private static Field nanoseconds(int id, String name, NvmlField number) {
        return numberOf(id, name, "ns", number);
    }

    /** DCGM has these as doubles, whatever type NVML gives. */
    private static Field amountOf(int id, String name, String unit, NvmlField number) {
        return row(id, name, REAL, unit, Scope.BOARD, numberedReal(number));
    }
}
