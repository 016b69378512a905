package io.nvmlexporter.collect;

import io.nvmlexporter.collect.GpuLayout.Instance;
import io.nvmlexporter.collect.GpuSnapshot.CollectionTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that is known of one GPU after a poll: each group of fields as its own last reading found it.
 *
 * @param startedNanos when the poll began, by {@link System#nanoTime}
 * @param took how long the driver took to answer all of it
 * @param instances what each GPU instance is served as, in NVML's order
 * @param groups in the plan's order
 * @param refused how many values were out of their range and not served, since the GPU is read
 */
record GpuReading(
        long startedNanos,
        Duration took,
        GpuIds ids,
        Entity board,
        Map<Instance, Entity> instances,
        List<GroupFindings> groups,
        long refused) {

    /** Whether rates are there as well. */
    boolean isComplete() {
        return groups.stream().noneMatch(GroupFindings::first);
    }

    /** Whether a group of it is too old to be served. */
    boolean isOld(long nanoTime) {
        return groups.stream().anyMatch(group -> group.isOld(nanoTime));
    }

    /** What of it may be served at that time: a group that is too old has no values. */
    GpuSnapshot at(long nanoTime) {
        List<GroupFindings> now = groups.stream()
                .map(group -> group.isOld(nanoTime) ? group.timedOut() : group)
                .toList();
        Findings ofBoard = new Findings();
        Map<Integer, Findings> byLink = new TreeMap<>();
        for (GroupFindings group : now) {
            ofBoard.add(group.board());
            group.links()
                    .forEach((link, found) ->
                            byLink.computeIfAbsent(link, any -> new Findings()).add(found));
        }
        List<EntitySnapshot> ofInstances = new ArrayList<>();
        instances.forEach((instance, entity) -> {
            Findings ofInstance = new Findings();
            now.forEach(group -> ofInstance.add(group.instances().getOrDefault(instance, new Findings())));
            ofInstances.add(ofInstance.of(entity));
        });
        List<EntitySnapshot> ofLinks = new ArrayList<>();
        byLink.forEach((link, found) -> ofLinks.add(found.of(board.link(link))));
        return new GpuSnapshot(
                startedNanos,
                took,
                ids,
                ofBoard.of(board),
                List.copyOf(ofInstances),
                List.copyOf(ofLinks),
                groups.stream()
                        .map(group -> new CollectionTime(group.group().name(), group.takenNanos()))
                        .toList(),
                refused);
    }
}
