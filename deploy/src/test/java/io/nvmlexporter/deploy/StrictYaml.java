package io.nvmlexporter.deploy;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * YAML to objects, as strict as an API server: a field that the kind does not have, a number where a text must be, or a
 * key given twice is an error.
 */
final class StrictYaml {
    private static final YAMLMapper MAPPER = mapper();

    private StrictYaml() {}

    private static YAMLMapper mapper() {
        YAMLMapper mapper = YAMLMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .annotationIntrospector(new NoCatchAll())
                .build();
        for (CoercionInputShape shape :
                List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
        }
        return mapper;
    }

    /** Every document of the text that has something in it. */
    static List<JsonNode> documents(String yaml) {
        try {
            List<JsonNode> documents = new ArrayList<>();
            MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(yaml).forEachRemaining(documents::add);
            documents.removeIf(document -> document.isNull() || document.isMissingNode());
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(yaml, e);
        }
    }

    static <T extends HasMetadata> T read(JsonNode document, Class<T> kind) {
        try {
            return MAPPER.treeToValue(document, kind);
        } catch (IOException e) {
            throw new UncheckedIOException(document.toPrettyString(), e);
        }
    }

    /** The models have a place for unknown fields, which would take in every misspelling. */
    private static final class NoCatchAll extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }
}
