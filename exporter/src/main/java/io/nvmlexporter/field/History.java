package io.nvmlexporter.field;

import io.nvmlexporter.field.Readings.Batch;
import java.util.Optional;

/** What the reads of one device keep from poll to poll. For the reader thread of its GPU only. */
public final class History {
    private Optional<Batch> previous = Optional.empty();

    /** What the last poll asked by number, for rates. */
    Optional<Batch> previous() {
        return previous;
    }

    /** Ends a poll. */
    public void keep(Batch batch) {
        previous = Optional.of(batch);
    }
}
