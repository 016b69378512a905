package io.nvmlexporter.http;

import io.nvmlexporter.field.CleanMetric.Kind;
import io.nvmlexporter.field.Value;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;

/** All series of one clean name, on their way to the page. */
final class CleanFamily {
    private final String name;
    private final Kind kind;
    private final String help;
    private final Map<Labels, Double> samples = new LinkedHashMap<>();

    CleanFamily(String name, Kind kind, String help) {
        this.name = name;
        this.kind = kind;
        this.help = help;
    }

    void add(Labels labels, Value value) {
        if (value instanceof Value.Int number) {
            put(labels, (double) number.value());
        } else if (value instanceof Value.Real real) {
            put(labels, real.value());
        } else if (value instanceof Value.Samples several) {
            several.samples()
                    .forEach(sample -> put(CleanMetrics.with(labels, sample.labels()), (double) sample.value()));
        }
    }

    private void put(Labels labels, double value) {
        if (Double.isFinite(value)) {
            samples.putIfAbsent(labels, value);
        }
    }

    MetricSnapshot snapshot() {
        if (kind == Kind.COUNTER) {
            // The library writes the ending itself.
            CounterSnapshot.Builder counter = CounterSnapshot.builder()
                    .name(name.replaceFirst("_total$", ""))
                    .help(help);
            samples.forEach((labels, value) -> counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(labels)
                    .value(value)
                    .build()));
            return counter.build();
        }
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        samples.forEach((labels, value) -> gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build()));
        return gauge.build();
    }
}
