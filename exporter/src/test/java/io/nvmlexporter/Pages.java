package io.nvmlexporter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.Counters;
import io.nvmlexporter.collect.CountersFile;
import io.nvmlexporter.collect.CountersFileException;
import io.nvmlexporter.collect.EventCount;
import io.nvmlexporter.collect.EventReport;
import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.collect.TwoPolls;
import io.nvmlexporter.collect.View;
import io.nvmlexporter.collect.XidCount;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.FieldCatalog;
import io.nvmlexporter.http.AbsenceMetrics;
import io.nvmlexporter.http.CleanMetrics;
import io.nvmlexporter.http.EventMetrics;
import io.nvmlexporter.http.Exposition;
import io.nvmlexporter.http.NodeMetrics;
import io.nvmlexporter.http.Page;
import io.nvmlexporter.http.PageFormat;
import io.nvmlexporter.http.SelfMetrics;
import io.nvmlexporter.http.XidMetrics;
import io.nvmlexporter.label.Jobs;
import io.nvmlexporter.label.Owners;
import io.nvmlexporter.label.PodMetadata;
import io.nvmlexporter.label.SeriesLabels;
import io.nvmlexporter.nvml.EventType;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.simulation.BundledCaptures;
import io.nvmlexporter.simulation.Capture;
import io.nvmlexporter.simulation.CaptureException;
import io.nvmlexporter.simulation.Simulation;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The whole line in a test, from NVML's answers to the page. */
final class Pages {
    private static final Pattern ROW = Pattern.compile("(?m)^(# )?(DCGM_(?:FI|EXP)_\\w+)(, .*)$");

    /** No value of the board is on its instances. */
    private static final View CLEAN = new View(TwoPolls.ALL, false);

    private static final SeriesLabels NOBODYS = new SeriesLabels(
            Owners.NONE, Jobs.NONE, (namespace, pod) -> PodMetadata.NONE, SeriesLabels.Style.of(false, false, false));

    private Pages() {}

    /** The page of 4.8.2 with every field there is. */
    static String of(Nvml nvml) {
        return of(nvml, everyField(), Compatibility.V4_8_2);
    }

    /** The page of a capture, by its text. */
    static String of(String capture) {
        try (Nvml nvml = Simulation.still(Capture.parse("capture", capture))) {
            return of(nvml);
        } catch (CaptureException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static String of(Nvml nvml, Counters counters, Compatibility compatibility) {
        return new String(
                new Exposition(counters, format(compatibility)).page(TwoPolls.of(nvml, counters), NOBODYS::of), UTF_8);
    }

    private static PageFormat format(Compatibility compatibility) {
        return new PageFormat(
                compatibility,
                Optional.of("node-1"),
                compatibility.hostnameLabel(),
                compatibility == Compatibility.V1_X,
                false);
    }

    /** All that the clean metrics have of every field there is, as text. */
    static String clean(Nvml nvml) {
        NodeSnapshot node = node(nvml);
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(page, clean(node));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page.toString(UTF_8);
    }

    /** As {@link #clean}, with all that the exporter tells of itself, in the format that the scraper prefers. */
    static Page clean(Nvml nvml, String accept) {
        NodeSnapshot node = node(nvml);
        SelfMetrics self = new SelfMetrics("1.2.3", "abc");
        self.register(new NodeMetrics(() -> node, true, format(Compatibility.V4_8_2)));
        self.register(new XidMetrics(
                () -> List.of(new XidCount(0, "GPU-0", OptionalInt.empty(), 79, 2, Instant.EPOCH.plusSeconds(1)))));
        self.register(new EventMetrics(
                () -> new EventReport(
                        List.of(new EventCount(
                                0,
                                "GPU-0",
                                OptionalInt.empty(),
                                EventType.GPU_UNAVAILABLE,
                                2,
                                Optional.of(Instant.EPOCH.plusSeconds(1)))),
                        List.of(new EventReport.Absence(0, "GPU-0", EventType.DRAM_RETIREMENT, "not_supported")),
                        Map.of(EventReport.NodeEvent.GPU_DRIVER_BIND, 0L),
                        ""),
                true));
        self.register(new AbsenceMetrics(() -> node, CLEAN, everyField()));
        return self.page(() -> clean(node), accept);
    }

    private static NodeSnapshot node(Nvml nvml) {
        return TwoPolls.node(nvml, everyField());
    }

    private static MetricSnapshots clean(NodeSnapshot node) {
        return new CleanMetrics(CLEAN).of(node, NOBODYS);
    }

    /**
     * The shipped default file with the rows active that it has as comments, but for fields that have an active row.
     */
    static Counters everyRow() {
        String file = resource(CountersFile.class, "default-counters.csv");
        Set<String> active = ROW.matcher(file)
                .results()
                .filter(row -> row.group(1) == null)
                .map(row -> row.group(2))
                .collect(Collectors.toSet());
        String every = ROW.matcher(file).replaceAll(row -> active.contains(row.group(2)) ? "$0" : activated(row));
        try {
            return CountersFile.parse(every, "every-row.csv", Compatibility.V4_8_2);
        } catch (CountersFileException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A counters file that asks for every field there is. */
    static String everyFieldFile() {
        return FieldCatalog.all().stream()
                .map(field -> field.name() + (field.type() == Field.Type.TEXT ? ", label, " : ", gauge, ") + field.id())
                .collect(Collectors.joining("\n"));
    }

    /** Every field whose value can be a sample. */
    static Counters everyMetric() {
        String rows = FieldCatalog.all().stream()
                .filter(field -> field.type() != Field.Type.TEXT && field.type() != Field.Type.STRUCT)
                .map(field -> field.name() + ", gauge, " + field.unit() + "\n")
                .collect(Collectors.joining());
        return parse(rows, "every-metric.csv");
    }

    /** Every field there is, structures too. */
    static Counters everyField() {
        return parse(everyFieldFile(), "every-field.csv");
    }

    /** All that links have, and a label of the node's. */
    static Counters everyRowOfLinks() {
        String rows = FieldCatalog.all().stream()
                .filter(field -> field.scope() == Field.Scope.LINK)
                .map(field -> field.name() + ", gauge, " + field.unit() + "\n")
                .collect(Collectors.joining());
        return parse("DCGM_FI_DRIVER_VERSION, label, x\n" + rows, "links.csv");
    }

    private static Counters parse(String text, String file) {
        try {
            return CountersFile.parse(text, file, Compatibility.V4_8_2);
        } catch (CountersFileException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The names of all the shipped default file has a row for, active or as a comment. */
    static Set<String> shippedNames() {
        return ROW.matcher(resource(CountersFile.class, "default-counters.csv"))
                .results()
                .map(row -> row.group(2))
                .collect(Collectors.toSet());
    }

    private static String activated(MatchResult row) {
        return row.group(2) + row.group(3);
    }

    static String captureText(String name) {
        return resource(BundledCaptures.class, "captures/" + name + ".txt");
    }

    private static String resource(Class<?> beside, String name) {
        try (InputStream stream = beside.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
