package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;
import java.time.Duration;
import java.util.List;

/**
 * What to read, of which devices, and how often.
 *
 * @param fields each once
 * @param interval between the starts of two polls of a GPU
 */
public record Plan(List<Field> fields, DeviceSelection devices, Duration interval) {
    /** What a scrape may have to wait for the driver in a poll that takes unusually long. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** The age from which a snapshot is not served any more: one poll missed, and some grace. */
    Duration oldest() {
        return interval.multipliedBy(2).plus(GRACE);
    }
}
