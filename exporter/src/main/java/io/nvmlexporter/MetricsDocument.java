package io.nvmlexporter;

import io.nvmlexporter.field.CleanMetric;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.FieldCatalog;
import io.nvmlexporter.field.FieldFacts;
import io.nvmlexporter.field.ProcessUse;
import io.nvmlexporter.field.ReadCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/metrics.md}, made of the catalogue so that it cannot say anything else. */
final class MetricsDocument {
    private static final String BLOCKING = "nvmlDeviceGetPcieThroughput";
    private static final String FLASH = "nvmlDeviceValidateInforom";

    private MetricsDocument() {}

    static String text() {
        StringBuilder text = new StringBuilder(introduction());
        text.append("## Fields\n\n")
                .append("| no. | DCGM name | type, unit | clean name | NVML | driver | hardware | MIG | cost |\n")
                .append("| ---: | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        Map<Integer, FieldFacts> facts = FieldFacts.load();
        FieldCatalog.all().forEach(field -> row(text, field, facts.getOrDefault(field.id(), FieldFacts.nothing())));
        text.append("\n## Clean names\n\n").append("| clean name | kind | meaning |\n| --- | --- | --- |\n");
        cleanNames().forEach((name, meaning) -> text.append("| `%s` | %s |\n".formatted(name, meaning)));
        text.append("\n## Fields that are not served\n\n| no. | DCGM name | why |\n| ---: | --- | --- |\n");
        FieldsCommand.unserved()
                .forEach(field ->
                        text.append("| %d | `%s` | %s |\n".formatted(field.id(), field.name(), field.whyUnserved())));
        return text.toString();
    }

    /** What NVML is asked for a field, in the order it is tried. */
    static List<String> calls(Field field) {
        return Stream.concat(
                        field.type() == Field.Type.STRUCT
                                ? Stream.empty()
                                : ReadCalls.of(field.reads().apply(0)).stream(),
                        field.clean().stream()
                                .flatMap(metric -> ReadCalls.of(metric.reads().apply(0)).stream()))
                .distinct()
                .toList();
    }

    private static void row(StringBuilder text, Field field, FieldFacts facts) {
        List<String> calls = calls(field);
        text.append("| %d | `%s`%s | %s | %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                        field.id(),
                        field.name(),
                        field.otherNames().isEmpty() ? "" : "<br>also " + code(field.otherNames().stream()),
                        field.type().name().toLowerCase(Locale.ROOT)
                                + (field.unit().isEmpty()
                                        ? ""
                                        : ", " + field.unit().replace("|", "\\|")),
                        code(field.clean().stream().map(CleanMetric::toString)),
                        calls.isEmpty() ? "once, when NVML is opened" : code(calls.stream()),
                        facts.driver().isEmpty() ? "" : "R" + facts.driver(),
                        facts.hardware(),
                        mig(field),
                        cost(field, calls)));
    }

    private static String code(Stream<String> words) {
        return words.map(word -> "`" + word + "`").collect(Collectors.joining("<br>"));
    }

    private static String mig(Field field) {
        return switch (field.scope()) {
            case NODE -> "of the node";
            case BOARD -> "of the board";
            case BOARD_ONLY -> "of the board; not on instances";
            case INSTANCE -> "of each instance";
            case LINK -> "of each link";
        };
    }

    private static String cost(Field field, List<String> calls) {
        if (calls.isEmpty()) {
            return "none";
        }
        if (calls.contains(BLOCKING)) {
            return "blocks 20 ms";
        }
        if (calls.contains(FLASH)) {
            return "reads flash";
        }
        boolean getter =
                calls.stream().anyMatch(call -> call.startsWith("nvml") && !call.startsWith("nvmlGpmMetricsGet"));
        return (getter ? "a call" : "shared call")
                + (getter && field.scope() == Field.Scope.LINK ? " for each link" : "");
    }

    /** Each with its kind and meaning. */
    private static Map<String, String> cleanNames() {
        Map<String, String> names = new TreeMap<>();
        FieldCatalog.all().stream()
                .flatMap(field -> field.clean().stream())
                .filter(metric -> metric.kind() != CleanMetric.Kind.INFO)
                .forEach(metric -> names.putIfAbsent(
                        metric.name(), metric.kind().name().toLowerCase(Locale.ROOT) + " | " + metric.help()));
        for (ProcessUse use : ProcessUse.values()) {
            names.put(use.cleanName(), "gauge | " + use.help());
        }
        return names;
    }

    private static String introduction() {
        try (InputStream in = MetricsDocument.class.getResourceAsStream("metrics-introduction.md")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
