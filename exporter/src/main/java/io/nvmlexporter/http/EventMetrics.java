package io.nvmlexporter.http;

import io.nvmlexporter.collect.EventCount;
import io.nvmlexporter.collect.EventReport;
import io.nvmlexporter.collect.EventReport.Absence;
import io.nvmlexporter.collect.EventReport.NodeEvent;
import io.nvmlexporter.nvml.EventType;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The events of GPUs beside XIDs, and those of the node, as counters. A type that nobody can hear of a GPU has no
 * counter, which would look as if none had come, but the reason.
 */
public final class EventMetrics implements MultiCollector {
    private static final double MILLIS = 1e3;

    private final Supplier<EventReport> events;
    private final boolean absences;
    private final long started = System.currentTimeMillis();

    /** @param absences whether it is told why there is no counter */
    public EventMetrics(Supplier<EventReport> events, boolean absences) {
        this.events = events;
        this.absences = absences;
    }

    @Override
    public MetricSnapshots collect() {
        EventReport report = events.get();
        MetricSnapshots.Builder families = MetricSnapshots.builder()
                .metricSnapshot(total(report))
                .metricSnapshot(last(report))
                .metricSnapshot(ofNode(report));
        if (absences) {
            families.metricSnapshot(absent(report));
        }
        return families.build();
    }

    private CounterSnapshot total(EventReport report) {
        CounterSnapshot.Builder total = CounterSnapshot.builder()
                .name("nvml_gpu_events")
                .help("Events beside XIDs that the driver reported of the GPU since the exporter started.");
        report.counts()
                .forEach(count -> total.dataPoint(point(labels(count).add("text", text(count.type())), count.count())));
        return total.build();
    }

    private static GaugeSnapshot last(EventReport report) {
        GaugeSnapshot.Builder last = GaugeSnapshot.builder()
                .name("nvml_gpu_event_last_timestamp_seconds")
                .help("When the driver reported that event last.");
        report.counts()
                .forEach(count -> count.last()
                        .ifPresent(when -> last.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                                .labels(labels(count))
                                .value(when.toEpochMilli() / MILLIS)
                                .build())));
        return last.build();
    }

    private CounterSnapshot ofNode(EventReport report) {
        CounterSnapshot.Builder total = CounterSnapshot.builder()
                .name("nvml_node_events")
                .help("Events that the driver reported of the node since the exporter started.");
        report.node()
                .forEach((event, count) ->
                        total.dataPoint(point(Labels.of("event", name(event)).add("text", text(event)), count)));
        return total.build();
    }

    private static GaugeSnapshot absent(EventReport report) {
        GaugeSnapshot.Builder absent = GaugeSnapshot.builder()
                .name("nvml_exporter_event_absent")
                .help("An event that is not listened for, and why; always 1.");
        for (Absence absence : report.absences()) {
            absent.dataPoint(one(gpu(absence.gpu(), absence.uuid())
                    .add("event", name(absence.type()))
                    .add("reason", absence.reason())));
        }
        if (!report.nodeAbsence().isEmpty()) {
            for (NodeEvent event : NodeEvent.values()) {
                absent.dataPoint(one(Labels.of("event", name(event)).add("reason", report.nodeAbsence())));
            }
        }
        return absent.build();
    }

    /** Tells whoever reads OpenMetrics that the first one came after the start and not before. */
    private CounterSnapshot.CounterDataPointSnapshot point(Labels labels, long count) {
        return CounterSnapshot.CounterDataPointSnapshot.builder()
                .createdTimestampMillis(started)
                .labels(labels)
                .value((double) count)
                .build();
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot one(Labels labels) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(1)
                .build();
    }

    private static Labels labels(EventCount count) {
        Labels labels = gpu(count.gpu(), count.uuid()).add("event", name(count.type()));
        return count.gpuInstanceId().isPresent()
                ? labels.add(
                        "gpu_instance_id",
                        Integer.toString(count.gpuInstanceId().getAsInt()))
                : labels;
    }

    private static Labels gpu(int gpu, String uuid) {
        return Labels.of("gpu", Integer.toString(gpu), "uuid", uuid);
    }

    private static String name(Enum<?> event) {
        return event.name().toLowerCase(Locale.ROOT);
    }

    /** What happened, in words. */
    private static String text(EventType type) {
        return switch (type) {
            case SINGLE_BIT_ECC_ERROR -> "an ECC error was corrected";
            case DOUBLE_BIT_ECC_ERROR -> "an ECC error could not be corrected";
            case PSTATE -> "the P-state changed";
            case XID -> "an XID error";
            case CLOCK -> "a clock changed";
            case POWER_SOURCE_CHANGE -> "the power source changed";
            case MIG_CONFIG_CHANGE -> "the MIG configuration changed";
            case SINGLE_BIT_ECC_ERROR_STORM -> "so many ECC errors were corrected that they are a storm";
            case DRAM_RETIREMENT -> "a part of the memory was retired";
            case DRAM_RETIREMENT_FAILURE -> "a part of the memory could not be retired";
            case NON_FATAL_POISON_ERROR -> "poisoned data was met and contained";
            case FATAL_POISON_ERROR -> "poisoned data was met and could not be contained";
            case GPU_UNAVAILABLE -> "the GPU cannot be used any more";
            case GPU_RECOVERY_ACTION -> "the action that the GPU needs to recover changed";
        };
    }

    private static String text(NodeEvent event) {
        return switch (event) {
            case GPU_DRIVER_UNBIND -> "the driver let go of a GPU";
            case GPU_DRIVER_BIND -> "the driver took a GPU";
        };
    }
}
