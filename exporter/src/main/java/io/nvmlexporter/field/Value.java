package io.nvmlexporter.field;

/** A field's value, of the type DCGM gives the field: it decides how the number is written. */
public sealed interface Value {
    /** {@code int64} in DCGM. */
    record Int(long value) implements Value {}

    /** {@code double} in DCGM. */
    record Real(double value) implements Value {}

    /** {@code string} in DCGM: a label's value. */
    record Text(String value) implements Value {}
}
