package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nvmlexporter.collect.Cadence;
import io.nvmlexporter.collect.CountersRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts, of a flag, a variable, the config file and the default. */
class ConfigFlagsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "-c 1000, 2000, 3s, PT1S",
        ", 2000, 3s, PT2S",
        ", '', 3s, PT3S",
        ", , 3s, PT3S",
        "-c 1000, , , PT1S",
        ", , , PT10S"
    })
    void aFlagCountsBeforeAVariableBeforeTheFileBeforeTheDefault(
            String flag, String variable, String inFile, Duration expected) throws Exception {
        String text = inFile == null ? "version: 1\n" : "version: 1\ncollection: {interval: " + inFile + "}\n";
        Map<String, String> environment = variable == null ? Map.of() : Map.of("DCGM_EXPORTER_INTERVAL", variable);
        assertThat(settings(text, flag, environment).interval()).isEqualTo(expected);
    }

    @Test
    void everySettingOfTheFileIsAFlags() throws Exception {
        Flags flags = Flags.parse(List.of(), Map.of()).over(ConfigFlags.of(ConfigFlags.read(write("""
                        version: 2
                        server: {maxConcurrentScrapes: 3}
                        metrics: {file: my.csv, enableExporterMetrics: true}
                        sources:
                          dcgm:
                            watch: {maxKeepAge: 5m, maxKeepSamples: 7}
                            detectBindUnbind: {enabled: true, pollInterval: 2s}
                        collections: [{name: all, every: 4s, metrics: {include: ["*"]}}]
                        """))));
        assertThat(flags.number(Flag.MAX_CONCURRENT_SCRAPES)).isEqualTo(3);
        assertThat(flags.text(Flag.COLLECTORS)).isEqualTo("my.csv");
        assertThat(flags.isGiven(Flag.COLLECTORS)).isTrue();
        assertThat(flags.isOn(Flag.ENABLE_EXPORTER_METRICS)).isTrue();
        assertThat(flags.text(Flag.WATCH_MAX_KEEP_AGE)).isEqualTo("5m");
        assertThat(flags.number(Flag.WATCH_MAX_KEEP_SAMPLES)).isEqualTo(7);
        assertThat(flags.isOn(Flag.ENABLE_GPU_BIND_UNBIND_WATCH)).isTrue();
        assertThat(flags.text(Flag.GPU_BIND_UNBIND_POLL_INTERVAL)).isEqualTo("2s");
        assertThat(flags.number(Flag.COLLECT_INTERVAL)).isEqualTo(4000);
        assertThat(flags.isGiven(Flag.ADDRESS)).isFalse();
    }

    @Test
    void whatDoesNothingHereIsToldByItsPlaceInTheFile() throws Exception {
        Settings settings = settings("version: 2\nsources: {dcgm: {watch: {maxKeepAge: 5m}}}\n", null, Map.of());
        assertThat(settings.notices())
                .containsExactly(folder.resolve("c.yaml") + ":2: sources.dcgm.watch.maxKeepAge is accepted: "
                        + Flag.WATCH_MAX_KEEP_AGE.instead());
    }

    @Test
    void whatIsNotUsedIsTold() throws Exception {
        Settings settings = settings(
                "version: 1\nmetrics: {file: my.csv}\ncollection: {interval: 30s}\n",
                "-f other.csv",
                Map.of("DCGM_EXPORTER_INTERVAL", "5000"));
        assertThat(settings.collectors()).isEqualTo(Path.of("other.csv"));
        assertThat(settings.notices())
                .containsExactlyInAnyOrder(
                        folder.resolve("c.yaml")
                                + ":2: metrics.file is not used: --collectors=other.csv counts before it",
                        folder.resolve("c.yaml")
                                + ":3: collection.interval is not used: DCGM_EXPORTER_INTERVAL=5000 counts before it");
    }

    @Test
    void metricsThatTheFileListsAreReadInPlaceOfACountersFile() throws Exception {
        String text = """
                version: 2
                metrics:
                  fields:
                    - {name: DCGM_FI_DEV_GPU_TEMP, prometheusType: gauge, help: Warm}
                """;
        CountersRow row = new CountersRow(4, "DCGM_FI_DEV_GPU_TEMP", "gauge", "Warm");
        Settings settings = settings(text, null, Map.of());
        assertThat(settings.listed().orElseThrow().rows()).containsExactly(row);
        assertThat(CountersSource.of(settings).read(settings).metrics())
                .singleElement()
                .satisfies(metric -> assertThat(metric.help()).isEqualTo("Warm"));
        assertThat(settings.notices()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-f other.csv", "-m default:counters"})
    void metricsThatTheFileListsAreNotReadWhereAFlagNamesOthers(String flag) throws Exception {
        String text = "version: 2\nmetrics: {fields: [{name: X, prometheusType: gauge, help: h}]}\n";
        Settings settings = settings(text, flag, Map.of());
        assertThat(settings.listed()).isEmpty();
        assertThat(settings.notices())
                .singleElement()
                .asString()
                .startsWith(folder.resolve("c.yaml") + ": metrics.fields is not used: --co");
    }

    @Test
    void aWrongMetricOfTheFileIsToldByItsLineThere() throws Exception {
        String text =
                "version: 2\nmetrics:\n  fields:\n  - {name: DCGM_FI_DEV_GPU_TEMPP, prometheusType: gauge, help: h}";
        Settings settings = settings(text, null, Map.of());
        assertThatThrownBy(() -> CountersSource.of(settings).read(settings))
                .isInstanceOf(UsageException.class)
                .hasMessage(folder.resolve("c.yaml")
                        + ":4: unknown field 'DCGM_FI_DEV_GPU_TEMPP'; did you mean DCGM_FI_DEV_GPU_TEMP?");
    }

    @Test
    void aCollectionThatIsReadTooOftenIsReadAsOftenAsCanBeAndSaysSo() throws Exception {
        Settings settings = settings(
                "version: 2\ncollections: [{name: quick, every: 5ms, metrics: {include: [A]}}]\n", null, Map.of());
        assertThat(settings.cadences()).extracting(Cadence::interval).containsExactly(Duration.ofMillis(100));
        assertThat(settings.warnings())
                .containsExactly(folder.resolve("c.yaml")
                        + ":2: the collection 'quick' is read every 100 ms, which is the least");
    }

    @Test
    void aFileThatIsWrongIsOneLine() {
        assertThatThrownBy(() -> settings("version: 2\nmetric: {}\n", null, Map.of()))
                .isInstanceOf(UsageException.class)
                .hasMessage(folder.resolve("c.yaml") + ":2: unknown key 'metric'; did you mean metrics?");
    }

    @Test
    void theVariableNamesTheFileToo() throws Exception {
        Path file = write("version: 1\ncollection: {interval: 7s}\n");
        Map<String, String> environment = Map.of("DCGM_EXPORTER_CONFIG_FILE", file.toString());
        assertThat(Settings.of(Flags.parse(List.of(), environment), environment).interval())
                .isEqualTo(Duration.ofSeconds(7));
    }

    private Settings settings(String text, String flags, Map<String, String> variables)
            throws UsageException, IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--config-file", write(text).toString()));
        if (flags != null) {
            arguments.addAll(Arrays.asList(flags.split(" ")));
        }
        Map<String, String> environment = new HashMap<>(variables);
        return Settings.of(Flags.parse(arguments, environment), environment);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("c.yaml"), text);
    }
}
