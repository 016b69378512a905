package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Commands that were written for dcgm-exporter, run by the program itself. */
class ServingFlagsTest {
    @Test
    void anIntervalOfThreeStartsWithOneWarning() {
        try (Program program = Program.start(
                Map.of("DCGM_EXPORTER_INTERVAL", "3"), List.of("--demo", "-a", "127.0.0.1:0", "-d", "g:0+i", "word"))) {
            assertThat(program.page())
                    .contains("DCGM_FI_DEV_GPU_TEMP{gpu=\"0\"")
                    .doesNotContain("DCGM_FI_DEV_GPU_TEMP{gpu=\"1\"");
            assertThat(program.log())
                    .filteredOn(line -> line.contains("level=WARN"))
                    .satisfiesExactly(
                            line -> assertThat(line).contains("'word' ends the flags"),
                            line -> assertThat(line)
                                    .contains("DCGM_EXPORTER_INTERVAL=3: the least is 100 milliseconds, and so it is"),
                            line -> assertThat(line).contains("Simulated"));
        }
    }

    @Test
    void healthMayRequireGpus() throws Exception {
        try (Program program = Program.start(
                "-a", "127.0.0.1:0", "--nvml-library", "/nowhere/libnvidia-ml.so.1", "--health-require-gpus")) {
            HttpResponse<String> health = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create(program.url().toString().replace("/metrics", "/health")))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body())
                    .startsWith("no GPU is read: library_not_found (")
                    .contains("/nowhere/");
            try (Program asks = Program.start(
                    Map.of("DCGM_EXPORTER_LISTEN", "127.0.0.1:" + program.url().getPort()), List.of("health"))) {
                assertThat(asks.awaitExit()).isEqualTo(1);
                assertThat(asks.log())
                        .singleElement()
                        .asString()
                        .contains("answers with 503: no GPU is read: library_");
            }
        }
    }

    @Test
    void whatIsTrueOfTheProcessIsOnThePageWhereItIsAskedFor() {
        try (Program program = Program.start("--demo", "--still", "-a", "127.0.0.1:0", "--enable-exporter-metrics")) {
            assertThat(program.page())
                    .containsPattern("(?m)^process_resident_memory_bytes [1-9]")
                    .containsPattern("(?m)^process_cpu_seconds_total [0-9]")
                    .containsPattern("(?m)^process_open_fds [1-9]")
                    .contains("promhttp_metric_handler_requests_in_flight 1.0\n", "jvm_memory_max_bytes{area=\"heap\"}")
                    .doesNotContain("\ngo_");
            assertThat(program.log()).anyMatch(line -> line.contains("go_* are not, since this is no Go program"));
        }
    }
}
