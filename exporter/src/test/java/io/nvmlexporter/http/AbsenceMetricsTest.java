package io.nvmlexporter.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.Counters;
import io.nvmlexporter.collect.CountersFile;
import io.nvmlexporter.collect.CountersFileException;
import io.nvmlexporter.collect.DriverState;
import io.nvmlexporter.collect.Entity;
import io.nvmlexporter.collect.Entity.MigInstance;
import io.nvmlexporter.collect.EntitySnapshot;
import io.nvmlexporter.collect.GpuSnapshot;
import io.nvmlexporter.collect.GpuState;
import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.collect.TwoPolls;
import io.nvmlexporter.collect.View;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.FieldCatalog;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AbsenceMetricsTest {
    private static final Field POWER =
            FieldCatalog.find("DCGM_FI_DEV_POWER_USAGE").orElseThrow();

    private final Counters counters;

    AbsenceMetricsTest() throws CountersFileException {
        counters = CountersFile.parse("""
                DCGM_FI_DEV_GPU_TEMP, gauge, x
                dcgm_power_usage, gauge, x
                DCGM_FI_DEV_CPU_UTIL_TOTAL, gauge, x
                DCGM_FI_DRIVER_VERSION, label, x
                """, "test.csv", Compatibility.V4_8_2);
    }

    @Test
    void aFieldWithoutAValueIsToldUnderTheNameThatTheFileGivesIt() {
        assertThat(page(up(Optional.empty(), Map.of(POWER, "no_permission"))))
                .contains("{UUID=\"GPU-0\",field=\"dcgm_power_usage\",gpu=\"0\",reason=\"no_permission\"} 1.0")
                .doesNotContain("DCGM_FI_DEV_GPU_TEMP");
    }

    @Test
    void anInstanceIsToldFromItsGpu() {
        assertThat(page(up(Optional.of(new MigInstance("1g.10gb", 9, "MIG-5")), Map.of(POWER, "not_supported"))))
                .contains("{GPU_I_ID=\"9\",UUID=\"GPU-0\",field=\"dcgm_power_usage\",gpu=\"0\"");
    }

    @Test
    void ofAGpuThatIsGoneEveryFieldIsAbsentForThatReason() {
        assertThat(page(new GpuState(0, "GPU-0", Optional.empty(), "gpu_lost")))
                .contains("field=\"DCGM_FI_DEV_GPU_TEMP\",gpu=\"0\",reason=\"gpu_lost\"")
                .contains("field=\"dcgm_power_usage\",gpu=\"0\",reason=\"gpu_lost\"")
                .contains("field=\"DCGM_FI_DRIVER_VERSION\",gpu=\"0\",reason=\"gpu_lost\"");
    }

    @Test
    void whatNvmlCannotGiveIsToldOnceForAll() {
        assertThat(page())
                .contains(
                        "nvml_exporter_field_absent{field=\"DCGM_FI_DEV_CPU_UTIL_TOTAL\",reason=\"not_in_nvml\"} 1.0");
    }

    private String page(GpuState... gpus) {
        NodeSnapshot node = new NodeSnapshot(new DriverState(Optional.empty(), "", ""), List.of(gpus));
        SelfMetrics self = new SelfMetrics("1.2.3", "abc");
        self.register(new AbsenceMetrics(() -> node, new View(TwoPolls.ALL, true), counters));
        return new String(self.textPage(() -> new byte[0], MetricSnapshots::new).bytes(), UTF_8);
    }

    private static GpuState up(Optional<MigInstance> mig, Map<Field, String> absences) {
        Entity board = Entity.board(0, "GPU-0", "", "");
        EntitySnapshot ofBoard = new EntitySnapshot(board, Map.of(), Map.of(), mig.isEmpty() ? absences : Map.of());
        List<EntitySnapshot> instances =
                mig.map(instance -> new EntitySnapshot(board.instance(instance), Map.of(), Map.of(), absences)).stream()
                        .toList();
        GpuSnapshot snapshot = new GpuSnapshot(0, Duration.ZERO, ofBoard, instances, List.of(), 0);
        return new GpuState(0, "GPU-0", Optional.of(snapshot), "");
    }
}
