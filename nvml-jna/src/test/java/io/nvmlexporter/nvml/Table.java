package io.nvmlexporter.nvml;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One of the tables of facts about nvml.h that lie beside these tests: tab-separated, the first row names the columns.
 */
final class Table {
    private Table() {}

    static List<Map<String, String>> rows(String name) {
        try (InputStream in = Table.class.getResourceAsStream(name)) {
            List<String[]> lines = new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .toList();
            List<Map<String, String>> rows = new ArrayList<>();
            for (String[] cells : lines.subList(1, lines.size())) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 0; i < cells.length; i++) {
                    row.put(lines.get(0)[i], cells[i]);
                }
                rows.add(row);
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
