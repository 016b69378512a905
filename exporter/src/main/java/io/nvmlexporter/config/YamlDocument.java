package io.nvmlexporter.config;

import java.util.Iterator;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Turns the text of a config file into nodes, within bounds that keep a text from costing more than it is worth. */
final class YamlDocument {
    /** The deepest that there is a use for is 7. */
    private static final int DEEPEST = 32;

    private static final int MOST_ALIASES = 100;

    private YamlDocument() {}

    /**
     * @param file what messages call it
     * @throws ConfigFileException where it is not YAML, not one document, or beyond the bounds
     */
    static Node parse(String text, String file) throws ConfigFileException {
        LoadSettings settings = LoadSettings.builder()
                // The reader of mappings finds them itself, as it names the line of both.
                .setAllowDuplicateKeys(true)
                .setAllowNonScalarKeys(true)
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setSchema(new CoreSchema())
                .build();
        try {
            requireSmall(text, file, settings);
            Optional<Node> root = new Compose(settings).composeString(text);
            return root.orElseThrow(
                    () -> new ConfigFileException(file + ": nothing is in it; begin with the line version: 2"));
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            throw new ConfigFileException(place(file, mark) + ": this is not YAML: " + oneLine(e.getProblem())
                    + "; mend the line, or the one before it");
        } catch (YamlEngineException e) {
            throw new ConfigFileException(file + ": this is not YAML: " + oneLine(e.getMessage()));
        }
    }

    /** The events come one by one, so that this needs no more memory or stack for a text that is made to need much. */
    private static void requireSmall(String text, String file, LoadSettings settings) throws ConfigFileException {
        int documents = 0;
        int depth = 0;
        int aliases = 0;
        Iterator<Event> events = new Parse(settings).parseString(text).iterator();
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case DocumentStart -> documents++;
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                case Alias -> aliases++;
                default -> {}
            }
            String wrong = "";
            if (documents > 1) {
                wrong = "a second document begins here; keep one, without --- between";
            } else if (depth > DEEPEST) {
                wrong = "nested more than " + DEEPEST + " deep; write it flatter";
            } else if (aliases > MOST_ALIASES) {
                wrong = "more than " + MOST_ALIASES + " aliases; write out what they stand for";
            }
            if (!wrong.isEmpty()) {
                throw new ConfigFileException(place(file, event.getStartMark()) + ": " + wrong);
            }
        }
    }

    /** The line of a node, from 1. */
    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    private static String place(String file, Optional<Mark> mark) {
        return mark.map(at -> file + ":" + (at.getLine() + 1)).orElse(file);
    }

    private static String oneLine(String problem) {
        return String.valueOf(problem).strip().replaceAll("\\p{Cntrl}+", " ");
    }
}
