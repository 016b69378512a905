package io.nvmlexporter.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How values are shown: Grafana's JSON of what {@link Common} has by name. */
final class Looks {
    private final Common common;

    Looks(Common common) {
        this.common = common;
    }

    /**
     * Of a panel or a column. What is null is left out.
     *
     * @param decimals else as many as Grafana finds right for the value
     * @param thresholds a name of {@link Common#thresholds()}, or values and the colour from each on
     * @param mapping a name of {@link Common#mappings()}
     */
    ObjectNode of(String unit, Integer decimals, JsonNode thresholds, String mapping) {
        return Json.object(
                "unit",
                unit,
                "decimals",
                decimals,
                "thresholds",
                thresholds(thresholds),
                "mappings",
                mappings(mapping));
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

    /**
     * What is otherwise for some of a panel's values.
     *
     * @param matcher Grafana's, such as {@code byName}
     */
    static ObjectNode override(String matcher, String matched, ObjectNode properties) {
        List<ObjectNode> list = properties.properties().stream()
                .map(property -> Json.object("id", property.getKey(), "value", property.getValue()))
                .toList();
        return Json.object("matcher", Json.object("id", matcher, "options", matched), "properties", Json.array(list));
    }
}
