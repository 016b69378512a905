package io.nvmlexporter.label;

import java.util.Map;

/**
 * A container that has a GPU or GPU instance, or a part of it.
 *
 * @param vgpu the part of a shared device; empty where it is not shared
 * @param claim the {@code dra_*} labels of the claim it has the device by; empty where a device plugin gave it
 */
public record Owner(String namespace, String pod, String container, String vgpu, Map<String, String> claim) {
    public Owner {
        claim = Map.copyOf(claim);
    }

    boolean isByClaim() {
        return !claim.isEmpty();
    }

    boolean isSameContainer(Owner other) {
        return namespace.equals(other.namespace) && pod.equals(other.pod) && container.equals(other.container);
    }
}
