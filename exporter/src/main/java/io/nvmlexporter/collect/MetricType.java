package io.nvmlexporter.collect;

import java.util.Locale;

/** What a counters file, and the {@code # TYPE} line of the page, call a metric's kind. */
public enum MetricType {
    GAUGE,
    COUNTER,
    HISTOGRAM,
    SUMMARY,
    UNTYPED;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
