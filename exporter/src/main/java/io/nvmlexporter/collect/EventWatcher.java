package io.nvmlexporter.collect;

import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.EventType;
import io.nvmlexporter.nvml.GpuEvents;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The thread that waits for the events of one GPU, XIDs among them. Each GPU has its own event set and its own thread,
 * so that one that is lost, or hangs in the driver, keeps no other's events from being seen.
 *
 * <p>NVML has no "last XID" to ask for: an event that nobody waits for is lost. So a new registration is made before
 * the old one is given up, and what the old one still holds is taken out of it.
 */
final class EventWatcher implements Runnable {
    private static final System.Logger LOG = System.getLogger(EventWatcher.class.getName());
    /** So long may stopping take, since a wait in the driver cannot be interrupted. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final Nvml nvml;
    private final int gpu;
    private final Xids xids;
    private final Events events;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicBoolean stale = new AtomicBoolean(true);
    private String uuid = "";
    private String outage = "";
    private final Map<EventType, Long> lastLines = new EnumMap<>(EventType.class);

    EventWatcher(Nvml nvml, int gpu, Xids xids, Events events) {
        this.nvml = nvml;
        this.gpu = gpu;
        this.xids = xids;
        this.events = events;
    }

    /**
     * The GPU has come back: one that was reset has forgotten who listens to it. Of one that was not, an event that
     * comes during the change is counted twice, so this is not for every poll.
     */
    void refresh() {
        stale.set(true);
    }

    void stop() {
        stop.countDown();
    }

    @Override
    public void run() {
        GpuEvents heard = null;
        try {
            while (stop.getCount() > 0) {
                try {
                    heard = listen(heard);
                    heard.await(WAIT).ifPresent(this::report);
                } catch (NvmlException e) {
                    if (e.code().meaning() == NvmlReturn.Meaning.DRIVER_GONE) {
                        return;
                    }
                    refresh();
                    if (!uuid.isEmpty()) {
                        events.notReceived(gpu, uuid, e.code());
                    }
                    tell(e);
                    stop.await(WAIT.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (heard != null) {
                drain(heard);
                xids.received(uuid, NvmlReturn.NOT_READY);
                events.notReceived(gpu, uuid, NvmlReturn.NOT_READY);
            }
        }
    }

    private GpuEvents listen(GpuEvents current) {
        if (!stale.getAndSet(false)) {
            return current;
        }
        Device device = nvml.gpu(gpu);
        String found = device.uuid();
        GpuEvents heard = register(device, found);
        if (current != null) {
            drain(current);
        }
        uuid = found;
        if (!outage.isEmpty()) {
            outage = "";
            LOG.log(System.Logger.Level.INFO, "GPU {0}: events are received again", gpu);
        }
        return heard;
    }

    private GpuEvents register(Device device, String found) {
        try {
            GpuEvents heard = nvml.events(device, Events.ASKED);
            Map<EventType, NvmlReturn> refusals = heard.refusals();
            xids.received(found, refusals.getOrDefault(EventType.XID, NvmlReturn.SUCCESS));
            events.received(gpu, found, refusals);
            return heard;
        } catch (NvmlException e) {
            xids.received(found, e.code());
            events.notReceived(gpu, found, e.code());
            throw e;
        }
    }

    private void drain(GpuEvents old) {
        try (old) {
            Optional<GpuEvents.Event> pending = old.await(Duration.ZERO);
            while (pending.isPresent()) {
                report(pending.get());
                pending = old.await(Duration.ZERO);
            }
        } catch (NvmlException e) {
            // A registration that a reset has ended holds nothing any more.
        }
    }

    private void report(GpuEvents.Event event) {
        long now = System.nanoTime();
        boolean xid = event.type() == EventType.XID;
        if (xid) {
            xids.report(gpu, uuid, event.gpuInstanceId(), event.data(), Instant.now(), now);
        } else {
            events.report(uuid, event.gpuInstanceId(), event.type(), Instant.now());
        }
        // A storm is counted whole and told a line a second.
        Long lastLine = lastLines.get(event.type());
        if (lastLine == null || now - lastLine >= WAIT.toNanos()) {
            lastLines.put(event.type(), now);
            String what = event.type().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            LOG.log(
                    event.type() == EventType.MIG_CONFIG_CHANGE
                            ? System.Logger.Level.INFO
                            : System.Logger.Level.WARNING,
                    "GPU {0} {1}: {2}",
                    gpu,
                    uuid,
                    xid ? "XID " + event.data() : what);
        }
    }

    /** Once for each outage: while it lasts, a try each second says nothing new. */
    private void tell(NvmlException e) {
        if (!outage.equals(e.getMessage())) {
            outage = e.getMessage();
            // A GPU that is gone is told by its reader; vGPUs and Windows have no events at all.
            boolean ofNote = e.code().meaning() == NvmlReturn.Meaning.NO_VALUE;
            LOG.log(
                    ofNote ? System.Logger.Level.INFO : System.Logger.Level.DEBUG,
                    "GPU {0}: events cannot be received: {1}",
                    gpu,
                    e.getMessage());
        }
    }
}
