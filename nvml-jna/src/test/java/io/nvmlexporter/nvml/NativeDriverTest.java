package io.nvmlexporter.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.nvmlexporter.nvml.Driver.Event;
import io.nvmlexporter.nvml.Driver.EventSet;
import io.nvmlexporter.nvml.Driver.FieldRequest;
import io.nvmlexporter.nvml.Driver.GpmMetric;
import io.nvmlexporter.nvml.Driver.GpmSample;
import io.nvmlexporter.nvml.NvmlEventStructs.nvmlEventData_t;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Offsets are written out here, as structs.tsv has them: the code under test and its test would else share an error.
 */
class NativeDriverTest {
    private static final long GPU = 0xD0;

    private final NvmlLibrary nvml = mock(NvmlLibrary.class);
    private final NativeDriver driver = new NativeDriver(new LoadedLibrary(nvml, () -> {}));

    @Test
    void aHandleIsThePointersNumber() {
        when(nvml.nvmlDeviceGetHandleByIndex_v2(anyInt(), any())).thenAnswer(call -> {
            call.<PointerByReference>getArgument(1).setValue(new Pointer(GPU + call.<Integer>getArgument(0)));
            return 0;
        });
        assertThat(driver.gpu(2)).isEqualTo(GPU + 2);
    }

    @Test
    void aMigDeviceThatIsNotThereIsNotFound() {
        when(nvml.nvmlDeviceGetMigDeviceHandleByIndex(any(), anyInt(), any())).thenReturn(6);
        assertThatThrownBy(() -> driver.migDevice(GPU, 3))
                .isInstanceOf(NvmlException.class)
                .hasMessage("nvmlDeviceGetMigDeviceHandleByIndex(3): NOT_FOUND");
    }

    @Test
    void fieldValuesKeepTheirOrderTypesAndCodes() {
        when(nvml.nvmlDeviceGetFieldValues(any(), anyInt(), any())).thenAnswer(call -> {
            Pointer values = call.getArgument(2);
            answer(values, 0, 0, 1);
            values.setInt(32, 0xFFFF_FFFF);
            answer(values, 1, 3, 0);
            answer(values, 2, 0, 5);
            values.setInt(2 * 40 + 32, -5);
            answer(values, 3, 0, 0);
            values.setDouble(3 * 40 + 32, 0.5);
            answer(values, 4, 0, 7);
            return 0;
        });
        List<FieldValue> values = driver.fieldValues(GPU, requests(5));
        assertThat(values)
                .extracting(FieldValue::code)
                .containsExactly(
                        NvmlReturn.SUCCESS,
                        NvmlReturn.NOT_SUPPORTED,
                        NvmlReturn.SUCCESS,
                        NvmlReturn.SUCCESS,
                        NvmlReturn.UNKNOWN);
        assertThat(values.get(0).number()).isEqualTo(4294967295L);
        assertThat(values.get(2).number()).isEqualTo(-5);
        assertThat(values.get(3).real()).isEqualTo(0.5);
    }

    /** As drivers leave the counters of an ECC that is off: no error, no type, no time. */
    @Test
    void anEntryThatTheDriverLeavesAsItWasIsNoZero() {
        when(nvml.nvmlDeviceGetFieldValues(any(), anyInt(), any())).thenAnswer(call -> {
            Pointer values = call.getArgument(2);
            values.setLong(40 + 8, 1_700_000_000_000_000L);
            answer(values, 2, 0, 3);
            return 0;
        });
        List<FieldValue> values = driver.fieldValues(GPU, requests(3));
        assertThat(values)
                .extracting(FieldValue::code)
                .containsExactly(NvmlReturn.NOT_SUPPORTED, NvmlReturn.SUCCESS, NvmlReturn.SUCCESS);
        assertThat(values.get(1).real()).isZero();
        assertThat(values.get(2).number()).isZero();
    }

    @Test
    void aFieldIsAskedByItsNumberAndScope() {
        List<Integer> words = new ArrayList<>();
        when(nvml.nvmlDeviceGetFieldValues(any(), anyInt(), any())).thenAnswer(call -> {
            Pointer values = call.getArgument(2);
            words.addAll(List.of(call.getArgument(1), values.getInt(40), values.getInt(44), values.getInt(72)));
            return 0;
        });
        driver.fieldValues(GPU, List.of(new FieldRequest(82, 0), new FieldRequest(138, -1)));
        assertThat(words).containsExactly(2, 138, -1, 0);
    }

    @Test
    void noFieldsAreNotAskedFor() {
        assertThat(driver.fieldValues(GPU, List.of())).isEmpty();
        verify(nvml, never()).nvmlDeviceGetFieldValues(any(), anyInt(), any());
    }

    @Test
    void gpmMetricsAreAskedForInParcelsThatTheOldestDriverHolds() {
        allocateSamples();
        List<Integer> parcels = new ArrayList<>();
        when(nvml.nvmlGpmMetricsGet(any())).thenAnswer(call -> {
            Pointer get = call.getArgument(0);
            assertThat(get.getInt(0)).isEqualTo(1);
            assertThat(get.getPointer(8)).isEqualTo(new Pointer(0xA1));
            assertThat(get.getPointer(16)).isEqualTo(new Pointer(0xA2));
            parcels.add(get.getInt(4));
            for (int i = 0; i < get.getInt(4); i++) {
                get.setInt(24 + i * 40 + 4, get.getInt(24 + i * 40) == 7 ? 3 : 0);
                get.setDouble(24 + i * 40 + 8, get.getInt(24 + i * 40) / 2.0);
            }
            return 0;
        });
        GpmSample older = driver.gpmSample(GPU, OptionalInt.empty());
        GpmSample newer = driver.gpmSample(GPU, OptionalInt.empty());
        List<Integer> ids = IntStream.rangeClosed(1, 200).boxed().toList();
        Map<Integer, GpmMetric> metrics = driver.gpmMetrics(older, newer, ids);
        assertThat(parcels).containsExactly(98, 98, 4);
        assertThat(metrics.keySet()).containsExactlyElementsOf(ids);
        assertThat(metrics.get(7).code()).isEqualTo(NvmlReturn.NOT_SUPPORTED);
        assertThat(metrics.get(199)).isEqualTo(new GpmMetric(NvmlReturn.SUCCESS, 99.5));
    }

    @Test
    void aSampleOfAGpuInstanceIsAskedOfIt() {
        allocateSamples();
        driver.gpmSample(GPU, OptionalInt.of(9));
        verify(nvml).nvmlGpmMigSampleGet(new Pointer(GPU), 9, new Pointer(0xA1));
    }

    @Test
    void aSampleThatIsRefusedIsFreed() {
        allocateSamples();
        when(nvml.nvmlGpmSampleGet(any(), any())).thenReturn(3);
        assertThatThrownBy(() -> driver.gpmSample(GPU, OptionalInt.empty()))
                .hasMessage("nvmlGpmSampleGet: NOT_SUPPORTED");
        verify(nvml).nvmlGpmSampleFree(new Pointer(0xA1));
    }

    @Test
    void aSampleIsFreedOnceAndNotUsedAfter() {
        allocateSamples();
        GpmSample sample = driver.gpmSample(GPU, OptionalInt.empty());
        sample.close();
        sample.close();
        verify(nvml, times(1)).nvmlGpmSampleFree(any());
        assertThatThrownBy(() -> driver.gpmMetrics(sample, sample, List.of(1)))
                .isInstanceOf(IllegalStateException.class);
        verify(nvml, never()).nvmlGpmMetricsGet(any());
    }

    @Test
    void anEventOfAGpuInstanceSaysWhich() {
        when(nvml.nvmlEventSetWait_v2(any(), any(), anyInt())).thenAnswer(call -> xid(call.getArgument(1), 48, 2));
        assertThat(eventSet().await(Duration.ofMillis(500)))
                .contains(new Event(GPU, EventType.XID.bit(), 48, OptionalInt.of(2)));
        verify(nvml).nvmlEventSetWait_v2(any(), any(), eq(500));
    }

    @Test
    void anEventOfAWholeGpuHasNoInstance() {
        when(nvml.nvmlEventSetWait_v2(any(), any(), anyInt())).thenAnswer(call -> xid(call.getArgument(1), 79, -1));
        assertThat(eventSet().await(Duration.ZERO))
                .contains(new Event(GPU, EventType.XID.bit(), 79, OptionalInt.empty()));
    }

    @Test
    void anOldDriversWaitTellsNoInstance() {
        when(nvml.nvmlEventSetWait_v2(any(), any(), anyInt())).thenThrow(new UnsatisfiedLinkError());
        when(nvml.nvmlEventSetWait(any(), any(), anyInt())).thenAnswer(call -> {
            nvmlEventData_t data = call.getArgument(1);
            return xid(data, 31, data.gpuInstanceId);
        });
        assertThat(eventSet().await(Duration.ZERO))
                .contains(new Event(GPU, EventType.XID.bit(), 31, OptionalInt.empty()));
    }

    @Test
    void noEventInTimeIsNone() {
        when(nvml.nvmlEventSetWait_v2(any(), any(), anyInt())).thenReturn(10);
        assertThat(eventSet().await(Duration.ZERO)).isEmpty();
    }

    @Test
    void aFreedEventSetIsNotWaitedIn() {
        EventSet events = eventSet();
        events.close();
        events.close();
        verify(nvml, times(1)).nvmlEventSetFree(any());
        assertThatThrownBy(() -> events.await(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> events.register(GPU, 8)).isInstanceOf(IllegalStateException.class);
        verify(nvml, never()).nvmlDeviceRegisterEvents(any(), anyLong(), any());
    }

    @Test
    void nothingIsAskedOfAClosedDriver() {
        EventSet events = eventSet();
        driver.close();
        assertThatThrownBy(() -> driver.ask(Call.DEVICE_COUNT, 0)).hasMessage("nvmlDeviceGetCount_v2: UNINITIALIZED");
        assertThatThrownBy(() -> events.await(Duration.ZERO)).hasMessage("nvmlEventSetWait_v2: UNINITIALIZED");
        events.close();
        verify(nvml, never()).nvmlDeviceGetCount_v2(any());
        verify(nvml, never()).nvmlEventSetFree(any());
    }

    private EventSet eventSet() {
        when(nvml.nvmlEventSetCreate(any())).thenAnswer(call -> {
            call.<PointerByReference>getArgument(0).setValue(new Pointer(0xE0));
            return 0;
        });
        return driver.eventSet();
    }

    private void allocateSamples() {
        long[] last = {0xA0};
        when(nvml.nvmlGpmSampleAlloc(any())).thenAnswer(call -> {
            call.<PointerByReference>getArgument(0).setValue(new Pointer(++last[0]));
            return 0;
        });
    }

    private static int xid(nvmlEventData_t data, long xid, int gpuInstanceId) {
        data.device = new Pointer(GPU);
        data.eventType = 8;
        data.eventData = xid;
        data.gpuInstanceId = gpuInstanceId;
        return 0;
    }

    private static void answer(Pointer values, int index, int code, int type) {
        values.setInt(index * 40 + 28, code);
        values.setInt(index * 40 + 24, type);
    }

    private static List<FieldRequest> requests(int count) {
        return IntStream.range(0, count).mapToObj(id -> new FieldRequest(id, 0)).toList();
    }
}
