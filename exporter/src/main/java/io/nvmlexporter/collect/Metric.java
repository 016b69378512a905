package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;

/**
 * A field chosen for export by a line of the counters file.
 *
 * @param name as that line spells it, an older name of the field included
 * @param help free text; may be empty, may have line breaks
 */
public record Metric(Field field, String name, MetricType type, String help) {}
