package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.Node;
import io.nvmlexporter.field.OutOfRangeException;
import io.nvmlexporter.field.Readings;
import io.nvmlexporter.field.Readings.Batch;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.Driver.GpmMetric;
import io.nvmlexporter.nvml.Driver.GpmSample;
import io.nvmlexporter.nvml.FieldId;
import io.nvmlexporter.nvml.FieldValue;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Reads the chosen fields of one GPU or GPU instance, and keeps from poll to poll what rates need. For one thread. */
final class DeviceReader implements AutoCloseable {
    private final List<Field> fields;
    private final List<FieldId> numbered;
    private final List<Integer> gpmMetrics;
    private final AbsenceLog absences;
    private Optional<Batch> previous = Optional.empty();
    private GpmSample previousSample;

    DeviceReader(List<Field> fields, AbsenceLog absences) {
        this.fields = fields;
        this.numbered = fields.stream()
                .flatMap(field -> field.read().numbered().stream())
                .distinct()
                .toList();
        this.gpmMetrics = fields.stream()
                .flatMap(field -> field.read().gpmMetrics().stream())
                .distinct()
                .toList();
        this.absences = absences;
    }

    /**
     * @param device whose getters and numbered values are asked
     * @param sample takes a GPM sample of it
     * @return a value for each field, or why it has none
     * @throws NvmlException where the GPU or the driver is gone
     */
    Findings read(Node node, Device device, Supplier<GpmSample> sample, OptionalLong lastXid) {
        Batch batch = new Batch(System.nanoTime(), numbered(device), gpm(device, sample));
        Readings readings = new Readings(node, device, batch, previous, lastXid);
        Findings findings = new Findings();
        for (Field field : fields) {
            try {
                findings.values().put(field, field.read().value().apply(readings));
            } catch (NvmlException e) {
                rethrowUnlessNoValue(e);
                absent(findings, field, e.code().reason(), e.getMessage());
            } catch (OutOfRangeException e) {
                absent(findings, field, "out_of_range", e.getMessage());
            }
        }
        previous = Optional.of(batch);
        absences.tell();
        return findings;
    }

    private void absent(Findings findings, Field field, String reason, String detail) {
        findings.absences().put(field, reason);
        absences.report(field, reason, detail);
    }

    private Map<FieldId, FieldValue> numbered(Device device) {
        try {
            return numbered.isEmpty() ? Map.of() : device.fieldValues(numbered);
        } catch (NvmlException e) {
            rethrowUnlessNoValue(e);
            Map<FieldId, FieldValue> refused = new LinkedHashMap<>();
            numbered.forEach(id -> refused.put(id, FieldValue.refused(e.code())));
            return refused;
        }
    }

    /** Metrics over the time since the last poll; empty at the first, refused where the device has no GPM. */
    private Map<Integer, GpmMetric> gpm(Device device, Supplier<GpmSample> sample) {
        if (gpmMetrics.isEmpty()) {
            return Map.of();
        }
        try {
            GpmSample older = previousSample;
            GpmSample newer = sample.get();
            previousSample = newer;
            if (older == null) {
                return Map.of();
            }
            try (older) {
                return device.gpmMetrics(older, newer, gpmMetrics);
            }
        } catch (NvmlException e) {
            rethrowUnlessNoValue(e);
            Map<Integer, GpmMetric> refused = new LinkedHashMap<>();
            gpmMetrics.forEach(id -> refused.put(id, new GpmMetric(e.code(), Double.NaN)));
            return refused;
        }
    }

    private static void rethrowUnlessNoValue(NvmlException e) {
        if (e.code().meaning() != NvmlReturn.Meaning.NO_VALUE) {
            throw e;
        }
    }

    @Override
    public void close() {
        previous = Optional.empty();
        if (previousSample != null) {
            previousSample.close();
            previousSample = null;
        }
    }
}
