package io.nvmlexporter.label;

import java.util.Locale;

/** Which GPU the id of a device means, or why it means none. */
public sealed interface Resolution {
    /**
     * @param share which part of a shared device: {@code 2} of {@code GPU-…::2} and of {@code nvidia0/vgpu2}; empty
     *     where the device is not shared
     */
    record Resolved(Place place, String share) implements Resolution {}

    /** @param explanation for people: one sentence, without a full stop */
    record Unresolved(Reason reason, String explanation) implements Resolution {}

    /** Why a device means no GPU. */
    enum Reason {
        /** There is no GPU and no MIG device of that UUID. */
        UNKNOWN_UUID,
        /** There is no GPU of that index or minor number. */
        UNKNOWN_INDEX,
        /** The GPU has no GPU instance of that id. */
        UNKNOWN_INSTANCE,
        /** A MIG device is named, and MIG mode is off. */
        MIG_MODE_OFF,
        /** NVML does not answer for the GPU now, or nobody asks it, so that nothing is known of it. */
        GPU_NOT_READ,
        /** The id of a device that is a GPU by its resource or its prefix, in none of the known forms. */
        UNKNOWN_SHAPE,
        /** It would be a GPU, but its resource is not one that dcgm-exporter's rule takes. */
        RESOURCE_NOT_LISTED,
        /** No ResourceSlice that is known offers the claimed device. */
        NO_RESOURCE_SLICE,
        /** Something else than a GPU, which is nobody's mistake and not told. */
        NOT_A_GPU;

        /** As a label's value. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
