package io.nvmlexporter.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.sun.jna.ptr.LongByReference;
import io.nvmlexporter.nvml.NvmlEventStructs.nvmlEventData_t;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events of GPUs and of the node, through the real binding. */
@Timeout(60)
class GpuEventsTest {
    private static final Set<EventType> ALL = EnumSet.allOf(EventType.class);

    private final NvmlDouble node = NvmlDouble.answering(DriverContractTest.capture("/captures/distinct.txt"));
    private final Nvml nvml = Nvml.open(Optional.of(node.library().toString()));

    @AfterEach
    void close() {
        nvml.close();
        node.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeArrives(EventType type) {
        try (GpuEvents events = nvml.events(nvml.gpu(0), ALL)) {
            assertThat(events.refusals()).isEmpty();
            node.command("event gpu 0 gi 9 " + type.bit());
            assertThat(events.await(Duration.ZERO)).contains(new GpuEvents.Event(type, OptionalInt.of(9), 0));
        }
    }

    @Test
    void onlyWhatTheGpuHasIsRegistered() {
        try (GpuEvents events =
                nvml.events(nvml.gpu(1), Set.of(EventType.XID, EventType.CLOCK, EventType.FATAL_POISON_ERROR))) {
            assertThat(events.refusals())
                    .isEqualTo(Map.of(
                            EventType.CLOCK, NvmlReturn.NOT_SUPPORTED,
                            EventType.FATAL_POISON_ERROR, NvmlReturn.NOT_SUPPORTED));
            node.command("event gpu 1 0x2000");
            node.command("xid gpu 1 79");
            assertThat(events.await(Duration.ZERO))
                    .contains(new GpuEvents.Event(EventType.XID, OptionalInt.empty(), 79));
        }
        assertThat(node.calls("gpu 1 nvmlDeviceRegisterEvents")).isOne();
    }

    @Test
    void aGpuWithoutEventsRefusesAndCostsNoOther() {
        node.command("set gpu 0 nvmlDeviceGetSupportedEventTypes 0");
        assertThatThrownBy(() -> nvml.events(nvml.gpu(0), ALL)).hasMessage("nvmlDeviceRegisterEvents: NOT_SUPPORTED");
        try (GpuEvents events = nvml.events(nvml.gpu(1), ALL)) {
            node.command("xid gpu 1 79");
            assertThat(events.await(Duration.ZERO)).map(GpuEvents.Event::data).contains(79L);
        }
    }

    /** A driver of old whose GPU names a bit that registering refuses: it costs that bit alone. */
    @Test
    void aBitThatIsRefusedCostsNoXid() {
        Driver refusing = new RefusingDriver(nvml.driver(), EventType.GPU_RECOVERY_ACTION.bit());
        try (GpuEvents events = GpuEvents.of(
                refusing,
                nvml.gpu(0).handle(),
                Set.of(EventType.XID, EventType.DRAM_RETIREMENT, EventType.GPU_RECOVERY_ACTION))) {
            assertThat(events.refusals()).isEqualTo(Map.of(EventType.GPU_RECOVERY_ACTION, NvmlReturn.INVALID_ARGUMENT));
            node.command("event gpu 0 0x8000");
            node.command("event gpu 0 0x400");
            node.command("xid gpu 0 79");
            assertThat(events.await(Duration.ZERO)).map(GpuEvents.Event::type).contains(EventType.DRAM_RETIREMENT);
            assertThat(events.await(Duration.ZERO)).map(GpuEvents.Event::type).contains(EventType.XID);
            assertThat(events.await(Duration.ZERO)).isEmpty();
        }
        assertThat(node.calls("nvmlEventSetFree")).isEqualTo(node.calls("nvmlEventSetCreate"));
    }

    @Test
    void whereEveryBitIsRefusedTheRefusalIsTold() {
        node.command("refuse gpu 0 nvmlDeviceRegisterEvents NO_PERMISSION");
        assertThatThrownBy(() -> nvml.events(nvml.gpu(0), ALL)).hasMessage("nvmlDeviceRegisterEvents: NO_PERMISSION");
        assertThat(node.calls("nvmlEventSetFree")).isEqualTo(node.calls("nvmlEventSetCreate"));
    }

    @Test
    void aLostGpuIsNotTriedAgainBitByBit() {
        Device gpu = nvml.gpu(0);
        node.command("lose gpu 0");
        assertThatThrownBy(() -> nvml.events(gpu, ALL)).hasMessageContaining("GPU_IS_LOST");
        assertThat(node.calls("nvmlEventSetCreate")).isZero();
    }

    /** A type that a later driver may have must not hide what stands behind it. */
    @Test
    void anEventThatNobodyKnowsIsPassedOver() {
        NvmlLibrary later = mock();
        Iterator<Long> types = List.of(0x10000L, 0x8L).iterator();
        when(later.nvmlDeviceGetSupportedEventTypes(any(), any())).thenAnswer(call -> {
            call.<LongByReference>getArgument(1).setValue(0x10008);
            return 0;
        });
        when(later.nvmlEventSetWait_v2(any(), any(), anyInt())).thenAnswer(call -> {
            call.<nvmlEventData_t>getArgument(1).eventType = types.next();
            return 0;
        });
        Driver driver = new NativeDriver(new LoadedLibrary(later, () -> {}));
        try (GpuEvents events = GpuEvents.of(driver, 1, Set.of(EventType.XID))) {
            assertThat(events.await(Duration.ZERO)).map(GpuEvents.Event::type).contains(EventType.XID);
        }
    }

    @Test
    void theEventsOfACaptureHappenAtTheirTime() {
        long began = System.nanoTime();
        try (NvmlDouble playing = NvmlDouble.answering("""
                        # nvml-exporter capture 1
                        [system]
                        nvmlSystemGetDriverVersion = "610.10"
                        nvmlDeviceGetCount_v2 = 1
                        nvmlSystemEventSetWait(0) ~ eventType:1 gpuId:256
                        [gpu 0]
                        nvmlDeviceGetUUID = "GPU-0"
                        nvmlEventSetWait_v2(0) ~ eventType:2048 eventData:0
                        """);
                Nvml played = Nvml.open(Optional.of(playing.library().toString()));
                Driver.SystemEventSet system = played.systemEvents();
                GpuEvents events = played.events(played.gpu(0), ALL)) {
            assertThat(events.refusals())
                    .containsKey(EventType.DRAM_RETIREMENT)
                    .doesNotContainKey(EventType.DRAM_RETIREMENT_FAILURE);
            // However long it took to come to here, that is still to come; what the capture has at its beginning is
            // not.
            long soon = Duration.ofNanos(System.nanoTime() - began).toMillis() + 500;
            playing.command("set system nvmlSystemEventSetWait(" + soon + ") eventType:2 gpuId:256");
            playing.command("set gpu 0 nvmlEventSetWait_v2(" + (soon + 1) + ") eventType:2048 eventData:0");
            playing.command("set gpu 0 nvmlEventSetWait_v2(" + soon + ") eventType:8 eventData:79 gpuInstanceId:3");
            Duration longEnough = Duration.ofSeconds(50);
            assertThat(List.of(
                            events.await(longEnough).orElseThrow(),
                            events.await(longEnough).orElseThrow()))
                    .containsExactlyInAnyOrder(
                            new GpuEvents.Event(EventType.XID, OptionalInt.of(3), 79),
                            new GpuEvents.Event(EventType.DRAM_RETIREMENT_FAILURE, OptionalInt.empty(), 0));
            assertThat(system.await(longEnough)).containsExactly(new Driver.SystemEvent(Driver.SystemEvent.BIND, 256));
        }
    }

    @Test
    void aGpuThatIsTakenOrLetGoOfIsToldAndNoneIsLost() {
        try (Driver.SystemEventSet events = nvml.systemEvents()) {
            assertThat(events.await(Duration.ZERO)).isEmpty();
            node.command("unbind 4294967295");
            node.command("bind 1");
            assertThat(events.await(Duration.ofSeconds(50)))
                    .containsExactly(
                            new Driver.SystemEvent(Driver.SystemEvent.UNBIND, 0xFFFF_FFFFL),
                            new Driver.SystemEvent(Driver.SystemEvent.BIND, 1));
            for (int i = 0; i < 1000; i++) {
                node.command("bind " + i);
            }
            List<Driver.SystemEvent> storm = events.await(Duration.ZERO);
            assertThat(storm).hasSize(1000);
            assertThat(storm.get(999).gpuId()).isEqualTo(999);
        }
        assertThat(node.calls("nvmlSystemEventSetFree")).isOne();
    }

    @Test
    void aRefusedRegistrationLeavesNoSetBehind() {
        node.command("refuse system nvmlSystemRegisterEvents NO_PERMISSION");
        assertThatThrownBy(nvml::systemEvents).hasMessage("nvmlSystemRegisterEvents: NO_PERMISSION");
        assertThat(node.calls("nvmlSystemEventSetFree")).isOne();
    }

    @Test
    void aFreedSetIsNotWaitedIn() {
        Driver.SystemEventSet events = nvml.systemEvents();
        events.close();
        events.close();
        assertThat(node.calls("nvmlSystemEventSetFree")).isOne();
        assertThatThrownBy(() -> events.await(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anOldDriverHasNoEventsOfTheSystem() {
        try (NvmlDouble old = NvmlDouble.answering(
                        DriverContractTest.capture("/captures/distinct.txt"), NvmlDouble.symbols(555));
                Nvml oldDriver = Nvml.open(Optional.of(old.library().toString()))) {
            assertThatThrownBy(oldDriver::systemEvents).hasMessage("nvmlSystemEventSetCreate: FUNCTION_NOT_FOUND");
        }
    }
}
