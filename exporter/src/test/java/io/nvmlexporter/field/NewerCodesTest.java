package io.nvmlexporter.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nvmlexporter.field.Health.Status;
import io.nvmlexporter.field.HealthRule.State;
import io.nvmlexporter.field.HealthRule.Watch;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import io.nvmlexporter.simulation.Capture;
import io.nvmlexporter.simulation.CaptureException;
import io.nvmlexporter.simulation.Simulation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a driver says that is newer than all that is known here is never taken for "in order". */
class NewerCodesTest {
    private static final String ACTION = "nvmlDeviceGetFieldValues(230,0)";
    private static final String LINK = "nvmlDeviceGetFieldValues(165,0)";
    private static final String OTHER_LINK = "nvmlDeviceGetFieldValues(165,1)";

    private final OneGpu gpu = new OneGpu(1, Health.numbered());

    @ParameterizedTest
    @ValueSource(strings = {"u32:6", "u32:7", "u32:255", "u64:4294967294"})
    void anUnknownRecoveryActionFails(String action) {
        assertThat(status(Watch.DRIVER, Map.of(ACTION, action)))
                .contains(new Status(Watch.DRIVER, State.FAIL, "DCGM_FR_UNRECOGNIZED"));
    }

    @Test
    void aKnownRecoveryActionHasItsOwnCode() {
        assertThat(status(Watch.DRIVER, Map.of(ACTION, "u32:2")))
                .contains(new Status(Watch.DRIVER, State.FAIL, "DCGM_FR_GPU_RECOVERY_REBOOT"));
        assertThat(status(Watch.DRIVER, Map.of(ACTION, "u32:0")))
                .contains(new Status(Watch.DRIVER, State.PASS, "DCGM_FR_OK"));
    }

    @Test
    void aRecoveryActionOfAllOnesIsNotKnown() {
        assertThat(status(Watch.DRIVER, Map.of(ACTION, "u32:4294967295", LINK, "u32:1")))
                .isEmpty();
    }

    @Test
    void aLinkInAnUnknownStateWarns() {
        assertThat(status(Watch.NVLINK, Map.of(LINK, "u32:3", OTHER_LINK, "u32:1")))
                .contains(new Status(Watch.NVLINK, State.WARN, "DCGM_FR_UNRECOGNIZED"));
    }

    @Test
    void aLinkInAnUnknownStateWasNotUpAndIsNotDown() {
        assertThat(status(Watch.NVLINK, Map.of(LINK, "u32:3")))
                .map(Status::state)
                .contains(State.WARN);
        assertThat(status(Watch.NVLINK, Map.of(LINK, "u32:0")))
                .map(Status::state)
                .contains(State.PASS);
        assertThat(status(Watch.NVLINK, Map.of(LINK, "u32:1")))
                .map(Status::state)
                .contains(State.PASS);
        assertThat(status(Watch.NVLINK, Map.of(LINK, "u32:3")))
                .map(Status::state)
                .contains(State.WARN);
        assertThat(status(Watch.NVLINK, Map.of(LINK, "u32:0")))
                .map(Status::state)
                .contains(State.FAIL);
    }

    @Test
    void aStateOfAllOnesIsNoState() {
        assertThat(status(Watch.NVLINK, Map.of(LINK, "u32:4294967295", ACTION, "u32:0")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 255})
    void theGettersUnknownStateOfALinkIsNeitherUpNorDown(long state) throws CaptureException {
        Read read = FieldCatalog.find("DCGM_FI_DEV_NVLINK_GET_STATE")
                .orElseThrow()
                .reads()
                .apply(0);
        String capture = """
                # nvml-exporter capture 1
                [system]
                nvmlSystemGetDriverVersion = "615.10"
                nvmlDeviceGetCount_v2 = 1
                [gpu 0]
                nvmlDeviceGetNvLinkState(0) = %d
                """.formatted(state);
        try (Nvml nvml = Simulation.still(Capture.parse("test", capture))) {
            assertThatExceptionOfType(NvmlException.class)
                    .isThrownBy(() -> ReadOf.read(read, nvml, nvml))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(NvmlReturn.NO_DATA));
        }
    }

    private Optional<Status> status(Watch watch, Map<String, String> answers) {
        List<Status> found = Health.of(gpu.poll(0, answers));
        return found.stream().filter(status -> status.watch() == watch).findFirst();
    }
}
