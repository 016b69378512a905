package io.nvmlexporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.collect.EntitySnapshot;
import io.nvmlexporter.collect.GpuSnapshot;
import io.nvmlexporter.collect.TwoPolls;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.field.FieldCatalog;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlDouble;
import io.nvmlexporter.simulation.Capture;
import io.nvmlexporter.simulation.CaptureException;
import io.nvmlexporter.simulation.Simulation;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A driver that refuses everything but the UUID: no row may have a value, and each says why. */
class RefusalTest {
    /**
     * Not asked of the GPU, or not it alone: the driver tells of XIDs by itself, by which health knows something, a GPU
     * alone has no peers, and the UUID is given. That GPM is there is so as well: each of its metrics refuses by
     * itself.
     */
    private static final Set<String> NOT_ASKED = Set.of(
            "DCGM_FI_DEV_XID_ERRORS",
            "DCGM_EXP_XID_ERRORS_COUNT",
            "DCGM_EXP_XID_ERRORS_TOTAL",
            "DCGM_EXP_GPU_HEALTH_STATUS",
            "DCGM_EXP_P2P_STATUS",
            "DCGM_FI_DEV_P2P_NVLINK_STATUS",
            "DCGM_FI_DEV_CC_MODE",
            "DCGM_FI_DEV_GPM_SUPPORT",
            "DCGM_FI_DEV_UUID",
            "DCGM_FI_DEV_CUDA_VISIBLE_DEVICES_STR");

    /** Of the driver in that capture. */
    private static final int BRANCH = 610;

    private static final Pattern ANSWER =
            Pattern.compile("(?m)^(nvml(?!DeviceGetUUID |GpmQueryDeviceSupport )\\S+) [=~] .*$");

    @ParameterizedTest
    @CsvSource({
        "NOT_SUPPORTED, not_supported",
        "NO_PERMISSION, no_permission",
        "FUNCTION_NOT_FOUND, driver_too_old",
        "UNKNOWN, unknown",
    })
    void everyRowSaysWhyItHasNoValue(String code, String reason) throws IOException, CaptureException {
        String capture = refusing(code);
        Map<String, String> expected = new TreeMap<>();
        FieldCatalog.all().stream()
                .filter(field -> field.scope() != Scope.NODE && field.scope() != Scope.LINK)
                .filter(field -> !NOT_ASKED.contains(field.name()))
                .forEach(field -> expected.put(field.name(), reason));
        if (code.equals("FUNCTION_NOT_FOUND")) {
            // No older driver lacks them, but newer ones will.
            List.of(
                            "DCGM_FI_DEV_APP_SM_CLOCK",
                            "DCGM_FI_DEV_APP_MEM_CLOCK",
                            "DCGM_FI_DEV_SM_APP_CLOCK_HERTZ",
                            "DCGM_FI_DEV_MEMORY_APP_CLOCK_HERTZ")
                    .forEach(name -> expected.put(name, "deprecated"));
        }
        try (Nvml nvml = Simulation.still(Capture.parse("refusing", capture))) {
            assertThat(absences(nvml)).isEqualTo(expected);
        }
        try (NvmlDouble node = NvmlDouble.answering(capture);
                Nvml nvml = Nvml.open(Optional.of(node.library().toString()))) {
            assertThat(absences(nvml)).isEqualTo(expected);
        }
    }

    private static Map<String, String> absences(Nvml nvml) {
        GpuSnapshot gpu =
                TwoPolls.node(nvml, Pages.everyField()).gpus().get(0).snapshot().orElseThrow();
        EntitySnapshot board = gpu.board();
        Map<String, String> absences = new TreeMap<>();
        board.absences().forEach((field, reason) -> {
            if (!NOT_ASKED.contains(field.name()) && field.scope() != Scope.NODE) {
                absences.put(field.name(), reason);
            }
        });
        assertThat(board.values().keySet())
                .extracting(Field::name)
                .filteredOn(name -> !NOT_ASKED.contains(name))
                .noneMatch(absences::containsKey);
        return absences;
    }

    /** One GPU that every call is known of, and refused. */
    private static String refusing(String code) throws IOException {
        String distinct;
        try (InputStream stream = RefusalTest.class.getResourceAsStream("/captures/distinct.txt")) {
            distinct = new String(stream.readAllBytes(), UTF_8);
        }
        int gpu = distinct.indexOf("[gpu 0]");
        String system = distinct.substring(0, gpu).replaceFirst("(nvmlDeviceGetCount_v2 ~) 2", "$1 1");
        String calls = distinct.substring(gpu, distinct.indexOf("[gpu 0 mig 0]"));
        Set<String> lines = new LinkedHashSet<>(
                ANSWER.matcher(calls).replaceAll("$1 = !" + code).lines().toList());
        for (Field field : FieldCatalog.all()) {
            field.read()
                    .numbered()
                    .forEach(id -> lines.add("nvmlDeviceGetFieldValues(%d,%s) = !%s"
                            .formatted(
                                    id.field().id(BRANCH).orElseThrow(), Integer.toUnsignedString(id.scope()), code)));
            field.read().gpmMetrics().forEach(id -> lines.add("nvmlGpmMetricsGet(%d) = !%s".formatted(id, code)));
        }
        return system + String.join("\n", lines) + "\n";
    }
}
