package io.nvmlexporter.label;

import io.nvmlexporter.kubelet.Claim;
import io.nvmlexporter.kubelet.Pod;
import io.nvmlexporter.label.Resolution.Reason;
import io.nvmlexporter.label.Resolution.Unresolved;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What resource claims (DRA) mean, by the ResourceSlices of NVIDIA's driver. */
public final class Claims {
    private static final String DRIVER = "gpu.nvidia.com";
    private static final String GPU = "gpu";
    private static final String MIG = "mig";

    private record Key(String pool, String device) {}

    private final Map<Key, ResourceDevice> offered;

    /** @param offered of two with the same pool and name, the last counts */
    public Claims(Collection<ResourceDevice> offered) {
        this.offered = offered.stream()
                .collect(Collectors.toUnmodifiableMap(
                        device -> new Key(device.pool(), device.device()), Function.identity(), (first, last) -> last));
    }

    /** Whether a pod has a claim that ResourceSlices explain. */
    public static boolean anyOfGpus(Collection<Pod> pods) {
        return pods.stream()
                .flatMap(pod -> pod.containers().stream())
                .flatMap(container -> container.claims().stream())
                .anyMatch(claim -> claim.driver().equals(DRIVER));
    }

    /** Unlike in dcgm-exporter, a claimed MIG device is its GPU instance and not the whole GPU. */
    Resolution resolve(Claim claim, DeviceIds ids) {
        if (!claim.driver().equals(DRIVER)) {
            return new Unresolved(Reason.NOT_A_GPU, "devices of " + claim.driver() + " are no GPUs");
        }
        Optional<ResourceDevice> known = find(claim);
        if (known.isEmpty()) {
            return new Unresolved(
                    Reason.NO_RESOURCE_SLICE,
                    "no known ResourceSlice offers " + claim.device() + " of pool " + claim.pool());
        }
        ResourceDevice device = known.get();
        if (device.type().isEmpty()) {
            return new Unresolved(
                    Reason.UNKNOWN_SHAPE,
                    "the ResourceSlice does not say what type of device " + claim.device() + " is");
        }
        if (!device.type().equals(GPU) && !device.type().equals(MIG)) {
            return new Unresolved(Reason.NOT_A_GPU, "a device of type '" + device.type() + "' is none that NVML shows");
        }
        return device.uuid().isEmpty()
                ? new Unresolved(Reason.UNKNOWN_UUID, "the ResourceSlice gives " + claim.device() + " no UUID")
                : ids.uuid(device.uuid());
    }

    /** The labels that dcgm-exporter gives the series of a claimed device, by name. */
    Map<String, String> labels(Claim claim) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("dra_claim_name", claim.name());
        labels.put("dra_claim_namespace", claim.namespace());
        labels.put("dra_driver_name", claim.driver());
        labels.put("dra_pool_name", claim.pool());
        labels.put("dra_device_name", claim.device());
        find(claim).filter(device -> device.type().equals(MIG)).ifPresent(device -> {
            labels.put("dra_mig_profile", device.profile());
            labels.put("dra_mig_device_uuid", device.uuid());
        });
        return labels;
    }

    private Optional<ResourceDevice> find(Claim claim) {
        return Optional.ofNullable(offered.get(new Key(claim.pool(), claim.device())));
    }
}
