package io.nvmlexporter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nvmlexporter.field.CleanMetric;
import io.nvmlexporter.field.DcgmField;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.FieldCatalog;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nvml-exporter fields}. picocli fills its fields. */
@Command(
        name = "nvml-exporter fields",
        description = {
            "Lists what a counters file may name: DCGM's number and name, the clean name, the unit, and what NVML is asked;",
            "or why there is no such value here. No driver is needed."
        },
        usageHelpWidth = 120)
final class FieldsCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Only those with this text in one of their names, whatever its case; or of this number.")
    private String sought;

    @Option(names = "--markdown", description = "Write docs/metrics.md of the program's sources, with all fields.")
    private boolean markdown;

    static void run(List<String> arguments, PrintStream out) throws UsageException {
        FieldsCommand command = new FieldsCommand();
        if (!Subcommand.parse(command, "fields", arguments, out)) {
            return;
        }
        if (command.markdown) {
            out.writeBytes(MetricsDocument.text().getBytes(UTF_8));
        } else {
            command.list(out);
        }
    }

    private void list(PrintStream out) throws UsageException {
        List<String> found = Stream.concat(
                        FieldCatalog.all().stream()
                                .filter(field -> matches(field.id(), names(field)))
                                .map(FieldsCommand::served),
                        unserved()
                                .filter(field -> matches(field.id(), field.spellings()))
                                .map(FieldsCommand::unserved))
                .toList();
        if (found.isEmpty()) {
            throw new UsageException("fields: no field has '" + sought
                    + "' in its names; docs/exporter-metrics.md lists nvml_exporter_*, nvml_xid_* and events");
        }
        found.forEach(out::println);
    }

    private boolean matches(int id, List<String> names) {
        String upper = sought.toUpperCase(Locale.ROOT);
        return Integer.toString(id).equals(sought)
                || names.stream().anyMatch(name -> name.toUpperCase(Locale.ROOT).contains(upper));
    }

    private static List<String> names(Field field) {
        return Stream.of(
                        Stream.of(field.name()),
                        field.otherNames().stream(),
                        field.clean().stream().map(CleanMetric::name))
                .flatMap(names -> names)
                .toList();
    }

    /** Fields of DCGM that have no row, each once. */
    static Stream<DcgmField> unserved() {
        return DcgmField.all().filter(field -> FieldCatalog.find(field.name()).isEmpty());
    }

    private static String served(Field field) {
        String clean = field.clean().stream().map(CleanMetric::toString).collect(Collectors.joining(", "));
        return "%4d %s%s%s%n       %s"
                .formatted(
                        field.id(),
                        field.name(),
                        field.unit().isEmpty() ? "" : " [" + field.unit() + "]",
                        clean.isEmpty() ? "" : " = " + clean,
                        String.join(", ", MetricsDocument.calls(field)));
    }

    private static String unserved(DcgmField field) {
        return "%4d %s%n       not here: %s".formatted(field.id(), field.name(), field.whyUnserved());
    }
}
