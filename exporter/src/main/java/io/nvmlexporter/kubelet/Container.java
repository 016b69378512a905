package io.nvmlexporter.kubelet;

import java.util.List;

/**
 * A container and what it was given.
 *
 * @param devices by device plugins
 * @param claims by resource claims (DRA)
 */
public record Container(String name, List<Device> devices, List<Claim> claims) {}
