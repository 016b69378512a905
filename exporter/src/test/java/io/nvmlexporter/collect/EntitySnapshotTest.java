package io.nvmlexporter.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.FieldCatalog;
import io.nvmlexporter.field.Value;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.simulation.Capture;
import io.nvmlexporter.simulation.Simulation;
import org.junit.jupiter.api.Test;

class EntitySnapshotTest {
    private static final String SRAM_ERRORS = "DCGM_FI_DEV_ECC_DBE_VOL_SRM";

    @Test
    void anInstanceShowsItsOwnErrorsAlsoWhereTheBoardTellsNone() throws Exception {
        String capture = """
                # nvml-exporter capture 1
                [system]
                nvmlSystemGetDriverVersion = "590.48.01"
                nvmlDeviceGetCount_v2 = 1
                [gpu 0]
                nvmlDeviceGetUUID = "GPU-1"
                nvmlDeviceGetMigMode = currentMode:1 pendingMode:1
                nvmlDeviceGetMaxMigDeviceCount = 1
                nvmlDeviceGetMemoryErrorCounter(1,0,7) = !NOT_SUPPORTED
                [gpu 0 mig 0]
                nvmlDeviceGetUUID = "MIG-1"
                nvmlDeviceGetGpuInstanceId = 1
                nvmlDeviceGetMemoryErrorCounter(1,0,7) = 3
                """;
        Counters counters = CountersFile.parse(SRAM_ERRORS + ", counter, SRAM", "test.csv", Compatibility.V4_8_2);
        Field field = FieldCatalog.find(SRAM_ERRORS).orElseThrow();
        try (Nvml nvml = Simulation.still(Capture.parse("test", capture))) {
            EntitySnapshot instance = TwoPolls.of(nvml, counters).get(0);

            assertThat(instance.entity().mig()).isPresent();
            assertThat(instance.values()).containsEntry(field, new Value.Int(3));
            assertThat(instance.clean()).containsValue(new Value.Int(3));
            assertThat(instance.absences()).isEmpty();
        }
    }
}
