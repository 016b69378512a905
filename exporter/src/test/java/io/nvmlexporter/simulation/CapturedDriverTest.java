package io.nvmlexporter.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nvmlexporter.nvml.Call;
import io.nvmlexporter.nvml.Driver;
import io.nvmlexporter.nvml.Driver.FieldRequest;
import io.nvmlexporter.nvml.Driver.GpmMetric;
import io.nvmlexporter.nvml.Driver.GpmSample;
import io.nvmlexporter.nvml.FieldValue;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapturedDriverTest {
    private final CapturedDriver driver = driver("""
            [system]
            nvmlSystemGetDriverVersion = "545.29.06"
            nvmlDeviceGetCount_v2 = 3
            [gpu 0]
            nvmlDeviceGetName = "A GPU"
            nvmlDeviceGetSerial = !NO_PERMISSION
            nvmlDeviceGetPowerUsage = 4294967295
            nvmlGpmQueryDeviceSupport = 0
            nvmlDeviceGetFieldValues(1,0) = u32:4294967295
            nvmlDeviceGetFieldValues(2,0) = i32:-8
            nvmlDeviceGetFieldValues(3,0) = u64:18446744073709551615
            nvmlDeviceGetFieldValues(4,0) = f64:2.5
            nvmlDeviceGetFieldValues(5,4294967295) = ulong:9
            nvmlDeviceGetFieldValues(6,0) = u16:65535
            nvmlDeviceGetFieldValues(7,0) = i64:-1
            nvmlDeviceGetFieldValues(8,0) = !NO_PERMISSION
            nvmlDeviceGetFieldValues(82,0) = f64:1.63E-322
            [gpu 0 mig 2]
            nvmlDeviceGetName = "A MIG device"
            [gpu 2]
            nvmlDeviceGetName = "Another GPU"
            [gpu 3]
            nvmlDeviceGetName = "Not listed"
            """);
    private final long gpu = driver.gpu(0);

    @Test
    void everyDeviceAnswersForItself() {
        assertThat(driver.ask(Call.NAME, gpu).text()).isEqualTo("A GPU");
        assertThat(driver.ask(Call.NAME, driver.migDevice(gpu, 2)).text()).isEqualTo("A MIG device");
        assertThat(driver.ask(Call.NAME, driver.gpu(2)).text()).isEqualTo("Another GPU");
        assertThat(driver.ask(Call.DEVICE_COUNT, gpu).number()).isEqualTo(3);
        assertThat(driver.ask(Call.POWER_USAGE, gpu).number()).isEqualTo(4294967295L);
    }

    @Test
    void aRefusalIsThrownWithItsCallAndCode() {
        assertRefused(NvmlReturn.NO_PERMISSION, () -> driver.ask(Call.SERIAL, gpu));
        assertThatExceptionOfType(NvmlException.class)
                .isThrownBy(() -> driver.ask(Call.CLOCK_INFO, gpu, 1))
                .withMessage("nvmlDeviceGetClockInfo(1): NOT_SUPPORTED");
    }

    @ParameterizedTest
    @CsvSource({"-1", "1", "3", "4", "2147483647"})
    void aGpuWithoutSectionOrBeyondTheCountIsNoValidArgument(int index) {
        assertRefused(NvmlReturn.INVALID_ARGUMENT, () -> driver.gpu(index));
    }

    @ParameterizedTest
    @CsvSource({"-1", "0", "1", "3"})
    void aMigDeviceWithoutSectionIsNotFound(int index) {
        assertRefused(NvmlReturn.NOT_FOUND, () -> driver.migDevice(gpu, index));
    }

    @Test
    void eachNumberedValueHasItsOwnTypeAndCode() {
        List<FieldRequest> requests = List.of(
                new FieldRequest(1, 0),
                new FieldRequest(2, 0),
                new FieldRequest(3, 0),
                new FieldRequest(4, 0),
                new FieldRequest(5, -1),
                new FieldRequest(6, 0),
                new FieldRequest(7, 0),
                new FieldRequest(8, 0),
                new FieldRequest(9, 0));
        List<FieldValue> values = driver.fieldValues(gpu, requests);
        assertThat(values)
                .extracting(FieldValue::code)
                .containsExactly(
                        NvmlReturn.SUCCESS,
                        NvmlReturn.SUCCESS,
                        NvmlReturn.SUCCESS,
                        NvmlReturn.SUCCESS,
                        NvmlReturn.SUCCESS,
                        NvmlReturn.SUCCESS,
                        NvmlReturn.SUCCESS,
                        NvmlReturn.NO_PERMISSION,
                        NvmlReturn.NOT_SUPPORTED);
        assertThat(values.subList(0, 7))
                .extracting(FieldValue::type)
                .containsExactly(
                        FieldValue.Type.U32,
                        FieldValue.Type.I32,
                        FieldValue.Type.U64,
                        FieldValue.Type.F64,
                        FieldValue.Type.ULONG,
                        FieldValue.Type.U16,
                        FieldValue.Type.I64);
        assertThat(values.subList(0, 7))
                .extracting(FieldValue::number)
                .containsExactly(4294967295L, -8L, -1L, 2L, 9L, 65535L, -1L);
        assertThat(values.get(3).real()).isEqualTo(2.5);
    }

    @Test
    void theTemperatureThatR545CallsADoubleIsInItsLowerHalf() {
        FieldValue temperature =
                driver.fieldValues(gpu, List.of(new FieldRequest(82, 0))).get(0);
        assertThat(temperature.type()).isEqualTo(FieldValue.Type.F64);
        assertThat(temperature.unsigned32()).isEqualTo(33);
    }

    @Test
    void aGpuThatSaysSoHasNoGpm() {
        assertRefused(NvmlReturn.NOT_SUPPORTED, () -> driver.gpmSample(gpu, OptionalInt.empty()));
        assertRefused(NvmlReturn.NOT_SUPPORTED, () -> driver.gpmSample(driver.gpu(2), OptionalInt.empty()));
    }

    @Test
    void gpmOfAGpuInstanceIsThatOfItsFirstDevice() throws CaptureException {
        CapturedDriver h200 = new CapturedDriver(BundledCaptures.load("h200-mig"), () -> 0);
        assertThat(h200.ask(Call.GPU_INSTANCE_ID, h200.migDevice(h200.gpu(0), 1))
                        .number())
                .as("the instance has two devices")
                .isEqualTo(2);
        assertThat(graphics(h200, OptionalInt.of(2))).isEqualTo(new GpmMetric(NvmlReturn.SUCCESS, 66.1522));
        assertThat(graphics(h200, OptionalInt.of(10))).isEqualTo(new GpmMetric(NvmlReturn.SUCCESS, 0));
        assertThat(graphics(h200, OptionalInt.empty())).isEqualTo(new GpmMetric(NvmlReturn.SUCCESS, 24.058));
        assertRefused(NvmlReturn.INVALID_ARGUMENT, () -> graphics(h200, OptionalInt.of(7)));
    }

    private static GpmMetric graphics(CapturedDriver driver, OptionalInt instance) {
        try (GpmSample older = driver.gpmSample(driver.gpu(0), instance);
                GpmSample newer = driver.gpmSample(driver.gpu(0), instance)) {
            return driver.gpmMetrics(older, newer, List.of(1)).get(1);
        }
    }

    @Test
    void samplesOfDifferentDevicesCannotBeCompared() throws CaptureException {
        CapturedDriver h200 = new CapturedDriver(BundledCaptures.load("h200-mig"), () -> 0);
        try (GpmSample board = h200.gpmSample(h200.gpu(0), OptionalInt.empty());
                GpmSample instance = h200.gpmSample(h200.gpu(0), OptionalInt.of(2))) {
            assertRefused(NvmlReturn.INVALID_ARGUMENT, () -> h200.gpmMetrics(board, instance, List.of(1)));
        }
    }

    @Test
    void eventsHappenAtTheirTime() throws CaptureException {
        AtomicLong millis = new AtomicLong(100);
        CapturedDriver playing = new CapturedDriver(
                Capture.parse("test", CaptureParser.FIRST_LINE + """

                        [system]
                        nvmlSystemGetDriverVersion = "610.10"
                        nvmlDeviceGetCount_v2 = 1
                        nvmlSystemEventSetWait(300) = eventType:2 gpuId:256
                        nvmlSystemEventSetWait(301) = eventType:1 gpuId:256
                        [gpu 0]
                        nvmlEventSetWait_v2(100) = eventType:8 eventData:31
                        nvmlEventSetWait_v2(250) = eventType:2048 eventData:0
                        nvmlEventSetWait_v2(200) = eventType:8 eventData:79 gpuInstanceId:3
                        nvmlEventSetWait_v2(201) = eventType:2 eventData:0
                        """),
                () -> TimeUnit.MILLISECONDS.toNanos(millis.get()));
        long gpu = playing.gpu(0);
        assertThat(playing.ask(Call.SUPPORTED_EVENT_TYPES, gpu).number()).isEqualTo(0x81F);
        try (var events = playing.eventSet();
                var system = playing.systemEventSet(1)) {
            assertRefused(NvmlReturn.NOT_SUPPORTED, () -> events.register(gpu, 0x408));
            events.register(gpu, 0x808);
            millis.set(199);
            assertThat(events.await(Duration.ZERO)).isEmpty();
            millis.set(400);
            assertThat(events.await(Duration.ZERO)).contains(new Driver.Event(gpu, 8, 79, OptionalInt.of(3)));
            assertThat(events.await(Duration.ZERO)).contains(new Driver.Event(gpu, 2048, 0, OptionalInt.empty()));
            assertThat(events.await(Duration.ZERO)).isEmpty();
            assertThat(system.await(Duration.ZERO)).containsExactly(new Driver.SystemEvent(1, 256));
        }
    }

    @Test
    void noEventOfAStillMomentEverComes() {
        try (var events = driver.eventSet()) {
            events.register(gpu, 8);
            assertThat(events.await(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void onceClosedNothingIsInitialized() {
        driver.close();
        assertRefused(NvmlReturn.UNINITIALIZED, () -> driver.ask(Call.DEVICE_COUNT, 0));
        assertRefused(NvmlReturn.UNINITIALIZED, () -> driver.ask(Call.NAME, gpu));
        assertRefused(NvmlReturn.UNINITIALIZED, () -> driver.gpu(0));
        assertRefused(NvmlReturn.UNINITIALIZED, () -> driver.migDevice(gpu, 2));
        assertRefused(NvmlReturn.UNINITIALIZED, () -> driver.fieldValues(gpu, List.of(new FieldRequest(1, 0))));
        assertRefused(NvmlReturn.UNINITIALIZED, () -> driver.gpmSample(gpu, OptionalInt.empty()));
        assertRefused(NvmlReturn.UNINITIALIZED, driver::eventSet);
    }

    private static void assertRefused(NvmlReturn code, ThrowingCallable call) {
        assertThatExceptionOfType(NvmlException.class)
                .isThrownBy(call)
                .extracting(NvmlException::code)
                .isEqualTo(code);
    }

    private static CapturedDriver driver(String sections) {
        try {
            return new CapturedDriver(Capture.parse("test", CaptureParser.FIRST_LINE + "\n" + sections), () -> 0);
        } catch (CaptureException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
