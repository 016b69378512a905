package io.nvmlexporter.field;

import java.util.List;
import java.util.Map;

/** A field's value, of the type DCGM gives the field: it decides how the number is written. */
public sealed interface Value {
    /** {@code int64} in DCGM. */
    record Int(long value) implements Value {}

    /** {@code double} in DCGM. */
    record Real(double value) implements Value {}

    /** {@code string} in DCGM: a label's value. */
    record Text(String value) implements Value {}

    /** Several whole numbers that are told apart by labels of their own; none of two has the same labels. */
    record Samples(List<Sample> samples) implements Value {
        public Samples {
            samples = List.copyOf(samples);
        }
    }

    /** @param labels beside those of the device, by name */
    record Sample(Map<String, String> labels, long value) {}
}
