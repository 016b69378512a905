package io.nvmlexporter.apiserver;

import io.nvmlexporter.label.PodMetadata;
import java.util.List;
import java.util.Map;
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
                NAME, List.of("/api/v1/pods"), "spec.nodeName=" + node, true, pod -> metadata(pod, wanted), Pods::size);
    }

    private static PodMetadata metadata(ApiObject pod, Predicate<String> wanted) {
        Map<String, String> labels = pod.object("metadata", "labels").texts();
        labels.keySet().removeIf(wanted.negate());
        String uid = pod.text("metadata", "uid").orElse("");
        return PodMetadata.bounded(
                uid, pod.text("metadata", "annotations", STATIC_UID).orElse(uid), labels);
    }

    /** A label takes its letters, two strings and its place in a map. */
    private static int size(PodMetadata pod) {
        return 2 * (pod.uid().length() + pod.cgroupUid().length())
                + pod.labels().entrySet().stream()
                        .mapToInt(label ->
                                2 * (label.getKey().length() + label.getValue().length()) + 120)
                        .sum();
    }
}
