package io.nvmlexporter.dashboards;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nvmlexporter.dashboards.Common.Variable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The links of one dashboard's panels: to runbooks, and to other dashboards with the variables that both have. */
final class Links {
    private final Common common;
    private final Map<String, Source> dashboards;
    private final Source here;

    /** @param dashboards all of them by the name of their file */
    Links(Common common, Map<String, Source> dashboards, Source here) {
        this.common = common;
        this.dashboards = dashboards;
        this.here = here;
    }

    static String uid(String dashboard) {
        return "nvml-" + dashboard;
    }

    /** In the corner of a panel. */
    List<ObjectNode> ofPanel(List<String> runbooks, String detail) {
        Stream<ObjectNode> alerts =
                runbooks.stream().map(alert -> corner("Runbook: " + alert, common.runbooks() + alert + ".md", true));
        Stream<ObjectNode> details = Stream.ofNullable(detail)
                .map(name -> corner("Dashboard: " + target(name).title(), url(name, List.of(), label -> label), false));
        return Stream.concat(alerts, details).toList();
    }

    /**
     * On a value. It chooses on the other dashboard what the value is of.
     *
     * @param labels those that the value has
     * @param value Grafana's expression for the value of a label
     */
    ObjectNode ofValue(String detail, List<String> labels, UnaryOperator<String> value) {
        return link("Open " + target(detail).title(), url(detail, labels, value), false);
    }

    private Source target(String name) {
        return Objects.requireNonNull(dashboards.get(name), () -> here.title() + ": no dashboard is called " + name);
    }

    private String url(String name, List<String> labels, UnaryOperator<String> value) {
        String choices = target(name).variables().stream()
                .map(variable -> choice(variable, labels, value))
                .filter(Objects::nonNull)
                .collect(joining("&"));
        return "/d/" + uid(name) + "?" + choices + "&${__url_time_range}";
    }

    private String choice(String name, List<String> labels, UnaryOperator<String> value) {
        Variable variable = common.variables().get(name);
        String label = Objects.requireNonNullElse(variable.dimension(), name);
        if (labels.contains(label)) {
            return "var-" + name + "=" + value.apply(label);
        }
        return here.variables().contains(name) ? "${" + name + ":queryparam}" : null;
    }

    /** Grafana wants of it all that a dashboard's own link has. */
    private static ObjectNode corner(String title, String url, boolean elsewhere) {
        ObjectNode link = link(title, url, elsewhere);
        Json.merge(
                link,
                Json.object(
                        "type",
                        "link",
                        "tags",
                        List.of(),
                        "asDropdown",
                        false,
                        "includeVars",
                        false,
                        "keepTime",
                        false,
                        "icon",
                        "",
                        "tooltip",
                        ""));
        return link;
    }

    private static ObjectNode link(String title, String url, boolean elsewhere) {
        return Json.object("title", title, "url", url, "targetBlank", elsewhere);
    }
}
