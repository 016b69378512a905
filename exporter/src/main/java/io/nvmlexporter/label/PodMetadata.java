package io.nvmlexporter.label;

import java.util.Map;

/**
 * What the API server adds to a pod's name, as far as it is asked for.
 *
 * @param uid {@code metadata.uid}; empty where it is not known
 * @param cgroupUid the UID that the pod's cgroups have: the same, but for static pods
 * @param labels those of {@code metadata.labels} that are wanted
 */
public record PodMetadata(String uid, String cgroupUid, Map<String, String> labels) {
    public static final PodMetadata NONE = new PodMetadata("", "", Map.of());

    public PodMetadata {
        labels = Map.copyOf(labels);
    }

    /** With no more of the labels than {@link LabelText} takes: a pod may have any number of them. */
    public static PodMetadata bounded(String uid, String cgroupUid, Map<String, String> labels) {
        return new PodMetadata(LabelText.bounded(uid), LabelText.bounded(cgroupUid), LabelText.mostOf(labels));
    }
}
