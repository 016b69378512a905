package io.nvmlexporter.kubelet;

import io.nvmlexporter.kubelet.KubeletException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The thread that asks the kubelet for its pods, at once and then again and again, and keeps the answer. While there is
 * none, the last one stands for a while, since pods seldom change; then it is dropped, since one that is gone would be
 * blamed for another's work.
 */
public final class PodWatcher implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PodWatcher.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration KEPT = Duration.ofMinutes(2);
    private static final Duration STOPPING = Duration.ofSeconds(2);

    /** @param since {@link System#nanoTime} of the question that its pods answer */
    private record Known(PodList list, long since) {}

    private final Supplier<List<Pod>> kubelet;
    private final Duration interval;
    private final Duration kept;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "kubelet");
    private volatile Known known = new Known(PodList.STARTING, System.nanoTime());

    /** @param kubelet {@link KubeletClient#list}; who made the client closes it, after this */
    public PodWatcher(Supplier<List<Pod>> kubelet) {
        this(kubelet, INTERVAL, KEPT);
    }

    /** @param kept how long an answer stands while no newer one comes */
    public PodWatcher(Supplier<List<Pod>> kubelet, Duration interval, Duration kept) {
        this.kubelet = kubelet;
        this.interval = interval;
        this.kept = kept;
        // Whatever hangs in it must not keep the program from ending.
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** What is known now. It asks nobody. */
    public PodList podList() {
        Known now = known;
        // Decided here and not by the thread, so that even one that hangs cannot make old pods look true.
        boolean outdated = now.list().asked().isPresent() && System.nanoTime() - now.since() > kept.toNanos();
        return outdated ? now.list().forgotten(kept) : now.list();
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
            List<Pod> pods = kubelet.get();
            if (!known.list().isUp()) {
                LOG.log(System.Logger.Level.INFO, "The kubelet answers: {0} pods", pods.size());
            }
            known = new Known(PodList.of(pods, asked), since);
        } catch (KubeletException e) {
            goDown(e.reason(), e.getMessage(), null);
        } catch (RuntimeException | Error e) {
            goDown(Reason.INTERNAL_ERROR, "asking the kubelet failed: " + e, e);
        }
    }

    /** @param bug what should not have happened, for its stack */
    private void goDown(Reason reason, String message, Throwable bug) {
        if (stop.getCount() == 0) {
            return;
        }
        PodList last = podList();
        if (!known.list().reason().equals(reason.label())) {
            // Most nodes without a kubelet's socket are not Kubernetes' at all.
            System.Logger.Level level =
                    reason == Reason.SOCKET_MISSING ? System.Logger.Level.INFO : System.Logger.Level.WARNING;
            LOG.log(level, "The kubelet does not say which pods there are: " + message, bug);
        }
        known = new Known(last.unconfirmed(reason.label(), message), known.since());
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
