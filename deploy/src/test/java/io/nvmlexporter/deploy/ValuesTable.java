package io.nvmlexporter.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What values.yaml says of its keys, as the table of the chart's README. A comment line that begins with {@code # --}
 * is about the key on the next line.
 */
final class ValuesTable {
    private static final Pattern COMMENT = Pattern.compile("\\s*# -- (.*)");
    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]+):.*");

    /** @param key with those that it stands in, as {@code service.port} */
    record Row(String key, String standard, String meaning) {}

    private ValuesTable() {}

    static String markdown(String values) {
        return rows(values).stream()
                .map(row -> "| `" + row.key() + "` | " + row.standard() + " | " + row.meaning() + " |\n")
                .collect(Collectors.joining("", "| key | default | |\n| --- | --- | --- |\n", ""));
    }

    static List<Row> rows(String values) {
        JsonNode standards = StrictYaml.documents(values).get(0);
        List<Row> rows = new ArrayList<>();
        Deque<String> path = new ArrayDeque<>();
        String meaning = "";
        for (String line : values.lines().toList()) {
            Matcher comment = COMMENT.matcher(line);
            Matcher key = KEY.matcher(line);
            if (comment.matches()) {
                meaning = comment.group(1);
            } else if (key.matches()) {
                int depth = key.group(1).length() / 2;
                while (path.size() > depth) {
                    path.removeLast();
                }
                path.addLast(key.group(2));
                if (!meaning.isEmpty()) {
                    rows.add(row(standards, path, meaning));
                    meaning = "";
                }
            }
        }
        return rows;
    }

    private static Row row(JsonNode standards, Deque<String> path, String meaning) {
        JsonNode standard = standards.at("/" + String.join("/", path));
        return new Row(String.join(".", path), "`" + shown(standard) + "`", meaning);
    }

    /** A value as the table has it: a text without quotes, but for an empty one. */
    static String shown(JsonNode value) {
        return value.isTextual() && !value.asText().isEmpty() ? value.asText() : value.toString();
    }
}
