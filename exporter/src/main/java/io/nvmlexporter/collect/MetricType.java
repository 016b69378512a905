package io.nvmlexporter.collect;

import java.util.Locale;

/** A metric's type as the counters file and the page have it. */
public enum MetricType {
    GAUGE,
    COUNTER,
    HISTOGRAM,
    SUMMARY,
    UNTYPED;

    /** The word in the file and on the page. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
