package io.nvmlexporter.field;

import static io.nvmlexporter.field.ProcessAnswers.COMPUTE;
import static io.nvmlexporter.field.ProcessAnswers.GRAPHICS;
import static io.nvmlexporter.field.ProcessAnswers.MPS;
import static io.nvmlexporter.field.ProcessAnswers.UTILIZATION;
import static io.nvmlexporter.field.ProcessAnswers.busyNow;
import static io.nvmlexporter.field.ProcessAnswers.running;
import static io.nvmlexporter.field.ProcessAnswers.sample;
import static io.nvmlexporter.field.ProcessAnswers.soonMicros;
import static io.nvmlexporter.field.ProcessUse.MEMORY;
import static io.nvmlexporter.field.ProcessUse.SM_UTILIZATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nvmlexporter.field.Readings.Batch;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import io.nvmlexporter.nvml.OutOfRangeException;
import io.nvmlexporter.simulation.CaptureException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each process uses, by the simulation and by the C library. */
@Timeout(60)
class ProcessUseTest {
    private static final long MIB = 1 << 20;
    private static final long HOUR_MICROS = 3_600_000_000L;
    private static final String HEAD = """
            # nvml-exporter capture 1
            [system]
            nvmlSystemGetDriverVersion = "580.105.08"
            nvmlDeviceGetCount_v2 = 1
            [gpu 0]
            nvmlDeviceGetMaxMigDeviceCount = 2
            """;

    private Drivers drivers;

    @AfterEach
    void close() {
        drivers.close();
    }

    @Test
    void theMemoryOfAProcessIsAllThatItHasOnTheGpuOnce() {
        answering(
                COMPUTE, running(11, 5 * MIB, 12, 7 * MIB),
                GRAPHICS, running(12, 7 * MIB, 13, 1),
                MPS, running(11, 5 * MIB, 14, 9 * MIB));
        assertUsed(MEMORY, Map.of(11L, 5 * MIB, 12L, 7 * MIB, 13L, 1L, 14L, 9 * MIB));
    }

    @Test
    void aGpuWithoutGraphicsAndMpsHasComputeProcessesStill() {
        answering(COMPUTE, running(11, 5 * MIB));
        assertUsed(MEMORY, Map.of(11L, 5 * MIB));
    }

    @Test
    void aMigInstanceHasTheProcessesOfAllItsParts() {
        answering(
                COMPUTE,
                running(99, 99 * MIB),
                "[gpu 0 mig 0]\n" + COMPUTE,
                running(11, 5 * MIB, 12, MIB),
                "[gpu 0 mig 1]\n" + COMPUTE,
                running(11, 3 * MIB));
        both().forEach(nvml ->
                assertThat(MEMORY.byPid(readings(nvml.gpu(0).migDevices()))).isEqualTo(Map.of(11L, 8 * MIB, 12L, MIB)));
    }

    @Test
    void whatTheDriverDoesNotKnowOfOneProcessIsNotZero() {
        answering(COMPUTE, running(11, 5 * MIB, 12, ProcessAnswers.NOT_AVAILABLE));
        assertRefused(MEMORY, NvmlReturn.NO_DATA);
    }

    @Test
    void moreMemoryThanThereCanBeIsOutOfRange() {
        answering(COMPUTE, running(11, 1L << 60));
        both().forEach(nvml ->
                assertThatExceptionOfType(OutOfRangeException.class).isThrownBy(() -> MEMORY.byPid(readings(nvml))));
    }

    @ParameterizedTest
    @EnumSource
    void aListThatIsRefusedIsNoEmptyList(ProcessUse use) {
        answering(COMPUTE, "!NO_PERMISSION", UTILIZATION, "!NO_PERMISSION");
        assertRefused(use, NvmlReturn.NO_PERMISSION);
    }

    @ParameterizedTest
    @CsvSource({GRAPHICS + ", NO_PERMISSION", MPS + ", FUNCTION_NOT_FOUND"})
    void aListMayBeMissingOnlyWhereTheGpuHasNoSuchProcesses(String list, NvmlReturn code) {
        String older = list.replace("_v3", "");
        answering(COMPUTE, running(11, MIB), list, "!" + code, older + "_v2", "!" + code, older, "!" + code);
        assertRefused(MEMORY, code);
    }

    @Test
    void theUtilizationOfAProcessIsThatOfItsLastSample() {
        long soon = soonMicros();
        answering(
                UTILIZATION,
                "processSamplesCount:4 " + sample(0, 11, soon - 5, 10) + " " + sample(1, 11, soon, 20) + " "
                        + sample(2, 11, soon - 9, 30) + " " + sample(3, 12, soon, 100));
        assertUsed(SM_UTILIZATION, Map.of(11L, 20L, 12L, 100L));
    }

    @Test
    void aProcessThatKeepsTheGpuBusyNoMoreUsesNothing() {
        long soon = soonMicros();
        answering(
                UTILIZATION,
                "processSamplesCount:2 " + sample(0, 11, soon, 10) + " " + sample(1, 12, soon - 2 * HOUR_MICROS, 90));
        assertUsed(SM_UTILIZATION, Map.of(11L, 10L));
    }

    @Test
    void thatNoProcessWasBusyIsKnown() {
        answering(UTILIZATION, "processSamplesCount:0");
        assertUsed(SM_UTILIZATION, Map.of());
    }

    @ParameterizedTest
    @ValueSource(longs = {101, 4_294_967_295L})
    void aShareOfMoreThanAllTheTimeIsOutOfRange(long percent) {
        answering(UTILIZATION, busyNow(11, percent));
        both().forEach(nvml -> assertThatExceptionOfType(OutOfRangeException.class)
                .isThrownBy(() -> SM_UTILIZATION.byPid(readings(nvml))));
    }

    @Test
    void processesThatRunAreThoseOfAnyTypeOnAnyOfTheDevices() {
        answering(
                COMPUTE,
                running(11, 1),
                GRAPHICS,
                running(12, 1),
                MPS,
                running(13, 1),
                "[gpu 0 mig 0]\n" + COMPUTE,
                running(21, 1));
        both().forEach(nvml -> {
            Device gpu = nvml.gpu(0);
            assertThat(ProcessUse.running(List.of(gpu))).containsExactly(11L, 12L, 13L);
            assertThat(ProcessUse.running(Stream.concat(Stream.of(gpu), gpu.migDevices().stream())
                            .toList()))
                    .containsExactly(11L, 12L, 13L, 21L);
        });
    }

    @Test
    void sumsAreOfWholeUnitsForDcgmAndExactByPrometheusRules() {
        answering(COMPUTE, running());
        List<Long> amounts = List.of(2 * MIB - 1, 3 * MIB + 7, 5L);
        assertThat(MEMORY.in(field("DCGM_FI_DEV_FB_USED"), amounts)).isEqualTo(new Value.Int(4));
        assertThat(MEMORY.in(field("DCGM_FI_DEV_FB_USED_BYTES"), amounts)).isEqualTo(new Value.Int(5 * MIB + 11));
        assertThat(MEMORY.inBaseUnit(amounts)).isEqualTo(5 * MIB + 11);
        assertThat(SM_UTILIZATION.in(field("DCGM_FI_DEV_GPU_UTIL"), List.of(80L, 45L)))
                .isEqualTo(new Value.Int(125));
        assertThat(SM_UTILIZATION.in(field("DCGM_FI_DEV_GPU_UTIL_RATIO"), List.of(80L, 45L)))
                .isEqualTo(new Value.Real(1.25));
        assertThat(SM_UTILIZATION.inBaseUnit(List.of(80L, 45L))).isEqualTo(1.25);
    }

    private static Field field(String name) {
        return FieldCatalog.find(name).orElseThrow();
    }

    private void answering(String... callsAndAnswers) {
        StringBuilder capture = new StringBuilder(HEAD);
        for (int i = 0; i < callsAndAnswers.length; i += 2) {
            capture.append(callsAndAnswers[i])
                    .append(" = ")
                    .append(callsAndAnswers[i + 1])
                    .append('\n');
        }
        try {
            drivers = new Drivers(capture.toString());
        } catch (CaptureException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private List<Nvml> both() {
        return List.of(drivers.simulated(), drivers.loaded());
    }

    private void assertUsed(ProcessUse use, Map<Long, Long> expected) {
        both().forEach(nvml -> assertThat(use.byPid(readings(nvml))).isEqualTo(expected));
    }

    private void assertRefused(ProcessUse use, NvmlReturn code) {
        both().forEach(nvml -> assertThatExceptionOfType(NvmlException.class)
                .isThrownBy(() -> use.byPid(readings(nvml)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code)));
    }

    private static Readings readings(Nvml nvml) {
        return readings(List.of(nvml.gpu(0)));
    }

    private static Readings readings(List<Device> devices) {
        Node node = new Node("580", "13", 1, OptionalLong.empty(), Told.nothing(), Told.nothing());
        History history = new History(Duration.ofMinutes(5));
        return new Readings(node, devices, new Batch(0, Map.of(), Map.of()), history, XidReport.NOTHING, gpu -> true);
    }
}
