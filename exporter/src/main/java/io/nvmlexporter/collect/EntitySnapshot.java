package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.Value;
import java.util.Map;

/**
 * What one poll found of one GPU or GPU instance.
 *
 * @param values by field; a field that has no value is not in it
 */
public record EntitySnapshot(Entity entity, Map<Field, Value> values) {}
