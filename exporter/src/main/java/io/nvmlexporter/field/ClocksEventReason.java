package io.nvmlexporter.field;

import java.util.Locale;

/** Why the clocks are not higher, by its bit among {@code nvmlClocksEventReason*}. */
enum ClocksEventReason {
    GPU_IDLE("gpu_idle"),
    APPLICATIONS_CLOCKS_SETTING("clocks_setting"),
    SW_POWER_CAP("power_cap"),
    HW_SLOWDOWN("hw_slowdown"),
    SYNC_BOOST("sync_boost"),
    SW_THERMAL_SLOWDOWN("sw_thermal"),
    HW_THERMAL_SLOWDOWN("hw_thermal"),
    HW_POWER_BRAKE_SLOWDOWN("hw_power_brake"),
    DISPLAY_CLOCK_SETTING("display_clocks"),
    /** Any bit that nvml.h 13.3 has no name for: driver 615 has two more, for a limit of the board and reliability. */
    OTHER("other") {
        @Override
        boolean isIn(long reasons) {
            return reasons >> ordinal() != 0;
        }
    };

    private final String clockEvent;

    ClocksEventReason(String clockEvent) {
        this.clockEvent = clockEvent;
    }

    /** As dcgm-exporter's label {@code clock_event} names it. */
    String clockEvent() {
        return clockEvent;
    }

    /** As the clean metrics' label {@code reason} names it: NVML's name. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is among them. */
    boolean isIn(long reasons) {
        return (reasons >> ordinal() & 1) == 1;
    }
}
