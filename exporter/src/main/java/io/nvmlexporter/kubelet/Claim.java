package io.nvmlexporter.kubelet;

/**
 * A device that a container was given by a resource claim (DRA).
 *
 * @param namespace the claim's
 * @param name the claim's
 * @param driver {@code gpu.nvidia.com}
 * @param pool of the ResourceSlices that offer the device
 * @param device its name in the pool
 */
public record Claim(String namespace, String name, String driver, String pool, String device) {}
