package io.nvmlexporter.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.CountersFile;
import io.nvmlexporter.collect.CountersFileException;
import io.nvmlexporter.collect.DriverState;
import io.nvmlexporter.collect.Entity;
import io.nvmlexporter.collect.EntitySnapshot;
import io.nvmlexporter.collect.EventCount;
import io.nvmlexporter.collect.EventReport;
import io.nvmlexporter.collect.GpuIds;
import io.nvmlexporter.collect.GpuSnapshot;
import io.nvmlexporter.collect.GpuSnapshot.CollectionTime;
import io.nvmlexporter.collect.GpuState;
import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.collect.Shares;
import io.nvmlexporter.collect.TwoPolls;
import io.nvmlexporter.collect.View;
import io.nvmlexporter.collect.XidCount;
import io.nvmlexporter.field.FieldCatalog;
import io.nvmlexporter.field.Node;
import io.nvmlexporter.field.Told;
import io.nvmlexporter.kubelet.Container;
import io.nvmlexporter.kubelet.Device;
import io.nvmlexporter.kubelet.Heard;
import io.nvmlexporter.kubelet.Pod;
import io.nvmlexporter.kubelet.PodList;
import io.nvmlexporter.kubelet.RunningContainer;
import io.nvmlexporter.label.FoundJobs;
import io.nvmlexporter.label.Jobs;
import io.nvmlexporter.label.Ownership;
import io.nvmlexporter.label.PodMetadata;
import io.nvmlexporter.label.ResourceNames;
import io.nvmlexporter.label.SeriesLabels;
import io.nvmlexporter.nvml.EventType;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NodeMetricsTest {
    private static final DriverState UP = new DriverState(
            Optional.of(
                    new Node("580.105.08", "13.580.105.08", 8, OptionalLong.empty(), Told.nothing(), Told.nothing())),
            "",
            "");
    private static final GpuState READ = new GpuState(
            0,
            "GPU-0",
            Optional.of(new GpuSnapshot(
                    System.nanoTime() - Duration.ofSeconds(100).toNanos(),
                    Duration.ofMillis(250),
                    GpuIds.NONE,
                    new EntitySnapshot(
                            Entity.board(0, "GPU-0", "", ""),
                            Map.of(),
                            Map.of(),
                            Map.of(),
                            Map.of(
                                    FieldCatalog.find("DCGM_FI_DEV_FB_USED").orElseThrow(),
                                    new Shares.Unknown("no_host_pid"))),
                    List.of(),
                    List.of(),
                    3)),
            "");
    private static final GpuState LOST = new GpuState(1, "GPU-1", Optional.empty(), "gpu_lost");

    @Test
    void aDriverThatIsUpIsToldByItsVersions() {
        assertThat(page(new NodeSnapshot(UP, List.of()), false))
                .contains("nvml_exporter_driver_up 1.0\n")
                .contains("nvml_exporter_driver_info{driver_version=\"580.105.08\",nvml_version=\"13.580.105.08\"} 1\n")
                .contains("nvml_exporter_simulated 0.0\n")
                .doesNotContain("nvml_exporter_gpu_");
    }

    @Test
    void aDriverThatIsDownIsToldByItsReason() {
        DriverState down = new DriverState(Optional.empty(), "driver_not_loaded", "nvmlInit_v2: DRIVER_NOT_LOADED");
        assertThat(page(new NodeSnapshot(down, List.of()), false))
                .contains("nvml_exporter_driver_up{reason=\"driver_not_loaded\"} 0.0\n")
                .doesNotContain("nvml_exporter_driver_info");
    }

    @Test
    void simulatedGpusAreToldAsThat() {
        assertThat(page(new NodeSnapshot(UP, List.of()), true)).contains("nvml_exporter_simulated 1.0\n");
    }

    /** Also where it has no name, so that a join with it loses nothing. */
    @Test
    void theNodeIsNamedAsOnTheGpusSeries() {
        NodeSnapshot node = new NodeSnapshot(UP, List.of());
        Optional<String> name = Optional.of("node-1");
        assertThat(page(node, false, new PageFormat(Compatibility.V4_8_2, name, "Hostname", false, false)))
                .contains("\nnvml_exporter_node_info{Hostname=\"node-1\"} 1\n");
        assertThat(page(node, false, new PageFormat(Compatibility.V4_8_3, name, "hostname", false, false)))
                .contains("\nnvml_exporter_node_info{hostname=\"node-1\"} 1\n");
        assertThat(page(node, false, new PageFormat(Compatibility.V4_8_2))).contains("\nnvml_exporter_node_info 1\n");
    }

    @Test
    void aGpuThatIsGoneHasAReasonAndNoAge() {
        assertThat(page(new NodeSnapshot(UP, List.of(READ, LOST)), false))
                .contains("nvml_exporter_gpu_up{UUID=\"GPU-0\",gpu=\"0\"} 1.0\n")
                .contains("nvml_exporter_gpu_up{UUID=\"GPU-1\",gpu=\"1\",reason=\"gpu_lost\"} 0.0\n")
                .contains("nvml_exporter_gpu_poll_duration_seconds{UUID=\"GPU-0\",gpu=\"0\"} 0.25\n")
                .contains("nvml_exporter_out_of_range_values_total{UUID=\"GPU-0\",gpu=\"0\"} 3.0\n")
                .containsPattern("nvml_exporter_gpu_snapshot_age_seconds\\{UUID=\"GPU-0\",gpu=\"0\"} 1\\d\\d\\.")
                .doesNotContain("age_seconds{UUID=\"GPU-1\"", "duration_seconds{UUID=\"GPU-1\"");
    }

    @Test
    void aCollectionHasItsOwnAge() {
        assertThat(page(new NodeSnapshot(UP, List.of(collected())), false))
                .containsPattern("nvml_exporter_collection_age_seconds\\{UUID=\"GPU-0\",collection=\"slow\","
                        + "gpu=\"0\"} 2\\d\\d\\.")
                .containsOnlyOnce("\nnvml_exporter_collection_age_seconds{");
        assertThat(page(new NodeSnapshot(UP, List.of(READ)), false)).doesNotContain("collection_age");
    }

    @Test
    void xidsAreCountedWithTheTimeOfTheLast() {
        assertThat(page(new NodeSnapshot(UP, List.of()), false))
                .contains("nvml_xid_errors_total{gpu=\"0\",uuid=\"GPU-0\",xid=\"79\"} 2.0\n")
                .contains("nvml_xid_last_timestamp_seconds{gpu=\"0\",uuid=\"GPU-0\",xid=\"79\"} 1.7E9\n")
                .contains("nvml_xid_errors_total{gpu=\"1\",gpu_instance_id=\"9\",uuid=\"GPU-1\",xid=\"43\"} 1.0\n");
    }

    @Test
    void eventsAreCountedInWordsAndThoseThatNobodyHearsHaveTheirReason() {
        assertThat(page(new NodeSnapshot(UP, List.of()), false))
                .contains("nvml_gpu_events_total{event=\"fatal_poison_error\",gpu=\"0\",gpu_instance_id=\"3\","
                        + "text=\"poisoned data was met and could not be contained\",uuid=\"GPU-0\"} 4.0\n")
                .contains("nvml_gpu_events_total{event=\"dram_retirement\",gpu=\"0\","
                        + "text=\"a part of the memory was retired\",uuid=\"GPU-0\"} 0.0\n")
                .contains("nvml_gpu_event_last_timestamp_seconds{event=\"fatal_poison_error\",gpu=\"0\","
                        + "gpu_instance_id=\"3\",uuid=\"GPU-0\"} 1.7E9\n")
                .contains("nvml_exporter_event_absent{event=\"gpu_unavailable\",gpu=\"0\",reason=\"not_supported\","
                        + "uuid=\"GPU-0\"} 1.0\n")
                .contains("nvml_node_events_total{event=\"gpu_driver_bind\",text=\"the driver took a GPU\"} 2.0\n")
                .contains("nvml_exporter_event_absent{event=\"gpu_driver_bind\",reason=\"driver_too_old\"} 1.0\n")
                .doesNotContain("nvml_gpu_event_last_timestamp_seconds{event=\"dram_retirement\"");
    }

    @Test
    void whyThereIsNoCounterIsToldOnlyWhereAskedFor() {
        SelfMetrics self = new SelfMetrics("1.2.3", "abc");
        self.register(new EventMetrics(() -> EVENTS, false));
        assertThat(new String(
                        self.textPage(() -> new byte[0], MetricSnapshots::new).bytes(), UTF_8))
                .contains("nvml_gpu_events_total{")
                .doesNotContain("nvml_exporter_event_absent");
    }

    @Test
    void aKubeletThatDoesNotAnswerAndDevicesThatAreNoGpuAreTold() {
        assertThat(page(new NodeSnapshot(UP, List.of(READ)), false))
                .contains("nvml_exporter_pod_mapping_up{reason=\"timeout\"} 0.0\n")
                .contains("nvml_exporter_unmapped_devices{reason=\"gpu_not_read\",resource=\"nvidia.com/gpu\"} 1.0\n")
                .contains("nvml_exporter_job_file_problems{reason=\"unreadable\"} 1.0\n");
    }

    @Test
    void whyPodsHaveNoShareOfADeviceIsTold() {
        assertThat(page(new NodeSnapshot(UP, List.of(READ)), false))
                .contains("nvml_exporter_pod_share_absent{UUID=\"GPU-0\",field=\"DCGM_FI_DEV_FB_USED\",gpu=\"0\","
                        + "reason=\"no_host_pid\"} 1.0\n");
    }

    @Test
    void theDocumentHasEveryFamilyAndNoOther() throws IOException {
        String document = Files.readString(Path.of("../docs/exporter-metrics.md"));
        assertThat(names("(?m)^\\| `(nvml_\\w+)`", document))
                .containsExactlyInAnyOrderElementsOf(names(
                        "(?m)^# TYPE (nvml_\\w+)", page(new NodeSnapshot(UP, List.of(collected(), LOST)), false)));
    }

    /** One of whose fields some are read 200 seconds ago, in a collection of their own. */
    private static GpuState collected() {
        GpuSnapshot read = READ.snapshot().orElseThrow();
        long now = System.nanoTime();
        GpuSnapshot collected = new GpuSnapshot(
                now,
                read.took(),
                read.ids(),
                read.board(),
                read.instances(),
                read.links(),
                List.of(
                        new CollectionTime("", now),
                        new CollectionTime("slow", now - Duration.ofSeconds(200).toNanos())),
                0);
        return new GpuState(0, "GPU-0", Optional.of(collected), "");
    }

    private static final EventReport EVENTS = new EventReport(
            List.of(
                    new EventCount(0, "GPU-0", OptionalInt.empty(), EventType.DRAM_RETIREMENT, 0, Optional.empty()),
                    new EventCount(
                            0,
                            "GPU-0",
                            OptionalInt.of(3),
                            EventType.FATAL_POISON_ERROR,
                            4,
                            Optional.of(Instant.ofEpochSecond(1_700_000_000)))),
            List.of(new EventReport.Absence(0, "GPU-0", EventType.GPU_UNAVAILABLE, "not_supported")),
            Map.of(EventReport.NodeEvent.GPU_DRIVER_BIND, 2L),
            "driver_too_old");

    private static List<String> names(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toList());
    }

    private static String page(NodeSnapshot node, boolean simulated) {
        return page(node, simulated, new PageFormat(Compatibility.V4_8_2));
    }

    private static String page(NodeSnapshot node, boolean simulated, PageFormat format) {
        SelfMetrics self = new SelfMetrics("1.2.3", "abc");
        self.register(new NodeMetrics(() -> node, simulated, format));
        self.register(new XidMetrics(() -> List.of(
                new XidCount(0, "GPU-0", OptionalInt.empty(), 79, 2, Instant.ofEpochSecond(1_700_000_000)),
                new XidCount(1, "GPU-1", OptionalInt.of(9), 43, 1, Instant.ofEpochSecond(1_700_000_001)))));
        self.register(new EventMetrics(() -> EVENTS, true));
        Pod pod = new Pod(
                "ml",
                "train",
                List.of(new Container(
                        "main",
                        List.of(
                                new Device("nvidia.com/gpu", "0"),
                                new Device("nvidia.com/gpu", "GPU-00000000-0000-0000-0000-000000000000")),
                        List.of())));
        PodList pods = new PodList(List.of(pod), Optional.of(Instant.EPOCH), "timeout", "no answer");
        FoundJobs jobs =
                new FoundJobs(Path.of("jobs"), List.of(), List.of(new Jobs.Problem("unreadable", "3 cannot be read")));
        Heard<RunningContainer> containers = new Heard<>(
                List.of(new RunningContainer("some", RunningContainer.Gpus.UNKNOWN)),
                Optional.of(Instant.EPOCH),
                "timeout",
                "no answer");
        Ownership ownership = new Ownership(
                new Ownership.Sources(
                        () -> pods,
                        (namespace, name) -> PodMetadata.NONE,
                        List::of,
                        () -> jobs,
                        Optional.of(() -> containers)),
                new ResourceNames(Set.of(), false),
                SeriesLabels.Style.of(false, false, false));
        Map<String, String> apiServer = Map.of("pods", "", "resourceslices", "forbidden");
        self.register(new DeviceMetrics(() -> node, new View(TwoPolls.ALL, true), ownership, format));
        self.register(new OwnershipMetrics(() -> node, ownership, () -> apiServer, true, true));
        try {
            self.register(new AbsenceMetrics(
                    () -> node,
                    new View(TwoPolls.ALL, true),
                    CountersFile.shipped("default-counters.csv", Compatibility.V4_8_2)));
        } catch (CountersFileException e) {
            throw new AssertionError(e);
        }
        return new String(self.textPage(() -> new byte[0], MetricSnapshots::new).bytes(), UTF_8);
    }
}
