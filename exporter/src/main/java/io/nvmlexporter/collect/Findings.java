package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the fields of one device turned out to be.
 *
 * @param absences the reason for each field without a value
 */
record Findings(Map<Field, Value> values, Map<Field, String> absences) {
    Findings() {
        this(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /** What DCGM shows on an instance of this board: the board's own values again, and the instance's. */
    Findings onInstance(Findings own) {
        Findings both = new Findings();
        values.forEach((field, value) -> {
            switch (field.scope()) {
                case BOARD -> both.values.put(field, value);
                case BOARD_ONLY -> both.absences.put(field, "mig_unsupported");
                case INSTANCE -> {}
            }
        });
        absences.forEach((field, reason) -> {
            if (field.scope() != Field.Scope.INSTANCE) {
                both.absences.put(field, reason);
            }
        });
        both.values.putAll(own.values);
        both.absences.putAll(own.absences);
        return both;
    }
}
