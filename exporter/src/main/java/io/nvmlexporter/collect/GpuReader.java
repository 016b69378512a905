package io.nvmlexporter.collect;

import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The thread that reads one GPU and publishes what it found. It alone waits when the driver does not answer for that
 * GPU.
 */
final class GpuReader implements Runnable {
    private static final System.Logger LOG = System.getLogger(GpuReader.class.getName());
    /** Rates and GPM need two polls; the second follows the first so soon that a new user sees them at once. */
    private static final Duration SECOND_POLL = Duration.ofMillis(250);

    private static final String STARTING = "starting";

    private final int gpu;
    private final GpuPoller poller;
    private final Plan plan;
    private final Runnable driverGone;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch polledTwice = new CountDownLatch(2);
    private final long startNanos = System.nanoTime();
    private volatile GpuState state;

    /** @param driverGone called when NVML says that it has to be initialized again; the thread ends then */
    GpuReader(int gpu, GpuPoller poller, Plan plan, Runnable driverGone) {
        this.gpu = gpu;
        this.poller = poller;
        this.plan = plan;
        this.driverGone = driverGone;
        this.state = GpuState.down(gpu, "", STARTING);
    }

    /** The latest that was read; nothing that is too old to be true. */
    GpuState state() {
        GpuState latest = state;
        boolean answers = latest.snapshot().isPresent() || latest.problem().equals(STARTING);
        long since = latest.snapshot().map(GpuSnapshot::takenNanos).orElse(startNanos);
        boolean old = System.nanoTime() - since > plan.oldest().toNanos();
        return answers && old ? GpuState.down(gpu, latest.uuid(), "timeout") : latest;
    }

    /** Waits until there are rates as well, or the GPU turned out not to answer; not longer than that. */
    void awaitFirst(Duration atMost) throws InterruptedException {
        polledTwice.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop() {
        stop.countDown();
    }

    @Override
    public void run() {
        try (poller) {
            long next = System.nanoTime();
            boolean up = true;
            while (up && !stopped(next)) {
                up = poll();
                long interval = plan.interval().toNanos();
                if (polledTwice.getCount() == 2) {
                    interval = Math.min(interval, SECOND_POLL.toNanos());
                }
                polledTwice.countDown();
                next = Math.max(next + interval, System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stopped(long untilNanos) throws InterruptedException {
        return stop.await(Math.max(0, untilNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /** @return false where the driver is gone */
    private boolean poll() {
        try {
            GpuSnapshot found = poller.poll();
            publish(GpuState.up(gpu, poller.uuid(), found));
            return true;
        } catch (NvmlException e) {
            publish(GpuState.down(gpu, poller.uuid(), e.code().reason()));
            if (e.code().meaning() != NvmlReturn.Meaning.DRIVER_GONE) {
                return true;
            }
            driverGone.run();
            return false;
        } catch (RuntimeException | Error e) {
            // A mistake of ours must not silence the GPU for good, nor be served as its last values.
            LOG.log(System.Logger.Level.ERROR, "GPU " + gpu + ": poll failed", e);
            publish(GpuState.down(gpu, poller.uuid(), "internal_error"));
            return true;
        }
    }

    private void publish(GpuState found) {
        if (!found.problem().equals(state.problem())) {
            String what = found.problem().isEmpty() ? "is read" : "cannot be read: " + found.problem();
            LOG.log(
                    found.problem().isEmpty() ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
                    "GPU {0} {1} {2}",
                    gpu,
                    found.uuid(),
                    what);
        }
        state = found;
    }
}
