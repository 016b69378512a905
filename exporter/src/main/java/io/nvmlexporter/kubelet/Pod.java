package io.nvmlexporter.kubelet;

import java.util.List;

/** A pod of this node, as the kubelet lists it. The kubelet says no UID. */
public record Pod(String namespace, String name, List<Container> containers) {
    public Pod {
        containers = List.copyOf(containers);
    }
}
