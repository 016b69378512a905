package io.nvmlexporter.label;

import io.nvmlexporter.kubelet.Claim;
import io.nvmlexporter.kubelet.Container;
import io.nvmlexporter.kubelet.Device;
import io.nvmlexporter.kubelet.Pod;
import io.nvmlexporter.label.Resolution.Resolved;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which containers have which GPUs and GPU instances, by what the kubelet says. Does not change. */
public final class Owners {
    /** As long as the kubelet said nothing. */
    public static final Owners NONE = new Owners();

    private final List<Holding> holdings = new ArrayList<>();
    private final Map<Place, List<Owner>> owners = new LinkedHashMap<>();

    private Owners() {}

    /** @param pods in the kubelet's order, which decides where dcgm-exporter names one of several owners */
    public static Owners of(List<Pod> pods, DeviceIds ids, Claims claims) {
        Owners all = new Owners();
        for (Pod pod : pods) {
            for (Container container : pod.containers()) {
                for (Device device : container.devices()) {
                    all.add(pod, container, device, ids.resolve(device.resource(), device.id()));
                }
                for (Claim claim : container.claims()) {
                    all.add(pod, container, claim, claims.resolve(claim, ids), claims.labels(claim));
                }
            }
        }
        return all;
    }

    private void add(Pod pod, Container container, Device device, Resolution resolution) {
        holdings.add(
                new Holding(pod.namespace(), pod.name(), container.name(), device.resource(), device.id(), resolution));
        if (resolution instanceof Resolved resolved) {
            Owner owner = new Owner(pod.namespace(), pod.name(), container.name(), resolved.share(), Map.of());
            List<Owner> there = at(resolved.place());
            // Again means later: a container with two compute instances of one GPU instance is still the last.
            there.remove(owner);
            there.add(owner);
        }
    }

    private void add(Pod pod, Container container, Claim claim, Resolution resolution, Map<String, String> labels) {
        String id = claim.pool() + "/" + claim.device();
        holdings.add(new Holding(pod.namespace(), pod.name(), container.name(), claim.driver(), id, resolution));
        if (resolution instanceof Resolved resolved) {
            Owner owner = new Owner(pod.namespace(), pod.name(), container.name(), "", labels);
            List<Owner> there = at(resolved.place());
            if (there.stream().noneMatch(other -> other.isByClaim() && other.isSameContainer(owner))) {
                there.add(owner);
            }
        }
    }

    private List<Owner> at(Place place) {
        return owners.computeIfAbsent(place, p -> new ArrayList<>());
    }

    /** All that have it or a part of it, in the kubelet's order. */
    List<Owner> of(Place place) {
        return List.copyOf(owners.getOrDefault(place, List.of()));
    }

    /**
     * The one that dcgm-exporter names where it is not asked for all: the last that a device plugin gave the device to.
     * Of what is claimed it names all owners, and no others.
     */
    List<Owner> named(Place place) {
        List<Owner> all = of(place);
        List<Owner> claimants = all.stream().filter(Owner::isByClaim).toList();
        return !claimants.isEmpty() || all.isEmpty() ? claimants : List.of(all.get(all.size() - 1));
    }

    /** Every device that a container has, also those that are no GPUs, in the kubelet's order. */
    public List<Holding> holdings() {
        return List.copyOf(holdings);
    }

    /** The devices that ought to be GPUs and are none that is read. */
    public List<Holding> unmapped() {
        return holdings.stream().filter(Holding::isUnmapped).toList();
    }
}
