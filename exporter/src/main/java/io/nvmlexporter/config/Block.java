package io.nvmlexporter.config;

import io.nvmlexporter.collect.Spelling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A mapping of the config file, none of whose keys is unknown. A key without a value is as one that is not there. */
final class Block {
    private static final Set<String> TRUE = Set.of("true", "True", "TRUE", "yes", "on");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE", "no", "off");
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,18}");
    private static final int MOST_SHOWN = 60;

    private final String file;
    private final String path;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    /**
     * @param path of the mapping in the file, for people; empty for the whole file
     * @param known its keys
     */
    private Block(Node node, String file, String path, Keys known) throws ConfigFileException {
        this.file = file;
        this.path = path;
        this.line = YamlDocument.line(node);
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(
                    line,
                    (path.isEmpty() ? "the file" : path) + " is to be a mapping, with the keys "
                            + String.join(", ", known.names()));
        }
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            String name = ((ScalarNode) key).getValue();
            if (!known.names().contains(name)) {
                throw unknown(name, YamlDocument.line(key), known);
            }
            lines.put(name, YamlDocument.line(key));
            if (!Tag.NULL.equals(tuple.getValueNode().getTag())) {
                values.put(name, tuple.getValueNode());
            }
        }
    }

    /**
     * The keys that a mapping may have.
     *
     * @param elsewhere keys that another version of the file has here, with what to do
     */
    record Keys(List<String> names, Map<String, String> elsewhere) {
        static Keys of(String... names) {
            return new Keys(List.of(names), Map.of());
        }
    }

    /**
     * The whole file.
     *
     * @param root whose mappings have passed {@link DuplicateKeys}
     */
    static Block of(Node root, String file, Keys known) throws ConfigFileException {
        return new Block(root, file, "", known);
    }

    private ConfigFileException unknown(String name, int at, Keys known) {
        String where = path.isEmpty() ? "" : " in " + path;
        String mend = Optional.ofNullable(known.elsewhere().get(name))
                .or(() -> Spelling.nearest(name, known.names()).map(nearest -> "did you mean " + nearest + "?"))
                .orElse("write one of " + String.join(", ", known.names()));
        return wrong(at, "unknown key " + shown(name) + where + "; " + mend);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** A key's place in the file, for people: {@code config.yaml:3}. */
    String place(String key) {
        return file + ":" + line(key);
    }

    /** A key's path in the file, for people: {@code collection.interval}. */
    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** A key's line, from 1; that of the mapping where the key is not there. */
    int line(String key) {
        return lines.getOrDefault(key, line);
    }

    Optional<Block> block(String key, Keys known) throws ConfigFileException {
        return has(key) ? Optional.of(new Block(values.get(key), file, path(key), known)) : Optional.empty();
    }

    /** The mappings of a list; none where the key is not there. */
    List<Block> blocks(String key, Keys known) throws ConfigFileException {
        List<Block> blocks = new ArrayList<>();
        for (Node item : items(key)) {
            blocks.add(new Block(item, file, item(key, blocks.size()), known));
        }
        return blocks;
    }

    /** The texts of a list, without blanks around them. */
    List<String> texts(String key) throws ConfigFileException {
        List<String> texts = new ArrayList<>();
        for (Node item : items(key)) {
            String what = item(key, texts.size());
            String text = scalar(item, what);
            if (text.isEmpty()) {
                throw wrong(YamlDocument.line(item), what + " is empty; fill it in or delete it");
            }
            texts.add(text);
        }
        return texts;
    }

    private String item(String key, int index) {
        return path(key) + "[" + index + "]";
    }

    private List<Node> items(String key) throws ConfigFileException {
        if (!has(key)) {
            return List.of();
        }
        if (!(values.get(key) instanceof SequenceNode sequence)) {
            throw wrong(key, "is to be a list; begin each item with a dash");
        }
        return sequence.getValue();
    }

    /** Without blanks around it; empty where the key is not there, or has nothing else. */
    Optional<String> text(String key) throws ConfigFileException {
        return has(key)
                ? Optional.of(scalar(values.get(key), path(key))).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    String required(String key) throws ConfigFileException {
        return text(key).orElseThrow(() -> wrong(key, "is missing; add it"));
    }

    private String scalar(Node node, String what) throws ConfigFileException {
        if (!(node instanceof ScalarNode scalar)) {
            throw wrong(YamlDocument.line(node), what + " is to be one value, and not a list or mapping");
        }
        return Tag.NULL.equals(scalar.getTag()) ? "" : scalar.getValue().strip();
    }

    Optional<Boolean> flag(String key) throws ConfigFileException {
        Optional<String> text = text(key);
        if (text.isPresent() && !TRUE.contains(text.get()) && !FALSE.contains(text.get())) {
            throw wrong(key, "is " + shown(text.get()) + "; write true or false");
        }
        return text.map(TRUE::contains);
    }

    Optional<Long> whole(String key) throws ConfigFileException {
        Optional<String> text = text(key);
        if (text.isPresent() && !WHOLE.matcher(text.get()).matches()) {
            throw wrong(key, "is " + shown(text.get()) + "; write a whole number");
        }
        return text.map(Long::parseLong);
    }

    Optional<Duration> duration(String key) throws ConfigFileException {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(GoDuration.parse(text.get())
                .orElseThrow(() -> wrong(key, "is " + shown(text.get()) + "; write " + GoDuration.FORM)));
    }

    /** A name or text of the file in a message of one line. */
    static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return "'" + (plain.length() <= MOST_SHOWN ? plain : plain.substring(0, MOST_SHOWN) + "…") + "'";
    }

    /** A key's value cannot be used. */
    ConfigFileException wrong(String key, String what) {
        return new ConfigFileException(place(key) + ": " + path(key) + " " + what);
    }

    private ConfigFileException wrong(int at, String what) {
        return new ConfigFileException(file + ":" + at + ": " + what);
    }
}
