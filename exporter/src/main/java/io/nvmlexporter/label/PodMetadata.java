package io.nvmlexporter.label;

import java.util.Map;

/**
 * What the API server adds to a pod's name, as far as it is asked for.
 *
 * @param uid {@code metadata.uid}; empty where it is not known
 * @param labels those of {@code metadata.labels} that are wanted
 * @param cgroupUid the UID by which the kubelet names the pod's cgroup: of a static pod the annotation
 *     {@code kubernetes.io/config.hash}, else {@code metadata.uid}; empty where it is not known
 */
public record PodMetadata(String uid, Map<String, String> labels, String cgroupUid) {
    public static final PodMetadata NONE = new PodMetadata("", Map.of(), "");

    public PodMetadata {
        labels = Map.copyOf(labels);
    }
}
