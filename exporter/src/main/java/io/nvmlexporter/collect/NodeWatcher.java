package io.nvmlexporter.collect;

import io.nvmlexporter.collect.EventReport.NodeEvent;
import io.nvmlexporter.nvml.Driver.SystemEvent;
import io.nvmlexporter.nvml.Driver.SystemEventSet;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The thread that waits for GPUs which the driver takes or lets go of, counts them, and has the GPUs looked at anew.
 * NVML knows the GPUs that were there when it was initialized, so it has to be initialized again; what happens while
 * that is done is seen by looking, and not counted.
 */
final class NodeWatcher implements Runnable {
    private static final System.Logger LOG = System.getLogger(NodeWatcher.class.getName());
    private static final Duration WAIT = Duration.ofSeconds(1);
    /** One change of the node is several events; so long after the last of them, it is over. */
    private static final Duration QUIET = Duration.ofMillis(200);
    /** However many events come, the GPUs are read for so long before they are looked at anew. */
    private static final Duration SHORTEST = Duration.ofSeconds(5);

    private final Nvml nvml;
    private final Events events;
    private final Runnable whenChanged;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final long started = System.nanoTime();
    private String outage = "";

    /** @param whenChanged called when the driver has taken GPUs, or let go of some */
    NodeWatcher(Nvml nvml, Events events, Runnable whenChanged) {
        this.nvml = nvml;
        this.events = events;
        this.whenChanged = whenChanged;
    }

    void stop() {
        stop.countDown();
    }

    @Override
    public void run() {
        try {
            while (stop.getCount() > 0) {
                try {
                    listen();
                } catch (NvmlException e) {
                    events.nodeReceived(e.code());
                    tell(e);
                    // A driver that lacks the function will not get it while it runs.
                    if (e.code() == NvmlReturn.FUNCTION_NOT_FOUND
                            || e.code().meaning() == NvmlReturn.Meaning.DRIVER_GONE) {
                        return;
                    }
                    stop.await(WAIT.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
            events.nodeReceived(NvmlReturn.NOT_READY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        try (SystemEventSet set = nvml.systemEvents()) {
            events.nodeReceived(NvmlReturn.SUCCESS);
            boolean changed = false;
            while (stop.getCount() > 0) {
                List<SystemEvent> found = set.await(changed ? QUIET : WAIT);
                found.forEach(this::count);
                changed |= !found.isEmpty();
                boolean over = found.isEmpty() || System.nanoTime() - started > 2 * SHORTEST.toNanos();
                if (changed && over && System.nanoTime() - started > SHORTEST.toNanos()) {
                    changed = false;
                    whenChanged.run();
                }
            }
            set.await(Duration.ZERO).forEach(this::count);
        }
    }

    private void count(SystemEvent event) {
        if (event.type() == SystemEvent.BIND) {
            events.report(NodeEvent.GPU_DRIVER_BIND);
            LOG.log(System.Logger.Level.INFO, "The driver has taken the GPU that it numbers {0}", event.gpuId());
        } else if (event.type() == SystemEvent.UNBIND) {
            events.report(NodeEvent.GPU_DRIVER_UNBIND);
            LOG.log(System.Logger.Level.INFO, "The driver lets go of the GPU that it numbers {0}", event.gpuId());
        }
    }

    /** Once for each outage. */
    private void tell(NvmlException e) {
        if (!outage.equals(e.getMessage())) {
            outage = e.getMessage();
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "GPUs that the driver takes or lets go of are seen by looking only: {0}",
                    e.getMessage());
        }
    }
}
