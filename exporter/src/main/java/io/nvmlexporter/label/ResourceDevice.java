package io.nvmlexporter.label;

/**
 * A device that a ResourceSlice of NVIDIA's driver offers (DRA).
 *
 * @param pool the slice's
 * @param device its name in the pool
 * @param type {@code gpu} or {@code mig}; others are no GPUs that NVML shows
 * @param uuid {@code GPU-…} or {@code MIG-…}; empty where the slice has none, as for a MIG device not yet made
 * @param parentUuid of a MIG device: its GPU's; else empty
 * @param profile of a MIG device: {@code 1g.10gb}; else empty
 */
public record ResourceDevice(String pool, String device, String type, String uuid, String parentUuid, String profile) {}
