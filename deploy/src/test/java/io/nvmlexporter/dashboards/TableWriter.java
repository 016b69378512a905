package io.nvmlexporter.dashboards;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nvmlexporter.dashboards.Common.ColumnStyle;
import io.nvmlexporter.dashboards.Source.Column;
import io.nvmlexporter.dashboards.Source.Panel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes Grafana's JSON of a table: columns of labels, then columns of values, a row for each combination of labels. */
final class TableWriter {
    private final Common common;
    private final Queries queries;
    private final Links links;
    private final Looks looks;

    TableWriter(Common common, Queries queries, Links links) {
        this.common = common;
        this.queries = queries;
        this.links = links;
        this.looks = new Looks(common);
    }

    /** All have the same labels, so that Grafana can put the rows together. */
    List<ObjectNode> targets(Panel panel) {
        List<ObjectNode> targets = new ArrayList<>();
        for (Column column : panel.values().values()) {
            String labels = "(" + String.join(", ", panel.by()) + ")";
            String rows = "max by " + labels + " (" + column.query().strip() + ")";
            String filtered = panel.where() == null
                    ? rows
                    : rows + " and on " + labels + " (" + panel.where().strip() + ")";
            targets.add(
                    Targets.target(targets.size(), queries.of(filtered), true).put("format", "table"));
        }
        return targets;
    }

    ArrayNode transformations(Panel panel) {
        Map<String, String> titles = new LinkedHashMap<>();
        panel.by().forEach(label -> titles.put(label, column(label).title()));
        int value = 0;
        for (String title : panel.values().keySet()) {
            titles.put(panel.values().size() == 1 ? "Value" : "Value #" + Targets.ref(value++), title);
        }
        Map<String, Integer> order = new LinkedHashMap<>();
        titles.keySet().forEach(field -> order.put(field, order.size()));
        ObjectNode organize =
                Json.object("excludeByName", Map.of("Time", true), "indexByName", order, "renameByName", titles);
        return Json.array(List.of(
                Json.object("id", "merge", "options", Map.of()), Json.object("id", "organize", "options", organize)));
    }

    static ArrayNode order(Panel panel) {
        return Json.array(panel.sort().stream()
                .map(column ->
                        Json.object("displayName", column.replaceFirst("^-", ""), "desc", column.startsWith("-")))
                .toList());
    }

    private ColumnStyle column(String label) {
        return Objects.requireNonNull(common.columns().get(label), () -> "common.yaml: no column for " + label);
    }

    ArrayNode overrides(Panel panel) {
        ArrayNode overrides = Json.array(List.of());
        if (panel.empty() != null) {
            // The text for the empty table is not one for an empty cell.
            overrides.add(Looks.override("byRegexp", ".*", Json.object("noValue", "")));
        }
        for (String label : panel.by()) {
            ObjectNode look = look(column(label), panel);
            if (!look.isEmpty()) {
                overrides.add(Looks.override("byName", column(label).title(), look));
            }
        }
        panel.values().forEach((title, column) -> overrides.add(Looks.override("byName", title, look(column))));
        return overrides;
    }

    private ObjectNode look(ColumnStyle column, Panel panel) {
        ObjectNode look = Json.object("custom.width", column.width());
        if (column.detail() != null) {
            ObjectNode link = links.ofValue(
                    column.detail(),
                    panel.by(),
                    label -> "${__data.fields." + column(label).title() + "}");
            look.set("links", Json.array(List.of(link)));
        }
        return look;
    }

    private ObjectNode look(Column column) {
        ObjectNode look = looks.of(column.unit(), column.decimals(), column.thresholds(), column.mapping());
        Json.merge(look, Json.object("custom.width", column.width()));
        if (column.thresholds() != null || column.mapping() != null) {
            look.set("custom.cellOptions", Json.object("type", "color-text"));
        }
        return look;
    }
}
