package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Under which names and in which format {@code --names} has the metrics served. */
@Timeout(60)
class NamesTest {
    private static final String OPEN_METRICS = "application/openmetrics-text;version=1.0.0,text/plain;q=0.5";
    private static final String DCGM_POWER = "\nDCGM_FI_DEV_POWER_USAGE{";
    private static final String CLEAN_POWER = "\nnvml_board_power_watts{";

    @ParameterizedTest
    @ValueSource(strings = {"dcgm", "both"})
    void namesOfDcgmAreNeverServedAsOpenMetricsWhichForbidsThem(String names) throws Exception {
        HttpResponse<String> page = page(names, OPEN_METRICS);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(page.body()).contains(DCGM_POWER).doesNotContain("# EOF");
        assertThat(page.body().contains(CLEAN_POWER)).isEqualTo(names.equals("both"));
    }

    @Test
    void cleanNamesAreServedAsOpenMetricsToWhomeverPrefersThat() throws Exception {
        HttpResponse<String> page = page("prometheus", OPEN_METRICS);
        assertThat(page.headers().firstValue("Content-Type"))
                .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(page.body())
                .contains(CLEAN_POWER)
                .contains("\nnvml_exporter_driver_up ")
                .doesNotContain("DCGM_FI_DEV_POWER_USAGE{")
                .endsWith("\n# EOF\n");
    }

    @Test
    void cleanNamesAreServedAsTextToOthers() throws Exception {
        HttpResponse<String> page = page("prometheus", "text/plain");
        assertThat(page.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(page.body()).contains(CLEAN_POWER).doesNotContain("# EOF");
    }

    private static HttpResponse<String> page(String names, String accept) throws Exception {
        List<String> arguments = List.of("--demo", "--still", "-a", "127.0.0.1:0", "--names", names);
        Settings settings = Settings.of(Flags.parse(arguments, Map.of()), Map.of());
        try (Exporter exporter = Exporter.prepare(settings, new BuildVersion("1.2.3", "abc"))) {
            exporter.start();
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + exporter.address().getPort() + "/metrics"))
                    .header("Accept", accept)
                    .timeout(Duration.ofSeconds(30))
                    .build();
            return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        }
    }
}
