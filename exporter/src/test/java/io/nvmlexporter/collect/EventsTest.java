package io.nvmlexporter.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.nvmlexporter.collect.EventReport.Absence;
import io.nvmlexporter.collect.EventReport.NodeEvent;
import io.nvmlexporter.field.FieldCatalog;
import io.nvmlexporter.nvml.EventType;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlDouble;
import io.nvmlexporter.simulation.BundledCaptures;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events beside XIDs on eight H100 that are the C double's, so that all goes through the real binding. */
@Timeout(60)
class EventsTest {
    private static final long ALL_TYPES = 0xFF9F;

    private NvmlDouble node;
    private Collector collector;

    @AfterEach
    void tidyUp() {
        if (collector != null) {
            collector.close();
            node.close();
        }
    }

    @Test
    void everyEventOfAStormIsCountedOnceAndCostsNoXid() {
        collect(NvmlDouble.answering(capture()), Duration.ofMillis(50));
        EventType[] storm = {EventType.SINGLE_BIT_ECC_ERROR_STORM, EventType.DRAM_RETIREMENT, EventType.XID};
        for (int i = 0; i < 9_000; i++) {
            EventType type = storm[i % storm.length];
            node.command(type == EventType.XID ? "xid gpu 3 79" : "event gpu 3 " + type.bit());
        }
        await(() -> total() == 6_000
                && collector.xids().stream().mapToLong(XidCount::count).sum() == 3_000);
        assertThat(collector.events().counts().stream().filter(count -> count.count() > 0))
                .extracting(EventCount::gpu, EventCount::type, EventCount::count, EventCount::gpuInstanceId)
                .containsExactly(
                        tuple(3, EventType.SINGLE_BIT_ECC_ERROR_STORM, 3_000L, OptionalInt.empty()),
                        tuple(3, EventType.DRAM_RETIREMENT, 3_000L, OptionalInt.empty()));
    }

    @Test
    void anEventThatHasNotComeIsZeroAndOneOfAnInstanceStandsBesideIt() {
        collect(NvmlDouble.answering(capture()), Duration.ofMillis(50));
        node.command("event gpu 2 gi 9 0x2000");
        await(() -> total() == 1);
        assertThat(collector.events().counts().stream()
                        .filter(count -> count.gpu() == 2 && count.type() == EventType.FATAL_POISON_ERROR))
                .extracting(EventCount::gpuInstanceId, EventCount::count)
                .containsExactly(tuple(OptionalInt.empty(), 0L), tuple(OptionalInt.of(9), 1L));
        assertThat(collector.events().absences()).isEmpty();
        assertThat(collector.events().counts()).extracting(EventCount::type).doesNotContain(EventType.XID);
    }

    @Test
    void whatAGpuLacksIsAbsentWithAReasonAndNeverZero() {
        node = NvmlDouble.answering(capture());
        node.command("set gpu 5 nvmlDeviceGetSupportedEventTypes 10");
        collect(node, Duration.ofMillis(50));
        assertThat(collector.events().counts().stream().filter(count -> count.gpu() == 5))
                .extracting(EventCount::type)
                .containsExactly(EventType.DOUBLE_BIT_ECC_ERROR);
        assertThat(collector.events().absences())
                .hasSize(Events.COUNTED.size() - 1)
                .allMatch(absence -> absence.gpu() == 5 && absence.reason().equals("not_supported"))
                .extracting(Absence::type)
                .contains(EventType.DRAM_RETIREMENT_FAILURE)
                .doesNotContain(EventType.DOUBLE_BIT_ECC_ERROR, EventType.XID);
    }

    @Test
    void aGpuWithoutXidsStillTellsItsOtherEvents() {
        node = NvmlDouble.answering(capture());
        node.command("set gpu 5 nvmlDeviceGetSupportedEventTypes 16384");
        collect(node, Duration.ofMillis(50));
        node.command("event gpu 5 0x4000");
        await(() -> total() == 1);
    }

    @Test
    void countsOutliveALossAndWhileNobodyListensThereIsNoZero() {
        collect(NvmlDouble.answering(capture()), Duration.ofMillis(50));
        node.command("event gpu 3 0x800");
        node.command("lose gpu 3");
        await(() -> collector.events().absences().stream().anyMatch(absence -> absence.gpu() == 3));
        assertThat(collector.events().counts().stream().filter(count -> count.gpu() == 3))
                .extracting(EventCount::type, EventCount::count)
                .containsExactly(tuple(EventType.DRAM_RETIREMENT_FAILURE, 1L));
        node.command("find gpu 3");
        await(() -> collector.events().absences().isEmpty());
        node.command("event gpu 3 0x800");
        await(() -> total() == 2);
    }

    @Test
    void whatIsStillInTheSetWhenTheProgramStopsIsCounted() {
        collect(NvmlDouble.answering(capture()), Duration.ofMillis(50));
        node.command("slow gpu 3 nvmlEventSetWait_v2 1");
        for (int i = 0; i < 2_000; i++) {
            node.command("event gpu 3 0x1000");
        }
        collector.close();
        assertThat(total()).isEqualTo(2_000);
    }

    @Test
    void aGpuThatComesIsServedAtOnceAndItsEventCounted() {
        node = NvmlDouble.answering(capture());
        node.command("count 7");
        collect(node, Duration.ofHours(1));
        assertThat(collector.snapshot().gpus()).hasSize(7);
        assertThat(collector.events().node())
                .isEqualTo(Map.of(NodeEvent.GPU_DRIVER_BIND, 0L, NodeEvent.GPU_DRIVER_UNBIND, 0L));
        node.command("count 8");
        node.command("bind 7");
        await(() -> collector.snapshot().gpus().size() == 8);
        await(() -> collector.events().nodeAbsence().isEmpty());
        node.command("event gpu 3 0x800");
        node.command("count 6");
        node.command("unbind 6");
        node.command("unbind 7");
        await(() -> collector.snapshot().gpus().size() == 6);
        assertThat(collector.events().node())
                .isEqualTo(Map.of(NodeEvent.GPU_DRIVER_BIND, 1L, NodeEvent.GPU_DRIVER_UNBIND, 2L));
        assertThat(total()).isOne();
    }

    @Test
    void aStormOfTheNodeIsCountedWholeAndDoesNotKeepTheGpusFromBeingRead() {
        collect(NvmlDouble.answering(capture()), Duration.ofMillis(50));
        for (int i = 0; i < 5_000; i++) {
            node.command("bind " + i);
        }
        await(() -> collector.events().node().getOrDefault(NodeEvent.GPU_DRIVER_BIND, 0L) == 5_000);
        assertThat(node.calls("nvmlInit_v2")).isLessThanOrEqualTo(2);
    }

    @Test
    void anOldDriverCostsOnlyTheEventsOfTheNode() {
        collect(NvmlDouble.answering(capture(), NvmlDouble.symbols(555)), Duration.ofMillis(50));
        await(() -> collector.events().nodeAbsence().equals("driver_too_old"));
        assertThat(collector.events().node()).isEmpty();
        node.command("event gpu 0 0x8000");
        await(() -> total() == 1);
    }

    @Test
    void whatComesByTheThousandOnAGpuThatIsWellIsNotAskedFor() {
        assertThat(Events.ASKED)
                .doesNotContain(EventType.SINGLE_BIT_ECC_ERROR, EventType.PSTATE, EventType.CLOCK)
                .hasSize(EventType.values().length - 3);
        assertThat(Events.COUNTED).isEqualTo(minus(Events.ASKED, EventType.XID));
    }

    private static Set<EventType> minus(Set<EventType> types, EventType type) {
        return types.stream().filter(other -> other != type).collect(Collectors.toSet());
    }

    private long total() {
        return collector.events().counts().stream().mapToLong(EventCount::count).sum();
    }

    /** Returns when every GPU is listened to. */
    private void collect(NvmlDouble driver, Duration interval) {
        node = driver;
        Plan plan = new Plan(
                List.of(FieldCatalog.find("DCGM_FI_DEV_GPU_TEMP").orElseThrow()),
                Names.DCGM,
                DeviceSelection.parse("f"),
                interval);
        collector = new Collector(() -> Nvml.open(Optional.of(driver.library().toString())), plan, "hint");
        collector.start();
        await(() -> collector.snapshot().driver().isUp());
        int gpus = collector.snapshot().gpus().size();
        await(() -> collector.events().counts().stream()
                        .map(EventCount::gpu)
                        .distinct()
                        .count()
                == gpus);
        await(() -> !collector.events().nodeAbsence().equals("not_ready"));
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(45).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the condition came true in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** H100 that have every event there is. */
    private static String capture() {
        try (InputStream text = BundledCaptures.class.getResourceAsStream("captures/h100.txt")) {
            return new String(text.readAllBytes(), UTF_8)
                    .replaceAll("(?m)^(nvmlDeviceGetSupportedEventTypes ~) .*", "$1 " + ALL_TYPES);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
