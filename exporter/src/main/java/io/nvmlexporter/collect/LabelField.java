package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;

/**
 * A field whose value is a label of all series of its entity: a line of type {@code label} in the counters file.
 *
 * @param name as that line spells it
 */
public record LabelField(Field field, String name) {}
