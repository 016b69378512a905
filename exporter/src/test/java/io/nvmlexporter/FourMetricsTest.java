package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.simulation.BundledCaptures;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The four metrics that everybody watches are what the capture's lines say, in DCGM's units. The lines are read and
 * converted here once more, by nothing of the product.
 */
class FourMetricsTest {
    private static final Pattern SAMPLE =
            Pattern.compile("(?m)^(DCGM_FI_DEV_(?:GPU_UTIL|FB_USED|POWER_USAGE|GPU_TEMP))\\{gpu=\"(\\d+)\","
                    + "(?:[^}]*GPU_I_ID=\"(\\d+)\")?[^}]*} (\\S+)$");

    @ParameterizedTest
    @MethodSource("io.nvmlexporter.simulation.BundledCaptures#names")
    void theyEqualTheCapture(String name) {
        String capture = Pages.captureText(name);
        assertThat(onThePage(Pages.of(capture))).isNotEmpty().isEqualTo(inTheCapture(capture));
    }

    @Test
    void allButTheLoadThatH100DeclaresAsFilledInAreMeasured() {
        Map<String, Set<Integer>> filledIn = new LinkedHashMap<>();
        for (String name : BundledCaptures.names()) {
            String capture = Pages.captureText(name);
            Set<Integer> gpus = new TreeSet<>();
            for (int gpu = 0; gpu < gpuCount(capture); gpu++) {
                String section = section(capture, "gpu " + gpu);
                boolean measured =
                        List.of("UtilizationRates", "MemoryInfo_v2", "PowerUsage", "TemperatureV\\(0\\)").stream()
                                .allMatch(call -> find(section, "nvmlDeviceGet" + call + " = (.*)")
                                        .isPresent());
                if (!measured) {
                    gpus.add(gpu);
                }
            }
            filledIn.put(name, gpus);
        }
        assertThat(filledIn.remove("h100")).containsExactly(1, 2, 3, 4, 5);
        assertThat(filledIn.values()).hasSize(8).allMatch(Set::isEmpty);
    }

    @Test
    void aBoardInMigModeHasNoUtilization() {
        for (String name : List.of("h100-mig", "h200-mig")) {
            assertThat(Pages.captureText(name)).contains("nvmlDeviceGetUtilizationRates = !NOT_SUPPORTED");
            assertThat(Pages.of(Pages.captureText(name))).doesNotContain("DCGM_FI_DEV_GPU_UTIL");
        }
    }

    private static Map<String, String> onThePage(String page) {
        Map<String, String> values = new LinkedHashMap<>();
        Matcher sample = SAMPLE.matcher(page);
        while (sample.find()) {
            String entity = sample.group(2) + (sample.group(3) == null ? "" : "/" + sample.group(3));
            values.put(sample.group(1) + " " + entity, sample.group(4));
        }
        return values;
    }

    private static Map<String, String> inTheCapture(String capture) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int gpu = 0; gpu < gpuCount(capture); gpu++) {
            String board = section(capture, "gpu " + gpu);
            Map<String, String> memoryOf = new LinkedHashMap<>();
            for (String device : migDevices(capture, gpu)) {
                memoryOf.putIfAbsent(
                        "/"
                                + find(device, "nvmlDeviceGetGpuInstanceId [=~] (\\d+)")
                                        .orElseThrow(),
                        device);
            }
            if (memoryOf.isEmpty()) {
                memoryOf.put("", board);
            }
            for (Map.Entry<String, String> entity : memoryOf.entrySet()) {
                put(values, "GPU_UTIL", gpu + entity.getKey(), number(board, "UtilizationRates", "gpu:"));
                put(
                        values,
                        "FB_USED",
                        gpu + entity.getKey(),
                        number(entity.getValue(), "MemoryInfo_v2", ".*used:")
                                .map(bytes -> new BigInteger(bytes)
                                        .divide(BigInteger.valueOf(1024 * 1024))
                                        .toString()));
                put(
                        values,
                        "POWER_USAGE",
                        gpu + entity.getKey(),
                        number(board, "PowerUsage", "")
                                .map(milliwatts -> new BigDecimal(milliwatts)
                                        .movePointLeft(3)
                                        .setScale(6)
                                        .toString()));
                put(values, "GPU_TEMP", gpu + entity.getKey(), number(board, "TemperatureV\\(0\\)", ""));
            }
        }
        return values;
    }

    private static void put(Map<String, String> values, String field, String entity, Optional<String> value) {
        value.ifPresent(number -> values.put("DCGM_FI_DEV_" + field + " " + entity, number));
    }

    private static Optional<String> number(String section, String getter, String before) {
        return find(section, "nvmlDeviceGet" + getter + " [=~] " + before + "(\\d+).*");
    }

    private static int gpuCount(String capture) {
        return Integer.parseInt(
                find(capture, "nvmlDeviceGetCount_v2 [=~] (\\d+)").orElseThrow());
    }

    private static List<String> migDevices(String capture, int gpu) {
        List<String> devices = new ArrayList<>();
        for (int i = 0; capture.contains("\n[gpu " + gpu + " mig " + i + "]\n"); i++) {
            devices.add(section(capture, "gpu " + gpu + " mig " + i));
        }
        return devices;
    }

    private static String section(String capture, String subject) {
        return capture.split(Pattern.quote("\n[" + subject + "]\n"), 2)[1].split("\n\\[", 2)[0];
    }

    private static Optional<String> find(String section, String line) {
        Matcher matcher = Pattern.compile("(?m)^" + line + "$").matcher(section);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
