package io.nvmlexporter.config;

import io.nvmlexporter.collect.Cadence;
import io.nvmlexporter.collect.CountersRow;
import io.nvmlexporter.collect.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * What dcgm-exporter's config file says, version 1 or 2. It is taken and refused as there: unknown keys, keys that are
 * there twice and a second document are errors, and so are keys of the other version.
 *
 * @param file its path, as it was given
 * @param values of what flags say as well
 * @param rows the metrics, where the file lists them itself
 * @param cadences of the collections that do not name all fields
 */
public record ConfigFile(
        String file, Map<Setting, Value> values, Optional<List<CountersRow>> rows, List<Cadence> cadences) {
    private static final int MOST_BYTES = 1 << 20;

    /** What a flag says as well. */
    public enum Setting {
        COUNTERS_FILE,
        /** In milliseconds. */
        INTERVAL,
        MAX_CONCURRENT_SCRAPES,
        EXPORTER_METRICS,
        KEEP_AGE,
        KEEP_SAMPLES,
        DETECT_BIND_UNBIND,
        BIND_UNBIND_INTERVAL
    }

    /**
     * One of the file's values.
     *
     * @param text as the flag has it
     * @param place where it is and what it is called, for people: {@code config.yaml:3: collection.interval}
     */
    public record Value(String text, String place) {}

    public ConfigFile {
        values = Collections.unmodifiableMap(values.isEmpty() ? Map.of() : new EnumMap<>(values));
        rows = rows.map(List::copyOf);
        cadences = List.copyOf(cadences);
    }

    /** Reads a file of at most 1 MiB. */
    public static ConfigFile read(Path file) throws ConfigFileException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw new ConfigFileException("cannot read the config file " + file + ": " + FileProblem.of(e));
        }
        if (bytes.length > MOST_BYTES) {
            throw new ConfigFileException(file + ": larger than 1 MiB; is it a config file?");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return parse(text, file.toString());
        } catch (CharacterCodingException e) {
            throw new ConfigFileException(file + ": it is not UTF-8 text; save it as such");
        }
    }

    /** @param file what messages call it */
    public static ConfigFile parse(String text, String file) throws ConfigFileException {
        Node root = YamlDocument.parse(text, file);
        DuplicateKeys.refuse(root, file);
        return switch (version(root, file)) {
            case "1" -> new Schema(file).version1(root);
            case "2" -> new Schema(file).version2(root);
            default ->
                throw new ConfigFileException(
                        file + ":" + versionLine(root) + ": the version must be 1 or 2; write version: 2");
        };
    }

    /** Before all else, as it says which other keys there are. */
    private static String version(Node root, String file) throws ConfigFileException {
        if (!(root instanceof MappingNode)) {
            throw new ConfigFileException(file + ":" + YamlDocument.line(root)
                    + ": the file is to be a mapping; begin with the line version: 2");
        }
        return versionNode(root)
                .filter(ScalarNode.class::isInstance)
                .map(node -> ((ScalarNode) node).getValue())
                .orElse("");
    }

    private static int versionLine(Node root) {
        return YamlDocument.line(versionNode(root).orElse(root));
    }

    private static Optional<Node> versionNode(Node root) {
        return ((MappingNode) root)
                .getValue().stream()
                        .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode key
                                && key.getValue().equals("version"))
                        .map(NodeTuple::getValueNode)
                        .findFirst();
    }
}
