package io.nvmlexporter.collect;

import static io.nvmlexporter.collect.MetricType.COUNTER;
import static io.nvmlexporter.collect.MetricType.GAUGE;
import static io.nvmlexporter.collect.MetricType.HISTOGRAM;
import static io.nvmlexporter.collect.MetricType.SUMMARY;
import static io.nvmlexporter.collect.MetricType.UNTYPED;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which releases of dcgm-exporter the counters file and the page follow, where releases differ. */
public enum Compatibility {
    /** 4.5.3-4.8.2 and before, which the installed base runs. */
    V4_8_2("4.8.2", "Hostname", GAUGE, COUNTER, HISTOGRAM, SUMMARY),
    /** 4.6.0-4.8.3 and later: families by name, shortest floats, {@code hostname}. */
    V4_8_3("4.8.3", "hostname", COUNTER, GAUGE, UNTYPED),
    /**
     * 4.9.0 and later: as {@link #V4_8_3}, with the names of DCGM 4.6, which have base units where it has such fields.
     */
    V4_9("4.9", "hostname", COUNTER, GAUGE, UNTYPED),
    /** As {@link #V4_8_2}, with the label {@code uuid} of 1.x; the metrics' names are the counters file's. */
    V1_X("1.x", "Hostname", GAUGE, COUNTER, HISTOGRAM, SUMMARY);

    private final String text;
    private final String hostnameLabel;
    private final List<MetricType> types;

    Compatibility(String text, String hostnameLabel, MetricType... types) {
        this.text = text;
        this.hostnameLabel = hostnameLabel;
        this.types = List.of(types);
    }

    /** Whether the page and the checks are those of the renderer that 4.8.3 brought. */
    public boolean hasNewRenderer() {
        return this == V4_8_3 || this == V4_9;
    }

    /** The shipped file that is read unless the user names one. */
    public String countersFile() {
        return switch (this) {
            case V4_8_2 -> "default-counters.csv";
            case V4_8_3 -> "default-counters-4.8.3.csv";
            case V4_9 -> "default-counters-4.9.csv";
            case V1_X -> "1.x-compatibility-metrics.csv";
        };
    }

    public static Optional<Compatibility> of(String text) {
        return Arrays.stream(values()).filter(c -> c.text.equals(text)).findFirst();
    }

    /** As the command line writes it. */
    public String text() {
        return text;
    }

    /** The name of the host name's label, unless the user chose one. */
    public String hostnameLabel() {
        return hostnameLabel;
    }

    /** The types that a counters file may give a metric. */
    public List<MetricType> types() {
        return types;
    }
}
