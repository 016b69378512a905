package io.nvmlexporter.field;

import io.nvmlexporter.field.Readings.Batch;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.Driver.GpmMetric;
import io.nvmlexporter.nvml.Driver.GpmSample;
import io.nvmlexporter.nvml.FieldId;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlReturn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One read by itself, of the first GPU and two polls that lie two seconds apart. */
final class ReadOf {
    static final Node NODE = new Node(
            "595.45.04",
            "13.595.45.04",
            1,
            OptionalLong.of(13020),
            new Told<>(Optional.of("/usr/bin/java"), NvmlReturn.SUCCESS),
            new Told<>(Optional.of(true), NvmlReturn.SUCCESS));
    static final XidReport XIDS = new XidReport(
            NvmlReturn.SUCCESS, OptionalLong.of(79), Duration.ofMinutes(5), Map.of(79L, 1L), Map.of(79L, 1L));

    private static final long SECOND = 1_000_000_000L;

    private ReadOf() {}

    static Value read(Read read, Nvml before, Nvml after) {
        History history = new History(Duration.ofMinutes(5));
        history.keep(batch(read, before.gpu(0), 0));
        Device device = after.gpu(0);
        Batch batch = batch(read, device, 2 * SECOND);
        return read.value().apply(new Readings(NODE, List.of(device), batch, history, XIDS, gpu -> true));
    }

    private static Batch batch(Read read, Device device, long nanoTime) {
        List<FieldId> numbered = read.numbered();
        return new Batch(
                nanoTime, numbered.isEmpty() ? Map.of() : device.fieldValues(numbered), gpm(device, read.gpmMetrics()));
    }

    private static Map<Integer, GpmMetric> gpm(Device device, List<Integer> metrics) {
        if (metrics.isEmpty()) {
            return Map.of();
        }
        try (GpmSample older = device.gpmSample();
                GpmSample newer = device.gpmSample()) {
            return device.gpmMetrics(older, newer, metrics);
        }
    }
}
