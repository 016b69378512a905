package io.nvmlexporter.collect;

import io.nvmlexporter.field.SlidingCount;
import io.nvmlexporter.field.XidReport;
import io.nvmlexporter.nvml.NvmlReturn;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The XIDs that the driver has reported: the last one, and how many of each, for every GPU, and for its GPU instances
 * where the driver could tell. Kept for as long as the program runs, a restart of the driver included, since nothing
 * tells the last one when the next has not come. Safe for several threads.
 */
final class Xids {
    /** NVML's own number for an XID that it does not know. */
    static final long UNKNOWN = 999;
    /** More different XIDs than a GPU can have; beyond it only a broken driver makes up new ones. */
    private static final int MOST_CODES = 200;

    private record Place(String uuid, OptionalInt gpuInstanceId) {}

    private record Tally(XidCount count, SlidingCount recent) {}

    private final Duration window;
    private final Map<Place, Long> last = new HashMap<>();
    private final Map<Place, Map<Long, Tally>> tallies = new HashMap<>();
    private final Map<String, NvmlReturn> received = new HashMap<>();

    /** @param window of the numbers of recent ones */
    Xids(Duration window) {
        this.window = window;
    }

    /** @param code {@link NvmlReturn#SUCCESS} if this GPU's XIDs are told from now on, else why not */
    synchronized void received(String uuid, NvmlReturn code) {
        // That a GPU or the driver was gone then says nothing of a later poll.
        boolean lasting = code == NvmlReturn.SUCCESS || code.meaning() == NvmlReturn.Meaning.NO_VALUE;
        received.put(uuid, lasting ? code : NvmlReturn.NOT_READY);
    }

    /** @param nanoTime the same as {@code now}, by {@link System#nanoTime} */
    synchronized void report(int gpu, String uuid, OptionalInt gpuInstanceId, long code, Instant now, long nanoTime) {
        Place place = new Place(uuid, gpuInstanceId);
        last.put(place, code);
        Map<Long, Tally> ofPlace = tallies.computeIfAbsent(place, p -> new HashMap<>());
        long counted = ofPlace.containsKey(code) || ofPlace.size() < MOST_CODES ? code : UNKNOWN;
        Tally before = ofPlace.get(counted);
        SlidingCount recent = before == null ? new SlidingCount(window, nanoTime) : before.recent();
        recent.add(nanoTime);
        long count = before == null ? 1 : before.count().count() + 1;
        ofPlace.put(counted, new Tally(new XidCount(gpu, uuid, gpuInstanceId, counted, count, now), recent));
    }

    /** All of the GPU, those included that the driver told of one of its instances; the last is the whole GPU's own. */
    synchronized XidReport of(String uuid, long nanoTime) {
        List<Map<Long, Tally>> all = tallies.entrySet().stream()
                .filter(place -> place.getKey().uuid().equals(uuid))
                .map(Map.Entry::getValue)
                .toList();
        return report(uuid, last(uuid, OptionalInt.empty()), all, nanoTime);
    }

    /**
     * The instance's own, and its GPU's: an XID of the whole GPU concerns each of its instances. The last one is the
     * instance's own where it has one.
     */
    synchronized XidReport of(String uuid, int gpuInstanceId, long nanoTime) {
        OptionalInt instance = OptionalInt.of(gpuInstanceId);
        OptionalLong own = last(uuid, instance);
        List<Map<Long, Tally>> concerning = Stream.of(new Place(uuid, instance), new Place(uuid, OptionalInt.empty()))
                .map(place -> tallies.getOrDefault(place, Map.of()))
                .toList();
        return report(uuid, own.isPresent() ? own : last(uuid, OptionalInt.empty()), concerning, nanoTime);
    }

    private XidReport report(String uuid, OptionalLong latest, List<Map<Long, Tally>> places, long nanoTime) {
        return new XidReport(
                received.getOrDefault(uuid, NvmlReturn.NOT_READY),
                latest,
                window,
                sum(places, tally -> tally.recent().count(nanoTime)),
                sum(places, tally -> tally.count().count()));
    }

    private static Map<Long, Long> sum(List<Map<Long, Tally>> places, ToLongFunction<Tally> count) {
        Map<Long, Long> sums = new TreeMap<>();
        for (Map<Long, Tally> place : places) {
            place.forEach((code, tally) -> {
                long counted = count.applyAsLong(tally);
                if (counted > 0) {
                    sums.merge(code, counted, Long::sum);
                }
            });
        }
        return sums;
    }

    /** How many of each, by GPU and code. */
    synchronized List<XidCount> counts() {
        return tallies.values().stream()
                .flatMap(ofPlace -> ofPlace.values().stream())
                .map(Tally::count)
                .sorted(Comparator.comparingInt(XidCount::gpu)
                        .thenComparing(XidCount::uuid)
                        .thenComparingInt(count -> count.gpuInstanceId().orElse(-1))
                        .thenComparingLong(XidCount::code))
                .toList();
    }

    private OptionalLong last(String uuid, OptionalInt gpuInstanceId) {
        Long code = last.get(new Place(uuid, gpuInstanceId));
        return code == null ? OptionalLong.empty() : OptionalLong.of(code);
    }
}
