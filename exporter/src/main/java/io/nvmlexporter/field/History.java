package io.nvmlexporter.field;

import io.nvmlexporter.field.Readings.Batch;
import io.nvmlexporter.nvml.FieldId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the reads of one device keep from poll to poll. For the reader thread of its GPU only. */
public final class History {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final ClockEvents clockEvents;
    private Optional<Batch> previous = Optional.empty();
    private Optional<Batch> older = Optional.empty();
    private Optional<Batch> newer = Optional.empty();
    private Set<FieldId> linksSeenUp = new HashSet<>();
    private Seldom<Boolean> inforomValid = new Seldom<>();
    private Seldom<Long> errorRecords = new Seldom<>();
    private Map<Integer, Seldom<Long>> peers = new HashMap<>();

    /** @param clockEventsWindow in which clock events are counted */
    public History(Duration clockEventsWindow) {
        clockEvents = new ClockEvents(clockEventsWindow);
    }

    /** What the last poll asked by number, for rates. */
    Optional<Batch> previous() {
        return previous;
    }

    /**
     * What a poll asked by number that was one to two minutes before, or an interval where polls are rarer; the first
     * poll while that is not a minute ago.
     */
    Optional<Batch> aMinuteBefore(long nanoTime) {
        return newer.filter(batch -> nanoTime - batch.nanoTime() >= MINUTE).or(() -> older);
    }

    ClockEvents clockEvents() {
        return clockEvents;
    }

    /** The NVLinks that were up at some poll, by what their state is asked with. */
    Set<FieldId> linksSeenUp() {
        return linksSeenUp;
    }

    Seldom<Boolean> inforomValid() {
        return inforomValid;
    }

    Seldom<Long> errorRecords() {
        return errorRecords;
    }

    /** How another GPU is reached. */
    Seldom<Long> peer(int gpu) {
        return peers.computeIfAbsent(gpu, index -> new Seldom<>());
    }

    /** Ends a poll. */
    public void keep(Batch batch) {
        previous = Optional.of(batch);
        if (newer.isEmpty()) {
            older = previous;
            newer = previous;
        } else if (batch.nanoTime() - newer.get().nanoTime() >= MINUTE) {
            older = newer;
            newer = previous;
        }
    }

    /** The device was gone: what it counts may begin anew, and what it answered may have changed. */
    public void interrupt() {
        previous = Optional.empty();
        older = Optional.empty();
        newer = Optional.empty();
        linksSeenUp = new HashSet<>();
        inforomValid = new Seldom<>();
        errorRecords = new Seldom<>();
        peers = new HashMap<>();
    }
}
