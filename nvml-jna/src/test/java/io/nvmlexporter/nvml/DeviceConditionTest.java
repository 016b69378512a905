package io.nvmlexporter.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What came late to NVML, through the real binding. */
@Timeout(60)
class DeviceConditionTest {
    private final NvmlDouble node = NvmlDouble.answering("""
            # nvml-exporter capture 1
            [system]
            nvmlSystemGetDriverVersion = "610.10"
            nvmlDeviceGetCount_v2 = 2
            [gpu 0]
            nvmlDeviceGetUUID = "GPU-0"
            nvmlDeviceGetArchitecture = 13
            nvmlDeviceGetPowerSource = 1
            nvmlDeviceGetRepairStatus = bChannelRepairPending:0 bTpcRepairPending:1
            nvmlDeviceGetBBXTimeData_v1 = 4000000000
            nvmlDeviceGetRemappedRows_v2 = corrActiveRemaps:1 corrInactiveRemaps:2 uncActiveRemaps:3 uncInactiveRemaps:4 bPending:0 bFailureOccurred:1
            nvmlDeviceGetRemappedRows = corrRows:5 uncRows:6 isPending:1 failureOccurred:0
            nvmlSystemGetCPER_v1 = 2500
            [gpu 1]
            nvmlDeviceGetUUID = "GPU-1"
            nvmlSystemGetCPER_v1 = 0
            """);
    private final Nvml nvml = Nvml.open(Optional.of(node.library().toString()));
    private final DeviceCondition gpu = nvml.gpu(0).condition();

    @AfterEach
    void close() {
        nvml.close();
        node.close();
    }

    @Test
    void eachGetterGivesItsOwnValue() {
        assertThat(gpu.architecture()).isEqualTo("Rubin");
        assertThat(gpu.powerSource()).isOne();
        assertThat(gpu.channelRepairPending()).isFalse();
        assertThat(gpu.tpcRepairPending()).isTrue();
        assertThat(gpu.secondsWithDriver()).isEqualTo(4_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource({"9, Hopper", "14, 14"})
    void anArchitectureOfTomorrowIsItsNumber(long number, String name) {
        node.command("set gpu 0 nvmlDeviceGetArchitecture " + number);
        assertThat(gpu.architecture()).isEqualTo(name);
    }

    @Test
    void anArchitectureThatTheDriverDoesNotKnowIsNone() {
        node.command("set gpu 0 nvmlDeviceGetArchitecture 4294967295");
        assertThatThrownBy(gpu::architecture).hasMessage("nvmlDeviceGetArchitecture: NO_DATA");
    }

    @Test
    void rowsNotInUseAreToldApart() {
        assertThat(gpu.remappedRows())
                .isEqualTo(new RemappedRows(1, 3, false, true, OptionalLong.of(2), OptionalLong.of(4)));
    }

    @ParameterizedTest
    @EnumSource(
            value = NvmlReturn.class,
            names = {"NOT_SUPPORTED", "FUNCTION_NOT_FOUND", "NO_PERMISSION", "UNKNOWN", "INVALID_ARGUMENT"})
    void whateverTheRefusalTheOlderCallAnswers(NvmlReturn code) {
        node.command("refuse gpu 0 nvmlDeviceGetRemappedRows_v2 " + code);
        assertThat(gpu.remappedRows())
                .isEqualTo(new RemappedRows(5, 6, true, false, OptionalLong.empty(), OptionalLong.empty()));
    }

    @Test
    void ofALostGpuTheOlderCallIsNotAsked() {
        node.command("lose gpu 0");
        assertThatThrownBy(gpu::remappedRows).hasMessage("nvmlDeviceGetRemappedRows_v2: GPU_IS_LOST");
        assertThat(node.calls("nvmlDeviceGetRemappedRows")).isZero();
    }

    @Test
    void errorRecordsAreCountedOverManyBuffersAndByGpu() {
        assertThat(gpu.errorRecords()).isEqualTo(2500);
        assertThat(node.calls("gpu 0 nvmlSystemGetCPER_v1")).isGreaterThan(3);
        assertThat(nvml.gpu(1).condition().errorRecords()).isZero();
    }

    @Test
    void whoIsNotRootHasNoErrorRecords() {
        node.command("refuse gpu 0 nvmlSystemGetCPER_v1 NO_PERMISSION");
        assertThatThrownBy(gpu::errorRecords).hasMessage("nvmlSystemGetCPER_v1: NO_PERMISSION");
    }
}
