package io.nvmlexporter.field;

/** Why the clocks are not higher, by its bit among {@code nvmlClocksEventReason*}. */
enum ClocksEventReason {
    GPU_IDLE,
    APPLICATIONS_CLOCKS_SETTING,
    SW_POWER_CAP,
    HW_SLOWDOWN,
    SYNC_BOOST,
    SW_THERMAL_SLOWDOWN,
    HW_THERMAL_SLOWDOWN,
    HW_POWER_BRAKE_SLOWDOWN,
    DISPLAY_CLOCK_SETTING;

    /** Whether it is among them. */
    boolean isIn(long reasons) {
        return (reasons >> ordinal() & 1) == 1;
    }
}
