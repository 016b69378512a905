package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.Value;
import java.util.Map;

/**
 * What one poll found of an entity.
 *
 * @param values of metrics and labels; a field without a value is not in the map
 */
public record EntitySnapshot(Entity entity, Map<Field, Value> values) {
    public EntitySnapshot {
        values = Map.copyOf(values);
    }
}
