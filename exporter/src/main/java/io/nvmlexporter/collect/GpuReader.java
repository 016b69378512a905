package io.nvmlexporter.collect;

import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The thread that reads one GPU and publishes what it found. It alone waits when the driver does not answer for that
 * GPU.
 */
final class GpuReader implements Runnable {
    private static final System.Logger LOG = System.getLogger(GpuReader.class.getName());
    private static final String STARTING = "starting";

    /** What was found last, and all of it as it can be served while it is not old. */
    private record Latest(GpuState state, Optional<GpuReading> reading) {}

    private final int gpu;
    private final GpuPoller poller;
    private final Plan plan;
    private final Runnable driverGone;
    private final LongSupplier nanoTime;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch settled = new CountDownLatch(1);
    private final long startNanos;
    private final Schedule schedule;
    private boolean failed;
    private volatile Latest latest;

    /**
     * @param driverGone called when NVML says that it has to be initialized again; the thread ends then
     * @param nanoTime the clock
     */
    GpuReader(int gpu, GpuPoller poller, Plan plan, Runnable driverGone, LongSupplier nanoTime) {
        this.gpu = gpu;
        this.poller = poller;
        this.plan = plan;
        this.driverGone = driverGone;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.schedule = new Schedule(plan.groups(), startNanos);
        this.latest = new Latest(GpuState.down(gpu, "", STARTING), Optional.empty());
    }

    /**
     * The latest that was read; nothing that is too old to be true. Where no poll has ended for too long, the GPU does
     * not answer, and of what it said before nothing is served, of whatever age.
     */
    GpuState state() {
        Latest known = latest;
        long now = nanoTime.getAsLong();
        boolean answers = known.reading().isPresent() || known.state().problem().equals(STARTING);
        long since = known.reading().map(GpuReading::startedNanos).orElse(startNanos);
        if (answers && now - since > plan.oldest().toNanos()) {
            return GpuState.down(gpu, known.state().uuid(), Findings.TIMEOUT);
        }
        return known.reading()
                .filter(reading -> reading.isOld(now))
                .map(reading -> GpuState.up(gpu, known.state().uuid(), reading.at(now)))
                .orElse(known.state());
    }

    /** Waits until there are rates as well, or the GPU turned out not to answer; not longer than that. */
    void awaitFirst(Duration atMost) throws InterruptedException {
        settled.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop() {
        stop.countDown();
    }

    @Override
    public void run() {
        try (poller) {
            boolean up = true;
            while (up && !stopped(next())) {
                up = poll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stopped(long untilNanos) throws InterruptedException {
        return stop.await(Math.max(0, untilNanos - nanoTime.getAsLong()), TimeUnit.NANOSECONDS);
    }

    /** When there is something to read. */
    long next() {
        return schedule.next();
    }

    /**
     * Reads what is due.
     *
     * @return false where the driver is gone
     */
    boolean poll() {
        long started = nanoTime.getAsLong();
        try {
            GpuReading found = poller.poll(group -> schedule.isDue(group, started));
            publish(GpuState.up(gpu, poller.uuid(), found.at(started)), Optional.of(found));
            plan(found);
            return true;
        } catch (NvmlException e) {
            fail(e.code().reason());
            if (e.code().meaning() != NvmlReturn.Meaning.DRIVER_GONE) {
                return true;
            }
            driverGone.run();
            return false;
        } catch (RuntimeException | Error e) {
            // A mistake of ours must not silence the GPU for good, nor be served as its last values.
            LOG.log(System.Logger.Level.ERROR, "GPU " + gpu + ": poll failed", e);
            fail("internal_error");
            return true;
        }
    }

    private void plan(GpuReading found) {
        for (int i = 0; i < found.groups().size(); i++) {
            GroupFindings group = found.groups().get(i);
            if (group.takenNanos() - found.startedNanos() >= 0) {
                schedule.read(i, group.first(), found.startedNanos(), nanoTime.getAsLong());
            }
        }
        if (found.isComplete()) {
            settled.countDown();
        }
    }

    private void fail(String reason) {
        publish(GpuState.down(gpu, poller.uuid(), reason), Optional.empty());
        schedule.failed(nanoTime.getAsLong());
        if (failed) {
            settled.countDown();
        }
        failed = true;
    }

    private void publish(GpuState found, Optional<GpuReading> reading) {
        String problem = latest.state().problem();
        if (!found.problem().equals(problem)) {
            String what = found.problem().isEmpty() ? "is read" : "cannot be read: " + found.problem();
            LOG.log(
                    found.problem().isEmpty() ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
                    "GPU {0} {1} {2}",
                    gpu,
                    found.uuid(),
                    what);
        }
        latest = new Latest(found, reading);
    }
}
