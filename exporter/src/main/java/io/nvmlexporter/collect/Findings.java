package io.nvmlexporter.collect;

import io.nvmlexporter.field.CleanMetric;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.Value;
import io.nvmlexporter.nvml.OutOfRangeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the fields of one device or link turned out to be.
 *
 * @param absences the reason for each field without a value
 */
record Findings(
        Map<Field, Value> values,
        Map<CleanMetric, Value> clean,
        Map<Field, String> absences,
        Map<Field, Shares> shares) {
    /** Why a value that was read too long ago is absent, and a GPU that was. */
    static final String TIMEOUT = "timeout";

    Findings() {
        this(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /** Adds what was found of other fields. */
    void add(Findings others) {
        values.putAll(others.values);
        clean.putAll(others.clean);
        absences.putAll(others.absences);
        shares.putAll(others.shares);
    }

    /**
     * The same as it is when it has become too old: each field that was read is absent.
     *
     * @param fields those that were to be read
     */
    Findings timedOut(List<Field> fields) {
        Findings none = new Findings();
        fields.stream().filter(this::tellsOf).forEach(field -> none.absences.put(field, TIMEOUT));
        shares.keySet().forEach(field -> none.shares.put(field, new Shares.Unknown(TIMEOUT)));
        return none;
    }

    private boolean tellsOf(Field field) {
        return values.containsKey(field)
                || absences.containsKey(field)
                || field.clean().stream().anyMatch(clean::containsKey);
    }

    EntitySnapshot of(Entity entity) {
        return new EntitySnapshot(entity, values, clean, absences, shares);
    }

    long outOfRange() {
        return absences.values().stream()
                .filter(OutOfRangeException.REASON::equals)
                .count();
    }
}
