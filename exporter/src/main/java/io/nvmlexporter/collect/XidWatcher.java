package io.nvmlexporter.collect;

import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The thread that waits for XIDs. NVML has no "last XID" to ask for: one that nobody waits for is lost, so a new
 * registration is made before the old one is given up.
 */
final class XidWatcher implements Runnable {
    private static final System.Logger LOG = System.getLogger(XidWatcher.class.getName());
    /** So long may stopping take, since a wait in the driver cannot be interrupted. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final Nvml nvml;
    private final int gpuCount;
    private final Xids xids;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicBoolean stale = new AtomicBoolean(true);
    private Map<Integer, String> uuids = Map.of();
    private String unavailable = "";

    XidWatcher(Nvml nvml, int gpuCount, Xids xids) {
        this.nvml = nvml;
        this.gpuCount = gpuCount;
        this.xids = xids;
    }

    /** A GPU has come or come back: a GPU that was reset has forgotten who listens to it. */
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
                    sayOnce(e);
                    stop.await(WAIT.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (events != null) {
                events.close();
            }
        }
    }

    private Nvml.XidEvents listen(Nvml.XidEvents current) {
        if (!stale.getAndSet(false)) {
            return current;
        }
        Map<Integer, Device> gpus = new LinkedHashMap<>();
        Map<Integer, String> names = new LinkedHashMap<>();
        for (int i = 0; i < gpuCount; i++) {
            try {
                Device gpu = nvml.gpu(i);
                names.put(i, gpu.uuid());
                gpus.put(i, gpu);
            } catch (NvmlException e) {
                // Its own reader says what is wrong with it, and calls refresh() when it is back.
                LOG.log(System.Logger.Level.DEBUG, "GPU {0}: no XIDs: {1}", i, e.getMessage());
            }
        }
        Nvml.XidEvents events = nvml.xidEvents(gpus);
        uuids = names;
        events.refusals()
                .forEach((gpu, code) -> LOG.log(System.Logger.Level.DEBUG, "GPU {0}: no XIDs: {1}", gpu, code));
        if (current != null) {
            current.close();
        }
        return events;
    }

    private void report(Nvml.Xid xid) {
        String uuid = uuids.get(xid.gpu());
        LOG.log(System.Logger.Level.WARNING, "GPU {0} {1}: XID {2}", xid.gpu(), uuid, xid.code());
        xids.report(uuid, xid.gpuInstanceId(), xid.code());
    }

    private void sayOnce(NvmlException e) {
        if (!unavailable.equals(e.getMessage())) {
            unavailable = e.getMessage();
            LOG.log(System.Logger.Level.WARNING, "XIDs cannot be received: {0}", e.getMessage());
        }
    }
}
