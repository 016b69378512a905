package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.row;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.field.Value.Sample;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import io.nvmlexporter.nvml.P2pStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** What dcgm-exporter counts or judges itself. Each has several samples. */
final class ExporterFields {
    private static final String CLOCK_EVENT = "clock_event";
    /** dcgm-exporter's words, in the order of {@link P2pStatus}. */
    private static final List<String> LINK_STATUS = List.of(
            "OK",
            "ChipsetNotSupported",
            "GPUNotSupported",
            "TopologyNotSupported",
            "DisabledByRegKey",
            "NotSupported",
            "Unknown");

    static final CleanMetric PEERS = CleanMetric.gauge(
            "nvml_p2p_status",
            "Whether the GPU of that index is reached by NVLink: 0, or the number of what is in the way.",
            Scope.BOARD_ONLY,
            Read.of(readings -> peers(readings, false)));

    private static final CleanMetric CLOCK_EVENT_SAMPLES = CleanMetric.counter(
            "nvml_clocks_event_samples_total",
            "Readings at which that held the clocks back.",
            Scope.BOARD,
            Read.of(readings -> counts(readings.clockEvents().totals(ClocksEventReason::label), "reason", Map.of())));

    static final List<Field> ROWS = List.of(
            // Goes down when XIDs leave the window. nvml_xid_errors_total is the clean name of both
            samples(9001, "DCGM_EXP_XID_ERRORS_COUNT", Scope.INSTANCE, ExporterFields::xidsInWindow),
            samples(9005, "DCGM_EXP_XID_ERRORS_TOTAL", Scope.INSTANCE, ExporterFields::xids),
            // Polls at which something held the clocks back, not events
            samples(9002, "DCGM_EXP_CLOCK_EVENTS_COUNT", Scope.BOARD, ExporterFields::clockEventsInWindow)
                    .and(CLOCK_EVENT_SAMPLES),
            samples(9006, "DCGM_EXP_CLOCK_EVENTS_TOTAL", Scope.BOARD, ExporterFields::clockEvents)
                    .and(CLOCK_EVENT_SAMPLES),
            // 0 pass, 10 warn, 20 fail
            row(
                            9003,
                            "DCGM_EXP_GPU_HEALTH_STATUS",
                            Field.Type.SAMPLES,
                            "state",
                            Scope.BOARD_ONLY,
                            health(status ->
                                    Map.of("health_watch", status.watch().name(), "health_error_code", status.code())))
                    .and(CleanMetric.gauge(
                            "nvml_health_status",
                            "0 where that part of the GPU is in order, 10 to be warned of, 20 failed.",
                            Scope.BOARD_ONLY,
                            health(status ->
                                    Map.of("watch", status.watch().name().toLowerCase(Locale.ROOT))))),
            samples(9004, "DCGM_EXP_P2P_STATUS", Scope.BOARD_ONLY, readings -> peers(readings, true))
                    .and(PEERS));

    private ExporterFields() {}

    private static Field samples(int id, String name, Scope scope, Function<Readings, Value> value) {
        return row(id, name, Field.Type.SAMPLES, "count", scope, Read.of(value));
    }

    private static Value xidsInWindow(Readings readings) {
        XidReport xids = readings.xids();
        return orZero(xids(xids.inWindow(), window(xids.window())), window(xids.window()));
    }

    private static Value xids(Readings readings) {
        return orZero(xids(readings.xids().total(), Map.of()), Map.of());
    }

    private static Value.Samples xids(Map<Long, Long> byCode, Map<String, String> labels) {
        Map<String, Long> counts = new TreeMap<>();
        byCode.forEach((code, count) -> counts.put(Long.toString(code), count));
        return counts(counts, "xid", labels);
    }

    /** Where there are none, there is one sample that says so. */
    private static Value orZero(Value.Samples counts, Map<String, String> labels) {
        return counts.samples().isEmpty() ? new Value.Samples(List.of(new Sample(labels, 0))) : counts;
    }

    private static Value clockEventsInWindow(Readings readings) {
        ClockEvents events = readings.clockEvents();
        return counts(
                seen(events.inWindow(readings.nanoTime(), ClocksEventReason::clockEvent)),
                CLOCK_EVENT,
                window(events.window()));
    }

    private static Value clockEvents(Readings readings) {
        return counts(seen(readings.clockEvents().totals(ClocksEventReason::clockEvent)), CLOCK_EVENT, Map.of());
    }

    /** dcgm-exporter has no series of what did not happen. */
    private static Map<String, Long> seen(Map<String, Long> counts) {
        Map<String, Long> seen = new TreeMap<>(counts);
        seen.values().removeIf(count -> count == 0);
        return seen;
    }

    private static Map<String, String> window(Duration window) {
        return Map.of("window_size_in_ms", Long.toString(window.toMillis()));
    }

    /** @param labels beside that of what is counted */
    private static Value.Samples counts(Map<String, Long> counts, String label, Map<String, String> labels) {
        List<Sample> samples = new ArrayList<>();
        counts.forEach((counted, count) -> {
            Map<String, String> all = new TreeMap<>(labels);
            all.put(label, counted);
            samples.add(new Sample(all, count));
        });
        return new Value.Samples(samples);
    }

    private static Read health(Function<Health.Status, Map<String, String>> labels) {
        return new Read(
                Health.numbered(),
                List.of(),
                readings -> new Value.Samples(readings.health().stream()
                        .map(status ->
                                new Sample(labels.apply(status), status.state().number()))
                        .toList()));
    }

    /** @throws NvmlException where no other GPU's status is known */
    private static Value peers(Readings readings, boolean withText) {
        long own = readings.index();
        List<Sample> samples = new ArrayList<>();
        Optional<NvmlException> refusal = Optional.empty();
        for (int peer = 0; peer < readings.node().gpuCount(); peer++) {
            if (peer != own) {
                try {
                    samples.add(peer(peer, readings.nvLinkP2pStatus(peer), withText));
                } catch (NvmlException e) {
                    if (e.code().meaning() != NvmlReturn.Meaning.NO_VALUE) {
                        throw e;
                    }
                    refusal = Optional.of(e);
                }
            }
        }
        if (samples.isEmpty() && refusal.isPresent()) {
            throw refusal.get();
        }
        return new Value.Samples(samples);
    }

    /** A status that NVML does not define has NVML's number all the same, as dcgm-exporter has it. */
    private static Sample peer(int gpu, long status, boolean withText) {
        Map<String, String> labels = new TreeMap<>(Map.of("peer_gpu", Integer.toString(gpu)));
        if (withText) {
            labels.put("link_status", LINK_STATUS.get(P2pStatus.of(status).ordinal()));
        }
        return new Sample(labels, status);
    }
}
