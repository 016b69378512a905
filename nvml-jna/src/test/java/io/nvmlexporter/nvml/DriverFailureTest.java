package io.nvmlexporter.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nvmlexporter.nvml.Driver.FieldRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a failing driver costs: one call, one GPU, or all of them until it returns, and never the process. */
@Timeout(60)
class DriverFailureTest {
    private static final Path DISTINCT = DriverContractTest.capture("/captures/distinct.txt");

    private final NvmlDouble node = NvmlDouble.answering(DISTINCT);
    private final Driver driver = open(node);

    @AfterEach
    void close() {
        driver.close();
        node.close();
    }

    @Test
    void aLostGpuCostsOnlyItself() {
        long lost = driver.gpu(0);
        long mig = driver.migDevice(lost, 0);
        long other = driver.gpu(1);
        node.command("lose gpu 0");
        assertRefused(NvmlReturn.GPU_IS_LOST, () -> driver.ask(Call.NAME, lost));
        assertRefused(NvmlReturn.GPU_IS_LOST, () -> driver.ask(Call.NAME, mig));
        assertRefused(NvmlReturn.GPU_IS_LOST, () -> driver.fieldValues(lost, List.of(new FieldRequest(82, 0))));
        assertRefused(NvmlReturn.GPU_IS_LOST, () -> driver.gpmSample(lost, OptionalInt.empty()));
        assertRefused(NvmlReturn.GPU_IS_LOST, () -> driver.gpu(0));
        assertThat(driver.ask(Call.DEVICE_COUNT, 0).number()).isEqualTo(2);
        assertThat(driver.ask(Call.NAME, other).text()).startsWith("name");
    }

    @Test
    void aFoundGpuIsReadByANewHandle() {
        long old = driver.gpu(0);
        node.command("lose gpu 0");
        node.command("find gpu 0");
        assertThat(driver.ask(Call.NAME, driver.gpu(0)).text()).startsWith("name");
        assertRefused(NvmlReturn.GPU_IS_LOST, () -> driver.ask(Call.NAME, old));
    }

    @Test
    void anUnpluggedGpuIsLostAndNoLongerListed() {
        long last = driver.gpu(1);
        node.command("count 1");
        assertThat(driver.ask(Call.DEVICE_COUNT, 0).number()).isEqualTo(1);
        assertRefused(NvmlReturn.GPU_IS_LOST, () -> driver.ask(Call.NAME, last));
        assertRefused(NvmlReturn.INVALID_ARGUMENT, () -> driver.gpu(1));
        assertThat(driver.ask(Call.NAME, driver.gpu(0)).text()).startsWith("name");
    }

    @Test
    void aLostDriverAnswersNothingUntilItIsOpenedAgain() {
        long old = driver.gpu(0);
        node.command("lose driver");
        assertRefused(NvmlReturn.UNINITIALIZED, () -> driver.ask(Call.NAME, old));
        assertRefused(NvmlReturn.UNINITIALIZED, () -> driver.ask(Call.DEVICE_COUNT, 0));
        assertRefused(NvmlReturn.DRIVER_NOT_LOADED, () -> open(node));
        node.command("return driver");
        assertRefused(NvmlReturn.UNINITIALIZED, () -> driver.ask(Call.NAME, old));
        try (Driver again = open(node)) {
            assertThat(again.ask(Call.NAME, again.gpu(0)).text()).startsWith("name");
            assertRefused(NvmlReturn.INVALID_ARGUMENT, () -> again.ask(Call.NAME, old));
        }
    }

    @Test
    void anUpgradeThatTheKernelHasNotSeenIsToldApart() {
        node.command("version-mismatch");
        assertRefused(NvmlReturn.LIB_RM_VERSION_MISMATCH, () -> open(node));
    }

    @Test
    void callsThatHangLeaveTheOtherGpusAloneAndComeBack() throws Exception {
        long wedged = driver.gpu(0);
        long mig = driver.migDevice(wedged, 0);
        node.command("hang gpu 0 nvmlDeviceGetName");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Answer>> hanging = Stream.of(wedged, mig)
                    .map(device -> threads.submit(() -> driver.ask(Call.NAME, device)))
                    .toList();
            node.awaitCalls("nvmlDeviceGetName", 2);
            assertThat(driver.ask(Call.NAME, driver.gpu(1)).text()).startsWith("name");
            assertThat(driver.ask(Call.POWER_USAGE, wedged).number()).isPositive();
            assertThat(hanging).noneMatch(Future::isDone);
            node.command("release gpu 0");
            assertThat(hanging.get(0).get().text()).isEqualTo("name 1");
            assertThat(hanging.get(1).get().text()).isEqualTo("name 0 MIG 1g.10gb");
        } finally {
            node.command("release");
            threads.shutdownNow();
        }
    }

    @Test
    void aDriverCanBeClosedUnderACallThatHangs() throws Exception {
        long wedged = driver.gpu(0);
        node.command("hang gpu 0 nvmlDeviceGetFieldValues(82,0)");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<List<FieldValue>> hanging =
                    thread.submit(() -> driver.fieldValues(wedged, List.of(new FieldRequest(82, 0))));
            node.awaitCalls("nvmlDeviceGetFieldValues", 1);
            driver.close();
            assertRefused(NvmlReturn.UNINITIALIZED, () -> driver.ask(Call.NAME, wedged));
            assertThat(node.calls("nvmlShutdown")).isZero();
            node.command("release gpu 0");
            assertThat(hanging.get()).hasSize(1);
        } finally {
            node.command("release");
            thread.shutdownNow();
        }
        node.awaitCalls("nvmlShutdown", 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 418, 470, 535, 550, 590, 610})
    void whatAnOldLibraryLacksCostsOnlyItsCallers(int branch) {
        Set<String> symbols = NvmlDouble.symbols(branch);
        try (NvmlDouble old = NvmlDouble.answering(DISTINCT, symbols);
                Driver oldDriver = open(old)) {
            long gpu = oldDriver.gpu(0);
            for (Call call : Call.values()) {
                if (!symbols.contains(call.function())) {
                    assertRefused(
                            NvmlReturn.FUNCTION_NOT_FOUND,
                            () -> oldDriver.ask(call, gpu, call.argumentLists(1).get(0)));
                } else if (call.subject() != Call.Subject.MIG_DEVICE) {
                    assertThat(oldDriver
                                    .ask(call, gpu, call.argumentLists(1).get(0))
                                    .members())
                            .hasSizeGreaterThanOrEqualTo(call.members().size());
                }
            }
            if (branch < 470) {
                assertRefused(NvmlReturn.FUNCTION_NOT_FOUND, () -> oldDriver.migDevice(gpu, 0));
            }
            if (branch < 535) {
                assertRefused(NvmlReturn.FUNCTION_NOT_FOUND, () -> oldDriver.gpmSample(gpu, OptionalInt.empty()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 610})
    void anXidArrivesWhateverTheLibrarysAge(int branch) {
        try (NvmlDouble old = NvmlDouble.answering(DISTINCT, NvmlDouble.symbols(branch));
                Nvml nvml = Nvml.open(Optional.of(old.library().toString()));
                GpuEvents events = nvml.events(nvml.gpu(1), Set.of(EventType.XID))) {
            assertThat(events.refusals()).isEmpty();
            assertThat(events.await(Duration.ZERO)).isEmpty();
            old.command("xid gpu 1 79");
            old.command("xid gpu 0 31");
            old.command("xid gpu 1 48");
            assertThat(events.await(Duration.ofSeconds(50)))
                    .map(GpuEvents.Event::data)
                    .contains(79L);
            assertThat(events.await(Duration.ZERO)).map(GpuEvents.Event::data).contains(48L);
        }
    }

    @Test
    void anXidNamesTheGpuInstanceItBelongsTo() {
        try (Driver.EventSet events = driver.eventSet()) {
            long gpu = driver.gpu(0);
            events.register(gpu, EventType.XID.bit());
            node.command("xid gpu 0 gi 9 94");
            assertThat(events.await(Duration.ZERO))
                    .contains(new Driver.Event(gpu, EventType.XID.bit(), 94, OptionalInt.of(9)));
        }
    }

    @Test
    void anXidWakesWhoeverWaits() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Driver.EventSet events = driver.eventSet()) {
            events.register(driver.gpu(0), EventType.XID.bit());
            Future<Optional<Driver.Event>> waiting = thread.submit(() -> events.await(Duration.ofSeconds(50)));
            node.awaitCalls("nvmlEventSetWait_v2", 1);
            node.command("xid gpu 0 48");
            assertThat(waiting.get()).map(Driver.Event::data).contains(48L);
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void waitingEndsWithTheGpuAndWithTheDriver() {
        try (Driver.EventSet events = driver.eventSet()) {
            events.register(driver.gpu(0), EventType.XID.bit());
            node.command("xid gpu 0 79");
            node.command("lose gpu 0");
            assertThat(events.await(Duration.ZERO)).map(Driver.Event::data).contains(79L);
            assertRefused(NvmlReturn.GPU_IS_LOST, () -> events.await(Duration.ofSeconds(50)));
            node.command("lose driver");
            assertRefused(NvmlReturn.UNINITIALIZED, () -> events.await(Duration.ofSeconds(50)));
        }
    }

    private static Driver open(NvmlDouble node) {
        return NativeDriver.open(Optional.of(node.library().toString()));
    }

    private static void assertRefused(NvmlReturn code, ThrowingCallable asked) {
        assertThatThrownBy(asked)
                .isInstanceOfSatisfying(
                        NvmlException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
