package io.nvmlexporter.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.Counters;
import io.nvmlexporter.collect.CountersFile;
import io.nvmlexporter.collect.CountersFileException;
import io.nvmlexporter.collect.Entity;
import io.nvmlexporter.collect.EntitySnapshot;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.Value;
import io.nvmlexporter.label.LabelSet;
import io.nvmlexporter.label.OwnedValues;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The page as Prometheus' own tool sees it (Debian package {@code prometheus}). */
class PromtoolTest {
    /** What promtool says against the names that DCGM chose, and we keep. */
    private static final String COMPLAINTS_OF_NAMES = "(DCGM|dcgm)_\\S+ ("
            + "counter metrics should have \"_total\" suffix"
            + "|label names should be written in 'snake_case' not 'camelCase'"
            + "|metric name should not include type 'counter')";

    @BeforeAll
    static void promtoolIsInstalled() {
        boolean found = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
        assumeTrue(found || "true".equals(System.getenv("CI")), "promtool is not installed (package prometheus)");
    }

    @ParameterizedTest
    @EnumSource(Compatibility.class)
    void thePageIsCleanButForTheNamesOfDcgm(Compatibility compatibility, @TempDir Path folder) throws Exception {
        assertCleanButForNames(Files.write(folder.resolve("page"), page(compatibility)));
    }

    @ParameterizedTest
    @MethodSource
    void soIsTheReviewedPageOfEveryDemo(Path page) throws Exception {
        assertCleanButForNames(page);
    }

    static List<Path> soIsTheReviewedPageOfEveryDemo() throws IOException {
        try (Stream<Path> pages = Files.list(Path.of("src/test/resources/io/nvmlexporter/golden"))) {
            return pages.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void assertCleanButForNames(Path page) throws IOException, InterruptedException {
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(page.toFile())
                .redirectErrorStream(true)
                .start();
        List<String> complaints = new String(promtool.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();

        assertThat(promtool.waitFor())
                .as("0: clean, 3: complaints of names; else the page is invalid")
                .isIn(0, 3);
        assertThat(complaints).allMatch(complaint -> complaint.matches(COMPLAINTS_OF_NAMES));
    }

    /** What a pod may be called, and what its labels may hold: 64 KiB of it. */
    private static final LabelSet HOSTILE = new LabelSet(
            new TreeMap<>(Map.of("team", "\"}\\ \n\r\u0000 \uD83D\uDE00 \uDE00 ".repeat(4096))),
            new TreeMap<>(Map.of("pod", "a\"b\\c\nd", "namespace", "\uD83D", "err_code", "{}")));

    /** All that the shipped file asks for, as two GPUs and with texts that need escaping; then our own families. */
    private static byte[] page(Compatibility compatibility) throws CountersFileException, IOException {
        String file = compatibility == Compatibility.V1_X ? "1.x-compatibility-metrics.csv" : "default-counters.csv";
        Counters counters = CountersFile.shipped(file, compatibility);
        PageFormat format =
                new PageFormat(compatibility, Optional.of("n\"1\\\n"), compatibility.hostnameLabel(), false, false);
        byte[] gpus = new Exposition(counters, format)
                .page(
                        List.of(gpu(0, counters), gpu(1, counters)),
                        entity -> List.of(new OwnedValues(HOSTILE, entity.values())));
        assertThat(new String(gpus, UTF_8).split("\n"))
                .filteredOn(line -> !line.startsWith("#"))
                .hasSize(2 * counters.metrics().size());
        return new SelfMetrics("1.2.3", "abc")
                .textPage(() -> gpus, MetricSnapshots::new)
                .bytes();
    }

    private static EntitySnapshot gpu(int index, Counters counters) {
        Entity entity = Entity.board(index, "GPU-" + index, "0\"\\\n", "é\uD83D");
        return new EntitySnapshot(
                entity,
                counters.fields().stream().collect(Collectors.toMap(Function.identity(), PromtoolTest::value)),
                Map.of(),
                Map.of());
    }

    private static Value value(Field field) {
        return switch (field.type()) {
            case INT -> new Value.Int(79);
            case REAL -> new Value.Real(1e-9);
            case SAMPLES -> new Value.Samples(List.of(new Value.Sample(Map.of("xid", "79"), 1)));
            case STRUCT -> throw new AssertionError(field);
            case TEXT -> new Value.Text("5\"7\n0\r\u0001");
        };
    }
}
