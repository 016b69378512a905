package io.nvmlexporter.collect;

import io.nvmlexporter.field.CleanMetric;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.Value;
import java.util.LinkedHashMap;
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
    Findings() {
        this(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    EntitySnapshot of(Entity entity) {
        return new EntitySnapshot(entity, values, clean, absences, shares);
    }
}
