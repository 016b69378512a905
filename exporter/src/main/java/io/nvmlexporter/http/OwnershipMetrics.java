package io.nvmlexporter.http;

import io.nvmlexporter.collect.GpuState;
import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.label.ContainersOnDevices;
import io.nvmlexporter.label.Holding;
import io.nvmlexporter.label.Ownership;
import io.nvmlexporter.label.Resolution.Unresolved;
import io.nvmlexporter.label.SeriesLabels;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether pods, jobs and containers are known, which of the devices that pods hold are no GPU that is read, and what is
 * not known of the pods' shares of those that are.
 */
public final class OwnershipMetrics implements MultiCollector {
    private final Supplier<NodeSnapshot> latest;
    private final Ownership ownership;
    private final Supplier<Map<String, String>> apiServer;
    private final boolean kubernetes;
    private final boolean jobs;

    /**
     * @param apiServer of each resource that the API server is asked for, why it does not answer; empty where it does
     * @param kubernetes whether the kubelet is asked
     * @param jobs whether job files are read
     */
    public OwnershipMetrics(
            Supplier<NodeSnapshot> latest,
            Ownership ownership,
            Supplier<Map<String, String>> apiServer,
            boolean kubernetes,
            boolean jobs) {
        this.latest = latest;
        this.ownership = ownership;
        this.apiServer = apiServer;
        this.kubernetes = kubernetes;
        this.jobs = jobs;
    }

    @Override
    public MetricSnapshots collect() {
        MetricSnapshots.Builder families = MetricSnapshots.builder();
        NodeSnapshot node = latest.get();
        if (kubernetes) {
            families.metricSnapshot(up(
                    "nvml_exporter_pod_mapping_up",
                    "the kubelet",
                    "pods",
                    ownership.pods().reason()));
            families.metricSnapshot(unmapped(ownership.unmapped(node)));
            families.metricSnapshot(absentShares(node));
            families.metricSnapshot(apiServerUp(apiServer.get()));
        }
        if (jobs) {
            families.metricSnapshot(problems(node));
        }
        ownership.containers().ifPresent(heard -> {
            families.metricSnapshot(
                    up("nvml_exporter_container_runtime_up", "the container runtime", "containers", heard.reason()));
            families.metricSnapshot(unmapped(ownership.containersOn(node)));
        });
        return families.build();
    }

    private static GaugeSnapshot up(String name, String who, String things, String reason) {
        Labels labels = reason.isEmpty() ? Labels.EMPTY : Labels.of("reason", reason);
        return gauge(name, "Whether " + who + " says which " + things + " there are, or why not.")
                .dataPoint(point(labels, reason.isEmpty() ? 1 : 0))
                .build();
    }

    private static GaugeSnapshot unmapped(ContainersOnDevices containers) {
        GaugeSnapshot.Builder family = gauge(
                "nvml_exporter_unmapped_container_devices",
                "What containers were given as GPUs and is none that is read, or is not named.");
        new TreeMap<>(containers.unmapped())
                .forEach((reason, count) -> family.dataPoint(point(Labels.of("reason", reason), count)));
        return family.build();
    }

    private static GaugeSnapshot apiServerUp(Map<String, String> reasons) {
        GaugeSnapshot.Builder family =
                gauge("nvml_exporter_api_server_up", "Whether the API server tells what it is asked for, or why not.");
        reasons.forEach((resource, reason) -> family.dataPoint(
                reason.isEmpty()
                        ? point(Labels.of("resource", resource), 1)
                        : point(Labels.of("resource", resource, "reason", reason), 0)));
        return family.build();
    }

    private static GaugeSnapshot unmapped(List<Holding> holdings) {
        Map<Labels, Long> counts = holdings.stream()
                .collect(Collectors.groupingBy(OwnershipMetrics::labels, TreeMap::new, Collectors.counting()));
        GaugeSnapshot.Builder family = gauge(
                "nvml_exporter_unmapped_devices", "Devices of pods that ought to be GPUs and are none that is read.");
        counts.forEach((labels, count) -> family.dataPoint(point(labels, count)));
        return family.build();
    }

    private static Labels labels(Holding holding) {
        Unresolved why = (Unresolved) holding.resolution();
        return Labels.of(
                "resource",
                Escape.encodable(holding.shownResource()),
                "reason",
                why.reason().label());
    }

    private GaugeSnapshot absentShares(NodeSnapshot node) {
        GaugeSnapshot.Builder family = gauge(
                "nvml_exporter_pod_share_absent",
                "A field of which pods that have the device have no share on the page, and why; always 1.");
        SeriesLabels whose = ownership.of(node);
        for (GpuState gpu : node.gpus()) {
            gpu.snapshot()
                    .ifPresent(snapshot -> Stream.concat(Stream.of(snapshot.board()), snapshot.instances().stream())
                            .forEach(device -> whose.absentShares(device)
                                    .forEach((field, reason) -> family.dataPoint(
                                            point(AbsenceMetrics.labels(device.entity(), field.name(), reason), 1)))));
        }
        return family.build();
    }

    private GaugeSnapshot problems(NodeSnapshot node) {
        Map<String, Long> counts = ownership.jobs(node).problems().stream()
                .collect(Collectors.groupingBy(problem -> problem.reason(), TreeMap::new, Collectors.counting()));
        GaugeSnapshot.Builder family = gauge(
                "nvml_exporter_job_file_problems", "Files in the directory of job files that give no device a job.");
        counts.forEach((reason, count) -> family.dataPoint(point(Labels.of("reason", reason), count)));
        return family.build();
    }

    private static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(name).help(help);
    }

    private static GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }
}
