package io.nvmlexporter.kubelet;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of this node's pods.
 *
 * @param pods as the kubelet listed them last; empty when that is too long ago to be true still
 * @param asked when it was asked for these pods; empty where there is no such answer
 * @param reason why the kubelet has no answer now, as a label value: {@code starting}, or one of
 *     {@link KubeletException.Reason}; empty while it answers
 * @param message the same for people, in one line
 */
public record PodList(List<Pod> pods, Optional<Instant> asked, String reason, String message) {
    /** Before the first answer. */
    public static final PodList STARTING =
            new PodList(List.of(), Optional.empty(), "starting", "the kubelet has not been asked yet");

    public PodList {
        pods = List.copyOf(pods);
    }

    public boolean isUp() {
        return reason.isEmpty();
    }
}
