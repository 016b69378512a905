package io.nvmlexporter.dashboards;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nvmlexporter.dashboards.Common.Variable;
import java.util.Arrays;
import java.util.List;

/** Makes Grafana's JSON of a variable. */
final class VariableWriter {
    private static final int ON_TIME_RANGE_CHANGED = 2;
    private static final int NUMERICALLY = 3;
    private static final int COMPLETELY = 2;

    private VariableWriter() {}

    /** @param queries with the variables to the left of it, by which its values are chosen */
    static ObjectNode json(String name, Variable variable, boolean single, Queries queries) {
        ObjectNode json =
                Json.object("name", name, "label", variable.label(), "type", variable.type(), "hide", hide(variable));
        switch (variable.type()) {
            case "datasource" -> Json.merge(json, Json.object("query", "prometheus", "regex", "", "refresh", 1));
            case "textbox" ->
                Json.merge(json, Json.object("query", variable.value(), "current", chosen(variable.value())));
            case "custom" -> Json.merge(json, custom(variable));
            case "query" -> Json.merge(json, query(name, variable, single, queries));
            default -> throw new IllegalArgumentException("variable " + name + ": unknown type " + variable.type());
        }
        return json;
    }

    private static int hide(Variable variable) {
        return variable.hidden() ? COMPLETELY : 0;
    }

    private static ObjectNode chosen(String value) {
        return Json.object("text", value, "value", value);
    }

    /** Of {@code text : value, text : value}. */
    private static ObjectNode custom(Variable variable) {
        List<ObjectNode> options = Arrays.stream(variable.query().split(", "))
                .map(option -> option.split(" : "))
                .map(option -> Json.object("text", option[0], "value", option[1])
                        .put("selected", option[1].equals(variable.value())))
                .toList();
        ObjectNode current = options.stream()
                .filter(option -> option.get("selected").asBoolean())
                .findFirst()
                .orElseThrow()
                .deepCopy();
        return Json.object(
                "query", variable.query(), "current", current, "options", options, "multi", false, "includeAll", false);
    }

    private static ObjectNode query(String name, Variable variable, boolean single, Queries queries) {
        String query = queries.of(variable.query());
        ObjectNode json = Json.object(
                "datasource",
                Targets.DATA_SOURCE,
                "query",
                Json.object("query", query, "refId", name),
                "regex",
                variable.regex() == null ? "" : variable.regex(),
                "refresh",
                ON_TIME_RANGE_CHANGED,
                "sort",
                NUMERICALLY,
                "multi",
                !single,
                "includeAll",
                !single);
        if (!single) {
            // A hidden one must not stand for what it has not.
            if (!variable.hidden()) {
                json.put("allValue", ".*");
            }
            json.set("current", Json.object("text", "All", "value", "$__all"));
        }
        return json;
    }
}
