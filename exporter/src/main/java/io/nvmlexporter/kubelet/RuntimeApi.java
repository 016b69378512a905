package io.nvmlexporter.kubelet;

import io.nvmlexporter.kubelet.HttpSocket.NotDockerException;
import io.nvmlexporter.kubelet.RunningContainer.Gpus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A way to ask a container runtime. All methods throw a {@link KubeletException} for every failure but those named. */
interface RuntimeApi extends AutoCloseable {
    /** @param name empty where it has none */
    record Found(String id, String name) {}

    /** @throws NotDockerException where this way is Docker's, and whoever listens does not know it */
    List<Found> running(Duration deadline) throws NotDockerException;

    /** What a container was made with, which never changes; empty where it is gone. */
    Optional<Gpus> gpus(String id, Duration deadline);

    @Override
    void close();
}
