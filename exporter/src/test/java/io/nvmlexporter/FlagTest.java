package io.nvmlexporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of flags beside dcgm-exporter's, and beside the README's. */
class FlagTest {
    /** GPUs are read more often than by dcgm-exporter, since it costs less. */
    private static final Map<String, String> OTHER_DEFAULTS = Map.of("collect-interval", "10000");

    private static final Set<Flag> OURS = Set.of(
            Flag.DEMO,
            Flag.REPLAY,
            Flag.STILL,
            Flag.SEED,
            Flag.NVML_LIBRARY,
            Flag.MIG_BOARD_VALUES,
            Flag.NAMES,
            Flag.STRICT_RESOURCE_NAMES,
            Flag.SERVICE_ACCOUNT_DIR,
            Flag.COMPAT,
            Flag.FIELD_ABSENT_METRIC,
            Flag.HOSTNAME_LABEL,
            // Every program's, which dcgm-exporter's library adds there.
            Flag.HELP,
            Flag.VERSION);

    /** {@code `-a`, `--address`} or {@code `--demo[=NAME]`}, as the README's table has them. */
    private static final Pattern NAMES_IN_README =
            Pattern.compile("(?:`-(?<alias>\\w+)`, )?`--(?<flag>[\\w-]+)(?:\\W\\S*)?`");

    @Test
    void dcgmExportersFlagsAreAllHereAndNoOthersButOurs() throws IOException {
        Map<String, String> here = new TreeMap<>();
        Arrays.stream(Flag.values())
                .filter(flag -> !OURS.contains(flag))
                .forEach(flag -> here.put(flag.text(), row(flag)));
        assertThat(here).isEqualTo(dcgmExporters());
    }

    @Test
    void noTwoFlagsShareANameOrAVariable() {
        assertThat(Arrays.stream(Flag.values()).flatMap(flag -> flag.alias().stream()))
                .doesNotHaveDuplicates();
        assertThat(Arrays.stream(Flag.values()).flatMap(flag -> flag.variable().stream()))
                .doesNotHaveDuplicates();
    }

    @Test
    void ourOwnVariablesHaveOurPrefix() {
        assertThat(OURS.stream().flatMap(flag -> flag.variable().stream()))
                .isNotEmpty()
                .allMatch(variable -> variable.startsWith("NVML_EXPORTER_"));
    }

    @Test
    void everyFlagEitherDoesSomethingOrSaysWhatHappensInstead() {
        assertThat(Flag.values())
                .noneMatch(flag -> flag.help().isEmpty() && flag.instead().isEmpty());
    }

    @Test
    void theReadmeHasEveryFlagThatDoesSomethingWithItsVariableAndItsDefault() throws IOException {
        Map<String, List<String>> inReadme = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("..", "README.md"))) {
            String[] cells = line.split(" *\\| *");
            Matcher names = NAMES_IN_README.matcher(cells.length == 5 ? cells[1] : "");
            if (names.matches()) {
                String alias = names.group("alias") == null ? "" : names.group("alias");
                inReadme.put(names.group("flag"), List.of(alias, cells[2].replace("`", ""), cells[3].replace("`", "")));
            }
        }
        Map<String, List<String>> here = new TreeMap<>();
        Arrays.stream(Flag.values())
                .filter(flag -> !flag.help().isEmpty() && flag != Flag.HELP && flag != Flag.VERSION)
                .forEach(flag -> here.put(
                        flag.text(),
                        List.of(flag.alias().orElse(""), flag.variable().orElse(""), shownDefault(flag))));
        assertThat(inReadme).isEqualTo(here);
    }

    /** A switch is off and a simulation is not asked for, which nobody needs to be told. */
    private static String shownDefault(Flag flag) {
        return flag.kind() == Flag.Kind.BOOL || flag.kind() == Flag.Kind.OPTIONAL_STRING ? "" : flag.standard();
    }

    private static String row(Flag flag) {
        return String.join(
                "\t",
                flag.alias().orElse("-"),
                flag.kind().name().toLowerCase(Locale.ROOT),
                flag.standard().isEmpty() ? "-" : flag.standard(),
                flag.variable().orElse("-"));
    }

    private static Map<String, String> dcgmExporters() throws IOException {
        Map<String, String> flags = new TreeMap<>();
        try (InputStream table = FlagTest.class.getResourceAsStream("dcgm-exporter-flags.tsv")) {
            new String(table.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .forEach(columns -> {
                        columns[3] = OTHER_DEFAULTS.getOrDefault(columns[0], columns[3]);
                        flags.put(
                                columns[0],
                                String.join("\t", Arrays.asList(columns).subList(1, 5)));
                    });
        }
        return flags;
    }
}
