package io.nvmlexporter.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.collect.GpuIds.MigDevice;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.simulation.BundledCaptures;
import io.nvmlexporter.simulation.CaptureException;
import io.nvmlexporter.simulation.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuIdsTest {
    @ParameterizedTest
    @ValueSource(strings = {"f", "g", "i", "g+i"})
    void everyComputeInstanceIsKnownWhateverHasSeries(String devices) throws CaptureException {
        GpuSnapshot snapshot = poll("h200-mig", 0, devices);

        assertThat(snapshot.ids().migEnabled()).isTrue();
        assertThat(snapshot.ids().migDevices())
                .containsExactly(
                        new MigDevice(2, "MIG-fe0bca0b-2e1a-47c2-aa34-ec460a061d97"),
                        new MigDevice(2, "MIG-f04f56f8-e9e2-4683-90ac-559def4cd819"),
                        new MigDevice(3, "MIG-b34f5e5e-eb43-44dd-8c75-c168a110b55d"),
                        new MigDevice(9, "MIG-74cfa328-700b-4d85-ad09-880cb16cdc93"),
                        new MigDevice(10, "MIG-577665f2-6b9e-40c4-a1fe-1c1529adbe58"));
        assertThat(snapshot.instances()).hasSize(devices.equals("g") ? 0 : 4);
    }

    @Test
    void aGpuWithoutMigHasItsMinorNumber() throws CaptureException {
        assertThat(poll("h100", 3, "f").ids())
                .isEqualTo(new GpuIds(OptionalInt.of(3), false, List.of(), Optional.empty()));
    }

    private static GpuSnapshot poll(String capture, int gpu, String devices) throws CaptureException {
        Plan plan = new Plan(List.of(), Names.DCGM, DeviceSelection.parse(devices), Duration.ofSeconds(10));
        try (Nvml nvml = Simulation.still(BundledCaptures.load(capture));
                GpuPoller poller = new GpuPoller(
                        nvml,
                        Session.nodeOf(nvml),
                        gpu,
                        plan,
                        new Xids(plan.windows().xids()),
                        peer -> true,
                        () -> {},
                        System::nanoTime)) {
            return TwoPolls.one(poller);
        }
    }
}
