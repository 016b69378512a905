package io.nvmlexporter.config;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Refuses a key that a mapping has twice, anywhere in a file: of two values one would do nothing, without a word. */
final class DuplicateKeys {
    private final String file;
    /** A node that aliases name is looked at once, also where it contains itself. */
    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private DuplicateKeys(String file) {
        this.file = file;
    }

    static void refuse(Node root, String file) throws ConfigFileException {
        new DuplicateKeys(file).look(root);
    }

    private void look(Node node) throws ConfigFileException {
        if (!seen.add(node)) {
            return;
        }
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                look(item);
            }
        } else if (node instanceof MappingNode mapping) {
            Map<String, Integer> lines = new HashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    throw new ConfigFileException(file + ":" + YamlDocument.line(tuple.getKeyNode())
                            + ": a list or mapping cannot be a key; write one word");
                }
                int line = YamlDocument.line(key);
                Integer first = lines.putIfAbsent(key.getValue(), line);
                if (first != null) {
                    throw new ConfigFileException(file + ":" + line + ": the key " + Block.shown(key.getValue())
                            + " is there a second time; line " + first + " has it already, delete one of them");
                }
                look(tuple.getValueNode());
            }
        }
    }
}
