package io.nvmlexporter.nvml;

/** How a GPU is virtualized, by its number in {@code nvmlGpuVirtualizationMode_t}. */
public enum VirtualizationMode {
    /** On bare metal. */
    NONE,
    /** A whole GPU in a virtual machine. */
    PASSTHROUGH,
    /** A vGPU, seen from the virtual machine. */
    VGPU,
    /** A GPU that hosts vGPUs. */
    HOST_VGPU,
    /** A GPU that is shared by the host's graphics. */
    HOST_VSGA
}
