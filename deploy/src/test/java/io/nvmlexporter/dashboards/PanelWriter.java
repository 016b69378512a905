package io.nvmlexporter.dashboards;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nvmlexporter.dashboards.Common.Style;
import io.nvmlexporter.dashboards.Source.Panel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Makes Grafana's JSON of the panels of one dashboard; where they stand is not its business. */
final class PanelWriter {
    private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");

    /** With one number, for which there is room. */
    private static final ObjectNode BESIDE = Json.object(
            "options", Json.object("legend", Json.object("placement", "right", "calcs", List.of("lastNotNull"))));

    /** DCGM's fields, and what is recorded from them. */
    static final Pattern READS_VALUES = Pattern.compile("DCGM_\\w+|\\w+:gpu_\\w+|\\bgpu_(?:memory|utilization)_\\w+");

    private final Common common;
    private final Queries queries;
    private final Links links;
    private final Looks looks;
    private final TableWriter tables;

    PanelWriter(Common common, Map<String, Source> dashboards, Source source) {
        this.common = common;
        this.queries = source.verbatim() ? Queries.verbatim(common) : Queries.of(common, source.variables());
        this.links = new Links(common, dashboards, source);
        this.looks = new Looks(common);
        this.tables = new TableWriter(common, queries, links);
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
                "datasource", Targets.DATA_SOURCE,
                "maxDataPoints", panel.steps(),
                "targets", Json.array(panel.isTable() ? tables.targets(panel) : targets(panel)));
        if (READS_VALUES.matcher(json.path("targets").toString()).find()) {
            json.put("description", panel.description().strip() + " " + absent(panel));
        }
        Json.merge(json, style(panel).panel());
        Json.merge(json, Json.object("fieldConfig", Json.object("defaults", defaults(panel))));
        json.withObject("/fieldConfig").set("overrides", panel.isTable() ? tables.overrides(panel) : limits(panel));
        if (panel.isTable()) {
            json.set("transformations", tables.transformations(panel));
            json.withObject("/options").set("sortBy", TableWriter.order(panel));
        }
        if (panel.beside()) {
            Json.merge(json, BESIDE);
        }
        json.set("links", Json.array(links.ofPanel(panel.runbooks(), panel.detail())));
        return json;
    }

    /** No value is there for every GPU, so that each panel says what becomes of those that lack it. */
    private String absent(Panel panel) {
        String text = requireNonNullElse(panel.absent(), style(panel).absent());
        return common.absent().getOrDefault(text, text).strip();
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
            ObjectNode target = Targets.target(
                    targets.size(), queries.of(query), style(panel).instant());
            targets.add(target.put("legendFormat", text(legend)));
        });
        return targets;
    }

    private String text(String legend) {
        return common.legends().getOrDefault(legend, legend);
    }

    private ObjectNode defaults(Panel panel) {
        ObjectNode defaults = looks.of(panel.unit(), panel.decimals(), panel.thresholds(), panel.mapping());
        Json.merge(defaults, Json.object("min", panel.min(), "max", panel.max(), "noValue", panel.empty()));
        if (panel.stacked()) {
            defaults.set("custom", Json.object("stacking", Json.object("mode", "normal"), "fillOpacity", 30));
        }
        if (panel.floor()) {
            defaults.set("custom", Json.object("thresholdsStyle", Json.object("mode", "dashed+area")));
        }
        if (panel.detail() != null && !panel.isTable()) {
            ObjectNode link = links.ofValue(panel.detail(), labels(panel), label -> "${__field.labels." + label + "}");
            defaults.set("links", Json.array(List.of(link)));
        }
        return defaults;
    }

    /** The labels that the panel's series are told apart by. */
    private List<String> labels(Panel panel) {
        return panel.queries().keySet().stream()
                .flatMap(legend -> LABEL.matcher(text(legend)).results())
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }

    private static ArrayNode limits(Panel panel) {
        List<String> legends = List.copyOf(panel.queries().keySet());
        ObjectNode dashed = Json.object("custom.lineStyle", Json.object("fill", "dash", "dash", List.of(8, 8)));
        return Json.array(panel.limits().stream()
                .map(limit -> Looks.override("byFrameRefID", Targets.ref(legends.indexOf(limit)), dashed))
                .toList());
    }
}
