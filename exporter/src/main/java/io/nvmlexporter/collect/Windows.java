package io.nvmlexporter.collect;

import java.time.Duration;

/**
 * The times just past in which things are counted. Of any length, since what they cost does not depend on it.
 *
 * @param xids of {@code DCGM_EXP_XID_ERRORS_COUNT}
 * @param clockEvents of {@code DCGM_EXP_CLOCK_EVENTS_COUNT}
 */
public record Windows(Duration xids, Duration clockEvents) {
    /** As dcgm-exporter has them. */
    public static final Windows STANDARD = new Windows(Duration.ofMinutes(5), Duration.ofMinutes(5));
}
