package io.nvmlexporter.label;

import java.util.Set;

/**
 * What the name of an extended resource says of its devices.
 *
 * @param listed those that the user names as GPUs ({@code --nvidia-resource-names})
 * @param strict whether dcgm-exporter's rule holds: {@code nvidia.com/gpu}, {@code nvidia.com/mig-…} and the listed
 *     ones are GPUs, all others are left out. Else a device whose id means a GPU is one, whatever its resource is
 *     called.
 */
public record ResourceNames(Set<String> listed, boolean strict) {
    private static final String GPU = "nvidia.com/gpu";
    private static final String MIG = "nvidia.com/mig-";
    /** NVIDIA's device plugin renames a resource that is shared: {@code nvidia.com/gpu.shared}. */
    private static final String GPU_RENAMED = "nvidia.com/gpu.";

    public ResourceNames {
        listed = Set.copyOf(listed);
    }

    /**
     * Whether its devices are GPUs by the name alone, so that an id that others use too, such as {@code 0}, means a
     * GPU. Not every name of {@code nvidia.com} is: that of a passed-through GPU, {@code nvidia.com/TU104GL_Tesla_T4},
     * comes with numbers of IOMMU groups, and {@code nvidia.com/hostdev} with network cards.
     */
    boolean isGpu(String resource) {
        return isTaken(resource) || resource.startsWith(GPU_RENAMED);
    }

    boolean excludes(String resource) {
        return strict && !isTaken(resource);
    }

    /** By dcgm-exporter's rule. */
    private boolean isTaken(String resource) {
        return resource.equals(GPU) || resource.startsWith(MIG) || listed.contains(resource);
    }
}
