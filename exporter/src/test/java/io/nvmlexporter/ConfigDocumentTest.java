package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.collect.FieldGroup;
import io.nvmlexporter.collect.FieldGroups;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that docs/config-file.md shows are files that work. */
class ConfigDocumentTest {
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void theExamplesAreReadAsTheyAreExplained() throws Exception {
        List<String> examples = new ArrayList<>();
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("..", "docs", "config-file.md")));
        while (example.find()) {
            examples.add(example.group(1));
        }
        assertThat(examples).hasSize(2);
        List<FieldGroup> groups = groups(examples.get(0));
        assertThat(groups).extracting(FieldGroup::name).containsExactly("", "fast-thermals", "slow-nvlink");
        assertThat(groups)
                .extracting(FieldGroup::interval)
                .containsExactly(Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofMinutes(5));
        assertThat(groups).allSatisfy(group -> assertThat(group.fields()).hasSizeGreaterThan(2));
        assertThat(groups(examples.get(1)))
                .extracting(group -> group.name() + " " + group.fields().size() + " " + group.interval())
                .containsExactly(" 1 PT30S", "fast-thermals 1 PT5S");
    }

    private List<FieldGroup> groups(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("c.yaml"), text);
        Flags flags = Flags.parse(List.of("--config-file", file.toString()), Map.of());
        Settings settings = Settings.of(flags, Map.of());
        return FieldGroups.of(CountersSource.of(settings).read(settings), settings.interval(), settings.cadences());
    }
}
