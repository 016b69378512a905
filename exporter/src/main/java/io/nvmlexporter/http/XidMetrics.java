package io.nvmlexporter.http;

import io.nvmlexporter.collect.XidCount;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;

/**
 * XIDs as something that can be counted: {@code DCGM_FI_DEV_XID_ERRORS} is only ever the last one, so that two equal
 * ones look like one, and it never goes back.
 */
public final class XidMetrics implements MultiCollector {
    private static final double MILLIS = 1e3;

    private final Supplier<List<XidCount>> counts;
    private final long started = System.currentTimeMillis();

    public XidMetrics(Supplier<List<XidCount>> counts) {
        this.counts = counts;
    }

    @Override
    public MetricSnapshots collect() {
        CounterSnapshot.Builder total = CounterSnapshot.builder()
                .name("nvml_xid_errors")
                .help("XIDs that the driver reported since the exporter started.");
        GaugeSnapshot.Builder last = GaugeSnapshot.builder()
                .name("nvml_xid_last_timestamp_seconds")
                .help("When the driver reported that XID last.");
        for (XidCount count : counts.get()) {
            Labels labels = labels(count);
            // Tells whoever reads OpenMetrics that the first one came after the start and not before.
            total.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .createdTimestampMillis(started)
                    .labels(labels)
                    .value((double) count.count())
                    .build());
            last.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels)
                    .value(count.last().toEpochMilli() / MILLIS)
                    .build());
        }
        return MetricSnapshots.of(total.build(), last.build());
    }

    private static Labels labels(XidCount count) {
        Labels labels = Labels.of(
                "gpu", Integer.toString(count.gpu()), "uuid", count.uuid(), "xid", Long.toString(count.code()));
        return count.gpuInstanceId().isPresent()
                ? labels.add(
                        "gpu_instance_id",
                        Integer.toString(count.gpuInstanceId().getAsInt()))
                : labels;
    }
}
