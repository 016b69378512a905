package io.nvmlexporter.kubelet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of what somebody on this node lists.
 *
 * @param items as they were listed last; empty when that is too long ago to be true still
 * @param asked when they were asked for; empty where there is no such answer
 * @param reason why there is no answer now, as a label value: {@code starting}, or one of
 *     {@link KubeletException.Reason}; empty while there is
 * @param message the same for people, in one line
 */
public record Heard<T>(List<T> items, Optional<Instant> asked, String reason, String message) {
    public Heard {
        items = List.copyOf(items);
    }

    static <T> Heard<T> of(List<T> items, Instant asked) {
        return new Heard<>(items, Optional.of(asked), "", "");
    }

    public boolean isUp() {
        return reason.isEmpty();
    }

    /** These items, which nobody confirms any more. */
    Heard<T> unconfirmed(String why, String inWords) {
        return new Heard<>(items, asked, why, inWords);
    }

    /** No items, since nothing was heard for so long. */
    Heard<T> forgotten(Peer peer, Duration silence) {
        return isUp()
                ? new Heard<>(
                        List.of(),
                        Optional.empty(),
                        KubeletException.Reason.TIMEOUT.label(),
                        "nothing was heard of the " + peer.noun() + " for " + silence.toSeconds() + " s")
                : new Heard<>(List.of(), Optional.empty(), reason, message);
    }
}
