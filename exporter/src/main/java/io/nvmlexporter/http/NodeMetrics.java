package io.nvmlexporter.http;

import io.nvmlexporter.collect.DriverState;
import io.nvmlexporter.collect.GpuState;
import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.field.Node;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** How the driver and each GPU are doing: why there are no values, where there are none. */
public final class NodeMetrics implements MultiCollector {
    private static final double NANOS = 1e9;

    private final Supplier<NodeSnapshot> latest;
    private final boolean simulated;
    private final Labels nodeName;

    /**
     * @param simulated whether the GPUs are not real
     * @param format of the page, whose label for the node's name is taken
     */
    public NodeMetrics(Supplier<NodeSnapshot> latest, boolean simulated, PageFormat format) {
        this.latest = latest;
        this.simulated = simulated;
        this.nodeName = format.hostname()
                .map(name -> Labels.of(format.hostnameLabel(), name))
                .orElse(Labels.EMPTY);
    }

    @Override
    public MetricSnapshots collect() {
        NodeSnapshot node = latest.get();
        MetricSnapshots.Builder families = MetricSnapshots.builder()
                .metricSnapshot(driverUp(node.driver()))
                .metricSnapshot(
                        info("nvml_exporter_node", "The node, as its GPUs' series name it; always 1.", nodeName))
                .metricSnapshot(gauge("nvml_exporter_simulated", "Whether these GPUs are simulated and not real.")
                        .dataPoint(point(Labels.EMPTY, simulated ? 1 : 0))
                        .build());
        node.driver().node().ifPresent(driver -> families.metricSnapshot(driverInfo(driver)));
        if (!node.gpus().isEmpty()) {
            families.metricSnapshot(gpuUp(node.gpus()));
            families.metricSnapshot(snapshotAge(node.gpus()));
            collectionAge(node.gpus()).ifPresent(families::metricSnapshot);
            families.metricSnapshot(pollDuration(node.gpus()));
            families.metricSnapshot(refusedValues(node.gpus()));
        }
        return families.build();
    }

    private static GaugeSnapshot driverUp(DriverState driver) {
        return gauge("nvml_exporter_driver_up", "Whether NVML answers, or the reason why it does not.")
                .dataPoint(point(reason(Labels.EMPTY, driver.reason()), driver.isUp() ? 1 : 0))
                .build();
    }

    private static InfoSnapshot driverInfo(Node driver) {
        Labels versions = Labels.of("driver_version", driver.driverVersion(), "nvml_version", driver.nvmlVersion());
        return info("nvml_exporter_driver", "The driver that is read; always 1.", versions);
    }

    private static InfoSnapshot info(String name, String help, Labels labels) {
        return InfoSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(labels)
                        .build())
                .build();
    }

    private static GaugeSnapshot gpuUp(List<GpuState> gpus) {
        GaugeSnapshot.Builder family =
                gauge("nvml_exporter_gpu_up", "Whether the GPU was read lately, or the reason why it was not.");
        gpus.forEach(gpu -> family.dataPoint(
                point(reason(labels(gpu), gpu.problem()), gpu.snapshot().isPresent() ? 1 : 0)));
        return family.build();
    }

    private static GaugeSnapshot snapshotAge(List<GpuState> gpus) {
        GaugeSnapshot.Builder family =
                gauge("nvml_exporter_gpu_snapshot_age_seconds", "How long ago the GPU's latest values were read.");
        long now = System.nanoTime();
        gpus.forEach(gpu -> gpu.snapshot()
                .ifPresent(snapshot -> family.dataPoint(point(labels(gpu), (now - snapshot.takenNanos()) / NANOS))));
        return family.build();
    }

    /** Of what is read together at an interval of its own; empty where nothing is. */
    private static Optional<GaugeSnapshot> collectionAge(List<GpuState> gpus) {
        GaugeSnapshot.Builder family =
                gauge("nvml_exporter_collection_age_seconds", "How long ago a collection of the config file was read.");
        long now = System.nanoTime();
        gpus.forEach(gpu -> gpu.snapshot().stream()
                .flatMap(snapshot -> snapshot.collections().stream())
                .filter(collection -> !collection.name().isEmpty())
                .forEach(collection -> family.dataPoint(point(
                        labels(gpu).add("collection", collection.name()), (now - collection.takenNanos()) / NANOS))));
        GaugeSnapshot all = family.build();
        return all.getDataPoints().isEmpty() ? Optional.empty() : Optional.of(all);
    }

    private static GaugeSnapshot pollDuration(List<GpuState> gpus) {
        GaugeSnapshot.Builder family =
                gauge("nvml_exporter_gpu_poll_duration_seconds", "How long the driver took to answer the last poll.");
        gpus.forEach(gpu -> gpu.snapshot()
                .ifPresent(snapshot ->
                        family.dataPoint(point(labels(gpu), snapshot.took().toNanos() / NANOS))));
        return family.build();
    }

    private static CounterSnapshot refusedValues(List<GpuState> gpus) {
        CounterSnapshot.Builder family = CounterSnapshot.builder()
                .name("nvml_exporter_out_of_range_values")
                .help("Values of NVML that cannot be true and were not served.");
        gpus.forEach(gpu -> gpu.snapshot()
                .ifPresent(snapshot -> family.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .labels(labels(gpu))
                        .value((double) snapshot.refused())
                        .build())));
        return family.build();
    }

    private static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(name).help(help);
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build();
    }

    private static Labels labels(GpuState gpu) {
        return Labels.of("gpu", Integer.toString(gpu.gpu()), "UUID", gpu.uuid());
    }

    /** With the reason, where there is one: an empty label is none. */
    private static Labels reason(Labels labels, String reason) {
        return reason.isEmpty() ? labels : labels.add("reason", reason);
    }
}
