package io.nvmlexporter.http;

import com.sun.net.httpserver.HttpHandler;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * What the exporter tells of itself, under names that begin with {@code nvml_exporter_}, below the GPUs' families.
 *
 * <p>Exemplars are off: they would cost a thread and the text format cannot show them.
 */
public final class SelfMetrics {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter text = PrometheusTextFormatWriter.create();
    private final ExpositionFormats formats = ExpositionFormats.init();
    private final Counter scrapes = Counter.builder()
            .name("nvml_exporter_scrapes_total")
            .help("Pages of metrics asked for.")
            .withoutExemplars()
            .register(registry);
    private final Counter refused = Counter.builder()
            .name("nvml_exporter_scrapes_refused_total")
            .help("Of the pages asked for, those refused with 503, since --max-concurrent-scrapes were under way.")
            .withoutExemplars()
            .register(registry);
    /** Registered where they are asked for. */
    private final HandlerMetrics handler = new HandlerMetrics();

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

    /**
     * Adds what dcgm-exporter's {@code --enable-exporter-metrics} adds, as far as it is true of this program.
     *
     * @param proc the directory that is {@code /proc/self}
     */
    public void registerProcess(Path proc) {
        registry.register(new ProcessMetrics(proc));
        registry.register(handler);
    }

    void scrapeAsked() {
        scrapes.inc();
    }

    void scrapeRefused() {
        refused.inc();
    }

    HandlerMetrics handlerMetrics() {
        return handler;
    }

    /** Answers with these families alone, in whichever of Prometheus' formats the request prefers. */
    HttpHandler handler() {
        return new MetricsHandler(registry);
    }

    /** A page in the text format: the GPUs' part, then what is added to it, then the exporter's own families. */
    public Page textPage(Supplier<byte[]> gpus, Supplier<MetricSnapshots> added) {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        MetricSnapshots more = duration.time(() -> {
            page.writeBytes(gpus.get());
            return added.get();
        });
        write(text, page, joined(more));
        return Page.text(page.toByteArray());
    }

    /**
     * A page in whichever of Prometheus' formats the request prefers.
     *
     * @param accept the request's header; null where it has none
     */
    public Page page(Supplier<MetricSnapshots> gpus, String accept) {
        ExpositionFormatWriter writer = formats.findWriter(accept);
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        write(writer, page, joined(duration.time(gpus)));
        return new Page(writer.getContentType(), page.toByteArray());
    }

    private MetricSnapshots joined(MetricSnapshots gpus) {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        gpus.forEach(all::metricSnapshot);
        registry.scrape().forEach(all::metricSnapshot);
        return all.build();
    }

    private static void write(ExpositionFormatWriter writer, ByteArrayOutputStream page, MetricSnapshots families) {
        try {
            writer.write(page, families);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
