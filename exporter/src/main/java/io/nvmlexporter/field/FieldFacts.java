package io.nvmlexporter.field;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a field needs.
 *
 * @param driver the oldest driver branch; empty for all
 * @param hardware the oldest architecture, or which boards; empty for all
 */
public record FieldFacts(String driver, String hardware) {
    private static final String ALL = "-";
    private static final FieldFacts NOTHING = new FieldFacts("", "");

    /** Of all fields that need anything, by DCGM's number. Read when it is asked for, which a server never does. */
    public static Map<Integer, FieldFacts> load() {
        Map<Integer, FieldFacts> facts = new HashMap<>();
        for (List<String> row : Table.rows("field-facts.tsv")) {
            facts.put(Integer.parseInt(row.get(0)), new FieldFacts(text(row.get(1)), text(row.get(2))));
        }
        return facts;
    }

    /** Of a field that is not among them. */
    public static FieldFacts nothing() {
        return NOTHING;
    }

    private static String text(String column) {
        return column.equals(ALL) ? "" : column;
    }
}
