package io.nvmlexporter.kubelet;

import java.util.List;

/** A pod on this node, as the kubelet lists it. */
public record Pod(String namespace, String name, List<Container> containers) {}
