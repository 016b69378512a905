package io.nvmlexporter.kubelet;

import io.nvmlexporter.kubelet.KubeletException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The thread that asks somebody on this node for a list, at once and then again and again, and keeps the answer. While
 * there is none, the last one stands for a while, since pods and containers seldom change; then it is dropped, since
 * one that is gone would be blamed for another's work.
 */
public final class Watcher<T> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Watcher.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration KEPT = Duration.ofMinutes(2);
    private static final Duration STOPPING = Duration.ofSeconds(2);

    /** @param since {@link System#nanoTime} of the question that it answers */
    private record Known<T>(Heard<T> heard, long since) {}

    private final Peer peer;
    private final Supplier<List<T>> source;
    private final Duration interval;
    private final Duration kept;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile Known<T> known;

    /** @param source such as {@link KubeletClient#list}; who made the client closes it, after this */
    public Watcher(Peer peer, Supplier<List<T>> source) {
        this(peer, source, INTERVAL, KEPT);
    }

    /** @param kept how long an answer stands while no newer one comes */
    public Watcher(Peer peer, Supplier<List<T>> source, Duration interval, Duration kept) {
        this.peer = peer;
        this.source = source;
        thread = new Thread(this::run, peer.noun());
        Heard<T> nothing =
                new Heard<>(List.of(), Optional.empty(), "starting", "the " + peer.noun() + " has not been asked yet");
        known = new Known<>(nothing, System.nanoTime());
        this.interval = interval;
        this.kept = kept;
        // Whatever hangs in it must not keep the program from ending.
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** What is known now. It asks nobody. */
    public Heard<T> heard() {
        Known<T> now = known;
        // Decided here and not by the thread, so that even one that hangs cannot make old items look true.
        boolean outdated = now.heard().asked().isPresent() && System.nanoTime() - now.since() > kept.toNanos();
        return outdated ? now.heard().forgotten(peer, kept) : now.heard();
    }

    private void run() {
        try {
            do {
                ask();
            } while (!stop.await(interval.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            // Only close interrupts: this is the end.
        }
    }

    private void ask() {
        Instant asked = Instant.now();
        long since = System.nanoTime();
        try {
            List<T> items = source.get();
            if (!known.heard().isUp()) {
                LOG.log(System.Logger.Level.INFO, "The {0} answers: {1} {2}", peer.noun(), items.size(), peer.things());
            }
            known = new Known<>(Heard.of(items, asked), since);
        } catch (KubeletException e) {
            goDown(e.reason(), e.getMessage(), null);
        } catch (RuntimeException | Error e) {
            goDown(Reason.INTERNAL_ERROR, "asking the " + peer.noun() + " failed: " + e, e);
        }
    }

    /** @param bug what should not have happened, for its stack */
    private void goDown(Reason reason, String message, Throwable bug) {
        if (stop.getCount() == 0) {
            return;
        }
        Heard<T> last = heard();
        if (!known.heard().reason().equals(reason.label())) {
            // Most nodes without a kubelet's socket are not Kubernetes' at all.
            System.Logger.Level level = peer == Peer.KUBELET && reason == Reason.SOCKET_MISSING
                    ? System.Logger.Level.INFO
                    : System.Logger.Level.WARNING;
            LOG.log(
                    level,
                    "The " + peer.noun() + " does not say which " + peer.things() + " there are: " + message,
                    bug);
        }
        known = new Known<>(last.unconfirmed(reason.label(), message), known.since());
    }

    @Override
    public void close() {
        stop.countDown();
        thread.interrupt();
        try {
            thread.join(STOPPING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
