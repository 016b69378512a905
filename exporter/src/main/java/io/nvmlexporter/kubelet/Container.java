package io.nvmlexporter.kubelet;

import java.util.List;

/**
 * A container of a pod, init containers included.
 *
 * @param devices what device plugins gave it
 * @param claims what drivers of dynamic resource allocation gave it
 */
public record Container(String name, List<Device> devices, List<Claim> claims) {
    public Container {
        devices = List.copyOf(devices);
        claims = List.copyOf(claims);
    }
}
