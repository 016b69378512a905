package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a counters file asks for, each field once.
 *
 * @param metrics in the file's order
 * @param labels in the file's order
 * @param notInNvml names of fields that NVML has no way to give
 * @param warnings a line each, about rows that are left out
 */
public record Counters(List<Metric> metrics, List<LabelField> labels, List<String> notInNvml, List<String> warnings) {
    public Counters {
        metrics = List.copyOf(metrics);
        labels = List.copyOf(labels);
        notInNvml = List.copyOf(notInNvml);
        warnings = List.copyOf(warnings);
    }

    /** All that is to be read. */
    public List<Field> fields() {
        return Stream.concat(
                        metrics.stream().map(Metric::field), labels.stream().map(LabelField::field))
                .toList();
    }
}
