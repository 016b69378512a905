package io.nvmlexporter.field;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * An answer that rarely changes and is dear to ask for: kept for some minutes. A refusal is not kept, since it may
 * pass. For the reader thread of its GPU only.
 */
final class Seldom<T> {
    static final Duration KEPT = Duration.ofMinutes(5);

    private T answer;
    private long askedNanos;

    /** @param nanoTime of now, by {@link System#nanoTime} */
    T get(long nanoTime, Supplier<T> question) {
        if (answer == null || nanoTime - askedNanos >= KEPT.toNanos()) {
            answer = null;
            answer = question.get();
            askedNanos = nanoTime;
        }
        return answer;
    }
}
