package io.nvmlexporter.label;

import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.Value;
import java.util.Map;

/**
 * Values of one GPU, GPU instance or NVLink, which are one series each.
 *
 * @param labels those of the series that say whose they are
 */
public record OwnedValues(LabelSet labels, Map<Field, Value> values) {}
