package io.nvmlexporter.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * An expression for Prometheus.
 *
 * @param where the dashboard and panel, or the rule, that asks it
 * @param legend how a panel calls its series, with {@code {{label}}} in it; empty where it does not
 */
record Query(String where, String expression, String legend) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> GRAFANAS_OWN = Map.of(
            "__rate_interval", "1m", "__interval", "5s", "__range", "5m", "__range_s", "300", "__interval_ms", "5000");

    /** What the panels and the variables of every dashboard in the folder ask, with everything selected. */
    static List<Query> ofDashboards(Path folder) throws IOException {
        List<Query> queries = new ArrayList<>();
        for (Path file : jsonFiles(folder)) {
            JsonNode dashboard = JSON.readTree(file.toFile());
            Map<String, String> variables = variables(dashboard);
            String name = file.getFileName().toString();
            panels(dashboard, name, variables, queries);
            // Hidden variables are of what one does not choose.
            Map<String, String> chosen = new HashMap<>(variables);
            chosen.put("node", "gpu-h100");
            for (JsonNode variable : dashboard.at("/templating/list")) {
                String asked = variable.at("/query/query")
                        .asText(variable.path("query").asText());
                if (variable.path("type").asText().equals("query")) {
                    queries.add(new Query(
                            name + ": $" + variable.path("name").asText(),
                            filled(expression(asked), isHidden(variable) ? chosen : variables),
                            ""));
                }
            }
        }
        return queries;
    }

    private static void panels(JsonNode parent, String name, Map<String, String> variables, List<Query> queries) {
        for (JsonNode panel : parent.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(
                        name + ": " + panel.path("title").asText() + " "
                                + target.path("refId").asText(),
                        filled(target.path("expr").asText(), variables),
                        target.path("legendFormat").asText()));
            }
            panels(panel, name, variables, queries);
        }
    }

    /** {@code label_values(metric, label)} and {@code query_result(expression)} are Grafana's. */
    private static String expression(String asked) {
        if (asked.startsWith("label_values(")) {
            String inner = asked.substring("label_values(".length(), asked.lastIndexOf(')'));
            int comma = inner.lastIndexOf(',');
            return "count by (" + inner.substring(comma + 1).strip() + ") (" + inner.substring(0, comma) + ")";
        }
        return asked.replaceFirst("^query_result\\((.*)\\)$", "$1");
    }

    private static boolean isHidden(JsonNode variable) {
        return variable.path("hide").asInt() != 0;
    }

    private static Map<String, String> variables(JsonNode dashboard) {
        Map<String, String> variables = new HashMap<>(GRAFANAS_OWN);
        for (JsonNode variable : dashboard.at("/templating/list")) {
            boolean asked = variable.path("type").asText().equals("query");
            String all = isHidden(variable) ? "" : ".*";
            String value = asked
                    ? all
                    : variable.at("/current/value")
                            .asText(variable.path("query").asText());
            variables.put(variable.path("name").asText(), value);
        }
        return variables;
    }

    private static String filled(String expression, Map<String, String> variables) {
        String filled = expression;
        for (String name : new TreeSet<>(variables.keySet()).descendingSet()) {
            filled = filled.replaceAll(
                    "\\$\\{" + name + "(:\\w+)?}|\\$" + name + "\\b|\\[\\[" + name + "]]", variables.get(name));
        }
        return filled;
    }

    /** What every rule file in the folder asks. */
    static List<Query> ofRules(Path folder) {
        List<Query> queries = new ArrayList<>();
        for (Path file : Alert.yamlFiles(folder)) {
            for (JsonNode group : Alert.read(file).path("groups")) {
                for (JsonNode rule : group.path("rules")) {
                    String name = rule.path("alert").asText(rule.path("record").asText());
                    queries.add(new Query(
                            file.getFileName() + ": " + name, rule.path("expr").asText(), ""));
                }
            }
        }
        return queries;
    }

    /** Of NVIDIA's dashboard, and of the documents with which this project began. */
    static List<Query> ofUsers() throws IOException {
        List<Query> queries = new ArrayList<>();
        JsonNode file = YAML.readTree(Query.class.getResourceAsStream("users-queries.yaml"));
        file.properties()
                .forEach(source -> source.getValue()
                        .forEach(query -> queries.add(new Query(
                                source.getKey() + ": " + query.asText(),
                                filled(query.asText(), Map.of("instance", ".*", "gpu", ".*")),
                                ""))));
        return queries;
    }

    /** Those of the folder itself, by name. */
    static List<Path> jsonFiles(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.json")) {
            found.forEach(files::add);
        }
        files.sort(null);
        return files;
    }
}
