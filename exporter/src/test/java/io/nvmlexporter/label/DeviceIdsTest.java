package io.nvmlexporter.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.collect.DriverState;
import io.nvmlexporter.collect.GpuIds;
import io.nvmlexporter.collect.GpuIds.MigDevice;
import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.label.Devices.Gpu;
import io.nvmlexporter.label.Resolution.Resolved;
import io.nvmlexporter.label.Resolution.Unresolved;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DeviceIdsTest {
    private static final String GPU_A = "GPU-aaaaaaaa-0000-0000-0000-000000000000";
    private static final String GPU_B = "GPU-bbbbbbbb-0000-0000-0000-000000000000";
    private static final String MIG = "MIG-cccccccc-0000-0000-0000-000000000000";

    record Row(String capture, String resource, String id, String normal, String strict, String share) {
        static Row of(String line) {
            String[] columns = line.split("\t", -1);
            return new Row(
                    columns[0], columns[1], columns[2], columns[3], columns[4], columns.length > 5 ? columns[5] : "");
        }
    }

    static List<Row> rows() throws IOException {
        try (InputStream in = DeviceIdsTest.class.getResourceAsStream("device-ids.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Row::of)
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void everyIdMeansWhatTheTableSays(Row row) {
        assertThat(told(resolve(row, false))).isEqualTo(row.normal() + share(row.normal(), row.share()));
        assertThat(told(resolve(row, true))).isEqualTo(row.strict() + share(row.strict(), row.share()));
    }

    private static String share(String expected, String share) {
        return share.isEmpty() || !Character.isDigit(expected.charAt(0)) ? "" : " share " + share;
    }

    private static Resolution resolve(Row row, boolean strict) {
        ResourceNames names = new ResourceNames(Set.of("listed.example/gpu"), strict);
        return new DeviceIds(Nodes.devices(row.capture()), names).resolve(row.resource(), filled(row));
    }

    private static String filled(Row row) {
        String id = row.id();
        Devices devices = Nodes.devices(row.capture());
        for (Gpu gpu : devices.gpus()) {
            id = id.replace("{gpu" + gpu.index() + "}", gpu.uuid());
            List<MigDevice> migDevices = gpu.ids().orElseThrow().migDevices();
            for (int i = 0; i < migDevices.size(); i++) {
                id = id.replace("{mig" + i + "}", migDevices.get(i).uuid());
            }
        }
        assertThat(id).doesNotContain("{");
        return id;
    }

    private static String told(Resolution resolution) {
        if (resolution instanceof Resolved resolved) {
            return resolved.place() + (resolved.share().isEmpty() ? "" : " share " + resolved.share());
        }
        Unresolved unresolved = (Unresolved) resolution;
        assertThat(unresolved.explanation()).isNotBlank().doesNotContain("\n");
        return unresolved.reason().label();
    }

    @Test
    void aDeviceNodeIsTheGpuOfThatMinorNumberAndNotOfThatIndex() {
        DeviceIds ids = ids(2, gpu(0, GPU_A, 1), gpu(1, GPU_B, 0));

        assertThat(told(ids.resolve("nvidia.com/gpu", "nvidia1"))).isEqualTo("0");
        assertThat(told(ids.resolve("nvidia.com/gpu", "nvidia0"))).isEqualTo("1");
        assertThat(told(ids.resolve("nvidia.com/gpu", "0"))).isEqualTo("0");
    }

    @Test
    void aDeviceNodeThatNoGpuHasIsToldEvenIfAGpuHasThatIndex() {
        assertThat(told(ids(2, gpu(0, GPU_A, 4), gpu(1, GPU_B, 5)).resolve("nvidia.com/gpu", "nvidia1")))
                .isEqualTo("unknown_index");
    }

    @Test
    void withoutMinorNumbersADeviceNodeIsTheGpuOfThatIndex() {
        GpuIds none = new GpuIds(OptionalInt.empty(), false, List.of(), Optional.empty());
        assertThat(told(ids(1, new Gpu(0, GPU_A, Optional.of(none))).resolve("nvidia.com/gpu", "nvidia0")))
                .isEqualTo("0");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        // GPU 1 is lost, and its UUID known; GPU 2 was never read; GPU 3 is not selected.
        GPU_A + ", 0",
        GPU_B + ", gpu_not_read",
        GPU_B + "::1, gpu_not_read",
        "1, gpu_not_read",
        "2, gpu_not_read",
        "3, gpu_not_read",
        "4, unknown_index",
        "nvidia1, gpu_not_read",
        "nvidia0, gpu_not_read",
        "nvidia9, 0",
        "GPU-dddddddd-0000-0000-0000-000000000000, gpu_not_read",
        MIG + ", gpu_not_read",
        "MIG-" + GPU_B + "/1/0, gpu_not_read",
        "MIG-" + GPU_A + "/1/0, mig_mode_off",
    })
    void whileGpusAreNotReadNothingIsSaidOfThem(String id, String expected) {
        DeviceIds ids = ids(4, gpu(0, GPU_A, 9), new Gpu(1, GPU_B, Optional.empty()), new Gpu(2, "", Optional.empty()));

        assertThat(told(ids.resolve("nvidia.com/gpu", id))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({GPU_A, "0", "nvidia0", "nvidia0/gi1", MIG})
    void whileTheDriverIsDownNoGpuIsRead(String id) {
        NodeSnapshot down = new NodeSnapshot(
                new DriverState(Optional.empty(), "driver_not_loaded", "nvmlInit_v2: DRIVER_NOT_LOADED"), List.of());

        assertThat(told(new DeviceIds(Devices.of(down), Nodes.ANY).resolve("nvidia.com/gpu", id)))
                .isEqualTo("gpu_not_read");
    }

    private static Gpu gpu(int index, String uuid, int minorNumber) {
        return new Gpu(
                index, uuid, Optional.of(new GpuIds(OptionalInt.of(minorNumber), false, List.of(), Optional.empty())));
    }

    private static DeviceIds ids(int gpuCount, Gpu... gpus) {
        return new DeviceIds(new Devices(List.of(gpus), OptionalInt.of(gpuCount)), Nodes.ANY);
    }
}
