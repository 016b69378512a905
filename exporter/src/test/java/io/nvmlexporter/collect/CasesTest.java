package io.nvmlexporter.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.FieldCatalog;
import io.nvmlexporter.field.Value;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlDouble;
import io.nvmlexporter.simulation.Capture;
import io.nvmlexporter.simulation.CaptureException;
import io.nvmlexporter.simulation.Simulation;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What users saw on boards that lack something, by the simulation and by the C library. */
@Timeout(60)
class CasesTest {
    private static final String OUT_OF_RANGE = "out_of_range";

    @Test
    void whatTheNewerCallsOfWslRefuseTheOlderOnesTell() throws IOException, CaptureException {
        for (GpuSnapshot gpu : polled("wsl.txt")) {
            EntitySnapshot board = gpu.board();
            assertThat(value(board, "DCGM_FI_DEV_FB_USED")).isEqualTo(new Value.Int(1907));
            assertThat(value(board, "DCGM_FI_DEV_FB_FREE")).isEqualTo(new Value.Int(14469));
            assertThat(value(board, "DCGM_FI_DEV_FB_TOTAL")).isEqualTo(new Value.Int(16376));
            assertThat(board.absences()).containsEntry(field("DCGM_FI_DEV_FB_RESERVED"), "unknown");
            assertThat(value(board, "DCGM_FI_DEV_GPU_TEMP")).isEqualTo(new Value.Int(45));
            assertThat(value(board, "DCGM_FI_DEV_CLOCKS_EVENT_REASONS")).isEqualTo(new Value.Int(0));
            assertThat(gpu.refused()).isZero();
        }
    }

    @Test
    void aRatioOfMoreThanAllIsAbsentAndCounted() throws IOException, CaptureException {
        Field active = field("DCGM_FI_PROF_SM_ACTIVE");
        for (GpuSnapshot gpu : polled("gpmover.txt")) {
            EntitySnapshot busy = gpu.instances().get(0);
            assertThat(busy.absences()).containsEntry(active, OUT_OF_RANGE);
            assertThat(busy.values()).doesNotContainKey(active);
            assertThat(value(busy, "DCGM_FI_PROF_GR_ENGINE_ACTIVE")).isEqualTo(new Value.Real(99.3758 / 100));
            assertThat(value(gpu.board(), "DCGM_FI_PROF_SM_ACTIVE")).isEqualTo(new Value.Real(44.8512 / 100));
            assertThat(gpu.refused())
                    .isEqualTo(Stream.concat(gpu.instances().stream(), Stream.of(gpu.board()))
                            .flatMap(entity -> entity.absences().values().stream())
                            .filter(OUT_OF_RANGE::equals)
                            .count())
                    .isPositive();
        }
    }

    @Test
    void aThroughputThatNoLongHoldsIsAbsentAndCounted() throws IOException, CaptureException {
        List<String> names = List.of(
                "DCGM_FI_PROF_PCIE_TX_BYTES",
                "DCGM_FI_PROF_PCIE_RX_BYTES",
                "DCGM_FI_PROF_NVLINK_TX_BYTES",
                "DCGM_FI_PROF_NVLINK_RX_BYTES");
        for (GpuSnapshot gpu : polled("gpm-bytes.txt")) {
            names.forEach(name -> {
                assertThat(gpu.board().absences()).containsEntry(field(name), OUT_OF_RANGE);
                assertThat(gpu.board().values()).doesNotContainKey(field(name));
            });
            assertThat(gpu.refused()).isGreaterThanOrEqualTo(names.size());
        }
    }

    private static Value value(EntitySnapshot entity, String name) {
        return entity.values().get(field(name));
    }

    private static Field field(String name) {
        return FieldCatalog.find(name).orElseThrow();
    }

    /** The first GPU by both drivers. */
    private static List<GpuSnapshot> polled(String name) throws IOException, CaptureException {
        String text = read(name);
        try (Nvml simulated = Simulation.still(Capture.parse(name, text));
                NvmlDouble library = NvmlDouble.answering(text);
                Nvml loaded = Nvml.open(Optional.of(library.library().toString()))) {
            return List.of(first(simulated), first(loaded));
        }
    }

    private static GpuSnapshot first(Nvml nvml) {
        List<Metric> all = FieldCatalog.all().stream()
                .filter(field -> field.type() != Field.Type.TEXT && field.type() != Field.Type.STRUCT)
                .map(field -> new Metric(field, field.name(), MetricType.GAUGE, "help"))
                .toList();
        Counters counters = new Counters(all, List.of(), List.of(), Map.of(), List.of());
        return TwoPolls.node(nvml, counters).gpus().get(0).snapshot().orElseThrow();
    }

    private static String read(String name) throws IOException {
        try (InputStream stream = CasesTest.class.getResourceAsStream("/io/nvmlexporter/cases/" + name)) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }
}
