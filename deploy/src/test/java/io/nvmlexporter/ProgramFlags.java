package io.nvmlexporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the program takes, for the tests of what the chart gives it. */
public final class ProgramFlags {
    /** The environment variables, of which NODE_NAME belongs to no flag. */
    public static final Set<String> VARIABLES = Stream.concat(
                    Stream.of("NODE_NAME"),
                    Arrays.stream(Flag.values()).map(Flag::variable).flatMap(Optional::stream))
            .collect(toUnmodifiableSet());

    /** The long names, with two dashes. */
    public static final Set<String> FLAGS =
            Arrays.stream(Flag.values()).map(flag -> "--" + flag.text()).collect(toUnmodifiableSet());

    /**
     * A flag of dcgm-exporter.
     *
     * @param names with dashes, the alias first
     * @param variable empty for none
     * @param since the release of dcgm-exporter that has it first, of 4.8.2 and later
     * @param there its default there
     * @param here its default here
     * @param meaning what it does here
     */
    public record DcgmFlag(String names, String variable, String since, String there, String here, String meaning) {}

    private ProgramFlags() {}

    /** All of dcgm-exporter's, in its order; those that this program lacks fail. */
    public static List<DcgmFlag> dcgmExporters() throws IOException {
        try (InputStream table = ProgramFlags.class.getResourceAsStream("dcgm-exporter-flags.tsv")) {
            return new String(table.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .map(ProgramFlags::row)
                    .toList();
        }
    }

    private static DcgmFlag row(String... columns) {
        Flag flag = Flag.valueOf(columns[0].toUpperCase(Locale.ROOT).replace('-', '_'));
        String alias = flag.alias().map(name -> "`-" + name + "`, ").orElse("");
        String instead = flag.instead().isEmpty() ? "" : "Accepted: " + flag.instead() + ".";
        return new DcgmFlag(
                alias + "`--" + flag.text() + "`",
                flag.variable().orElse(""),
                columns[5],
                columns[3].equals("-") ? "" : columns[3],
                flag.standard(),
                (flag.help() + " " + instead).strip());
    }
}
