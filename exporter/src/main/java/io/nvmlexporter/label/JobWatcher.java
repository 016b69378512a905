package io.nvmlexporter.label;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The thread that reads the job files, at once and then again and again: their directory may lie on a file system that
 * does not answer, which must cost no scrape.
 */
public final class JobWatcher implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(JobWatcher.class.getName());
    private static final Duration KEPT = Duration.ofMinutes(2);

    /** @param since {@link System#nanoTime} when its reading began */
    private record Known(Jobs jobs, long since) {}

    private final Supplier<Jobs> files;
    private final Duration interval;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "jobs");
    private volatile Known known = new Known(Jobs.NONE, System.nanoTime());

    /** @param files {@link JobFiles#read} */
    public JobWatcher(Supplier<Jobs> files, Duration interval) {
        this.files = files;
        this.interval = interval;
        // A file system that hangs must not keep the program from ending.
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** What was read last; none when that is too long ago to be true still. */
    public Jobs jobs() {
        Known now = known;
        boolean outdated = System.nanoTime() - now.since() > KEPT.plus(interval).toNanos();
        return outdated ? Jobs.NONE : now.jobs();
    }

    private void run() {
        try {
            do {
                read();
            } while (!stop.await(interval.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            // Only close interrupts: this is the end.
        }
    }

    private void read() {
        long since = System.nanoTime();
        try {
            Jobs now = files.get();
            tell(known.jobs().problems(), now.problems());
            known = new Known(now, since);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "The job files could not be read", e);
        }
    }

    /** What is new. */
    private static void tell(List<Jobs.Problem> before, List<Jobs.Problem> now) {
        now.stream()
                .filter(problem -> !before.contains(problem))
                .forEach(problem -> LOG.log(System.Logger.Level.WARNING, problem.message()));
    }

    @Override
    public void close() {
        stop.countDown();
        thread.interrupt();
    }
}
