package io.nvmlexporter.collect;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

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

    private final Map<Place, Long> last = new ConcurrentHashMap<>();
    private final Map<Place, Map<Long, XidCount>> counts = new ConcurrentHashMap<>();

    void report(int gpu, String uuid, OptionalInt gpuInstanceId, long code, Instant now) {
        Place place = new Place(uuid, gpuInstanceId);
        last.put(place, code);
        Map<Long, XidCount> ofPlace = counts.computeIfAbsent(place, p -> new ConcurrentHashMap<>());
        long counted = ofPlace.containsKey(code) || ofPlace.size() < MOST_CODES ? code : UNKNOWN;
        ofPlace.merge(
                counted,
                new XidCount(gpu, uuid, gpuInstanceId, counted, 1, now),
                (before, one) -> new XidCount(gpu, uuid, gpuInstanceId, counted, before.count() + 1, now));
    }

    OptionalLong lastOf(String uuid) {
        return last(uuid, OptionalInt.empty());
    }

    /** The instance's own, else its GPU's: an XID of the whole GPU concerns each of its instances. */
    OptionalLong lastOf(String uuid, int gpuInstanceId) {
        OptionalLong own = last(uuid, OptionalInt.of(gpuInstanceId));
        return own.isPresent() ? own : lastOf(uuid);
    }

    /** How many of each, by GPU and code. */
    List<XidCount> counts() {
        return counts.values().stream()
                .flatMap(ofPlace -> ofPlace.values().stream())
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
