package io.nvmlexporter.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Events of a capture that happen at their time, and who waits for them. For one thread, but for {@link #close}. */
final class Timeline<E> {
    /** At its time, in nanoseconds since the capture's moment. */
    record Due<E>(long at, E event) {}

    private final LongSupplier nanoseconds;
    private final PriorityQueue<Due<E>> coming = new PriorityQueue<>(Comparator.comparingLong(Due::at));
    private final CountDownLatch closed = new CountDownLatch(1);

    Timeline(LongSupplier nanoseconds) {
        this.nanoseconds = nanoseconds;
    }

    /** Those of them that are still to come; the others nobody has listened for. */
    void listenFor(List<Due<E>> events) {
        long now = nanoseconds.getAsLong();
        events.stream().filter(due -> due.at() > now).forEach(coming::add);
    }

    /** The next event; empty when the time was over, or this closed, before it came. */
    Optional<E> await(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            do {
                if (!coming.isEmpty() && coming.peek().at() <= nanoseconds.getAsLong()) {
                    return Optional.of(coming.remove().event());
                }
            } while (!pause(deadline));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    /** All that have come. */
    List<E> awaitAll(Duration timeout) {
        List<E> events = new ArrayList<>();
        Optional<E> next = await(timeout);
        while (next.isPresent()) {
            events.add(next.get());
            next = await(Duration.ZERO);
        }
        return events;
    }

    /** @return whether there is nothing to wait for any more */
    private boolean pause(long deadline) throws InterruptedException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            return true;
        }
        long due = coming.isEmpty() ? left : Math.max(1, coming.peek().at() - nanoseconds.getAsLong());
        return closed.await(Math.min(left, due), TimeUnit.NANOSECONDS);
    }

    void close() {
        closed.countDown();
    }
}
