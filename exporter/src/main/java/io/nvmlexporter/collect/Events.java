package io.nvmlexporter.collect;

import io.nvmlexporter.collect.EventReport.Absence;
import io.nvmlexporter.collect.EventReport.NodeEvent;
import io.nvmlexporter.nvml.EventType;
import io.nvmlexporter.nvml.NvmlReturn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The events beside XIDs that the driver has reported, of each GPU and of the node. Kept for as long as the program
 * runs, as {@link Xids} are. Safe for several threads.
 */
final class Events {
    /**
     * Those that are counted. Single-bit errors, changes of the P-state and of clocks are not among them: they come by
     * the thousand in a second on a GPU that is well, and each has a value that is polled.
     */
    static final Set<EventType> COUNTED = Collections.unmodifiableSet(EnumSet.complementOf(
            EnumSet.of(EventType.SINGLE_BIT_ECC_ERROR, EventType.PSTATE, EventType.CLOCK, EventType.XID)));

    /** What is asked of a GPU: those that are counted, and XIDs, which {@link Xids} keeps. */
    static final Set<EventType> ASKED = asked();

    private record Key(String uuid, OptionalInt gpuInstanceId, EventType type) {}

    private record Tally(long count, Instant last) {}

    private record Listening(int gpu, Map<EventType, String> absent) {}

    private final Map<Key, Tally> tallies = new HashMap<>();
    private final Map<String, Listening> listening = new HashMap<>();
    private final Map<NodeEvent, Long> node = new EnumMap<>(NodeEvent.class);
    private String nodeAbsence = NvmlReturn.NOT_READY.reason();

    private static Set<EventType> asked() {
        Set<EventType> asked = EnumSet.of(EventType.XID);
        asked.addAll(COUNTED);
        return Collections.unmodifiableSet(asked);
    }

    /** From now on the GPU's events are told, but for those that were refused. */
    synchronized void received(int gpu, String uuid, Map<EventType, NvmlReturn> refusals) {
        Map<EventType, String> absent = new EnumMap<>(EventType.class);
        refusals.forEach((type, code) -> absent.put(type, code.reason()));
        listening.put(uuid, new Listening(gpu, absent));
    }

    /** None of the GPU's events is told any more, or yet. */
    synchronized void notReceived(int gpu, String uuid, NvmlReturn code) {
        Map<EventType, String> absent = new EnumMap<>(EventType.class);
        COUNTED.forEach(type -> absent.put(type, code.reason()));
        listening.put(uuid, new Listening(gpu, absent));
    }

    synchronized void report(String uuid, OptionalInt gpuInstanceId, EventType type, Instant now) {
        tallies.merge(
                new Key(uuid, gpuInstanceId, type),
                new Tally(1, now),
                (before, one) -> new Tally(before.count() + 1, now));
    }

    /** @param code {@link NvmlReturn#SUCCESS} if the node's events are told from now on, else why not */
    synchronized void nodeReceived(NvmlReturn code) {
        nodeAbsence = code == NvmlReturn.SUCCESS ? "" : code.reason();
    }

    synchronized void report(NodeEvent event) {
        node.merge(event, 1L, Long::sum);
    }

    synchronized EventReport report() {
        List<EventCount> counts = new ArrayList<>();
        List<Absence> absences = new ArrayList<>();
        listening.forEach((uuid, gpu) -> COUNTED.forEach(type -> {
            String reason = gpu.absent().get(type);
            if (reason != null) {
                absences.add(new Absence(gpu.gpu(), uuid, type, reason));
            } else if (!tallies.containsKey(new Key(uuid, OptionalInt.empty(), type))) {
                counts.add(new EventCount(gpu.gpu(), uuid, OptionalInt.empty(), type, 0, Optional.empty()));
            }
        }));
        tallies.forEach((key, tally) -> counts.add(new EventCount(
                listening.get(key.uuid()).gpu(),
                key.uuid(),
                key.gpuInstanceId(),
                key.type(),
                tally.count(),
                Optional.of(tally.last()))));
        counts.sort(Comparator.comparingInt(EventCount::gpu)
                .thenComparing(EventCount::uuid)
                .thenComparing(EventCount::type)
                .thenComparingInt(count -> count.gpuInstanceId().orElse(-1)));
        absences.sort(Comparator.comparingInt(Absence::gpu)
                .thenComparing(Absence::uuid)
                .thenComparing(Absence::type));
        return new EventReport(List.copyOf(counts), List.copyOf(absences), nodeCounts(), nodeAbsence);
    }

    private Map<NodeEvent, Long> nodeCounts() {
        Map<NodeEvent, Long> counts = new EnumMap<>(node);
        if (nodeAbsence.isEmpty()) {
            for (NodeEvent event : NodeEvent.values()) {
                counts.putIfAbsent(event, 0L);
            }
        }
        return Collections.unmodifiableMap(counts);
    }
}
