package io.nvmlexporter.apiserver;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An object of the API, of which nothing is sure: what is missing or of another type is empty. */
record ApiObject(JsonObject json) {

    /** The text at the end of that path. */
    Optional<String> text(String... path) {
        return at(path).filter(ApiObject::isText).map(JsonElement::getAsString);
    }

    /** The whole number at the end of that path. */
    Optional<Long> number(String... path) {
        return at(path).filter(value ->
                        value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber())
                .map(JsonElement::getAsString)
                .filter(digits -> digits.matches("-?[0-9]{1,18}"))
                .map(Long::valueOf);
    }

    /** The object at the end of that path; one without members where there is none. */
    ApiObject object(String... path) {
        return new ApiObject(at(path).filter(JsonElement::isJsonObject)
                .map(JsonElement::getAsJsonObject)
                .orElseGet(JsonObject::new));
    }

    /** The objects in the list at the end of that path. */
    List<ApiObject> list(String... path) {
        return at(path).filter(JsonElement::isJsonArray).stream()
                .flatMap(list -> list.getAsJsonArray().asList().stream())
                .flatMap(ApiObject::ofAny)
                .toList();
    }

    /** Its members that are texts. */
    Map<String, String> texts() {
        Map<String, String> texts = new HashMap<>();
        json.asMap().forEach((name, value) -> {
            if (isText(value)) {
                texts.put(name, value.getAsString());
            }
        });
        return texts;
    }

    boolean isEmpty() {
        return json.isEmpty();
    }

    private Optional<JsonElement> at(String... path) {
        JsonElement here = json;
        for (String name : path) {
            here = here != null && here.isJsonObject() ? here.getAsJsonObject().get(name) : null;
        }
        return Optional.ofNullable(here);
    }

    private static boolean isText(JsonElement value) {
        return value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
    }

    private static Stream<ApiObject> ofAny(JsonElement value) {
        return value.isJsonObject() ? Stream.of(new ApiObject(value.getAsJsonObject())) : Stream.empty();
    }
}
