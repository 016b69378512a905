package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a counters file asks for, each field once.
 *
 * @param metrics in the file's order
 * @param labels in the file's order
 * @param unserved fields that have no value here, by name: why, as a label value
 * @param warnings a line each, about rows that are left out
 */
public record Counters(
        List<Metric> metrics, List<LabelField> labels, Map<String, String> unserved, List<String> warnings) {
    public Counters {
        metrics = List.copyOf(metrics);
        labels = List.copyOf(labels);
        unserved = Collections.unmodifiableMap(new LinkedHashMap<>(unserved));
        warnings = List.copyOf(warnings);
    }

    /** All that is to be read. */
    public List<Field> fields() {
        return Stream.concat(
                        metrics.stream().map(Metric::field), labels.stream().map(LabelField::field))
                .toList();
    }
}
