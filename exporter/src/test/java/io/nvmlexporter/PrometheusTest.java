package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nvmlexporter.apiserver.ApiServerDouble;
import io.nvmlexporter.kubelet.Container;
import io.nvmlexporter.kubelet.Device;
import io.nvmlexporter.kubelet.KubeletDouble;
import io.nvmlexporter.kubelet.Pod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus (Debian package {@code prometheus}) scrapes a demo whose values stay as they are. */
class PrometheusTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Pattern SAMPLE = Pattern.compile("(?<name>\\w+)(?:\\{(?<labels>.*)})? (?<value>\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"\\\\]*)\",?");
    /** A series of Prometheus' answer: all values here are plain, so that no JSON reader is needed. */
    private static final Pattern SERIES =
            Pattern.compile("\\{\"metric\":\\{(?<labels>[^}]*)},\"value\":\\[[\\d.]+,\"(?<value>[^\"]*)\"]}");

    private static final Pattern LABEL_OF_SERIES = Pattern.compile("\"(\\w+)\":\"([^\"\\\\]*)\",?");

    private static final String FIRST_GPU = "GPU-003adf87-7dcd-4255-a383-f4b7d7838019";
    private static final String HOSTILE_POD = """
            {'metadata': {'namespace': 'ml', 'name': 'train', 'uid': 'u\\"1', 'labels': {'gpu': 'stolen', '__name__': 'stolen',
            '7up': 'x', 'le': '0', 'emoji': '\\uD83D\\uDE00', 'quotes': 'a\\"b\\\\c\\nd', 'half': '\\uD83D', 'nul': '\\u0000',
            'a/b': '1', 'a.b': '2', '': 'x', 'long': '%s'}}, 'spec': {'nodeName': 'node-a'}}
            """.formatted("x".repeat(64 << 10));

    @TempDir
    private static Path folder;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static Program exporter;

    /** Under clean names, and with every field. */
    private static Program clean;

    /** Whose pods have labels that nobody should have. */
    private static Program hostile;

    private static ApiServerDouble apiServer;
    private static KubeletDouble kubelet;

    private static Process prometheus;
    private static URI api;

    @BeforeAll
    static void scrape() throws IOException {
        boolean found = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "prometheus")));
        assumeTrue(found || "true".equals(System.getenv("CI")), "prometheus is not installed (package prometheus)");
        exporter = Program.start("--demo", "--still", "-a", "127.0.0.1:0", "-c", "100");
        Path every = Files.writeString(folder.resolve("every-field.csv"), Pages.everyFieldFile());
        clean = Program.start(
                "--demo", "--still", "-a", "127.0.0.1:0", "-c", "100", "-f", every.toString(), "--names", "prometheus");
        startHostile();
        Path configuration = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, scrape_timeout: 1s}
                scrape_configs:
                  - job_name: gpus
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                  - job_name: clean
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                  - job_name: hostile
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                """.formatted(
                exporter.url().getPort(), clean.url().getPort(), hostile.url().getPort()));
        int port = freePort();
        api = URI.create("http://127.0.0.1:" + port + "/api/v1/");
        prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        await("query?query=sum(up)", answer -> answer.contains("\"3\"]}"));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (prometheus != null) {
            prometheus.destroy();
            prometheus.waitFor();
        }
        Stream.of(Optional.ofNullable(exporter), Optional.ofNullable(clean), Optional.ofNullable(hostile))
                .flatMap(Optional::stream)
                .forEach(Program::close);
        apiServer.close();
        kubelet.close();
    }

    @Test
    void everySampleOfTheGpusIsIngestedAsItIsOnThePage() throws IOException {
        Map<Map<String, String>, Double> page = samples(exporter.page(), "DCGM_.*");
        assertThat(page).hasSizeGreaterThan(8 * 20);
        String query = URLEncoder.encode("{job=\"gpus\",__name__=~\"DCGM_.*\"}", StandardCharsets.UTF_8);
        assertThat(series(get("query?query=" + query))).isEqualTo(page);
    }

    /** A pod whose labels come from the API server, on all series of the first GPU. */
    private static void startHostile() throws IOException {
        Path socket = folder.resolve("kubelet.sock");
        apiServer = ApiServerDouble.start(folder.resolve("account"));
        apiServer.put("/api/v1/pods", HOSTILE_POD);
        kubelet = KubeletDouble.listing(
                socket,
                List.of(new Pod(
                        "ml",
                        "train",
                        List.of(new Container(
                                "ma\"in\n", List.of(new Device("nvidia.com/gpu", FIRST_GPU)), List.of())))));
        hostile = Program.start(
                apiServer.environment("node-a"),
                List.of(
                        "--demo",
                        "--still",
                        "--address=127.0.0.1:0",
                        "-k",
                        "--names=both",
                        "--kubernetes-enable-pod-labels",
                        "--kubernetes-enable-pod-uid",
                        "--pod-resources-kubelet-socket=" + socket));
        hostile.awaitPage("the labels", page -> page.contains("emoji="));
    }

    @Test
    void noLabelOfAPodBreaksAPage() throws IOException, InterruptedException {
        String query = URLEncoder.encode("DCGM_FI_DEV_GPU_TEMP{job=\"hostile\"}", StandardCharsets.UTF_8);
        await("query?query=" + query, answer -> answer.split("\"metric\"", -1).length == 9);
        String answer = get("query?query=" + query);

        assertThat(answer)
                .contains(
                        "\"pod_label_gpu\":\"stolen\"", "\"_7up\":\"x\"", "\"emoji\":\"" + Character.toString(0x1F600))
                .contains("\"quotes\":\"a\\\"b\\\\c\\nd\"", "\"long\":\"" + "x".repeat(1024) + "\"")
                .contains("\"container\":\"ma\\\"in\\n\"")
                .doesNotContain("x".repeat(1025));
        Path page = Files.writeString(folder.resolve("hostile.prom"), hostile.page());
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(page.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        promtool.waitFor();
        // It also says which names of DCGM it would not have chosen.
        assertThat(said).doesNotContain("error").doesNotContain("duplicate").doesNotContain("\"le\"");
    }

    @Test
    void soIsEverySampleUnderItsCleanName() throws IOException {
        // All but the one that counts how often the GPUs were read.
        Map<Map<String, String>, Double> page = samples(clean.page(), "nvml_(?!exporter_|clocks_event_samples_).*");
        assertThat(page).hasSizeGreaterThan(8 * 80);
        String query = URLEncoder.encode(
                "{job=\"clean\",__name__=~\"nvml_.*\",__name__!~\"nvml_(exporter|clocks_event_samples)_.*\"}",
                StandardCharsets.UTF_8);
        assertThat(series(get("query?query=" + query))).isEqualTo(page);
    }

    @Test
    void cleanNamesAreScrapedAsOpenMetrics() {
        // The text format knows no such type.
        await("targets/metadata?metric=nvml_gpu", answer -> answer.contains("\"type\":\"info\""));
        await("targets/metadata?metric=nvml_energy_joules", answer -> answer.contains("\"type\":\"counter\""));
    }

    @Test
    void theExportersOwnSamplesAreIngestedToo() throws IOException {
        String query = URLEncoder.encode("nvml_exporter_simulated{job=\"gpus\"}", StandardCharsets.UTF_8);
        assertThat(series(get("query?query=" + query)).values()).containsExactly(1.0);
    }

    @Test
    void aCounterIsOneToPrometheusWhateverItsName() {
        await(
                "targets/metadata?metric=DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
                answer -> answer.contains("\"type\":\"counter\""));
        await("targets/metadata?metric=DCGM_FI_DEV_GPU_TEMP", answer -> answer.contains("\"type\":\"gauge\""));
    }

    @Test
    void itKeepsScrapingAndHasNothingToComplainOf() throws IOException {
        String query = URLEncoder.encode("count_over_time(up[1m])", StandardCharsets.UTF_8);
        await("query?query=" + query, answer -> series(answer).values().stream().anyMatch(scrapes -> scrapes >= 3));
        assertThat(series(get("query?query=sum(up)")).values()).containsExactly(3.0);
        assertThat(Files.readAllLines(log()))
                .isNotEmpty()
                .noneMatch(line -> line.matches("(?i).*level=(warn|error).*"));
    }

    private static Path log() {
        return folder.resolve("prometheus.log");
    }

    private static Map<Map<String, String>, Double> samples(String page, String form) {
        Map<Map<String, String>, Double> samples = new HashMap<>();
        page.lines().filter(line -> line.matches(form)).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as(line).isTrue();
            Map<String, String> labels =
                    labels(LABEL, Optional.ofNullable(sample.group("labels")).orElse(""));
            labels.put("__name__", sample.group("name"));
            assertThat(samples.put(labels, Double.valueOf(sample.group("value"))))
                    .as(line)
                    .isNull();
        });
        return samples;
    }

    private static Map<Map<String, String>, Double> series(String answer) {
        Map<Map<String, String>, Double> series = new HashMap<>();
        Matcher one = SERIES.matcher(answer);
        while (one.find()) {
            Map<String, String> labels = labels(LABEL_OF_SERIES, one.group("labels"));
            labels.keySet().removeAll(List.of("job", "instance"));
            series.put(labels, Double.valueOf(one.group("value")));
        }
        return series;
    }

    private static Map<String, String> labels(Pattern form, String text) {
        Map<String, String> labels = new TreeMap<>();
        Matcher label = form.matcher(text);
        while (label.lookingAt()) {
            labels.put(label.group(1), label.group(2));
            label.region(label.end(), text.length());
        }
        assertThat(label.regionStart()).as(text).isEqualTo(text.length());
        return labels;
    }

    private static String get(String path) throws IOException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(api.resolve(path)).timeout(LIMIT).build();
            return CLIENT.send(request, BodyHandlers.ofString()).body();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(String path, Predicate<String> expected) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        String answer = "";
        while (!expected.test(answer)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain for " + path + ", which answers " + answer);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            try {
                answer = get(path);
            } catch (IOException notYet) {
                answer = notYet.toString();
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
