package io.nvmlexporter.http;

import io.nvmlexporter.collect.Entity;
import io.nvmlexporter.collect.EntitySnapshot;
import io.nvmlexporter.collect.GpuSnapshot;
import io.nvmlexporter.collect.GpuState;
import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.collect.View;
import io.nvmlexporter.label.LabelSet;
import io.nvmlexporter.label.Ownership;
import io.nvmlexporter.label.SeriesLabels;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Which devices are read and whose they are, whatever fields a board has: rules and dashboards count and join by these
 * series, since any field may be absent. Labels are those of the devices' own series in DCGM's dialect. Never more than
 * devices times owners.
 */
public final class DeviceMetrics implements MultiCollector {
    private final Supplier<NodeSnapshot> latest;
    private final View view;
    private final Ownership ownership;
    private final PageFormat format;

    /** @param view the devices that have series on the page */
    public DeviceMetrics(Supplier<NodeSnapshot> latest, View view, Ownership ownership, PageFormat format) {
        this.latest = latest;
        this.view = view;
        this.ownership = ownership;
        this.format = format;
    }

    @Override
    public MetricSnapshots collect() {
        NodeSnapshot node = latest.get();
        SeriesLabels whose = ownership.of(node);
        InfoSnapshot.Builder family = InfoSnapshot.builder()
                .name("nvml_exporter_device")
                .help("A GPU or GPU instance that is read, once for each container and job that has it; always 1.");
        for (GpuState gpu : node.gpus()) {
            gpu.snapshot()
                    .ifPresent(snapshot -> rows(snapshot, whose)
                            .forEach(labels -> family.dataPoint(InfoDataPointSnapshot.builder()
                                    .labels(labels)
                                    .build())));
        }
        return MetricSnapshots.of(family.build());
    }

    private Set<Labels> rows(GpuSnapshot gpu, SeriesLabels whose) {
        Set<Labels> rows = new LinkedHashSet<>();
        for (EntitySnapshot device : view.of(gpu)) {
            Entity entity = device.entity();
            if (entity.nvlink().isEmpty()) {
                whose.holders(entity).forEach(holder -> rows.add(labels(gpu, entity, holder)));
            }
        }
        return rows;
    }

    private Labels labels(GpuSnapshot gpu, Entity entity, LabelSet holder) {
        Map<String, String> labels = new TreeMap<>(holder.attributes());
        labels.putAll(LabelBlock.device(entity, format));
        gpu.ids().bus().ifPresent(bus -> labels.put("bus_type", bus.label()));
        labels.values().removeIf(String::isEmpty);
        labels.replaceAll((name, value) -> Escape.encodable(value));
        return CleanMetrics.with(Labels.EMPTY, labels);
    }
}
