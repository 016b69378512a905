package io.nvmlexporter.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Whether Grafana knows every key of a dashboard, by {@code grafana.yaml}, which explains its own form. */
final class GrafanaModel {
    private static final Pattern DISCRIMINATOR = Pattern.compile("<(\\w+)>");
    private static final String OPTIONAL = "maybe ";

    private final JsonNode model;
    private final List<String> problems = new ArrayList<>();

    private GrafanaModel(JsonNode model) {
        this.model = model;
    }

    /** What is wrong with the dashboard, each with its place. */
    static List<String> problemsOf(JsonNode dashboard) {
        try (var file = GrafanaModel.class.getResourceAsStream("grafana.yaml")) {
            GrafanaModel checker = new GrafanaModel(new YAMLMapper().readTree(file));
            checker.check("", dashboard, checker.model.get("dashboard"));
            return checker.problems;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void check(String place, JsonNode value, JsonNode type) {
        if (type.isObject()) {
            checkObject(place, value, type);
        } else if (type.isArray()) {
            checkList(place, value, type.get(0));
        } else {
            checkNamed(place, value, named(type.asText(), value));
        }
    }

    /** The type's name with what the object itself says in the place of {@code <key>}. */
    private static String named(String type, JsonNode value) {
        return DISCRIMINATOR
                .matcher(type)
                .replaceAll(key -> value.path(key.group(1)).asText());
    }

    private void checkNamed(String place, JsonNode value, String type) {
        boolean right = switch (type) {
            case "any" -> true;
            case "text" -> value.isTextual();
            case "number" -> value.isNumber();
            case "number or none" -> value.isNumber() || value.isNull();
            case "flag" -> value.isBoolean();
            case "unit" -> isUnit(value.asText());
            case "color" -> listed("colors", value);
            default -> model.has(type) || List.of(type.split("\\|")).contains(value.asText());
        };
        if (!right) {
            problems.add(place + ": " + value + " is not " + type);
        } else if (model.has(type)) {
            check(place, value, model.get(type));
        }
    }

    private boolean isUnit(String unit) {
        return unit.startsWith("prefix:") || unit.startsWith("suffix:") || listed("units", Json.text(unit));
    }

    private boolean listed(String list, JsonNode value) {
        return StreamSupport.stream(model.get(list).spliterator(), false).anyMatch(value::equals);
    }

    private void checkList(String place, JsonNode value, JsonNode type) {
        if (!value.isArray()) {
            problems.add(place + ": " + value + " is not a list");
        }
        int index = 0;
        for (JsonNode element : value) {
            check(place + "/" + index++, element, type);
        }
    }

    private void checkObject(String place, JsonNode value, JsonNode type) {
        if (!value.isObject()) {
            problems.add(place + ": " + value + " is not an object");
            return;
        }
        ObjectNode keys = keys(type);
        value.properties().forEach(entry -> {
            String key = entry.getKey();
            JsonNode known = keys.path("*");
            for (String spelling : List.of(key, OPTIONAL + key)) {
                known = keys.has(spelling) ? keys.get(spelling) : known;
            }
            if (known.isMissingNode()) {
                problems.add(place + ": Grafana has no key " + key + " here");
            } else {
                check(place + "/" + key, entry.getValue(), known);
            }
        });
        keys.fieldNames().forEachRemaining(key -> {
            if (!key.equals("*") && !key.startsWith(OPTIONAL) && !value.has(key)) {
                problems.add(place + ": " + key + " is missing");
            }
        });
    }

    private ObjectNode keys(JsonNode type) {
        ObjectNode keys = Json.object();
        if (type.has("+")) {
            keys.setAll(keys(model.get(type.get("+").asText())));
        }
        keys.setAll((ObjectNode) type);
        keys.remove("+");
        return keys;
    }
}
