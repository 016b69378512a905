package io.nvmlexporter.kubelet;

import java.time.Duration;
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

    static PodList of(List<Pod> pods, Instant asked) {
        return new PodList(pods, Optional.of(asked), "", "");
    }

    public boolean isUp() {
        return reason.isEmpty();
    }

    /** These pods, which the kubelet does not confirm any more. */
    PodList unconfirmed(String why, String inWords) {
        return new PodList(pods, asked, why, inWords);
    }

    /** No pods, since nothing was heard for so long. */
    PodList forgotten(Duration silence) {
        return isUp()
                ? new PodList(
                        List.of(),
                        Optional.empty(),
                        KubeletException.Reason.TIMEOUT.label(),
                        "nothing was heard of the kubelet for " + silence.toSeconds() + " s")
                : new PodList(List.of(), Optional.empty(), reason, message);
    }
}
