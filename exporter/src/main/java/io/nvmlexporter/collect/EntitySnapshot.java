package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.Value;
import java.util.Map;

/**
 * What one poll found of one GPU or GPU instance.
 *
 * @param values by field; a field that has no value is not in it
 * @param absences of the fields that have no value, the reason as a label value: {@code not_supported},
 *     {@code no_permission}, {@code driver_too_old}, {@code mig_unsupported}, {@code out_of_range}, or NVML's own word
 */
public record EntitySnapshot(Entity entity, Map<Field, Value> values, Map<Field, String> absences) {}
