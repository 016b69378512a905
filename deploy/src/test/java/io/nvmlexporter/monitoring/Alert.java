package io.nvmlexporter.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * An alert of this repository.
 *
 * @param file the rule file that it is in
 * @param lasts how long it must hold before it fires; empty: not at all
 */
record Alert(Path file, String name, String expression, String lasts, JsonNode labels, JsonNode annotations) {
    static final Path FOLDER = Path.of("..", "alerts");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** All, in the order of the files' names and of the rules in them. */
    static List<Alert> all() {
        List<Alert> alerts = new ArrayList<>();
        for (Path file : yamlFiles(FOLDER)) {
            for (JsonNode rule : read(file).at("/groups").findValues("rules")) {
                rule.forEach(one -> {
                    if (one.has("alert")) {
                        alerts.add(of(file, one));
                    }
                });
            }
        }
        return alerts;
    }

    /** The names of all that is recorded. */
    static Set<String> records() {
        Set<String> names = new TreeSet<>();
        for (Path file : yamlFiles(FOLDER)) {
            read(file).at("/groups").findValuesAsText("record").forEach(names::add);
        }
        return names;
    }

    /** The expression, and those of the recording rules of boards ({@code gpu:}) that it reads, which are its own. */
    static String withRecords(String expression) {
        return yamlFiles(FOLDER).stream()
                .flatMap(file -> read(file).at("/groups").findValues("rules").stream())
                .flatMap(rules -> StreamSupport.stream(rules.spliterator(), false))
                .filter(rule -> rule.path("record").asText().startsWith("gpu:")
                        && expression.contains(rule.path("record").asText()))
                .map(rule -> rule.path("expr").asText())
                .collect(Collectors.joining("\n", expression + "\n", ""));
    }

    private static Alert of(Path file, JsonNode rule) {
        return new Alert(
                file,
                rule.get("alert").asText(),
                rule.get("expr").asText(),
                rule.path("for").asText(),
                rule.path("labels"),
                rule.path("annotations"));
    }

    String severity() {
        return labels.path("severity").asText();
    }

    String description() {
        return annotations.path("description").asText();
    }

    /** Whether it is of one GPU, and not of a node, a pod or an application. */
    boolean isOfAGpu() {
        return description().contains("$labels.UUID");
    }

    @Override
    public String toString() {
        return name;
    }

    /** Those of the folder itself, by name. */
    static List<Path> yamlFiles(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode read(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
