package io.nvmlexporter;

import io.nvmlexporter.collect.CadenceException;
import io.nvmlexporter.collect.Cgroups;
import io.nvmlexporter.collect.Collector;
import io.nvmlexporter.collect.Counters;
import io.nvmlexporter.collect.FieldGroup;
import io.nvmlexporter.collect.FieldGroups;
import io.nvmlexporter.collect.FileProblem;
import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.collect.Plan;
import io.nvmlexporter.collect.View;
import io.nvmlexporter.http.AbsenceMetrics;
import io.nvmlexporter.http.CleanMetrics;
import io.nvmlexporter.http.DeviceMetrics;
import io.nvmlexporter.http.EventMetrics;
import io.nvmlexporter.http.Exposition;
import io.nvmlexporter.http.ListenException;
import io.nvmlexporter.http.MetricsServer;
import io.nvmlexporter.http.NodeMetrics;
import io.nvmlexporter.http.OwnershipMetrics;
import io.nvmlexporter.http.Page;
import io.nvmlexporter.http.SelfMetrics;
import io.nvmlexporter.http.XidMetrics;
import io.nvmlexporter.label.Ownership;
import io.nvmlexporter.label.SeriesLabels;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.simulation.BundledCaptures;
import io.nvmlexporter.simulation.Capture;
import io.nvmlexporter.simulation.CaptureException;
import io.nvmlexporter.simulation.Simulation;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The running exporter: what reads, what writes and what serves, put together. */
final class Exporter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Exporter.class.getName());
    /** A driver that is not used by anybody else takes a second or more to answer the first time. */
    private static final Duration FIRST_READING = Duration.ofSeconds(1);

    private static final Path PROC = Path.of("/proc");
    private static final String NO_HOST_PID = "What single pods use of a GPU is not known, since this process does not"
            + " see the host's processes; to let it, set hostPID: true in its pod";
    private static final String HINT = "GPUs will be served as soon as it does. To see the exporter at work without a"
            + " GPU, run: nvml-exporter --demo";

    private final Collector collector;
    private final Owning owning;
    private final MetricsServer server;
    private final List<String> news;
    private final List<String> warnings;

    private Exporter(
            Collector collector, Owning owning, MetricsServer server, List<String> news, List<String> warnings) {
        this.collector = collector;
        this.owning = owning;
        this.server = server;
        this.news = news;
        this.warnings = warnings;
    }

    /**
     * Reads all that is to be read and takes the address, so that what is wrong is found before anything starts.
     *
     * @throws UsageException where the settings ask for what cannot be had
     */
    static Exporter prepare(Settings settings, BuildVersion build) throws UsageException {
        CountersSource file = CountersSource.of(settings);
        Counters counters = file.read(settings).under(settings.names());
        Optional<Capture> capture = capture(settings);
        Optional<String> simulated = capture.map(Exporter::simulationNotice);
        Optional<Cgroups> cgroups = cgroups(settings);
        Plan plan =
                new Plan(groups(counters, settings), settings.names(), settings.devices(), settings.windows(), cgroups);
        Collector collector = new Collector(source(settings, capture), plan, HINT);
        View asDcgm = new View(settings.devices(), settings.repeatBoardValues());
        View clean = new View(settings.devices(), false);
        SelfMetrics self = new SelfMetrics(build.version(), build.commit());
        self.register(new NodeMetrics(collector::snapshot, capture.isPresent(), settings.format()));
        self.register(new XidMetrics(collector::xids));
        if (settings.web().process()) {
            self.registerProcess(PROC.resolve("self"));
        }
        View shown = settings.names().dcgm() ? asDcgm : clean;
        self.register(new EventMetrics(collector::events, settings.absences()));
        if (settings.absences()) {
            self.register(new AbsenceMetrics(collector::snapshot, shown, counters));
        }
        boolean processes = cgroups.filter(Cgroups::seeAllProcesses).isPresent();
        Owning owning = new Owning(
                settings.ownership(), collector::snapshot, settings.format().oldNamespace(), processes);
        Ownership ownership = owning.ownership();
        self.register(new DeviceMetrics(collector::snapshot, shown, ownership, settings.format()));
        self.register(new OwnershipMetrics(
                collector::snapshot,
                ownership,
                owning::apiServer,
                settings.ownership().kubelet().isPresent(),
                settings.ownership().jobFiles().isPresent()));
        Exposition exposition = new Exposition(counters, settings.format());
        CleanMetrics metrics = new CleanMetrics(clean);
        Function<String, Page> page = accept -> {
            // One snapshot for both dialects, so that they agree.
            NodeSnapshot node = collector.snapshot();
            SeriesLabels whose = ownership.of(node);
            Supplier<byte[]> dcgm = () -> exposition.page(asDcgm.of(node), whose::of);
            return switch (settings.names()) {
                case DCGM -> self.textPage(dcgm, MetricSnapshots::new);
                case BOTH -> self.textPage(dcgm, () -> metrics.of(node, whose));
                case PROMETHEUS -> self.page(() -> metrics.of(node, whose), accept);
            };
        };
        List<String> news = new ArrayList<>(List.of("Starting " + build, "Counters: " + file));
        if (!settings.cadences().isEmpty()) {
            plan.groups().forEach(group -> news.add(told(group)));
        }
        news.addAll(settings.notices());
        cgroups.filter(known -> !known.seeAllProcesses()).ifPresent(known -> news.add(NO_HOST_PID));
        List<String> warnings = new ArrayList<>(counters.warnings());
        warnings.addAll(settings.warnings());
        simulated.ifPresent(warnings::add);
        Supplier<Optional<String>> sick =
                settings.web().requireGpus() ? () -> collector.snapshot().withoutGpus() : Optional::empty;
        try {
            MetricsServer server =
                    MetricsServer.bind(settings.web().address(), settings.web().limits(), page, sick, self, simulated);
            return new Exporter(collector, owning, server, List.copyOf(news), List.copyOf(warnings));
        } catch (ListenException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** Serves as soon as every GPU was read once, or does not answer. */
    void start() throws InterruptedException {
        news.forEach(line -> LOG.log(System.Logger.Level.INFO, line));
        warnings.forEach(line -> LOG.log(System.Logger.Level.WARNING, line));
        owning.start();
        collector.start();
        collector.awaitFirst(FIRST_READING);
        server.start();
        LOG.log(System.Logger.Level.INFO, "Serving {0}", url());
    }

    private static List<FieldGroup> groups(Counters counters, Settings settings) throws UsageException {
        try {
            return FieldGroups.of(counters, settings.interval(), settings.cadences());
        } catch (CadenceException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static String told(FieldGroup group) {
        String name = group.name().isEmpty() ? "All other metrics" : "Collection '" + group.name() + "'";
        return name + ": " + group.fields().size() + " fields every "
                + group.interval().toMillis() + " ms";
    }

    private static Optional<Capture> capture(Settings settings) throws UsageException {
        try {
            if (settings.demo().isPresent()) {
                return Optional.of(BundledCaptures.load(settings.demo().get()));
            }
            if (settings.replay().isPresent()) {
                return Optional.of(Capture.read(settings.replay().get()));
            }
            return Optional.empty();
        } catch (CaptureException e) {
            throw new UsageException(e.getMessage());
        } catch (IOException e) {
            throw new UsageException(
                    "cannot read the capture " + settings.replay().orElseThrow() + ": " + FileProblem.of(e));
        }
    }

    /** Where pods' shares are asked for, or can be had by clean names. */
    private static Optional<Cgroups> cgroups(Settings settings) {
        OwnershipSettings ownership = settings.ownership();
        boolean everyOwner = ownership.everyOwner() && ownership.kubelet().isPresent();
        boolean clean = settings.names().prometheus() && ownership.needsPodMetadata(false);
        boolean simulated = settings.demo().isPresent() || settings.replay().isPresent();
        return everyOwner || clean
                ? Optional.of(simulated ? Cgroups.ofSimulation() : new Cgroups(PROC))
                : Optional.empty();
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
                ? () -> Simulation.still(capture.get(), () -> System.nanoTime() - start)
                : () -> Simulation.moving(capture.get(), settings.seed(), () -> System.nanoTime() - start);
    }

    /** The page's address, for people to click on. */
    private String url() {
        InetAddress address = server.address().getAddress();
        String host = address.isAnyLocalAddress() ? "localhost" : address.getHostAddress();
        String everywhere = address.isAnyLocalAddress() ? ", and on this machine's other addresses" : "";
        String literal = host.contains(":") ? "[" + host + "]" : host;
        return "http://" + literal + ":" + server.address().getPort() + "/metrics" + everywhere;
    }

    InetSocketAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        collector.close();
        owning.close();
        LOG.log(System.Logger.Level.INFO, "Stopped");
    }
}
