package io.nvmlexporter.http;

import com.sun.net.httpserver.HttpHandler;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/**
 * What the exporter tells of itself, under names that begin with {@code nvml_exporter_}, below the GPUs' families.
 *
 * <p>Exemplars are off: they would cost a thread and the text format cannot show them.
 */
public final class SelfMetrics {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final Counter scrapes = Counter.builder()
            .name("nvml_exporter_scrapes_total")
            .help("Pages of metrics asked for.")
            .withoutExemplars()
            .register(registry);
    private final Summary duration = Summary.builder()
            .name("nvml_exporter_scrape_duration_seconds")
            .help("Time taken to write the GPUs' part of the page.")
            .withoutExemplars()
            .register(registry);

    public SelfMetrics(String version, String commit) {
        Info.builder()
                .name("nvml_exporter_build_info")
                .help("Which build of the exporter this is; always 1.")
                .labelNames("version", "commit", "java")
                .register(registry)
                .setLabelValues(version, commit, Runtime.version().toString());
    }

    /** Adds families, which are asked for their samples at each scrape, by several threads at once. */
    public void register(MultiCollector collector) {
        registry.register(collector);
    }

    /** Answers with these families alone, in whichever of Prometheus' formats the request prefers. */
    HttpHandler handler() {
        return new MetricsHandler(registry);
    }

    /** The page of the GPUs with the exporter's own families below it, and a scrape counted. */
    public byte[] appendTo(Supplier<byte[]> gpus) {
        scrapes.inc();
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        page.writeBytes(duration.time(gpus));
        try {
            writer.write(page, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page.toByteArray();
    }
}
