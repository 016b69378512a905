package io.nvmlexporter.apiserver;

import io.nvmlexporter.apiserver.ApiServerException.Reason;
import java.util.Map;

/**
 * What is known of a kind of objects.
 *
 * @param objects as the API server has them; none when it was silent for too long
 * @param reason why it does not answer now, as a label value: {@code starting}, or one of {@link Reason}; empty while
 *     it answers
 */
public record Watched<T>(Map<ObjectName, T> objects, String reason) {
    public Watched {
        objects = Map.copyOf(objects);
    }

    public boolean isUp() {
        return reason.isEmpty();
    }

    /** No objects, since nothing was heard of them for so long. */
    Watched<T> forgotten() {
        return new Watched<>(Map.of(), isUp() ? Reason.TIMEOUT.label() : reason);
    }
}
