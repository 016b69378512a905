package io.nvmlexporter.http;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How {@code /metrics} was answered, under the names that Prometheus' handler for Go gives it. */
final class HandlerMetrics implements MultiCollector {
    private final AtomicInteger inFlight = new AtomicInteger();
    /** With the codes that are there from the start, so that their first rise is seen. */
    private final Map<Integer, LongAdder> answers =
            new ConcurrentSkipListMap<>(Map.of(200, new LongAdder(), 500, new LongAdder(), 503, new LongAdder()));

    void begun() {
        inFlight.incrementAndGet();
    }

    void answered(int code) {
        answers.computeIfAbsent(code, first -> new LongAdder()).increment();
    }

    void ended() {
        inFlight.decrementAndGet();
    }

    @Override
    public MetricSnapshots collect() {
        CounterSnapshot.Builder requests = CounterSnapshot.builder()
                .name("promhttp_metric_handler_requests")
                .help("Requests for /metrics, by the code they were answered with.");
        answers.forEach((code, count) -> requests.dataPoint(CounterDataPointSnapshot.builder()
                .labels(Labels.of("code", Integer.toString(code)))
                .value((double) count.sum())
                .build()));
        GaugeSnapshot now = GaugeSnapshot.builder()
                .name("promhttp_metric_handler_requests_in_flight")
                .help("Requests for /metrics that are being answered now, this one among them.")
                .dataPoint(
                        GaugeDataPointSnapshot.builder().value(inFlight.get()).build())
                .build();
        return MetricSnapshots.of(requests.build(), now);
    }
}
