package io.nvmlexporter.collect;

import io.nvmlexporter.field.DcgmField;
import io.nvmlexporter.field.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a counters file asks for, each field once.
 *
 * @param metrics in the file's order
 * @param labels in the file's order
 * @param structs in the file's order
 * @param unserved fields that have no value here, by name: why, as a label value
 * @param warnings a line each, about rows that are left out
 */
public record Counters(
        List<Metric> metrics,
        List<LabelField> labels,
        List<StructField> structs,
        Map<String, String> unserved,
        List<String> warnings) {
    public Counters {
        metrics = List.copyOf(metrics);
        labels = List.copyOf(labels);
        structs = List.copyOf(structs);
        unserved = Collections.unmodifiableMap(new LinkedHashMap<>(unserved));
        warnings = List.copyOf(warnings);
    }

    /** Whether there was no row at all. */
    public boolean isEmpty() {
        return metrics.isEmpty() && labels.isEmpty() && structs.isEmpty() && unserved.isEmpty() && warnings.isEmpty();
    }

    /** All that is to be read. */
    public List<Field> fields() {
        return Stream.of(
                        metrics.stream().map(Metric::field),
                        labels.stream().map(LabelField::field),
                        structs.stream().map(StructField::field))
                .flatMap(fields -> fields)
                .toList();
    }

    /** Each row's field by its name in the file; empty where it has no value here. */
    Map<String, Optional<Field>> byName() {
        Map<String, Optional<Field>> byName = new LinkedHashMap<>();
        metrics.forEach(metric -> byName.put(metric.name(), Optional.of(metric.field())));
        labels.forEach(label -> byName.put(label.name(), Optional.of(label.field())));
        structs.forEach(struct -> byName.put(struct.name(), Optional.of(struct.field())));
        unserved.keySet().forEach(name -> byName.putIfAbsent(name, Optional.empty()));
        return byName;
    }

    /** What of it can be served under these names. */
    public Counters under(Names names) {
        if (names.prometheus() || structs.isEmpty()) {
            return this;
        }
        Map<String, String> alsoUnserved = new LinkedHashMap<>(unserved);
        List<String> alsoWarnings = new ArrayList<>(warnings);
        for (StructField struct : structs) {
            alsoUnserved.put(struct.name(), DcgmField.NO_SINGLE_VALUE);
            alsoWarnings.add(struct.place() + ": " + struct.name()
                    + " is left out: it is a structure in DCGM; write --names prometheus or both for what is in it");
        }
        return new Counters(metrics, labels, List.of(), alsoUnserved, alsoWarnings);
    }
}
