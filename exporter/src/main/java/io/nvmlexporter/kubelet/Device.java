package io.nvmlexporter.kubelet;

/**
 * A device that a device plugin gave to a container.
 *
 * @param resource such as {@code nvidia.com/gpu}
 * @param id in whatever form the plugin has named it: a UUID, {@code nvidia0/gi3}, {@code GPU-…::2}, …
 */
public record Device(String resource, String id) {}
