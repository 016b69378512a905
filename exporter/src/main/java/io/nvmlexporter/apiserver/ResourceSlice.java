package io.nvmlexporter.apiserver;

import io.nvmlexporter.label.ResourceDevice;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Devices of a pool that a driver offers, a part of them or all.
 *
 * @param generation of the pool
 */
public record ResourceSlice(String pool, long generation, List<ResourceDevice> devices) {
    public ResourceSlice {
        devices = List.copyOf(devices);
    }

    /** What is offered by all: while a pool changes, there still are slices of its former generation. */
    public static List<ResourceDevice> devices(Collection<ResourceSlice> slices) {
        Map<String, Long> newest = new HashMap<>();
        slices.forEach(slice -> newest.merge(slice.pool, slice.generation, Math::max));
        return slices.stream()
                .filter(slice -> slice.generation == newest.get(slice.pool))
                .flatMap(slice -> slice.devices.stream())
                .sorted(Comparator.comparing(ResourceDevice::pool).thenComparing(ResourceDevice::device))
                .toList();
    }
}
