package io.nvmlexporter.label;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The thread that reads the job files, at once and then again and again: their directory may lie on a file system that
 * does not answer, which must cost no scrape.
 */
public final class JobWatcher implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(JobWatcher.class.getName());
    private static final Duration KEPT = Duration.ofMinutes(2);
    /** Of one reading: a directory that is not one of job files may hold any number of others. */
    private static final int MOST_LINES = 10;

    /**
     * @param told what the log was told of it
     * @param since {@link System#nanoTime} when its reading began
     */
    private record Known(FoundJobs jobs, Set<String> told, long since) {}

    private final Supplier<FoundJobs> files;
    private final Function<FoundJobs, List<Jobs.Problem>> problems;
    private final Duration interval;
    private final Duration kept;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "jobs");
    private volatile Known known = new Known(FoundJobs.NONE, Set.of(), System.nanoTime());

    /**
     * @param files {@link JobFiles#read}
     * @param problems of what was read, with the devices that are there now: these are told
     */
    public JobWatcher(Supplier<FoundJobs> files, Function<FoundJobs, List<Jobs.Problem>> problems, Duration interval) {
        this(files, problems, interval, KEPT.plus(interval));
    }

    /** @param kept how long what was read stands while nothing newer comes */
    JobWatcher(
            Supplier<FoundJobs> files,
            Function<FoundJobs, List<Jobs.Problem>> problems,
            Duration interval,
            Duration kept) {
        this.files = files;
        this.problems = problems;
        this.interval = interval;
        this.kept = kept;
        // A file system that hangs must not keep the program from ending.
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** What was read last; no jobs, and the reason, when that is too long ago to be true still. */
    public FoundJobs jobs() {
        Known now = known;
        boolean outdated = System.nanoTime() - now.since() > kept.toNanos();
        return outdated ? now.jobs().forgotten(kept) : now.jobs();
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
            FoundJobs now = files.get();
            Set<String> lines = problems.apply(now).stream()
                    .map(Jobs.Problem::message)
                    .filter(line -> !line.isEmpty())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            tell(known.told(), lines);
            known = new Known(now, lines, since);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "The job files could not be read", e);
        }
    }

    /** What is new. */
    private static void tell(Set<String> before, Set<String> now) {
        List<String> news = now.stream().filter(line -> !before.contains(line)).toList();
        news.stream().limit(MOST_LINES).forEach(line -> LOG.log(System.Logger.Level.WARNING, line));
        if (news.size() > MOST_LINES) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} more problems of job files; nvml_exporter_job_file_problems counts them",
                    news.size() - MOST_LINES);
        }
    }

    @Override
    public void close() {
        stop.countDown();
        thread.interrupt();
    }
}
