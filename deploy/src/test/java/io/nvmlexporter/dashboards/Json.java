package io.nvmlexporter.dashboards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;

/** JSON, made by hand and as text. */
final class Json {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final DefaultPrettyPrinter PRINTER = new DefaultPrettyPrinter()
            .withSeparators(Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"))
            .withObjectIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));

    private Json() {}

    /** @param pairs key, value, key, value …; a value that is null is left out */
    static ObjectNode object(Object... pairs) {
        ObjectNode object = NODES.objectNode();
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i + 1] != null) {
                object.set((String) pairs[i], node(pairs[i + 1]));
            }
        }
        return object;
    }

    static ArrayNode array(Iterable<?> values) {
        ArrayNode array = NODES.arrayNode();
        values.forEach(value -> array.add(node(value)));
        return array;
    }

    static JsonNode text(String text) {
        return NODES.textNode(text);
    }

    private static JsonNode node(Object value) {
        return value instanceof JsonNode node ? node : MAPPER.valueToTree(value);
    }

    /** Puts into {@code base} what {@code more} has: objects key by key, all else in the place of what was there. */
    static void merge(ObjectNode base, JsonNode more) {
        more.properties().forEach(entry -> {
            if (entry.getValue().isObject() && base.path(entry.getKey()).isObject()) {
                merge((ObjectNode) base.get(entry.getKey()), entry.getValue());
            } else {
                base.set(entry.getKey(), entry.getValue().deepCopy());
            }
        });
    }

    static String file(JsonNode json) {
        try {
            return MAPPER.writer(PRINTER).writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
