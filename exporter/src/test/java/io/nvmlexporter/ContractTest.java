package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlDouble;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A capture gives the same page, byte for byte, by the simulation and by the C library that answers from it. */
@Timeout(60)
class ContractTest {
    @ParameterizedTest
    @MethodSource("io.nvmlexporter.simulation.BundledCaptures#names")
    void bothDriversGiveTheSamePage(String name) {
        String capture = Pages.captureText(name);
        try (NvmlDouble node = NvmlDouble.answering(capture)) {
            assertThat(pageOf(node)).isNotEmpty().isEqualTo(Pages.of(capture));
        }
    }

    @ParameterizedTest
    @MethodSource("io.nvmlexporter.Boards#names")
    void soTheyDoForTheBoardsThatNoBundledCaptureCovers(String name) {
        String capture = Boards.text(name);
        try (NvmlDouble node = NvmlDouble.answering(capture)) {
            assertThat(pageOf(node)).isNotEmpty().isEqualTo(Pages.of(capture));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    h100     | gpu 2       | nvmlDeviceGetPowerUsage          | NOT_SUPPORTED
                    h100     | gpu 2       | nvmlDeviceGetMemoryInfo_v2       | NO_PERMISSION
                    h100     | gpu 2       | nvmlDeviceGetMemoryInfo_v2       | ARGUMENT_VERSION_MISMATCH
                    h100     | gpu 2       | nvmlDeviceGetTemperatureV(0)     | FUNCTION_NOT_FOUND
                    h100     | gpu 2       | nvmlDeviceGetName                | UNKNOWN
                    h100     | gpu 2       | nvmlDeviceGetPciInfo_v3          | TIMEOUT
                    h100     | gpu 2       | nvmlDeviceGetFieldValues(83,0)   | NO_DATA
                    h100     | gpu 2       | nvmlDeviceGetFieldValues(138,4294967295) | CORRUPTED_INFOROM
                    h100     | gpu 2       | nvmlGpmMetricsGet(1)             | NOT_READY
                    h100     | gpu 2       | nvmlDeviceGetMigMode             | NOT_SUPPORTED
                    h200-mig | gpu 0       | nvmlDeviceGetMigMode             | FUNCTION_NOT_FOUND
                    h200-mig | gpu 0       | nvmlDeviceGetMemoryInfo_v2       | NO_PERMISSION
                    h200-mig | gpu 0 mig 2 | nvmlDeviceGetMemoryInfo_v2       | NO_PERMISSION
                    h200-mig | gpu 0 mig 2 | nvmlDeviceGetName                | NOT_FOUND
                    """)
    void aRefusalCostsTheSameSeries(String name, String subject, String call, String code) {
        String capture = Pages.captureText(name);
        try (NvmlDouble node = NvmlDouble.answering(capture)) {
            node.command("refuse " + subject + " " + call + " " + code);
            String page = pageOf(node);
            assertThat(page).isEqualTo(Pages.of(refusing(capture, subject, call, code)));
        }
    }

    @Test
    void aLostGpuCostsItsOwnSeriesAndNoOther() {
        String capture = Pages.captureText("h100");
        // The others no longer reach it, which is the fourth bit.
        String withoutIt = Pages.of(capture)
                .lines()
                .filter(line -> !line.matches(".*[{,](gpu=\"3\",|peer_gpu=\"3\").*"))
                .map(line -> line.startsWith("DCGM_FI_DEV_P2P_NVLINK_STATUS{") ? withoutBit(3, line) : line)
                .collect(Collectors.joining("\n", "", "\n"));
        try (NvmlDouble node = NvmlDouble.answering(capture)) {
            node.command("lose gpu 3");
            assertThat(pageOf(node)).isEqualTo(withoutIt);
        }
        assertThat(Pages.of(refusing(capture, "gpu 3", "nvmlDeviceGetUUID", "GPU_IS_LOST")))
                .isEqualTo(withoutIt);
    }

    private static String withoutBit(int bit, String sample) {
        int value = sample.lastIndexOf(' ') + 1;
        return sample.substring(0, value) + (Long.parseLong(sample.substring(value)) & ~(1L << bit));
    }

    @ParameterizedTest
    @CsvSource({"390, h100", "470, h100", "470, h200-mig", "535, h100", "535, h200-mig", "535, gb200"})
    void aLibraryThatLacksFunctionsGivesThePageOfACaptureThatSaysSo(int branch, String name) {
        String capture = Pages.captureText(name);
        Set<String> symbols = NvmlDouble.symbols(branch);
        String lacking = Pattern.compile("(?m)^(nvml\\w+)(\\S*) [=~] .*$")
                .matcher(capture)
                .replaceAll(line -> symbols.contains(line.group(1)) ? "$0" : "$1$2 = !FUNCTION_NOT_FOUND");
        try (NvmlDouble node = NvmlDouble.answering(capture, symbols)) {
            assertThat(lacking).contains("nvmlDeviceGetTemperatureV(0) = !FUNCTION_NOT_FOUND");
            assertThat(pageOf(node)).contains("DCGM_FI_DEV_GPU_TEMP").isEqualTo(Pages.of(lacking));
        }
    }

    private static String pageOf(NvmlDouble node) {
        try (Nvml nvml = Nvml.open(Optional.of(node.library().toString()))) {
            return Pages.of(nvml);
        }
    }

    /** The capture with another answer in one section. */
    private static String refusing(String capture, String subject, String call, String code) {
        int from = capture.indexOf("\n[" + subject + "]\n");
        int at = capture.indexOf("\n" + call + " ", from) + 1;
        int end = capture.indexOf('\n', at);
        assertThat(from).isPositive();
        assertThat(at).isGreaterThan(from);
        return capture.substring(0, at) + call + " = !" + code + capture.substring(end);
    }
}
