package io.nvmlexporter;

import io.nvmlexporter.collect.Collector;
import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.Counters;
import io.nvmlexporter.collect.CountersFile;
import io.nvmlexporter.collect.CountersFileException;
import io.nvmlexporter.collect.Plan;
import io.nvmlexporter.http.Exposition;
import io.nvmlexporter.http.ListenException;
import io.nvmlexporter.http.MetricsServer;
import io.nvmlexporter.http.NodeMetrics;
import io.nvmlexporter.http.SelfMetrics;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.simulation.BundledCaptures;
import io.nvmlexporter.simulation.Capture;
import io.nvmlexporter.simulation.CaptureException;
import io.nvmlexporter.simulation.Simulation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** The running exporter: what reads, what writes and what serves, put together. */
final class Exporter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Exporter.class.getName());
    /** A driver that is not used by anybody else takes a second or more to answer the first time. */
    private static final Duration FIRST_READING = Duration.ofSeconds(1);

    private static final Path SHIPPED = Path.of("/etc/dcgm-exporter");
    private static final String HINT = "GPUs will be served as soon as it does. To see the exporter at work without a"
            + " GPU, run: nvml-exporter --demo";

    private final Collector collector;
    private final MetricsServer server;

    private Exporter(Collector collector, MetricsServer server) {
        this.collector = collector;
        this.server = server;
    }

    /** @throws UsageException where the settings ask for what cannot be had */
    static Exporter start(Settings settings, BuildVersion build) throws UsageException, InterruptedException {
        LOG.log(System.Logger.Level.INFO, "Starting nvml-exporter {0} (commit {1})", build.version(), build.commit());
        settings.notices().forEach(notice -> LOG.log(System.Logger.Level.INFO, notice));
        Counters counters = counters(settings);
        counters.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
        Optional<Capture> capture = capture(settings);
        Optional<String> notice = capture.map(Exporter::simulationNotice);
        notice.ifPresent(line -> LOG.log(System.Logger.Level.WARNING, line));

        Collector collector = new Collector(
                source(settings, capture), new Plan(counters.fields(), settings.devices(), settings.interval()), HINT);
        SelfMetrics self = new SelfMetrics(build.version(), build.commit());
        self.register(new NodeMetrics(collector::snapshot, capture.isPresent()));
        Exposition exposition = new Exposition(counters, settings.format());
        Supplier<byte[]> gpus = () -> exposition.page(collector.snapshot().entities());

        collector.start();
        collector.awaitFirst(FIRST_READING);
        try {
            MetricsServer server = MetricsServer.start(settings.address(), () -> self.appendTo(gpus), self, notice);
            LOG.log(System.Logger.Level.INFO, "Listening on {0}", server.address());
            return new Exporter(collector, server);
        } catch (ListenException e) {
            collector.close();
            throw new UsageException(e.getMessage());
        }
    }

    /** The counters file; for one at dcgm-exporter's place that is not there, the copy that the program brings. */
    private static Counters counters(Settings settings) throws UsageException {
        Compatibility compatibility = settings.format().compatibility();
        Path file = Path.of(settings.collectors());
        if (!settings.collectorsGiven() && compatibility == Compatibility.V1_X) {
            file = SHIPPED.resolve("1.x-compatibility-metrics.csv");
        }
        try {
            if (!Files.exists(file)
                    && SHIPPED.equals(file.getParent())
                    && CountersFile.isShipped(file.getFileName().toString())) {
                LOG.log(System.Logger.Level.INFO, "Counters: the program''s own {0}", file.getFileName());
                return CountersFile.shipped(file.getFileName().toString(), compatibility);
            }
            LOG.log(System.Logger.Level.INFO, "Counters: {0}", file);
            return CountersFile.read(file, compatibility);
        } catch (CountersFileException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static Optional<Capture> capture(Settings settings) throws UsageException {
        try {
            if (settings.demo().isPresent()) {
                return Optional.of(BundledCaptures.load(settings.demo().get()));
            }
            if (settings.replay().isPresent()) {
                String file = settings.replay().get();
                return Optional.of(Capture.parse(file, Files.readString(Path.of(file))));
            }
            return Optional.empty();
        } catch (CaptureException e) {
            throw new UsageException(e.getMessage());
        } catch (IOException e) {
            throw new UsageException("--replay " + settings.replay().orElse("") + ": cannot be read: " + e);
        }
    }

    private static String simulationNotice(Capture capture) {
        return "Simulated GPUs, not real ones: " + capture.header("title").orElse(capture.name());
    }

    private static Supplier<Nvml> source(Settings settings, Optional<Capture> capture) {
        if (capture.isEmpty()) {
            return () -> Nvml.open(settings.library());
        }
        long start = System.nanoTime();
        return settings.still()
                ? () -> Simulation.still(capture.get())
                : () -> Simulation.moving(
                        capture.get(),
                        settings.seed(),
                        () -> Duration.ofNanos(System.nanoTime() - start).toSeconds());
    }

    InetSocketAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        collector.close();
        LOG.log(System.Logger.Level.INFO, "Stopped");
    }
}
