package io.nvmlexporter.kubelet;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Asks the kubelet for its pods again and again, as {@link Watcher} does. */
public final class PodWatcher implements AutoCloseable {
    private final Watcher<Pod> watcher;

    /** @param kubelet {@link KubeletClient#list}; who made the client closes it, after this */
    public PodWatcher(Supplier<List<Pod>> kubelet) {
        watcher = new Watcher<>(Peer.KUBELET, kubelet);
    }

    /** @param kept how long an answer stands while no newer one comes */
    public PodWatcher(Supplier<List<Pod>> kubelet, Duration interval, Duration kept) {
        watcher = new Watcher<>(Peer.KUBELET, kubelet, interval, kept);
    }

    public void start() {
        watcher.start();
    }

    /** What is known now. It asks nobody. */
    public PodList podList() {
        Heard<Pod> heard = watcher.heard();
        return new PodList(heard.items(), heard.asked(), heard.reason(), heard.message());
    }

    @Override
    public void close() {
        watcher.close();
    }
}
