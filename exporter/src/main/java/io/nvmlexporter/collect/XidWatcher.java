package io.nvmlexporter.collect;

import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The thread that waits for the XIDs of one GPU. Each GPU has its own event set and its own thread, so that one that is
 * lost, or hangs in the driver, keeps no other's XIDs from being seen.
 *
 * <p>NVML has no "last XID" to ask for: one that nobody waits for is lost. So a new registration is made before the old
 * one is given up, and what the old one still holds is taken out of it.
 */
final class XidWatcher implements Runnable {
    private static final System.Logger LOG = System.getLogger(XidWatcher.class.getName());
    /** So long may stopping take, since a wait in the driver cannot be interrupted. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final Nvml nvml;
    private final int gpu;
    private final Xids xids;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicBoolean stale = new AtomicBoolean(true);
    private String uuid = "";
    private String outage = "";
    private long lastLine = System.nanoTime() - WAIT.toNanos();

    XidWatcher(Nvml nvml, int gpu, Xids xids) {
        this.nvml = nvml;
        this.gpu = gpu;
        this.xids = xids;
    }

    /**
     * The GPU has come back: one that was reset has forgotten who listens to it. Of one that was not, an XID that comes
     * during the change is counted twice, so this is not for every poll.
     */
    void refresh() {
        stale.set(true);
    }

    void stop() {
        stop.countDown();
    }

    @Override
    public void run() {
        Nvml.XidEvents events = null;
        try {
            while (stop.getCount() > 0) {
                try {
                    events = listen(events);
                    events.await(WAIT).ifPresent(this::report);
                } catch (NvmlException e) {
                    if (e.code().meaning() == NvmlReturn.Meaning.DRIVER_GONE) {
                        return;
                    }
                    refresh();
                    tell(e);
                    stop.await(WAIT.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (events != null) {
                events.close();
                xids.received(uuid, NvmlReturn.NOT_READY);
            }
        }
    }

    private Nvml.XidEvents listen(Nvml.XidEvents current) {
        if (!stale.getAndSet(false)) {
            return current;
        }
        Device device = nvml.gpu(gpu);
        String found = device.uuid();
        Nvml.XidEvents events = register(device, found);
        if (current != null) {
            drain(current);
        }
        uuid = found;
        if (!outage.isEmpty()) {
            outage = "";
            LOG.log(System.Logger.Level.INFO, "GPU {0}: XIDs are received again", gpu);
        }
        return events;
    }

    private Nvml.XidEvents register(Device device, String found) {
        try {
            Nvml.XidEvents events = nvml.xidEvents(Map.of(gpu, device));
            NvmlReturn refusal = events.refusals().get(gpu);
            if (refusal != null) {
                events.close();
                throw new NvmlException("nvmlDeviceRegisterEvents", refusal);
            }
            xids.received(found, NvmlReturn.SUCCESS);
            return events;
        } catch (NvmlException e) {
            xids.received(found, e.code());
            throw e;
        }
    }

    private void drain(Nvml.XidEvents old) {
        try (old) {
            Optional<Nvml.Xid> pending = old.await(Duration.ZERO);
            while (pending.isPresent()) {
                report(pending.get());
                pending = old.await(Duration.ZERO);
            }
        } catch (NvmlException e) {
            // A registration that a reset has ended holds nothing any more.
        }
    }

    private void report(Nvml.Xid xid) {
        xids.report(gpu, uuid, xid.gpuInstanceId(), xid.code(), Instant.now(), System.nanoTime());
        // A storm is counted whole and told a line a second.
        if (System.nanoTime() - lastLine >= WAIT.toNanos()) {
            lastLine = System.nanoTime();
            LOG.log(System.Logger.Level.WARNING, "GPU {0} {1}: XID {2}", gpu, uuid, xid.code());
        }
    }

    /** Once for each outage: while it lasts, a try each second says nothing new. */
    private void tell(NvmlException e) {
        if (!outage.equals(e.getMessage())) {
            outage = e.getMessage();
            // A GPU that is gone is told by its reader; vGPUs and Windows have no XIDs at all.
            boolean ofNote = e.code().meaning() == NvmlReturn.Meaning.NO_VALUE;
            LOG.log(
                    ofNote ? System.Logger.Level.INFO : System.Logger.Level.DEBUG,
                    "GPU {0}: XIDs cannot be received: {1}",
                    gpu,
                    e.getMessage());
        }
    }
}
