package io.nvmlexporter.collect;

import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The last XID that the driver reported for each GPU, and for each GPU instance where it could tell. Kept for as long
 * as the program runs, a restart of the driver included, since nothing tells the last one when the next has not come.
 */
final class Xids {
    private record Place(String uuid, OptionalInt gpuInstanceId) {}

    private final Map<Place, Long> last = new ConcurrentHashMap<>();

    void report(String uuid, OptionalInt gpuInstanceId, long code) {
        last.put(new Place(uuid, gpuInstanceId), code);
    }

    OptionalLong lastOf(String uuid) {
        return last(uuid, OptionalInt.empty());
    }

    /** The instance's own, else its GPU's: an XID of the whole GPU concerns each of its instances. */
    OptionalLong lastOf(String uuid, int gpuInstanceId) {
        OptionalLong own = last(uuid, OptionalInt.of(gpuInstanceId));
        return own.isPresent() ? own : lastOf(uuid);
    }

    private OptionalLong last(String uuid, OptionalInt gpuInstanceId) {
        Long code = last.get(new Place(uuid, gpuInstanceId));
        return code == null ? OptionalLong.empty() : OptionalLong.of(code);
    }
}
