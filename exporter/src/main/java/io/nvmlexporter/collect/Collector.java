package io.nvmlexporter.collect;

import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps NVML open and one thread reading each GPU, and joins what they found. When there is no driver, or none any
 * more, it looks for one again and again. Asking it for a {@link #snapshot} never enters the driver.
 */
public final class Collector implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Collector.class.getName());
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

    private static final Duration STOPPING = Duration.ofSeconds(5);

    private final Supplier<Nvml> source;
    private final Plan plan;
    private final String hint;
    private final Xids xids;
    private final Events events = new Events();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch firstTry = new CountDownLatch(1);
    private final Thread supervisor = new Thread(this::run, "nvml");
    private volatile DriverState driver = DriverState.down("starting", "NVML has not been asked yet");
    private volatile Session session;
    private boolean hinted;

    /**
     * @param source opens NVML, or throws {@link NvmlException}
     * @param hint told once, the first time that there is no driver
     */
    public Collector(Supplier<Nvml> source, Plan plan, String hint) {
        this.source = source;
        this.plan = plan;
        this.hint = hint;
        this.xids = new Xids(plan.windows().xids());
        supervisor.setDaemon(true);
    }

    public void start() {
        supervisor.start();
    }

    /** Waits until every GPU was read, rates included, or there turned out to be no driver; not longer than that. */
    public void awaitFirst(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        firstTry.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        Session current = session;
        if (current != null) {
            current.awaitFirst(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }

    /** What is known now. */
    public NodeSnapshot snapshot() {
        Session current = session;
        return new NodeSnapshot(driver, current == null ? List.of() : current.states());
    }

    /** The XIDs reported since the start. */
    public List<XidCount> xids() {
        return xids.counts();
    }

    /** The other events reported since the start. */
    public EventReport events() {
        return events.report();
    }

    private void run() {
        try {
            Duration pause;
            do {
                pause = retry();
                try {
                    pause = readUntilGone();
                } catch (NvmlException e) {
                    goDown(e);
                } catch (RuntimeException | LinkageError e) {
                    LOG.log(System.Logger.Level.ERROR, "NVML could not be used", e);
                    driver = DriverState.down("internal_error", e.toString());
                }
                firstTry.countDown();
            } while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return how long to wait before NVML is opened again */
    private Duration readUntilGone() throws InterruptedException {
        Nvml nvml = source.get();
        Session opened;
        try {
            opened = new Session(nvml, plan, xids, events);
        } catch (RuntimeException e) {
            nvml.close();
            throw e;
        }
        try (opened) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "Driver {0}, NVML {1}: {2} GPUs",
                    opened.node().driverVersion(),
                    opened.node().nvmlVersion(),
                    opened.node().gpuCount());
            warnOfAbsent(opened.node().gpuCount());
            opened.start();
            session = opened;
            driver = DriverState.up(opened.node());
            firstTry.countDown();
            while (opened.lives(plan.interval()) && stop.getCount() > 0) {
                if (opened.countChanged()) {
                    LOG.log(System.Logger.Level.INFO, "The number of GPUs has changed: looking at them anew");
                    return Duration.ZERO;
                }
            }
            if (stop.getCount() > 0 && opened.rearranged()) {
                LOG.log(System.Logger.Level.INFO, "The driver has taken or let go of GPUs: looking at them anew");
                return Duration.ZERO;
            }
            if (stop.getCount() > 0) {
                driver = DriverState.down("uninitialized", "the driver went away while it was read");
                LOG.log(System.Logger.Level.WARNING, "The driver went away; waiting for it to come back");
            }
            return retry();
        } finally {
            session = null;
        }
    }

    private void warnOfAbsent(int gpuCount) {
        plan.devices()
                .beyond(gpuCount)
                .forEach(number -> LOG.log(
                        System.Logger.Level.WARNING, "--devices lists {0}, but there is no such device", number));
    }

    private void goDown(NvmlException e) {
        DriverState down = DriverState.down(e.code().reason(), e.getMessage());
        if (!down.equals(driver)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "No NVIDIA driver answers: {0}{1}",
                    e.getMessage(),
                    hinted ? "" : ". " + hint);
            hinted = true;
        }
        driver = down;
    }

    private Duration retry() {
        return plan.interval().compareTo(LONGEST_RETRY) < 0 ? plan.interval() : LONGEST_RETRY;
    }

    @Override
    public void close() {
        stop.countDown();
        Session current = session;
        if (current != null) {
            current.end();
        }
        try {
            supervisor.join(STOPPING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
