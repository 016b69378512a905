package io.nvmlexporter.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nvmlexporter.collect.Cgroups;
import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.Counters;
import io.nvmlexporter.collect.CountersFile;
import io.nvmlexporter.collect.CountersFileException;
import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.collect.ProcTree;
import io.nvmlexporter.collect.TwoPolls;
import io.nvmlexporter.collect.View;
import io.nvmlexporter.field.ProcessAnswers;
import io.nvmlexporter.http.DeviceMetrics;
import io.nvmlexporter.http.Exposition;
import io.nvmlexporter.http.NodeMetrics;
import io.nvmlexporter.http.OwnershipMetrics;
import io.nvmlexporter.http.PageFormat;
import io.nvmlexporter.http.SelfMetrics;
import io.nvmlexporter.kubelet.Pod;
import io.nvmlexporter.kubelet.PodList;
import io.nvmlexporter.label.FoundJobs;
import io.nvmlexporter.label.Ownership;
import io.nvmlexporter.label.PodMetadata;
import io.nvmlexporter.label.ResourceNames;
import io.nvmlexporter.label.SeriesLabels;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlDouble;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.Closeable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A node where four pods share a GPU, each series of which is repeated for each ({@code --kubernetes-virtual-gpus}).
 * The program's own parts write the page, but in this process: only here can processes be given that are in pods.
 */
final class SharedNode implements Closeable {
    static final String NAME = "gpu-shared";
    private static final String UUID = "GPU-7b1c0f6e-2a6f-4c5a-9d0e-5f3a1b2c4d5e";
    private static final long GIB = 1L << 30;
    private static final Map<String, String> UIDS = Map.of(
            "chat-0", "5a43f8ef-1b3c-4d4f-8f0a-0123456789ab",
            "chat-1", "6b43f8ef-1b3c-4d4f-8f0a-0123456789ab",
            "embed-0", "7c43f8ef-1b3c-4d4f-8f0a-0123456789ab");
    private static final List<Pod> PODS = List.of(
            ExporterNode.pod("chat", "chat-0", UUID + "::0"),
            ExporterNode.pod("chat", "chat-1", UUID + "::1"),
            ExporterNode.pod("embed", "embed-0", UUID + "::2"),
            // The API server has not told of this one yet.
            ExporterNode.pod("embed", "embed-1", UUID + "::3"));
    private static final String GPU = """
            # nvml-exporter capture 1
            [system]
            nvmlSystemGetDriverVersion = "580.105.08"
            nvmlDeviceGetCount_v2 = 1
            [gpu 0]
            nvmlDeviceGetUUID = "%s"
            nvmlDeviceGetName = "NVIDIA L40S"
            nvmlDeviceGetBusType = 2
            nvmlDeviceGetTemperatureV(0) = 54
            nvmlDeviceGetPowerUsage = 211500
            nvmlDeviceGetUtilizationRates = gpu:88 memory:31
            nvmlDeviceGetMemoryInfo_v2 = total:%d reserved:%d free:%d used:%d
            %s = %s
            %s = %s
            """.formatted(
                    UUID,
                    48 * GIB,
                    GIB,
                    18 * GIB,
                    29 * GIB,
                    ProcessAnswers.COMPUTE,
                    ProcessAnswers.running(11, 16 * GIB, 12, 9 * GIB, 13, 4 * GIB),
                    ProcessAnswers.UTILIZATION,
                    ProcessAnswers.busyNow(11, 52, 12, 27, 13, 9));

    private final long start = System.nanoTime();
    private final Counters counters;
    private final Optional<Cgroups> processes;
    private final NvmlDouble library = NvmlDouble.answering(GPU);
    private final Nvml nvml = Nvml.open(Optional.of(library.library().toString()));
    private final PageServer server;

    SharedNode(Path folder) throws Exception {
        counters = counters();
        processes = Optional.of(ProcTree.ofHost(folder.resolve("proc"))
                .ofPod(11, UIDS.get("chat-0"))
                .ofPod(12, UIDS.get("chat-1"))
                .ofPod(13, UIDS.get("embed-0"))
                .cgroups());
        server = new PageServer(this::text);
    }

    private static Counters counters() throws CountersFileException {
        return CountersFile.shipped("monitoring-counters.csv", Compatibility.V4_8_2);
    }

    private String text() {
        long drawn = 734_512_000 + (System.nanoTime() - start) * 211 / 1_000_000;
        library.command("set gpu 0 nvmlDeviceGetFieldValues(83,0) u64:" + drawn);
        PageFormat format = new PageFormat(Compatibility.V4_8_2, Optional.of(NAME), "Hostname", false, false);
        PodList pods = new PodList(PODS, Optional.of(Instant.now()), "", "");
        Ownership ownership = new Ownership(
                new Ownership.Sources(
                        () -> pods, SharedNode::metadata, List::of, () -> FoundJobs.NONE, Optional.empty()),
                new ResourceNames(Set.of(), false),
                SeriesLabels.Style.of(true, false, true));
        NodeSnapshot node = TwoPolls.node(nvml, counters, processes);
        SeriesLabels whose = ownership.of(node);
        SelfMetrics self = new SelfMetrics("1.2.3", "abc");
        self.register(new NodeMetrics(() -> node, false, format));
        self.register(new DeviceMetrics(() -> node, new View(TwoPolls.ALL, true), ownership, format));
        self.register(new OwnershipMetrics(() -> node, ownership, Map::of, true, false));
        byte[] dcgm = new Exposition(counters, format).page(new View(TwoPolls.ALL, true).of(node), whose::of);
        return new String(self.textPage(() -> dcgm, MetricSnapshots::new).bytes(), UTF_8);
    }

    private static PodMetadata metadata(String namespace, String pod) {
        String uid = UIDS.get(pod);
        return uid == null ? PodMetadata.NONE : new PodMetadata(uid, uid, Map.of());
    }

    URI page() {
        return server.page();
    }

    @Override
    public void close() {
        server.close();
        nvml.close();
        library.close();
    }
}
