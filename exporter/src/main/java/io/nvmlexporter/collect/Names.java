package io.nvmlexporter.collect;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Under which names the values are served. */
public enum Names {
    /** As dcgm-exporter has them. */
    DCGM,
    /** By Prometheus' rules. */
    PROMETHEUS,
    BOTH;

    public static Optional<Names> of(String text) {
        return Arrays.stream(values())
                .filter(names -> names.text().equals(text))
                .findFirst();
    }

    /** As the command line writes it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean dcgm() {
        return this != PROMETHEUS;
    }

    public boolean prometheus() {
        return this != DCGM;
    }
}
