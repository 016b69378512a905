package io.nvmlexporter.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.simulation.BundledCaptures;
import io.nvmlexporter.simulation.CaptureException;
import io.nvmlexporter.simulation.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeSnapshotTest {
    private Nvml nvml;
    private NodeSnapshot node;

    @BeforeEach
    void read() throws CaptureException {
        nvml = Simulation.still(BundledCaptures.load("t4"));
        node = TwoPolls.node(nvml, new Counters(List.of(), List.of(), List.of(), Map.of(), List.of()));
    }

    @AfterEach
    void close() {
        nvml.close();
    }

    @Test
    void withAGpuThatIsReadNothingIsMissing() {
        assertThat(node.withoutGpus()).isEmpty();
        List<GpuState> oneSick = new ArrayList<>(node.gpus());
        oneSick.add(GpuState.down(7, "", "timeout"));
        assertThat(new NodeSnapshot(node.driver(), oneSick).withoutGpus()).isEmpty();
    }

    @Test
    void withoutADriverItsReasonIsTold() {
        DriverState down = DriverState.down("library_not_found", "no libnvidia-ml.so.1");
        assertThat(new NodeSnapshot(down, List.of()).withoutGpus())
                .contains("no GPU is read: library_not_found (no libnvidia-ml.so.1)");
        assertThat(new NodeSnapshot(DriverState.down("starting", ""), List.of()).withoutGpus())
                .contains("no GPU is read: starting");
    }

    @Test
    void whereEveryGpuIsSickEachIsNamed() {
        List<GpuState> sick = List.of(GpuState.down(0, "u", "gpu_is_lost"), GpuState.down(1, "v", "timeout"));
        assertThat(new NodeSnapshot(node.driver(), sick).withoutGpus())
                .contains("no GPU is read: GPU 0: gpu_is_lost, GPU 1: timeout");
    }

    @Test
    void whereNoneIsSelectedThatIsTold() {
        assertThat(new NodeSnapshot(node.driver(), List.of()).withoutGpus())
                .isEqualTo(Optional.of("no GPU is read: --devices selects none of those there are"));
    }
}
