package io.nvmlexporter.collect;

import io.nvmlexporter.collect.GpuLayout.Instance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the fields of one group turned out to be on one GPU, at one reading.
 *
 * @param takenNanos when the reading began, by {@link System#nanoTime}: no value is older
 * @param first whether something of it was read for the first time, so that rates are still to come
 * @param links by the index of the link
 */
record GroupFindings(
        FieldGroup group,
        long takenNanos,
        boolean first,
        Findings board,
        Map<Instance, Findings> instances,
        Map<Integer, Findings> links) {

    boolean isOld(long nanoTime) {
        return nanoTime - takenNanos > group.oldest().toNanos();
    }

    /** The same as it is when it has become too old. */
    GroupFindings timedOut() {
        return new GroupFindings(group, takenNanos, first, timedOut(board), timedOut(instances), timedOut(links));
    }

    private <K> Map<K, Findings> timedOut(Map<K, Findings> all) {
        Map<K, Findings> none = new LinkedHashMap<>();
        all.forEach((key, findings) -> none.put(key, timedOut(findings)));
        return none;
    }

    private Findings timedOut(Findings found) {
        return found.timedOut(group.fields());
    }

    /** How many values could not be true. */
    long outOfRange() {
        return Stream.of(Stream.of(board), instances.values().stream(), links.values().stream())
                .flatMap(findings -> findings)
                .mapToLong(Findings::outOfRange)
                .sum();
    }
}
