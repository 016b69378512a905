package io.nvmlexporter.field;

import static io.nvmlexporter.field.CleanMetric.gauge;
import static io.nvmlexporter.field.Field.BILLIONTH;
import static io.nvmlexporter.field.Field.PERCENT;
import static io.nvmlexporter.field.Field.THOUSANDTH;
import static io.nvmlexporter.field.Field.Type.REAL;
import static io.nvmlexporter.field.Field.board;
import static io.nvmlexporter.field.Field.numberOf;
import static io.nvmlexporter.field.Read.limitThousandths;
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
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToLongFunction;

/** Power drawn, and what is done to keep it, and the temperature, within bounds. */
final class PowerFields {
    static final List<Field> ROWS = List.of(
            // Watts
            board(155, "DCGM_FI_DEV_POWER_USAGE", REAL, "W", thousandths(Device::powerMilliwatts))
                    .gauge(
                            "nvml_board_power_watts",
                            "Power that the board draws; on newer boards the mean of a second."),
            board(157, "DCGM_FI_DEV_POWER_USAGE_INSTANT", REAL, "W", numberedThousandths(NVML_FI_DEV_POWER_INSTANT))
                    .gauge(
                            "nvml_board_power_instant_watts",
                            "Power that the board draws this instant; from driver 535 on."),
            // Energy since the driver was loaded
            numberOf(156, "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", "mJ", NVML_FI_DEV_TOTAL_ENERGY_CONSUMPTION)
                    .counter(
                            "nvml_energy_joules_total",
                            "Energy drawn since the driver was loaded; Volta and newer.",
                            THOUSANDTH),
            // Time held back, in all; nanoseconds, whatever old help texts say. Several causes may hold the clocks
            // back at once, so that a sum of them means nothing, and each has a clean name of its own.
            power(240, "DCGM_FI_DEV_POWER_VIOLATION"),
            heldBack(
                    241,
                    "DCGM_FI_DEV_THERMAL_VIOLATION",
                    NVML_FI_DEV_PERF_POLICY_THERMAL,
                    "nvml_thermal_violation_seconds_total",
                    "Time for which temperature held the clocks back."),
            syncBoost(242, "DCGM_FI_DEV_SYNC_BOOST_VIOLATION"),
            heldBack(
                    243,
                    "DCGM_FI_DEV_BOARD_LIMIT_VIOLATION",
                    NVML_FI_DEV_PERF_POLICY_BOARD_LIMIT,
                    "nvml_board_limit_violation_seconds_total",
                    "Time for which a limit of the board held the clocks back."),
            heldBack(
                    244,
                    "DCGM_FI_DEV_LOW_UTIL_VIOLATION",
                    NVML_FI_DEV_PERF_POLICY_LOW_UTILIZATION,
                    "nvml_low_utilization_violation_seconds_total",
                    "Time for which want of work held the clocks back."),
            heldBack(
                    245,
                    "DCGM_FI_DEV_RELIABILITY_VIOLATION",
                    NVML_FI_DEV_PERF_POLICY_RELIABILITY,
                    "nvml_reliability_violation_seconds_total",
                    "Time for which the limit of reliable voltage held the clocks back."),
            heldBack(
                    246,
                    "DCGM_FI_DEV_TOTAL_APP_CLOCKS_VIOLATION",
                    NVML_FI_DEV_PERF_POLICY_TOTAL_APP_CLOCKS,
                    "nvml_app_clocks_violation_seconds_total",
                    "Time for which anything held the clocks below the applications clocks; deprecated by NVML."),
            heldBack(
                    247,
                    "DCGM_FI_DEV_TOTAL_BASE_CLOCKS_VIOLATION",
                    NVML_FI_DEV_PERF_POLICY_TOTAL_BASE_CLOCKS,
                    "nvml_base_clocks_violation_seconds_total",
                    "Time for which anything held the clocks below the base clocks."),
            power(1420, "DCGM_FI_DEV_CLOCKS_EVENT_REASON_SW_POWER_CAP_NS"),
            syncBoost(1421, "DCGM_FI_DEV_CLOCKS_EVENT_REASON_SYNC_BOOST_NS"),
            heldBack(
                    1422,
                    "DCGM_FI_DEV_CLOCKS_EVENT_REASON_SW_THERM_SLOWDOWN_NS",
                    NVML_FI_DEV_CLOCKS_EVENT_REASON_SW_THERM_SLOWDOWN,
                    "nvml_sw_thermal_slowdown_seconds_total",
                    "Time for which the driver held the clocks back for temperature; from driver 575 on."),
            heldBack(
                    1423,
                    "DCGM_FI_DEV_CLOCKS_EVENT_REASON_HW_THERM_SLOWDOWN_NS",
                    NVML_FI_DEV_CLOCKS_EVENT_REASON_HW_THERM_SLOWDOWN,
                    "nvml_hw_thermal_slowdown_seconds_total",
                    "Time for which the hardware held the clocks back for temperature; from driver 575 on."),
            heldBack(
                    1424,
                    "DCGM_FI_DEV_CLOCKS_EVENT_REASON_HW_POWER_BRAKE_SLOWDOWN_NS",
                    NVML_FI_DEV_CLOCKS_EVENT_REASON_HW_POWER_BRAKE_SLOWDOWN,
                    "nvml_hw_power_brake_slowdown_seconds_total",
                    "Time for which an external power brake held the clocks back; from driver 575 on."),
            // Power smoothing, Blackwell: what is in force; TMP is the power of the whole module
            numberOf(1425, "DCGM_FI_DEV_PWR_SMOOTHING_ENABLED", "0/1", NVML_FI_PWR_SMOOTHING_ENABLED)
                    .gauge("nvml_power_smoothing_enabled", "1 where power smoothing is on, else 0; Blackwell."),
            numberOf(1426, "DCGM_FI_DEV_PWR_SMOOTHING_PRIV_LVL", "level", NVML_FI_PWR_SMOOTHING_PRIV_LVL)
                    .gauge("nvml_power_smoothing_privilege_level", "How much of power smoothing one may see and set."),
            numberOf(
                            1427,
                            "DCGM_FI_DEV_PWR_SMOOTHING_IMM_RAMP_DOWN_ENABLED",
                            "0/1",
                            NVML_FI_PWR_SMOOTHING_IMM_RAMP_DOWN_ENABLED)
                    .gauge(
                            "nvml_power_smoothing_immediate_ramp_down_enabled",
                            "1 where power smoothing lets power fall at once, else 0."),
            amountOf(1428, "DCGM_FI_DEV_PWR_SMOOTHING_APPLIED_TMP_CEIL", "W", NVML_FI_PWR_SMOOTHING_APPLIED_TMP_CEIL)
                    .gauge(
                            "nvml_power_smoothing_tmp_ceiling_watts",
                            "Most that the module may draw, by power smoothing."),
            amountOf(1429, "DCGM_FI_DEV_PWR_SMOOTHING_APPLIED_TMP_FLOOR", "W", NVML_FI_PWR_SMOOTHING_APPLIED_TMP_FLOOR)
                    .gauge("nvml_power_smoothing_tmp_floor_watts", "Least that the module draws, by power smoothing."),
            amountOf(
                            1430,
                            "DCGM_FI_DEV_PWR_SMOOTHING_MAX_PERCENT_TMP_FLOOR_SETTING",
                            "%",
                            NVML_FI_PWR_SMOOTHING_MAX_PERCENT_TMP_FLOOR_SETTING)
                    .gauge(
                            "nvml_power_smoothing_max_tmp_floor_ratio",
                            "Highest floor of power that can be set, as a share of the module's power.",
                            PERCENT),
            amountOf(
                            1431,
                            "DCGM_FI_DEV_PWR_SMOOTHING_MIN_PERCENT_TMP_FLOOR_SETTING",
                            "%",
                            NVML_FI_PWR_SMOOTHING_MIN_PERCENT_TMP_FLOOR_SETTING)
                    .gauge(
                            "nvml_power_smoothing_min_tmp_floor_ratio",
                            "Lowest floor of power that can be set, as a share of the module's power.",
                            PERCENT),
            amountOf(
                            1432,
                            "DCGM_FI_DEV_PWR_SMOOTHING_HW_CIRCUITRY_PERCENT_LIFETIME_REMAINING",
                            "%",
                            NVML_FI_PWR_SMOOTHING_HW_CIRCUITRY_PERCENT_LIFETIME_REMAINING)
                    .gauge(
                            "nvml_power_smoothing_lifetime_remaining_ratio",
                            "Share of its life that the circuitry of power smoothing has left.",
                            PERCENT),
            numberOf(
                            1433,
                            "DCGM_FI_DEV_PWR_SMOOTHING_MAX_NUM_PRESET_PROFILES",
                            "count",
                            NVML_FI_PWR_SMOOTHING_MAX_NUM_PRESET_PROFILES)
                    .gauge(
                            "nvml_power_smoothing_max_preset_profiles",
                            "How many preset profiles of power smoothing there are."),
            // Power smoothing: the active preset profile
            setting(
                    1434,
                    "DCGM_FI_DEV_PWR_SMOOTHING_PROFILE_PERCENT_TMP_FLOOR",
                    "%",
                    NVML_FI_PWR_SMOOTHING_PROFILE_PERCENT_TMP_FLOOR,
                    "nvml_power_smoothing_profile_tmp_floor_ratio",
                    "Floor of power, as a share of the module's, by the preset profile.",
                    PERCENT),
            setting(
                    1435,
                    "DCGM_FI_DEV_PWR_SMOOTHING_PROFILE_RAMP_UP_RATE",
                    "mW/s",
                    NVML_FI_PWR_SMOOTHING_PROFILE_RAMP_UP_RATE,
                    "nvml_power_smoothing_profile_ramp_up_watts_per_second",
                    "How fast power may rise, by the preset profile.",
                    THOUSANDTH),
            setting(
                    1436,
                    "DCGM_FI_DEV_PWR_SMOOTHING_PROFILE_RAMP_DOWN_RATE",
                    "mW/s",
                    NVML_FI_PWR_SMOOTHING_PROFILE_RAMP_DOWN_RATE,
                    "nvml_power_smoothing_profile_ramp_down_watts_per_second",
                    "How fast power may fall, by the preset profile.",
                    THOUSANDTH),
            numberOf(
                            1437,
                            "DCGM_FI_DEV_PWR_SMOOTHING_PROFILE_RAMP_DOWN_HYST_VAL",
                            "ms",
                            NVML_FI_PWR_SMOOTHING_PROFILE_RAMP_DOWN_HYST_VAL)
                    .gauge(
                            "nvml_power_smoothing_profile_ramp_down_hysteresis_seconds",
                            "How long low load lasts before power may fall, by the preset profile.",
                            THOUSANDTH),
            numberOf(
                            1438,
                            "DCGM_FI_DEV_PWR_SMOOTHING_ACTIVE_PRESET_PROFILE",
                            "index",
                            NVML_FI_PWR_SMOOTHING_ACTIVE_PRESET_PROFILE)
                    .gauge("nvml_power_smoothing_active_preset_profile", "Index of the preset profile in use."),
            // Power smoothing: the administrator's settings over the profile's
            setting(
                    1439,
                    "DCGM_FI_DEV_PWR_SMOOTHING_ADMIN_OVERRIDE_PERCENT_TMP_FLOOR",
                    "%",
                    NVML_FI_PWR_SMOOTHING_ADMIN_OVERRIDE_PERCENT_TMP_FLOOR,
                    "nvml_power_smoothing_admin_override_tmp_floor_ratio",
                    "Floor of power, as a share of the module's, by the administrator.",
                    PERCENT),
            setting(
                    1440,
                    "DCGM_FI_DEV_PWR_SMOOTHING_ADMIN_OVERRIDE_RAMP_UP_RATE",
                    "mW/s",
                    NVML_FI_PWR_SMOOTHING_ADMIN_OVERRIDE_RAMP_UP_RATE,
                    "nvml_power_smoothing_admin_override_ramp_up_watts_per_second",
                    "How fast power may rise, by the administrator.",
                    THOUSANDTH),
            setting(
                    1441,
                    "DCGM_FI_DEV_PWR_SMOOTHING_ADMIN_OVERRIDE_RAMP_DOWN_RATE",
                    "mW/s",
                    NVML_FI_PWR_SMOOTHING_ADMIN_OVERRIDE_RAMP_DOWN_RATE,
                    "nvml_power_smoothing_admin_override_ramp_down_watts_per_second",
                    "How fast power may fall, by the administrator.",
                    THOUSANDTH),
            numberOf(
                            1442,
                            "DCGM_FI_DEV_PWR_SMOOTHING_ADMIN_OVERRIDE_RAMP_DOWN_HYST_VAL",
                            "ms",
                            NVML_FI_PWR_SMOOTHING_ADMIN_OVERRIDE_RAMP_DOWN_HYST_VAL)
                    .gauge(
                            "nvml_power_smoothing_admin_override_ramp_down_hysteresis_seconds",
                            "How long low load lasts before power may fall, by the administrator.",
                            THOUSANDTH),
            // Power limits
            limit(
                    160,
                    "DCGM_FI_DEV_POWER_MGMT_LIMIT",
                    Device::powerLimitMilliwatts,
                    "nvml_power_limit_watts",
                    "Power limit that was set."),
            limit(
                    163,
                    "DCGM_FI_DEV_POWER_MGMT_LIMIT_DEF",
                    Device::defaultPowerLimitMilliwatts,
                    "nvml_power_default_limit_watts",
                    "Power limit that the board has when it is powered on."),
            limit(
                    164,
                    "DCGM_FI_DEV_ENFORCED_POWER_LIMIT",
                    Device::enforcedPowerLimitMilliwatts,
                    "nvml_power_enforced_limit_watts",
                    "Lowest of all power limits, which is the one in force."),
            board(161, "DCGM_FI_DEV_POWER_MGMT_LIMIT_MIN", REAL, "W", limitWatts(PowerLimitRange::min))
                    .and(gauge(
                            "nvml_power_min_limit_watts",
                            "Lowest power limit that can be set.",
                            Scope.BOARD,
                            limitThousandths(PowerLimitRange::min))),
            board(162, "DCGM_FI_DEV_POWER_MGMT_LIMIT_MAX", REAL, "W", limitWatts(PowerLimitRange::max))
                    .and(gauge(
                            "nvml_power_max_limit_watts",
                            "Highest power limit that can be set.",
                            Scope.BOARD,
                            limitThousandths(PowerLimitRange::max))));

    private PowerFields() {}

    private static Field power(int id, String name) {
        return heldBack(
                id,
                name,
                NVML_FI_DEV_PERF_POLICY_POWER,
                "nvml_power_violation_seconds_total",
                "Time for which the power limit held the clocks back.");
    }

    private static Field syncBoost(int id, String name) {
        return heldBack(
                id,
                name,
                NVML_FI_DEV_PERF_POLICY_SYNC_BOOST,
                "nvml_sync_boost_violation_seconds_total",
                "Time for which the sync boost group held the clocks back.");
    }

    private static Field heldBack(int id, String name, NvmlField number, String clean, String help) {
        return numberOf(id, name, "ns", number).counter(clean, help, BILLIONTH);
    }

    /** DCGM has these as doubles, whatever type NVML gives. */
    private static Field amountOf(int id, String name, String unit, NvmlField number) {
        return board(id, name, REAL, unit, numberedReal(Range.of(unit), number));
    }

    private static Field setting(
            int id,
            String name,
            String unit,
            NvmlField number,
            String clean,
            String help,
            DoubleUnaryOperator toBaseUnit) {
        return amountOf(id, name, unit, number).gauge(clean, help, toBaseUnit);
    }

    private static Field limit(int id, String name, ToLongFunction<Device> milliwatts, String clean, String help) {
        return board(id, name, REAL, "W", wholeWatts(milliwatts))
                .and(gauge(clean, help, Scope.BOARD, thousandths(milliwatts)));
    }
}
