package io.nvmlexporter.kubelet;

/**
 * A device that a driver of dynamic resource allocation gave to a container.
 *
 * @param namespace of the ResourceClaim
 * @param name of the ResourceClaim
 * @param driver such as {@code gpu.nvidia.com}
 * @param pool the pool of the device, often the node's name
 * @param device the device's name in that pool's ResourceSlices
 */
public record Claim(String namespace, String name, String driver, String pool, String device) {}
