package io.nvmlexporter.field;

import io.nvmlexporter.field.Field.Scope;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * A metric by Prometheus' own rules, as {@code --names prometheus} serves it: base units, ratios from 0 to 1, and
 * labels only for what the value is of. Rows that are one quantity of several things share the name.
 *
 * @param name {@code nvml_board_power_watts}; for {@link Kind#INFO} the label's name
 * @param labels which tell this row from others of the same name
 * @param help one sentence
 * @param scope what it is a value of, which may be more exact than DCGM's field
 * @param reads the read, by the index of the NVLink where the scope is {@link Scope#LINK}
 */
public record CleanMetric(
        String name, Map<String, String> labels, Kind kind, String help, Scope scope, IntFunction<Read> reads) {

    /** What Prometheus makes of it. */
    public enum Kind {
        GAUGE,
        /** Grows until the driver or the GPU starts anew; the name ends in {@code _total}. */
        COUNTER,
        /**
         * A text: a label of {@code nvml_gpu_info}, of {@code nvml_nvlink_info} where it is a link's, of
         * {@code nvml_driver_info} where it is the node's.
         */
        INFO
    }

    static CleanMetric gauge(String name, String help, Scope scope, Read read) {
        return new CleanMetric(name, Map.of(), Kind.GAUGE, help, scope, link -> read);
    }

    static CleanMetric counter(String name, String help, Scope scope, Read read) {
        return new CleanMetric(name, Map.of(), Kind.COUNTER, help, scope, link -> read);
    }

    static CleanMetric info(String label, Scope scope, Read read) {
        return new CleanMetric(label, Map.of(), Kind.INFO, "", scope, link -> read);
    }

    static CleanMetric linkGauge(String name, String help, IntFunction<Read> reads) {
        return new CleanMetric(name, Map.of(), Kind.GAUGE, help, Scope.LINK, reads);
    }

    static CleanMetric linkCounter(String name, String help, IntFunction<Read> reads) {
        return new CleanMetric(name, Map.of(), Kind.COUNTER, help, Scope.LINK, reads);
    }

    static CleanMetric linkInfo(String label, IntFunction<Read> reads) {
        return new CleanMetric(label, Map.of(), Kind.INFO, "", Scope.LINK, reads);
    }

    /** The same, told from others of its name by one label more. */
    CleanMetric of(String label, String value) {
        Map<String, String> more = new TreeMap<>(labels);
        more.put(label, value);
        return new CleanMetric(name, Map.copyOf(more), kind, help, scope, reads);
    }

    /** The same of one NVLink alone, as a value of its board. */
    CleanMetric ofLink(int link) {
        return new CleanMetric(name, labels, kind, help, Scope.BOARD, any -> reads.apply(link))
                .of("nvlink", Integer.toString(link));
    }

    /** As for {@link Field}. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return labels.isEmpty() ? name : name + new TreeMap<>(labels);
    }
}
