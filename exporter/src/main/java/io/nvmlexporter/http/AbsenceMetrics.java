package io.nvmlexporter.http;

import io.nvmlexporter.collect.Counters;
import io.nvmlexporter.collect.Entity;
import io.nvmlexporter.collect.EntitySnapshot;
import io.nvmlexporter.collect.GpuState;
import io.nvmlexporter.collect.LabelField;
import io.nvmlexporter.collect.Metric;
import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.field.Field;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Why a series that the counters file asks for is not on the page: one series for each field and GPU or GPU instance
 * without a value, and one for each field that NVML cannot give at all. Never more than fields times devices.
 */
public final class AbsenceMetrics implements MultiCollector {
    private static final String NAME = "nvml_exporter_field_absent";
    private static final String HELP = "A field of the counters file that has no value, and why; always 1.";

    private final Supplier<NodeSnapshot> latest;
    private final Map<Field, String> names = new LinkedHashMap<>();
    private final Counters counters;

    public AbsenceMetrics(Supplier<NodeSnapshot> latest, Counters counters) {
        this.latest = latest;
        this.counters = counters;
        counters.metrics().forEach((Metric metric) -> names.put(metric.field(), metric.name()));
        counters.labels().forEach((LabelField label) -> names.put(label.field(), label.name()));
    }

    @Override
    public MetricSnapshots collect() {
        GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(NAME).help(HELP);
        counters.notInNvml().stream()
                .distinct()
                .forEach(name -> add(family, Labels.of("field", name, "reason", "not_in_nvml")));
        latest.get().gpus().forEach(gpu -> addGpu(family, gpu));
        return MetricSnapshots.of(family.build());
    }

    private void addGpu(GaugeSnapshot.Builder family, GpuState gpu) {
        if (gpu.snapshot().isPresent()) {
            gpu.snapshot().get().entities().forEach(entity -> addEntity(family, entity));
        } else {
            Labels device = device(gpu.gpu(), gpu.uuid(), Optional.empty());
            names.values().forEach(name -> add(family, device.add("field", name).add("reason", gpu.problem())));
        }
    }

    private void addEntity(GaugeSnapshot.Builder family, EntitySnapshot snapshot) {
        Entity entity = snapshot.entity();
        Labels device = device(entity.gpu(), entity.uuid(), entity.mig());
        snapshot.absences()
                .forEach((field, reason) ->
                        add(family, device.add("field", names.get(field)).add("reason", reason)));
    }

    private static Labels device(int gpu, String uuid, Optional<Entity.MigInstance> mig) {
        Labels labels = Labels.of("gpu", Integer.toString(gpu), "UUID", uuid);
        return mig.map(instance -> labels.add("GPU_I_ID", Integer.toString(instance.gpuInstanceId())))
                .orElse(labels);
    }

    private static void add(GaugeSnapshot.Builder family, Labels labels) {
        family.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(1)
                .build());
    }
}
