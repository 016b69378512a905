package io.nvmlexporter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.nvmlexporter.collect.Cadence;
import io.nvmlexporter.collect.CountersRow;
import io.nvmlexporter.config.ConfigFile.Setting;
import io.nvmlexporter.config.ConfigFile.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
    @TempDir
    private Path folder;

    @Test
    void versionOneHasAllOfThis() throws ConfigFileException {
        ConfigFile config = parse("""
                version: 1
                metrics:
                  file: /etc/counters.csv
                  enableExporterMetrics: true
                server:
                  maxConcurrentScrapes: 8
                sources:
                  dcgm:
                    detectBindUnbind:
                      enabled: false
                      pollInterval: 250ms
                collection:
                  interval: 30s
                  retention:
                    maxAge: 10m
                    maxSamples: 0
                  watchGroups:
                    - name: fast-thermals
                      interval: 5s
                      retention: {maxAge: 0s, maxSamples: 2}
                      fields:
                        - DCGM_FI_DEV_GPU_TEMP
                        - " DCGM_FI_DEV_POWER_* "
                """);
        assertThat(config.values())
                .containsOnly(
                        entry(Setting.COUNTERS_FILE, new Value("/etc/counters.csv", "c.yaml:3: metrics.file")),
                        entry(Setting.EXPORTER_METRICS, new Value("true", "c.yaml:4: metrics.enableExporterMetrics")),
                        entry(Setting.MAX_CONCURRENT_SCRAPES, new Value("8", "c.yaml:6: server.maxConcurrentScrapes")),
                        entry(
                                Setting.DETECT_BIND_UNBIND,
                                new Value("false", "c.yaml:10: sources.dcgm.detectBindUnbind.enabled")),
                        entry(
                                Setting.BIND_UNBIND_INTERVAL,
                                new Value("250ms", "c.yaml:11: sources.dcgm.detectBindUnbind.pollInterval")),
                        entry(Setting.INTERVAL, new Value("30000", "c.yaml:13: collection.interval")),
                        entry(Setting.KEEP_AGE, new Value("10m", "c.yaml:15: collection.retention.maxAge")),
                        entry(Setting.KEEP_SAMPLES, new Value("0", "c.yaml:16: collection.retention.maxSamples")));
        assertThat(config.rows()).isEmpty();
        assertThat(told(config))
                .containsExactly("fast-thermals c.yaml:18 PT5S [DCGM_FI_DEV_GPU_TEMP, DCGM_FI_DEV_POWER_*]");
    }

    @Test
    void versionTwoHasAllOfThis() throws ConfigFileException {
        ConfigFile config = parse("""
                version: 2
                server: {maxConcurrentScrapes: 4}
                metrics:
                  enableExporterMetrics: no
                  fields:
                    - name: DCGM_FI_DEV_GPU_TEMP
                      prometheusType: gauge
                      help: GPU temperature, in C.
                    - {name: DCGM_FI_DRIVER_VERSION, prometheusType: label, help: Driver}
                sources:
                  dcgm:
                    watch: {maxKeepAge: 2m, maxKeepSamples: 5}
                    detectBindUnbind: {}
                collections:
                  - name: scrape
                    every: 45s
                    metrics: {include: ["*"]}
                    sources: {dcgm: {watch: {maxKeepSamples: 4}}}
                  - name: fast
                    every: 1s500ms
                    metrics:
                      include: &thermals
                        - DCGM_FI_DEV_GPU_TEMP
                """);
        assertThat(config.values())
                .containsOnly(
                        entry(Setting.MAX_CONCURRENT_SCRAPES, new Value("4", "c.yaml:2: server.maxConcurrentScrapes")),
                        entry(Setting.EXPORTER_METRICS, new Value("false", "c.yaml:4: metrics.enableExporterMetrics")),
                        entry(Setting.KEEP_AGE, new Value("2m", "c.yaml:12: sources.dcgm.watch.maxKeepAge")),
                        entry(Setting.KEEP_SAMPLES, new Value("5", "c.yaml:12: sources.dcgm.watch.maxKeepSamples")),
                        entry(Setting.INTERVAL, new Value("45000", "c.yaml:16: collections[0].every")));
        assertThat(config.rows())
                .contains(List.of(
                        new CountersRow(6, "DCGM_FI_DEV_GPU_TEMP", "gauge", "GPU temperature, in C."),
                        new CountersRow(9, "DCGM_FI_DRIVER_VERSION", "label", "Driver")));
        assertThat(told(config)).containsExactly("fast c.yaml:19 PT1.5S [DCGM_FI_DEV_GPU_TEMP]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version: 2",
                "version: 1\nmetrics:\ncollection: ~\nsources:\nserver: {}",
                "version: 2\nsources: {dcgm: }\nserver: {maxConcurrentScrapes: }",
                "# mine\n---\nversion: 2\n...\n",
                "{\"version\": 2}",
                "version: 1\ncollection: {interval: '', watchGroups: []}"
            })
    void whatIsLeftOutOrEmptySaysNothing(String text) throws ConfigFileException {
        ConfigFile config = parse(text);
        assertThat(config.values()).isEmpty();
        assertThat(config.rows()).isEmpty();
        assertThat(config.cadences()).isEmpty();
    }

    @Test
    void aListMayBeNamedAndUsedAgain() throws ConfigFileException {
        assertThat(told(parse("""
                        version: 1
                        collection:
                          watchGroups:
                            - {name: a, interval: 1s, fields: &f [A, B]}
                            - {name: b, interval: 2s, fields: *f}
                        """))).containsExactly("a c.yaml:4 PT1S [A, B]", "b c.yaml:5 PT2S [A, B]");
    }

    /** In the texts {@code ;} is a line break. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            version: 2;unknown: true | c.yaml:2: unknown key 'unknown'; write one of version, metrics, collections, sources, server
            version: 2;colections: [] | c.yaml:2: unknown key 'colections'; did you mean collections?
            version: 2;metrics: {configMap: {name: x}} | c.yaml:2: unknown key 'configMap' in metrics; write one of file, fields, enableExporterMetrics
            version: 1;server: {gpu: {}} | c.yaml:2: unknown key 'gpu' in server; write one of maxConcurrentScrapes
            version: 2;collection: {interval: 30s} | c.yaml:2: unknown key 'collection'; that is a key of version 1; write version: 1, or a collection that includes "*" under collections
            version: 1;collections: [] | c.yaml:2: unknown key 'collections'; that is a key of version 2; write version: 2, or collection with watchGroups
            version: 1;sources: {dcgm: {watch: {maxKeepAge: 10m}}} | c.yaml:2: unknown key 'watch' in sources.dcgm; that is a key of version 2; write version: 2, or collection.retention
            version: 2;collections:;- {name: a, interval: 1s} | c.yaml:3: unknown key 'interval' in collections[0]; write one of name, every, metrics, sources
            version: 2;a: 1;a: 2 | c.yaml:3: the key 'a' is there a second time; line 2 has it already, delete one of them
            version: 2;server:;  b: {c: 1,;  c: 2} | c.yaml:4: the key 'c' is there a second time; line 3 has it already, delete one of them
            version: 2;version: 1 | c.yaml:2: the key 'version' is there a second time; line 1 has it already, delete one of them
            version: 2;? [metrics];: x | c.yaml:2: a list or mapping cannot be a key; write one word
            metrics: {file: x} | c.yaml:1: the version must be 1 or 2; write version: 2
            version: 3 | c.yaml:1: the version must be 1 or 2; write version: 2
            ;version: [2] | c.yaml:2: the version must be 1 or 2; write version: 2
            - version: 2 | c.yaml:1: the file is to be a mapping; begin with the line version: 2
            # nothing | c.yaml: nothing is in it; begin with the line version: 2
            version: 2;---;version: 2 | c.yaml:2: a second document begins here; keep one, without --- between
            version: 2;metrics: {file: x, fields: [{name: A, prometheusType: gauge, help: h}]} | c.yaml:2: metrics.fields and metrics.file are both there; delete one of them
            version: 2;metrics: {} | c.yaml:2: metrics has neither file, fields nor enableExporterMetrics; add one of them
            version: 2;metrics: {enableExporterMetrics: 1} | c.yaml:2: metrics.enableExporterMetrics is '1'; write true or false
            version: 2;metrics: [x] | c.yaml:2: metrics is to be a mapping, with the keys file, fields, enableExporterMetrics
            version: 2;metrics: {file: [x]} | c.yaml:2: metrics.file is to be one value, and not a list or mapping
            version: 2;metrics: {fields: x} | c.yaml:2: metrics.fields is to be a list; begin each item with a dash
            version: 2;metrics:; fields:; - name: A;   help: h | c.yaml:4: metrics.fields[0].prometheusType is missing; add it
            version: 2;metrics:; fields:; - name: A;   prometheusType: gauge;   help: '  ' | c.yaml:6: metrics.fields[0].help is missing; add it
            version: 2;metrics:; fields:; - {name: A, prometheusType: gauge, help: h};; - {name: ' A ', prometheusType: gauge, help: h} | c.yaml:6: metrics.fields[1].name is that of c.yaml:4 as well; delete one of the fields
            version: 2;server: {maxConcurrentScrapes: 0} | c.yaml:2: server.maxConcurrentScrapes is less than 1; write how many, or leave it out
            version: 2;server: {maxConcurrentScrapes: many} | c.yaml:2: server.maxConcurrentScrapes is 'many'; write a whole number
            version: 1;sources: {dcgm: {detectBindUnbind: {pollInterval: 0s}}} | c.yaml:2: sources.dcgm.detectBindUnbind.pollInterval is not more than 0; write a number with its unit, such as 500ms, 30s or 5m
            version: 2;collections: [] | c.yaml:2: collections has no collection; add one or leave the key out
            version: 2;collections: [{name: a, every: 30000, metrics: {include: [A]}}] | c.yaml:2: collections[0].every is '30000'; write a number with its unit, such as 500ms, 30s or 5m
            version: 2;collections: [{name: a, every: 500us, metrics: {include: [A]}}] | c.yaml:2: collections[0].every is to be whole milliseconds, and at least one; write a number with its unit, such as 500ms, 30s or 5m
            version: 2;collections: [{name: a, every: 0s, metrics: {include: [A]}}] | c.yaml:2: collections[0].every is to be whole milliseconds, and at least one; write a number with its unit, such as 500ms, 30s or 5m
            version: 2;collections: [{name: a, every: 1000000h, metrics: {include: [A]}}] | c.yaml:2: collections[0].every is more than ten years; write a number with its unit, such as 500ms, 30s or 5m
            version: 2;collections: [{name: a, metrics: {include: [A]}}] | c.yaml:2: collections[0].every is missing; write a number with its unit, such as 500ms, 30s or 5m
            version: 2;collections: [{every: 1s, metrics: {include: [A]}}] | c.yaml:2: collections[0].name is missing; add it
            version: 2;collections: [{name: a, every: 1s}] | c.yaml:2: collections[0].metrics is missing; add metrics with include
            version: 2;collections: [{name: a, every: 1s, metrics: {include: []}}] | c.yaml:2: collections[0].metrics.include names no metric; add one, such as DCGM_FI_DEV_GPU_TEMP
            version: 2;collections: [{name: a, every: 1s, metrics: {include: [A, '']}}] | c.yaml:2: collections[0].metrics.include[1] is empty; fill it in or delete it
            version: 2;collections: [{name: a, every: 1s, metrics: {include: ['[A']}}] | c.yaml:2: collections[0].metrics.include has '[A': a [ that is not closed, or is empty; write [abc] or [a-z], or \\[
            version: 2;collections:;- {name: a, every: 1s, metrics: {include: [A]}};- {name: a, every: 1s, metrics: {include: [B]}} | c.yaml:4: collections[1].name is that of c.yaml:3 as well; give it another
            version: 2;collections:;- {name: a, every: 1s, metrics: {include: ['*']}};- {name: b, every: 1s, metrics: {include: ['*']}} | c.yaml:4: collections[1].metrics.include is of all fields, and so is that of another collection (c.yaml:3: collections[0].every); delete one of them
            version: 2;collections: [{name: a, every: 1s, metrics: {include: [A]}, sources: {dcgm: {watch: {maxKeepAge: 0s, maxKeepSamples: 0}}}}] | c.yaml:2: collections[0].sources.dcgm.watch.maxKeepSamples and collections[0].sources.dcgm.watch.maxKeepAge are both 0; give one of them a bound
            version: 2;sources: {dcgm: {watch: {maxKeepAge: -1s}}} | c.yaml:2: sources.dcgm.watch.maxKeepAge is less than 0; write 0s or more
            version: 2;sources: {dcgm: {watch: {maxKeepSamples: 2147483648}}} | c.yaml:2: sources.dcgm.watch.maxKeepSamples is not from 0 to 2147483647
            version: 1;collection: {interval: -5s} | c.yaml:2: collection.interval is to be whole milliseconds, and at least one; write a number with its unit, such as 500ms, 30s or 5m
            """)
    void whatIsWrongIsToldByItsLineAndHowToMendIt(String text, String message) {
        assertThatThrownBy(() -> parse(text.replace(";", "\n")))
                .isInstanceOf(ConfigFileException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            version: 2;metrics: {file: x      | c.yaml:2: this is not YAML:
            version: 2;\tmetrics: x           | c.yaml:2: this is not YAML:
            version: 2;metrics: *none         | c.yaml:2: this is not YAML:
            version: 2;metrics: 'x            | c.yaml:2: this is not YAML:
            version: 2;  metrics: x: y        | c.yaml:2: this is not YAML:
            """)
    void whatIsNotYamlIsToldByItsLine(String text, String message) {
        assertThatThrownBy(() -> parse(text.replace(";", "\n").replace("\\t", "\t")))
                .isInstanceOf(ConfigFileException.class)
                .hasMessageStartingWith(message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    @Timeout(20)
    void aTextThatIsMadeToCostMuchCostsLittle() {
        String laughs = IntStream.range(1, 40)
                .mapToObj(i -> "a%d: &a%d [*a%d, *a%d]".formatted(i, i, i - 1, i - 1))
                .collect(Collectors.joining("\n", "version: 2\na0: &a0 [x]\n", "\n"));
        assertThatThrownBy(() -> parse(laughs)).hasMessageContaining("unknown key 'a0'");
        assertThatThrownBy(() -> parse("version: 2\nserver: " + "[".repeat(100_000)))
                .hasMessage("c.yaml:2: nested more than 32 deep; write it flatter");
        assertThatThrownBy(() -> parse("version: 2\nserver: " + "{a: ".repeat(100_000)))
                .hasMessage("c.yaml:2: nested more than 32 deep; write it flatter");
        assertThatThrownBy(() -> parse("version: 2\nx: &x [y]\nz: [" + "*x, ".repeat(101) + "]"))
                .hasMessage("c.yaml:3: more than 100 aliases; write out what they stand for");
        assertThatThrownBy(() -> parse("version: 2\nmetrics: &m {fields: *m}\n"))
                .isInstanceOf(ConfigFileException.class);
    }

    @Test
    void aFileThatCannotBeReadIsToldByItsName() throws IOException {
        Path none = folder.resolve("none.yaml");
        assertThatThrownBy(() -> ConfigFile.read(none))
                .hasMessage("cannot read the config file " + none + ": there is no such file");
        Path large = Files.writeString(folder.resolve("large.yaml"), "#".repeat((1 << 20) + 1));
        assertThatThrownBy(() -> ConfigFile.read(large))
                .hasMessage(large + ": larger than 1 MiB; is it a config file?");
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, 0});
        assertThatThrownBy(() -> ConfigFile.read(binary))
                .hasMessage(binary + ": it is not UTF-8 text; save it as such");
    }

    private static List<String> told(ConfigFile config) {
        return config.cadences().stream()
                .map((Cadence cadence) -> cadence.name() + " " + cadence.place() + " "
                        + Duration.ofMillis(cadence.interval().toMillis()) + " " + cadence.patterns())
                .toList();
    }

    private static ConfigFile parse(String text) throws ConfigFileException {
        return ConfigFile.parse(text, "c.yaml");
    }
}
