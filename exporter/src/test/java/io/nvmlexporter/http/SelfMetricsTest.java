package io.nvmlexporter.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import org.junit.jupiter.api.Test;

class SelfMetricsTest {
    private final SelfMetrics metrics = new SelfMetrics("1.2.3", "abc");

    @Test
    void theExportersOwnFamiliesStandBelowThoseOfTheGpus() {
        assertThat(page().replaceAll("_sum .*", "_sum X")).isEqualTo("""
                GPUS 1
                # HELP nvml_exporter_build_info Which build of the exporter this is; always 1.
                # TYPE nvml_exporter_build_info gauge
                nvml_exporter_build_info{commit="abc",java="%s",version="1.2.3"} 1
                # HELP nvml_exporter_scrape_duration_seconds Time taken to write the GPUs' part of the page.
                # TYPE nvml_exporter_scrape_duration_seconds summary
                nvml_exporter_scrape_duration_seconds_count 1
                nvml_exporter_scrape_duration_seconds_sum X
                # HELP nvml_exporter_scrapes_total Pages of metrics asked for.
                # TYPE nvml_exporter_scrapes_total counter
                nvml_exporter_scrapes_total 0.0
                # HELP nvml_exporter_scrapes_refused_total Of the pages asked for, those refused with 503, since --max-concurrent-scrapes were under way.
                # TYPE nvml_exporter_scrapes_refused_total counter
                nvml_exporter_scrapes_refused_total 0.0
                """.formatted(Runtime.version()));
    }

    @Test
    void everyScrapeIsCounted() {
        metrics.scrapeAsked();
        metrics.scrapeAsked();
        metrics.scrapeRefused();
        assertThat(page()).contains("nvml_exporter_scrapes_total 2.0\n", "nvml_exporter_scrapes_refused_total 1.0\n");
    }

    @Test
    void everyPageThatIsMadeIsTimed() {
        page();
        page();
        assertThat(page()).contains("_duration_seconds_count 3\n");
    }

    @Test
    void ofTheProcessNothingIsSaidUnlessAskedFor() {
        assertThat(page()).doesNotContain("process_", "jvm_", "promhttp_");
    }

    @Test
    void registeredFamiliesAreAskedForAtEachScrape() {
        int[] calls = {0};
        metrics.register(() -> MetricSnapshots.of(GaugeSnapshot.builder()
                .name("nvml_exporter_driver_up")
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .value(++calls[0])
                        .build())
                .build()));
        assertThat(page()).contains("nvml_exporter_driver_up 1.0\n");
        assertThat(page()).contains("nvml_exporter_driver_up 2.0\n");
    }

    @Test
    void noThreadIsStarted() {
        page();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("prometheus"));
    }

    private String page() {
        return new String(
                metrics.textPage(() -> "GPUS 1\n".getBytes(UTF_8), MetricSnapshots::new)
                        .bytes(),
                UTF_8);
    }
}
