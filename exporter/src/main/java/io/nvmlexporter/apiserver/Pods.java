package io.nvmlexporter.apiserver;

import io.nvmlexporter.label.PodMetadata;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The pods of a node, of which only the metadata is asked for. */
final class Pods {
    static final String NAME = "pods";

    /** On the pod that stands in the API for a static pod: the UID that the kubelet itself gave it. */
    private static final String STATIC_UID = "kubernetes.io/config.hash";

    private Pods() {}

    /** @param wanted which of the pods' labels are kept, by their names in Kubernetes */
    static Resource<PodMetadata> of(String node, Predicate<String> wanted) {
        return new Resource<>(
                NAME, List.of("/api/v1/pods"), "spec.nodeName=" + node, true, pod -> metadata(pod, wanted));
    }

    private static PodMetadata metadata(ApiObject pod, Predicate<String> wanted) {
        Map<String, String> labels =
                new TreeMap<>(pod.object("metadata", "labels").texts());
        labels.keySet().removeIf(wanted.negate());
        String uid = pod.text("metadata", "uid").orElse("");
        return new PodMetadata(
                uid, pod.text("metadata", "annotations", STATIC_UID).orElse(uid), labels);
    }
}
