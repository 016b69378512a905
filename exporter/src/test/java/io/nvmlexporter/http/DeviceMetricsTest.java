package io.nvmlexporter.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.CountersFile;
import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.collect.TwoPolls;
import io.nvmlexporter.collect.View;
import io.nvmlexporter.kubelet.Container;
import io.nvmlexporter.kubelet.Device;
import io.nvmlexporter.kubelet.Pod;
import io.nvmlexporter.kubelet.PodList;
import io.nvmlexporter.label.FoundJobs;
import io.nvmlexporter.label.JobFiles;
import io.nvmlexporter.label.Ownership;
import io.nvmlexporter.label.PodMetadata;
import io.nvmlexporter.label.ResourceNames;
import io.nvmlexporter.label.SeriesLabels;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlDouble;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceMetricsTest {
    /** As a DGX Spark and a Jetson: nothing but a name, and for one of them a bus. */
    private static final String NODE = """
            # nvml-exporter capture 1
            [system]
            nvmlSystemGetDriverVersion = "580.142"
            nvmlDeviceGetCount_v2 = 2
            [gpu 0]
            nvmlDeviceGetUUID = "GPU-0"
            nvmlDeviceGetName = "NVIDIA GB10"
            nvmlDeviceGetBusType = 3
            [gpu 1]
            nvmlDeviceGetUUID = "GPU-1"
            nvmlDeviceGetName = "Orin (nvgpu)"
            nvmlDeviceGetBusType = 0
            """;

    private static final PageFormat FORMAT =
            new PageFormat(Compatibility.V4_8_2, Optional.of("node-1"), "Hostname", false, false);

    @Test
    void aDeviceThatHasNoValueIsThereAndIsNobodys() throws Exception {
        assertThat(rows(FORMAT, FoundJobs.NONE))
                .containsExactly(
                        "{Hostname=\"node-1\",UUID=\"GPU-0\",bus_type=\"fpci\",device=\"nvidia0\",gpu=\"0\","
                                + "modelName=\"NVIDIA GB10\"} 1",
                        "{Hostname=\"node-1\",UUID=\"GPU-1\",device=\"nvidia1\",gpu=\"1\","
                                + "modelName=\"Orin (nvgpu)\"} 1");
    }

    /** Also where DCGM's series would name the last of them alone. */
    @Test
    void everyContainerThatHasADeviceIsToldOnceWithEachJob(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("0"), "7\n8\n");
        FoundJobs jobs = new JobFiles(directory).read();
        assertThat(rows(FORMAT, jobs, pod("a", "GPU-0::0", "GPU-0::1"), pod("b", "GPU-0::2")))
                .filteredOn(row -> row.contains("GPU-0"))
                .hasSize(4)
                .allMatch(row -> row.contains("container=\"main\"") && row.contains("namespace=\"ml\""))
                .anyMatch(row -> row.contains("pod=\"a\"") && row.contains("hpc_job=\"7\""))
                .anyMatch(row -> row.contains("pod=\"a\"") && row.contains("hpc_job=\"8\""))
                .anyMatch(row -> row.contains("pod=\"b\"") && row.contains("hpc_job=\"7\""))
                .anyMatch(row -> row.contains("pod=\"b\"") && row.contains("hpc_job=\"8\""));
    }

    @Test
    void labelsAreSpeltAsOnTheDevicesOwnSeries() throws Exception {
        PageFormat old = new PageFormat(Compatibility.V4_8_2, Optional.empty(), "Hostname", true, true);
        assertThat(rows(old, FoundJobs.NONE, pod("a", "GPU-0")).get(0))
                .isEqualTo("{bus_type=\"fpci\",container_name=\"main\",device=\"nvidia0\",gpu=\"0\","
                        + "modelName=\"NVIDIA-GB10\",pod_name=\"a\",pod_namespace=\"ml\",uuid=\"GPU-0\"} 1");
    }

    private static Pod pod(String name, String... ids) {
        List<Device> devices = new ArrayList<>();
        for (String id : ids) {
            devices.add(new Device("nvidia.com/gpu", id));
        }
        return new Pod("ml", name, List.of(new Container("main", devices, List.of())));
    }

    private static List<String> rows(PageFormat format, FoundJobs jobs, Pod... pods) throws Exception {
        PodList list = new PodList(List.of(pods), Optional.of(Instant.now()), "", "");
        Ownership ownership = new Ownership(
                new Ownership.Sources(
                        () -> list, (namespace, pod) -> PodMetadata.NONE, List::of, () -> jobs, Optional.empty()),
                new ResourceNames(Set.of(), false),
                SeriesLabels.Style.of(false, format.oldNamespace(), true));
        try (NvmlDouble library = NvmlDouble.answering(NODE);
                Nvml nvml = Nvml.open(Optional.of(library.library().toString()))) {
            NodeSnapshot node = TwoPolls.node(nvml, CountersFile.shipped("default-counters.csv", Compatibility.V4_8_2));
            SelfMetrics self = new SelfMetrics("1.2.3", "abc");
            self.register(new DeviceMetrics(() -> node, new View(TwoPolls.ALL, true), ownership, format));
            String page = new String(
                    self.textPage(() -> new byte[0], MetricSnapshots::new).bytes(), UTF_8);
            return page.lines()
                    .filter(line -> line.startsWith("nvml_exporter_device_info"))
                    .map(line -> line.substring("nvml_exporter_device_info".length()))
                    .toList();
        }
    }
}
