package io.nvmlexporter.http;

import io.nvmlexporter.collect.Counters;
import io.nvmlexporter.collect.Entity;
import io.nvmlexporter.collect.EntitySnapshot;
import io.nvmlexporter.collect.GpuState;
import io.nvmlexporter.collect.LabelField;
import io.nvmlexporter.collect.Metric;
import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.collect.StructField;
import io.nvmlexporter.collect.View;
import io.nvmlexporter.field.Field;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Why a series that the counters file asks for is not on the page: one series for each field and GPU or GPU instance
 * without a value, and one for each field that no device can have. Never more than fields times devices.
 */
public final class AbsenceMetrics implements MultiCollector {
    private static final String NAME = "nvml_exporter_field_absent";
    private static final String HELP = "A field of the counters file that has no value, and why; always 1.";

    private final Supplier<NodeSnapshot> latest;
    private final Map<Field, String> names = new LinkedHashMap<>();
    private final Counters counters;
    private final View view;

    public AbsenceMetrics(Supplier<NodeSnapshot> latest, View view, Counters counters) {
        this.latest = latest;
        this.view = view;
        this.counters = counters;
        counters.metrics().forEach((Metric metric) -> names.put(metric.field(), metric.name()));
        counters.labels().forEach((LabelField label) -> names.put(label.field(), label.name()));
        counters.structs().forEach((StructField struct) -> names.put(struct.field(), struct.name()));
    }

    @Override
    public MetricSnapshots collect() {
        GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(NAME).help(HELP);
        counters.unserved().forEach((name, reason) -> add(family, Labels.of("field", name, "reason", reason)));
        latest.get().gpus().forEach(gpu -> addGpu(family, gpu));
        return MetricSnapshots.of(family.build());
    }

    private void addGpu(GaugeSnapshot.Builder family, GpuState gpu) {
        if (gpu.snapshot().isPresent()) {
            view.of(gpu.snapshot().get()).forEach(entity -> addEntity(family, entity));
        } else {
            Labels device = gpu(gpu.gpu(), gpu.uuid());
            names.values().forEach(name -> add(family, device.add("field", name).add("reason", gpu.problem())));
        }
    }

    private void addEntity(GaugeSnapshot.Builder family, EntitySnapshot snapshot) {
        snapshot.absences()
                .forEach((field, reason) -> add(family, labels(snapshot.entity(), names.get(field), reason)));
    }

    /** Of a series that says why a field of an entity has no value. */
    static Labels labels(Entity entity, String field, String reason) {
        return device(entity).add("field", field).add("reason", reason);
    }

    private static Labels device(Entity entity) {
        Labels labels = gpu(entity.gpu(), entity.uuid());
        if (entity.nvlink().isPresent()) {
            return labels.add("nvlink", LabelBlock.nvlink(entity));
        }
        return entity.mig()
                .map(mig -> labels.add("GPU_I_ID", Integer.toString(mig.gpuInstanceId())))
                .orElse(labels);
    }

    private static Labels gpu(int index, String uuid) {
        return Labels.of("gpu", Integer.toString(index), "UUID", uuid);
    }

    private static void add(GaugeSnapshot.Builder family, Labels labels) {
        family.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(1)
                .build());
    }
}
