package io.nvmlexporter.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.collect.EntitySnapshot;
import io.nvmlexporter.kubelet.RunningContainer;
import io.nvmlexporter.kubelet.RunningContainer.Gpus;
import io.nvmlexporter.label.SeriesLabels.Style;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContainersOnDevicesTest {
    private static final String NO_GPU = "GPU-00000000-0000-0000-0000-000000000000";

    @Test
    void aDeviceIsFoundByEachOfItsNames() {
        ContainersOnDevices on = on(
                "h100",
                container("index", "0"),
                container("uuid", Nodes.uuid("h100", 1)),
                container("node", "nvidia2"),
                container("two", "0", Nodes.uuid("h100", 0)));

        assertThat(on.names())
                .isEqualTo(Map.of(
                        Place.gpu(0), List.of("index", "two"),
                        Place.gpu(1), List.of("uuid"),
                        Place.gpu(2), List.of("node")));
        assertThat(on.unmapped()).isEmpty();
    }

    @Test
    void allAreAllGpusAndTheirInstances() {
        Devices devices = Nodes.devices("h100-mig");
        ContainersOnDevices on = on("h100-mig", container("a", Gpus.ALL));
        int instances = devices.gpus().stream()
                .mapToInt(gpu -> gpu.ids().orElseThrow().migDevices().size())
                .sum();

        assertThat(instances).isPositive();
        assertThat(on.names()).hasSize(devices.gpus().size() + instances);
        assertThat(on.names().values()).allMatch(List.of("a")::equals);
    }

    @Test
    void aMigDeviceIsItsInstanceAlone() {
        int instance = Nodes.devices("h100-mig")
                .gpus()
                .get(0)
                .ids()
                .orElseThrow()
                .migDevices()
                .get(0)
                .gpuInstanceId();
        ContainersOnDevices on = on("h100-mig", container("a", Nodes.migUuid("h100-mig", 0)));

        assertThat(on.names()).isEqualTo(Map.of(Place.instance(0, instance), List.of("a")));
    }

    @Test
    void whatIsNoGpuHereOrIsNotNamedIsCounted() {
        ContainersOnDevices on = on(
                "h100",
                container("a", NO_GPU, "8", "0:1", "gpu7"),
                new RunningContainer("b", Gpus.UNKNOWN),
                new RunningContainer("c", Gpus.NONE));

        assertThat(on.names()).isEmpty();
        assertThat(on.unmapped())
                .isEqualTo(Map.of("unknown_uuid", 1L, "unknown_index", 1L, "unknown_shape", 2L, "unnamed", 1L));
    }

    @Test
    void theContainersOfOneDeviceAreBounded() {
        ContainersOnDevices on = on(
                "h100",
                IntStream.range(0, 300)
                        .mapToObj(number -> container("c" + number, "0"))
                        .toArray(RunningContainer[]::new));

        assertThat(on.of(Place.gpu(0))).hasSize(256);
        assertThat(on.unmapped()).isEqualTo(Map.of("too_many_containers", 44L));
    }

    /** As dcgm-exporter has it: the device's own series stays. */
    @Test
    void theSeriesOfADeviceIsThereForItselfAndForEachContainer() {
        SeriesLabels labels = new SeriesLabels(
                        Owners.NONE,
                        new Jobs(Map.of(Place.gpu(1), List.of("17")), List.of()),
                        (namespace, pod) -> PodMetadata.NONE,
                        Style.of(false, false, false))
                .with(on("h100", container("a", "0"), container("b", "0"), container("c", "1")));

        assertThat(attributes(labels, 0)).containsExactly(Map.of(), Map.of("container", "a"), Map.of("container", "b"));
        assertThat(attributes(labels, 1))
                .containsExactly(Map.of("hpc_job", "17"), Map.of("container", "c", "hpc_job", "17"));
        assertThat(attributes(labels, 2)).containsExactly(Map.of());
        assertThat(labels.containerInfo(board(0).entity()))
                .extracting(set -> (Map<String, String>) set.attributes())
                .containsExactly(Map.of("container", "a"), Map.of("container", "b"));
    }

    private static List<Map<String, String>> attributes(SeriesLabels labels, int gpu) {
        return labels.of(board(gpu)).stream()
                .map(owned -> (Map<String, String>) owned.labels().attributes())
                .toList();
    }

    private static EntitySnapshot board(int gpu) {
        return Nodes.node("h100").gpus().get(gpu).snapshot().orElseThrow().board();
    }

    private static RunningContainer container(String name, String... devices) {
        return new RunningContainer(name, new Gpus(List.of(devices), false));
    }

    private static ContainersOnDevices on(String capture, RunningContainer... containers) {
        return ContainersOnDevices.of(List.of(containers), Nodes.devices(capture), Nodes.ANY);
    }
}
