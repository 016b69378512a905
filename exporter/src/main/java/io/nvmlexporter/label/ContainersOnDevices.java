package io.nvmlexporter.label;

import io.nvmlexporter.kubelet.RunningContainer;
import io.nvmlexporter.kubelet.RunningContainer.Gpus;
import io.nvmlexporter.label.Devices.Gpu;
import io.nvmlexporter.label.Resolution.Reason;
import io.nvmlexporter.label.Resolution.Resolved;
import io.nvmlexporter.label.Resolution.Unresolved;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which containers have which GPUs and GPU instances, by what a container runtime says.
 *
 * @param names of the containers, by what they have; whoever has a whole GPU has its instances as well
 * @param unmapped how many things that containers were given are no GPU here, by the reason
 */
public record ContainersOnDevices(Map<Place, List<String>> names, Map<String, Long> unmapped) {
    /** Where no runtime is asked. */
    public static final ContainersOnDevices NONE = new ContainersOnDevices(Map.of(), Map.of());

    /** Of one GPU or GPU instance. Each is a copy of all its series. */
    private static final int MOST_CONTAINERS = 256;

    /** By its name alone this resource's devices are GPUs, so that a bare number is an index. */
    private static final String GPU = "nvidia.com/gpu";

    private static final String UNNAMED = "unnamed";
    private static final String TOO_MANY = "too_many_containers";

    public ContainersOnDevices {
        names = Map.copyOf(names);
        unmapped = Map.copyOf(unmapped);
    }

    static ContainersOnDevices of(List<RunningContainer> containers, Devices devices, ResourceNames resources) {
        DeviceIds ids = new DeviceIds(devices, resources);
        Map<Place, Set<String>> names = new LinkedHashMap<>();
        Map<String, Long> unmapped = new TreeMap<>();
        for (RunningContainer container : containers) {
            if (container.gpus().unnamed()) {
                unmapped.merge(UNNAMED, 1L, Long::sum);
            }
            for (Place place : places(container.gpus(), devices, ids, unmapped)) {
                Set<String> there = names.computeIfAbsent(place, p -> new LinkedHashSet<>());
                if (there.size() < MOST_CONTAINERS) {
                    there.add(LabelText.bounded(container.name()));
                } else {
                    unmapped.merge(TOO_MANY, 1L, Long::sum);
                }
            }
        }
        Map<Place, List<String>> all = new LinkedHashMap<>();
        names.forEach((place, there) -> all.put(place, List.copyOf(there)));
        return new ContainersOnDevices(all, unmapped);
    }

    private static Set<Place> places(Gpus gpus, Devices devices, DeviceIds ids, Map<String, Long> unmapped) {
        Set<Place> places = new LinkedHashSet<>();
        for (String device : gpus.devices()) {
            if (device.equals(Gpus.ALL)) {
                devices.gpus().forEach(gpu -> places.addAll(whole(gpu)));
                continue;
            }
            Resolution meant = ids.resolve(GPU, device);
            if (meant instanceof Resolved resolved
                    && resolved.place().gpuInstance().isPresent()) {
                places.add(resolved.place());
            } else if (meant instanceof Resolved resolved) {
                devices.byIndex(resolved.place().gpu()).ifPresent(gpu -> places.addAll(whole(gpu)));
            } else if (meant instanceof Unresolved unresolved) {
                unmapped.merge(label(unresolved.reason()), 1L, Long::sum);
            }
        }
        return places;
    }

    /** What is no GPU by its name was meant to be one here. */
    private static String label(Reason reason) {
        return (reason == Reason.NOT_A_GPU ? Reason.UNKNOWN_SHAPE : reason).label();
    }

    private static List<Place> whole(Gpu gpu) {
        List<Place> places = new ArrayList<>(List.of(Place.gpu(gpu.index())));
        gpu.ids()
                .ifPresent(known -> known.migDevices()
                        .forEach(mig -> places.add(Place.instance(gpu.index(), mig.gpuInstanceId()))));
        return places;
    }

    /** The names of those that have it, in the runtime's order. */
    List<String> of(Place place) {
        return names.getOrDefault(place, List.of());
    }
}
