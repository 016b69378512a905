package io.nvmlexporter.kubelet;

/**
 * A device that a container was given by a device plugin.
 *
 * @param resource {@code nvidia.com/gpu}
 * @param id as the plugin names it
 */
public record Device(String resource, String id) {}
