package io.nvmlexporter.dashboards;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What every dashboard of ours must have, besides keys that Grafana knows. */
final class DashboardCheck {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([a-zA-Z_]\\w*)");
    private static final Set<String> GRAFANAS_OWN = Set.of(
            "__data",
            "__field",
            "__interval",
            "__interval_ms",
            "__range",
            "__rate_interval",
            "__url_time_range",
            "__all");

    private final JsonNode dashboard;
    private final List<String> problems = new ArrayList<>();

    private DashboardCheck(JsonNode dashboard) {
        this.dashboard = dashboard;
    }

    /** What is wrong with the dashboard. */
    static List<String> problemsOf(JsonNode dashboard) {
        DashboardCheck check = new DashboardCheck(dashboard);
        check.problems.addAll(GrafanaModel.problemsOf(dashboard));
        check.panels();
        check.variables();
        return check.problems;
    }

    private void panels() {
        Set<Integer> ids = new HashSet<>();
        Map<String, String> cells = new HashMap<>();
        for (JsonNode panel : dashboard.path("panels")) {
            String title = panel.path("title").asText();
            if (!ids.add(panel.path("id").asInt())) {
                problems.add(title + ": another panel has its id");
            }
            if (!panel.path("type").asText().equals("row")) {
                texts(panel, title);
            }
            place(panel.path("gridPos"), title, cells);
        }
    }

    private void texts(JsonNode panel, String title) {
        for (String text : List.of("/title", "/description", "/fieldConfig/defaults/unit", "/links/0/url")) {
            if (panel.at(text).asText().isBlank()) {
                problems.add(title + ": no " + text);
            }
        }
        if (panel.path("targets").isEmpty()) {
            problems.add(title + ": no query");
        }
    }

    private void place(JsonNode grid, String title, Map<String, String> cells) {
        int right = grid.path("x").asInt() + grid.path("w").asInt();
        if (right > Dashboards.COLUMNS) {
            problems.add(title + ": ends at column " + right);
        }
        for (int x = grid.path("x").asInt(); x < right; x++) {
            for (int y = grid.path("y").asInt();
                    y < grid.path("y").asInt() + grid.path("h").asInt();
                    y++) {
                String other = cells.put(x + "," + y, title);
                if (other != null) {
                    problems.add(title + ": stands upon " + other);
                    return;
                }
            }
        }
    }

    private void variables() {
        Set<String> known = new HashSet<>(GRAFANAS_OWN);
        dashboard
                .at("/templating/list")
                .forEach(variable -> known.add(variable.path("name").asText()));
        Set<String> used = VARIABLE.matcher(dashboard.toString())
                .results()
                .map(found -> found.group(1))
                .collect(toSet());
        used.removeAll(known);
        used.forEach(name -> problems.add("$" + name + " is used and is no variable"));
    }
}
