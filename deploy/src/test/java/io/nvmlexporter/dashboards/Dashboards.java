package io.nvmlexporter.dashboards;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.nvmlexporter.dashboards.Common.Variable;
import io.nvmlexporter.dashboards.Source.Panel;
import io.nvmlexporter.dashboards.Source.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Makes Grafana's dashboards of {@code dashboards/source}. */
final class Dashboards {
    static final int COLUMNS = 24;

    private static final String COMMON = "common.yaml";
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Common common;
    private final Map<String, Source> sources;

    private Dashboards(Common common, Map<String, Source> sources) {
        this.common = common;
        this.sources = sources;
    }

    /** @param folder with {@code common.yaml} and a file for each dashboard */
    static Dashboards read(Path folder) {
        Map<String, Source> sources = new TreeMap<>();
        try (var files = Files.newDirectoryStream(folder, "*.yaml")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.equals(COMMON)) {
                    sources.put(name.replace(".yaml", ""), YAML.readValue(file.toFile(), Source.class));
                }
            }
            return new Dashboards(YAML.readValue(folder.resolve(COMMON).toFile(), Common.class), sources);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of each dashboard's file, by the file's name. */
    Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        sources.forEach((name, source) -> files.put(name + ".json", Json.file(json(name, source))));
        return files;
    }

    private ObjectNode json(String name, Source source) {
        ObjectNode json = Json.object(
                "uid", Links.uid(name),
                "title", source.title(),
                "description", source.description().strip());
        Json.merge(json, common.dashboard());
        Json.merge(json, Json.object("refresh", source.refresh()));
        json.set("time", Json.object("from", "now-" + source.range(), "to", "now"));
        json.set("templating", Json.object("list", variables(source)));
        json.set("panels", panels(source));
        return json;
    }

    /** Left to right, and a new line where the row is full; below the highest of the line before. */
    private ArrayNode panels(Source source) {
        PanelWriter writer = new PanelWriter(common, sources, source);
        ArrayNode panels = Json.array(List.of());
        int y = 0;
        for (Row row : source.rows()) {
            panels.add(title(row, y++));
            int x = 0;
            int height = 0;
            for (Panel panel : row.panels()) {
                if (x + panel.width() > COLUMNS) {
                    y += height;
                    x = 0;
                    height = 0;
                }
                panels.add(writer.json(panel, place(x, y, panel.width(), writer.height(panel))));
                x += panel.width();
                height = Math.max(height, writer.height(panel));
            }
            y += height;
        }
        return panels;
    }

    private static ObjectNode title(Row row, int y) {
        return Json.object(
                "id", PanelWriter.id(row.title()),
                "type", "row",
                "title", row.title(),
                "collapsed", false,
                "gridPos", place(0, y, COLUMNS, 1),
                "panels", List.of());
    }

    private static ObjectNode place(int x, int y, int width, int height) {
        return Json.object("x", x, "y", y, "w", width, "h", height);
    }

    private ArrayNode variables(Source source) {
        ArrayNode list = Json.array(List.of());
        for (int i = 0; i < source.variables().size(); i++) {
            String name = source.variables().get(i);
            Variable variable = Objects.requireNonNull(
                    common.variables().get(name), () -> "common.yaml: no variable is called " + name);
            Queries queries = Queries.of(common, source.variables().subList(0, i));
            list.add(VariableWriter.json(name, variable, source.single().contains(name), queries));
        }
        return list;
    }
}
