package io.nvmlexporter.http;

import io.nvmlexporter.collect.Entity;
import io.nvmlexporter.collect.EntitySnapshot;
import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.collect.View;
import io.nvmlexporter.field.CleanMetric.Kind;
import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.field.Node;
import io.nvmlexporter.field.ProcessUse;
import io.nvmlexporter.field.Value;
import io.nvmlexporter.label.LabelSet;
import io.nvmlexporter.label.PodShare;
import io.nvmlexporter.label.SeriesLabels;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The values under clean names. A series has the UUID of its GPU or MIG instance and what tells it from others of its
 * name; all else there is to know of the device is a label of {@code nvml_gpu_info}, {@code nvml_mig_info} or
 * {@code nvml_nvlink_info}, to be joined by UUID. Of a series that two fields give, the first counts.
 */
public final class CleanMetrics {
    private final View view;

    public CleanMetrics(View view) {
        this.view = view;
    }

    /** @param whose says whose the devices of the snapshot are */
    public MetricSnapshots of(NodeSnapshot node, SeriesLabels whose) {
        Map<String, CleanFamily> families = new LinkedHashMap<>();
        List<InfoDataPointSnapshot> gpus = new ArrayList<>();
        List<InfoDataPointSnapshot> instances = new ArrayList<>();
        List<InfoDataPointSnapshot> links = new ArrayList<>();
        List<InfoDataPointSnapshot> pods = new ArrayList<>();
        List<InfoDataPointSnapshot> jobs = new ArrayList<>();
        List<InfoDataPointSnapshot> containers = new ArrayList<>();
        for (EntitySnapshot snapshot : view.of(node)) {
            Entity entity = snapshot.entity();
            if (entity.nvlink().isPresent()) {
                links.add(point(series(entity), texts(snapshot)));
            } else if (entity.mig().isPresent()) {
                instances.add(point(series(entity), ofInstance(entity)));
            } else {
                gpus.add(point(series(entity), ofGpu(snapshot)));
            }
            whose.podInfo(entity).forEach(pod -> pods.add(owned(entity, pod)));
            whose.jobInfo(entity).forEach(job -> jobs.add(owned(entity, job)));
            whose.containerInfo(entity).forEach(container -> containers.add(owned(entity, container)));
            add(families, snapshot);
            whose.podShares(snapshot).forEach(share -> add(families, entity, share));
        }
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        families.values().forEach(family -> all.metricSnapshot(family.snapshot()));
        node.driver().node().ifPresent(driver -> all.metricSnapshot(driverInfo(driver)));
        addInfo(all, "nvml_gpu", "The GPU and its board; always 1.", gpus);
        addInfo(all, "nvml_mig", "The MIG instance; always 1.", instances);
        addInfo(all, "nvml_nvlink", "The NVLink and what is at its other end; always 1.", links);
        addInfo(all, "nvml_pod", "A container that has the GPU or MIG instance, or a part of it; always 1.", pods);
        addInfo(all, "nvml_container", "A container that was given the GPU or MIG instance; always 1.", containers);
        addInfo(all, "nvml_job", "A job that has the GPU or MIG instance; always 1.", jobs);
        return all.build();
    }

    private static InfoDataPointSnapshot owned(Entity entity, LabelSet owner) {
        return point(series(entity), texts(owner));
    }

    private static Map<String, String> texts(LabelSet owner) {
        Map<String, String> labels = new TreeMap<>(owner.podLabels());
        labels.putAll(owner.attributes());
        labels.replaceAll((name, value) -> Escape.encodable(value));
        return labels;
    }

    private static void add(Map<String, CleanFamily> families, EntitySnapshot snapshot) {
        Labels ofDevice = series(snapshot.entity());
        snapshot.clean().forEach((metric, value) -> {
            if (metric.kind() != Kind.INFO) {
                Labels series = metric.scope() == Scope.NODE ? Labels.EMPTY : ofDevice;
                families.computeIfAbsent(metric.name(), name -> new CleanFamily(name, metric.kind(), metric.help()))
                        .add(with(series, metric.labels()), value);
            }
        });
    }

    private static void add(Map<String, CleanFamily> families, Entity entity, PodShare share) {
        ProcessUse use = share.use();
        families.computeIfAbsent(use.cleanName(), name -> new CleanFamily(name, Kind.GAUGE, use.help()))
                .add(with(series(entity), texts(share.pod())), new Value.Real(share.amount()));
    }

    /** What all series of a device have. */
    private static Labels series(Entity entity) {
        Labels labels = Labels.of("uuid", uuid(entity));
        return entity.nvlink().isPresent()
                ? labels.add("nvlink", Integer.toString(entity.nvlink().getAsInt()))
                : labels;
    }

    /** An instance whose UUID NVML would not give is still told from the others of its GPU. */
    private static String uuid(Entity entity) {
        return entity.mig()
                .map(mig -> mig.uuid().isEmpty() ? entity.uuid() + "/" + mig.gpuInstanceId() : mig.uuid())
                .orElse(entity.uuid());
    }

    /** The labels there are, and those of the others that are not among them. */
    static Labels with(Labels labels, Map<String, String> more) {
        Labels all = labels;
        for (Map.Entry<String, String> label : new TreeMap<>(more).entrySet()) {
            if (!all.contains(label.getKey())) {
                all = all.add(label.getKey(), label.getValue());
            }
        }
        return all;
    }

    private static Map<String, String> ofGpu(EntitySnapshot snapshot) {
        Entity entity = snapshot.entity();
        Map<String, String> labels = texts(snapshot);
        labels.put("gpu", Integer.toString(entity.gpu()));
        labels.put("pci_bus_id", entity.pciBusId());
        labels.put("model", entity.modelName());
        return labels;
    }

    private static Map<String, String> ofInstance(Entity entity) {
        Entity.MigInstance mig = entity.mig().orElseThrow();
        return Map.of(
                "gpu", Integer.toString(entity.gpu()),
                "gpu_uuid", entity.uuid(),
                "gpu_instance_id", Integer.toString(mig.gpuInstanceId()),
                "profile", mig.profile());
    }

    private static Map<String, String> texts(EntitySnapshot snapshot) {
        Map<String, String> labels = new TreeMap<>();
        snapshot.clean().forEach((metric, value) -> {
            // The node's are in nvml_driver_info.
            if (metric.kind() == Kind.INFO && metric.scope() != Scope.NODE) {
                labels.put(metric.name(), text(value));
            }
        });
        return labels;
    }

    private static String text(Value value) {
        if (value instanceof Value.Text text) {
            return text.value();
        }
        return value instanceof Value.Int number ? Long.toString(number.value()) : value.toString();
    }

    private static InfoSnapshot driverInfo(Node driver) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("driver_version", driver.driverVersion());
        labels.put("nvml_version", driver.nvmlVersion());
        driver.cudaVersion().ifPresent(version -> labels.put("cuda_version", version));
        return InfoSnapshot.builder()
                .name("nvml_driver")
                .help("The driver of this node; always 1.")
                .dataPoint(point(Labels.EMPTY, labels))
                .build();
    }

    private static void addInfo(
            MetricSnapshots.Builder all, String name, String help, List<InfoDataPointSnapshot> points) {
        if (!points.isEmpty()) {
            InfoSnapshot.Builder info = InfoSnapshot.builder().name(name).help(help);
            points.forEach(info::dataPoint);
            all.metricSnapshot(info.build());
        }
    }

    private static InfoDataPointSnapshot point(Labels labels, Map<String, String> more) {
        return InfoDataPointSnapshot.builder().labels(with(labels, more)).build();
    }
}
