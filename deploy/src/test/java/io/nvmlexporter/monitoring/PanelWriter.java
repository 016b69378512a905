package io.nvmlexporter.monitoring;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nvmlexporter.monitoring.Common.ColumnStyle;
import io.nvmlexporter.monitoring.Common.Style;
import io.nvmlexporter.monitoring.Source.Column;
import io.nvmlexporter.monitoring.Source.Panel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Makes Grafana's JSON of the panels of one dashboard; where they stand is not its business. */
final class PanelWriter {
    static final ObjectNode DATA_SOURCE = Json.object("type", "prometheus", "uid", "${datasource}");

    private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");

    private final Common common;
    private final Queries queries;
    private final Links links;
    private final boolean verbatim;

    PanelWriter(Common common, Map<String, Source> dashboards, Source source) {
        this.common = common;
        this.queries = new Queries(common, source.variables());
        this.links = new Links(common, dashboards, source);
        this.verbatim = source.verbatim();
    }

    /** The same for the same title, so that links to a panel outlive a change of its neighbours. */
    static int id(String title) {
        return Math.floorMod(title.hashCode(), 1_000_000) + 1;
    }

    ObjectNode json(Panel panel, ObjectNode gridPos) {
        ObjectNode json = Json.object(
                "id", id(panel.title()),
                "type", panel.type(),
                "title", panel.title(),
                "description", panel.description().strip(),
                "gridPos", gridPos,
                "datasource", DATA_SOURCE,
                "targets", Json.array(panel.isTable() ? tableTargets(panel) : targets(panel)));
        Json.merge(json, style(panel).panel());
        Json.merge(json, Json.object("fieldConfig", Json.object("defaults", defaults(panel))));
        ((ObjectNode) json.get("fieldConfig")).set("overrides", panel.isTable() ? columns(panel) : limits(panel));
        if (panel.isTable()) {
            json.set("transformations", transformations(panel));
            Optional.ofNullable(panel.sort()).ifPresent(column -> ((ObjectNode) json.get("options"))
                    .set("sortBy", Json.array(List.of(Json.object("displayName", column, "desc", true)))));
        }
        Optional.ofNullable(panel.options()).ifPresent(options -> Json.merge(json, options));
        json.set("links", Json.array(links.ofPanel(panel.runbooks(), panel.detail())));
        return json;
    }

    private Style style(Panel panel) {
        return Objects.requireNonNull(
                common.styles().get(panel.type()), () -> panel.title() + ": no style for " + panel.type());
    }

    int height(Panel panel) {
        return requireNonNullElse(panel.height(), style(panel).height());
    }

    private List<ObjectNode> targets(Panel panel) {
        List<ObjectNode> targets = new ArrayList<>();
        panel.queries().forEach((legend, query) -> {
            ObjectNode target = target(targets.size(), query, style(panel).instant());
            target.put("legendFormat", text(legend));
            targets.add(target);
        });
        return targets;
    }

    private String text(String legend) {
        return common.legends().getOrDefault(legend, legend);
    }

    private ObjectNode target(int index, String query, boolean instant) {
        return Json.object(
                "refId", ref(index),
                "datasource", DATA_SOURCE,
                "editorMode", "code",
                "expr", verbatim ? query : queries.of(query),
                "instant", instant,
                "range", !instant);
    }

    private static String ref(int index) {
        return String.valueOf((char) ('A' + index));
    }

    private ObjectNode defaults(Panel panel) {
        ObjectNode defaults = Json.object(
                "unit", panel.unit(),
                "decimals", panel.decimals(),
                "min", panel.min(),
                "max", panel.max(),
                "thresholds", thresholds(panel.thresholds()),
                "mappings", mappings(panel.mapping()));
        if (panel.stacked()) {
            defaults.set("custom", Json.object("stacking", Json.object("mode", "normal"), "fillOpacity", 30));
        }
        if (panel.detail() != null && !panel.isTable()) {
            List<String> labels = panel.queries().keySet().stream()
                    .flatMap(legend -> LABEL.matcher(text(legend)).results())
                    .map(found -> found.group(1))
                    .distinct()
                    .toList();
            defaults.set(
                    "links",
                    Json.array(List.of(
                            links.ofValue(panel.detail(), labels, label -> "${__field.labels." + label + "}"))));
        }
        return defaults;
    }

    private JsonNode thresholds(JsonNode thresholds) {
        if (thresholds == null) {
            return null;
        }
        ArrayNode steps = Json.array(List.of());
        JsonNode values = thresholds.isTextual() ? named(common.thresholds(), thresholds.asText()) : thresholds;
        values.properties().forEach(step -> {
            ObjectNode json = steps.addObject().put("color", step.getValue().asText());
            if (step.getKey().equals("base")) {
                json.putNull("value");
            } else {
                json.put("value", Double.valueOf(step.getKey()));
            }
        });
        return Json.object("mode", "absolute", "steps", steps);
    }

    private JsonNode mappings(String name) {
        if (name == null) {
            return null;
        }
        ObjectNode options = Json.object();
        named(common.mappings(), name)
                .properties()
                .forEach(value -> options.set(
                        value.getKey(),
                        Json.object(
                                "text", value.getValue().get(0),
                                "color", value.getValue().get(1),
                                "index", options.size())));
        return Json.array(List.of(Json.object("type", "value", "options", options)));
    }

    private static JsonNode named(Map<String, JsonNode> all, String name) {
        return Objects.requireNonNull(all.get(name), () -> "common.yaml has nothing called " + name);
    }

    private ArrayNode limits(Panel panel) {
        List<String> legends = List.copyOf(panel.queries().keySet());
        return Json.array(panel.limits().stream()
                .map(limit -> override(
                        "byFrameRefID",
                        ref(legends.indexOf(limit)),
                        Json.object(
                                "custom.lineStyle", Json.object("fill", "dash", "dash", List.of(8, 8)),
                                "custom.fillOpacity", 0)))
                .toList());
    }

    private static ObjectNode override(String matcher, String matched, ObjectNode properties) {
        List<ObjectNode> list = properties.properties().stream()
                .map(property -> Json.object("id", property.getKey(), "value", property.getValue()))
                .toList();
        return Json.object(
                "matcher", Json.object("id", matcher, "options", matched), "properties", Json.array(list));
    }

    /** Each query gives one row for each combination of the labels, so that Grafana can put the rows together. */
    private List<ObjectNode> tableTargets(Panel panel) {
        List<ObjectNode> targets = new ArrayList<>();
        for (Column column : panel.values().values()) {
            String labels = "(" + String.join(", ", panel.by()) + ")";
            String query = "max by " + labels + " (" + column.query().strip() + ")"
                    + (panel.where() == null ? "" : " and on " + labels + " (" + panel.where().strip() + ")");
            targets.add(target(targets.size(), query, true).put("format", "table"));
        }
        return targets;
    }

    private ArrayNode transformations(Panel panel) {
        Map<String, String> titles = new LinkedHashMap<>();
        panel.by().forEach(label -> titles.put(label, column(label).title()));
        for (String title : panel.values().keySet()) {
            titles.put(panel.values().size() == 1 ? "Value" : "Value #" + ref(titles.size() - panel.by().size()), title);
        }
        Map<String, Integer> order = new LinkedHashMap<>();
        titles.keySet().forEach(field -> order.put(field, order.size()));
        ObjectNode organize = Json.object(
                "excludeByName", Map.of("Time", true), "indexByName", order, "renameByName", titles);
        return Json.array(List.of(
                Json.object("id", "merge", "options", Map.of()), Json.object("id", "organize", "options", organize)));
    }

    private ColumnStyle column(String label) {
        return Objects.requireNonNull(common.columns().get(label), () -> "common.yaml: no column for " + label);
    }

    private ArrayNode columns(Panel panel) {
        ArrayNode overrides = Json.array(List.of());
        for (String label : panel.by()) {
            ColumnStyle column = column(label);
            if (column.detail() != null) {
                ObjectNode link = links.ofValue(
                        column.detail(), panel.by(), by -> "${__data.fields." + column(by).title() + "}");
                overrides.add(override(
                        "byName", column.title(), Json.object("links", Json.array(List.of(link)))));
            }
        }
        panel.values().forEach((title, column) -> overrides.add(override("byName", title, look(column))));
        return overrides;
    }

    private ObjectNode look(Column column) {
        ObjectNode look = Json.object(
                "unit", column.unit(),
                "decimals", column.decimals(),
                "thresholds", thresholds(column.thresholds()),
                "mappings", mappings(column.mapping()));
        if (column.thresholds() != null || column.mapping() != null) {
            look.set("custom.cellOptions", Json.object("type", "color-text"));
        }
        return look;
    }
}
