package io.nvmlexporter;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What {@code --help} shows. picocli lays it out. */
final class HelpText {
    private static final int WIDTH = 120;
    private static final int WIDTH_OF_NAMES = 42;

    private static final String[] DESCRIPTION = {
        "",
        "serve   Serves the GPUs of this machine to Prometheus, under DCGM's metric names.",
        "fields  Lists what a counters file may name, and what it is. See: nvml-exporter fields --help",
        "pods    Lists which pod has which GPU, by what the kubelet says. See: nvml-exporter pods --help",
        "record  Writes what this machine's NVML answers to a file, for --replay. See: nvml-exporter record --help",
        "health  Asks the exporter that runs here whether it serves. See: nvml-exporter health --help",
        "",
        "A flag may be written with one dash or two. In brackets: the environment variable that sets it, too.",
    };

    /** @param flags those with help texts, each in one section */
    private record Section(String heading, Set<Flag> flags) {}

    private static final List<Section> SECTIONS = List.of(
            new Section("Without a GPU", EnumSet.range(Flag.DEMO, Flag.SEED)),
            new Section("What is read, and where it is served", EnumSet.range(Flag.ADDRESS, Flag.NVML_LIBRARY)),
            new Section("How the page is written", EnumSet.range(Flag.NAMES, Flag.REPLACE_BLANKS_IN_MODEL_NAME)),
            new Section("The program", EnumSet.range(Flag.LOG_FORMAT, Flag.VERSION)));

    private HelpText() {}

    static void print(PrintStream out) {
        CommandSpec spec = CommandSpec.create().name("nvml-exporter");
        for (Section section : SECTIONS) {
            ArgGroupSpec.Builder group = ArgGroupSpec.builder()
                    .heading("%n" + escaped(section.heading()) + "%n")
                    .validate(false);
            section.flags().forEach(flag -> group.addArg(option(flag)));
            spec.addArgGroup(group.build());
        }
        spec.usageMessage()
                .customSynopsis(
                        "nvml-exporter [serve] [FLAG...]",
                        "       nvml-exporter fields [TEXT]",
                        "       nvml-exporter pods",
                        "       nvml-exporter record [--with-identifiers] FILE",
                        "       nvml-exporter health [--address TEXT]")
                .description(escaped(DESCRIPTION))
                .footer(escaped(footer()))
                .sortOptions(false)
                .longOptionsMaxWidth(WIDTH_OF_NAMES)
                .width(WIDTH);
        new CommandLine(spec).usage(out, CommandLine.Help.Ansi.OFF);
    }

    private static OptionSpec option(Flag flag) {
        List<String> names = new ArrayList<>();
        flag.alias().ifPresent(alias -> names.add("-" + alias));
        names.add("--" + flag.text());
        OptionSpec.Builder option = OptionSpec.builder(names.toArray(String[]::new))
                .type(String.class)
                .description(escaped(description(flag)));
        return switch (flag.kind()) {
            case BOOL -> option.arity("0").type(Boolean.class).build();
            case INT -> option.arity("1").paramLabel("N").build();
            case STRING, LIST -> option.arity("1").paramLabel("TEXT").build();
            case OPTIONAL_STRING -> option.arity("0..1").paramLabel("NAME").build();
        };
    }

    /** The text, and on a line of their own the default and the variable. */
    private static String[] description(Flag flag) {
        boolean shown = flag.kind() != Flag.Kind.BOOL && !flag.standard().isEmpty();
        String standard = shown ? "Default: " + flag.standard() + " " : "";
        String more = (standard
                        + flag.variable().map(variable -> "[" + variable + "]").orElse(""))
                .strip();
        return more.isEmpty() ? new String[] {flag.help()} : new String[] {flag.help(), more};
    }

    private static String[] footer() {
        String accepted = Arrays.stream(Flag.values())
                .filter(flag -> flag.help().isEmpty())
                .map(flag -> flag.alias().map(alias -> "-" + alias + "/").orElse("") + "--" + flag.text())
                .collect(Collectors.joining(", "));
        return new String[] {"", "Accepted, since dcgm-exporter has them; the log says what each does here:", accepted};
    }

    /** For picocli, a % begins a format, and @| and ${ begin what a help text of ours does not have. */
    private static String[] escaped(String... lines) {
        return Arrays.stream(lines).map(HelpText::escaped).toArray(String[]::new);
    }

    private static String escaped(String line) {
        return line.replace("%", "%%");
    }
}
