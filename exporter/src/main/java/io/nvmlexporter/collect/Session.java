package io.nvmlexporter.collect;

import io.nvmlexporter.field.Node;
import io.nvmlexporter.field.Told;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One time that NVML was initialized, with the threads that read from it. */
final class Session implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Session.class.getName());
    private static final Duration STOPPING = Duration.ofSeconds(3);

    private final Nvml nvml;
    private final Node node;
    private final List<GpuReader> readers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<EventWatcher> eventWatchers = new ArrayList<>();
    private final NodeWatcher nodeWatcher;
    private final CountDownLatch rearranged = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    Session(Nvml nvml, Plan plan, Xids xids, Events events) {
        this.nvml = nvml;
        this.nodeWatcher = new NodeWatcher(nvml, events, this::rearrange);
        this.node = nodeOf(nvml);
        for (int i = 0; i < node.gpuCount(); i++) {
            if (plan.devices().includes(i)) {
                EventWatcher watcher = new EventWatcher(nvml, i, xids, events);
                GpuPoller poller =
                        new GpuPoller(nvml, node, i, plan, xids, this::answers, watcher::refresh, System::nanoTime);
                GpuReader reader = new GpuReader(i, poller, plan, this::end, System::nanoTime);
                readers.add(reader);
                eventWatchers.add(watcher);
                threads.add(thread(reader, "gpu-" + i));
                threads.add(thread(watcher, "events-" + i));
            }
        }
        threads.add(thread(nodeWatcher, "node-events"));
    }

    /** As the last poll of it says; of a GPU that is not read, nothing speaks against it. */
    private boolean answers(int gpu) {
        return readers.stream()
                .map(GpuReader::state)
                .filter(state -> state.gpu() == gpu)
                .allMatch(state -> state.snapshot().isPresent());
    }

    static Node nodeOf(Nvml nvml) {
        return new Node(
                nvml.driverVersion(),
                GpuPoller.known(nvml::nvmlVersion),
                nvml.gpuCount(),
                GpuPoller.answer(nvml::cudaDriverVersion).map(OptionalLong::of).orElse(OptionalLong.empty()),
                Told.by(nvml::ownProcessName),
                Told.by(nvml::confidentialComputing));
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        // A thread that hangs in the driver must not keep the program from ending.
        thread.setDaemon(true);
        return thread;
    }

    void start() {
        threads.forEach(Thread::start);
    }

    Node node() {
        return node;
    }

    List<GpuState> states() {
        return readers.stream().map(GpuReader::state).toList();
    }

    void awaitFirst(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (GpuReader reader : readers) {
            reader.awaitFirst(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }

    /** Ends the session's {@link #lives life}. */
    void end() {
        ended.countDown();
    }

    private void rearrange() {
        rearranged.countDown();
        end();
    }

    /** Whether the session was ended because the driver has taken or let go of a GPU. */
    boolean rearranged() {
        return rearranged.getCount() == 0;
    }

    /** @return false where the session was ended, or a reader found that NVML has to be initialized again */
    boolean lives(Duration atMost) throws InterruptedException {
        return !ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @throws NvmlException where the driver is gone */
    boolean countChanged() {
        return nvml.gpuCount() != node.gpuCount();
    }

    /** Ends the threads. One that hangs in the driver keeps NVML open until it returns, which may be never. */
    @Override
    public void close() {
        readers.forEach(GpuReader::stop);
        eventWatchers.forEach(EventWatcher::stop);
        nodeWatcher.stop();
        try {
            long deadline = System.nanoTime() + STOPPING.toNanos();
            for (Thread thread : threads) {
                thread.join(Math.max(
                        1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (threads.stream().anyMatch(Thread::isAlive)) {
            LOG.log(System.Logger.Level.WARNING, "A thread hangs in the driver");
        }
        nvml.close();
    }
}
