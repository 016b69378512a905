package io.nvmlexporter.kubelet;

/** Who listens at a socket of this node, as messages name it. */
public enum Peer {
    KUBELET("kubelet", "pods", "the pod-resources API v1, which Kubernetes has since 1.20"),
    CONTAINER_RUNTIME("container runtime", "containers", "CRI v1, which containerd has since 1.6");

    private final String noun;
    private final String things;
    private final String api;

    Peer(String noun, String things, String api) {
        this.noun = noun;
        this.things = things;
        this.api = api;
    }

    String noun() {
        return noun;
    }

    /** What it is asked for. */
    String things() {
        return things;
    }

    /** That of gRPC by which it is asked. */
    String api() {
        return api;
    }
}
