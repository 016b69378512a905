package io.nvmlexporter.kubelet;

import io.nvmlexporter.kubelet.HttpSocket.NotDockerException;
import io.nvmlexporter.kubelet.KubeletException.Reason;
import io.nvmlexporter.kubelet.RunningContainer.Gpus;
import io.nvmlexporter.kubelet.RuntimeApi.Found;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the container runtime of this node which containers run and what GPUs each was given: by Docker's HTTP API
 * (Docker, Podman), else by CRI (containerd, CRI-O, cri-dockerd), whichever answers at the socket. What a container was
 * given is asked once. Nothing of either way is loaded before there is a socket.
 */
public final class RuntimeClient implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int MOST_CONTAINERS = 2048;
    /** Enough of an id to find it by, as Docker shows it. */
    private static final int SHORT_ID = 12;

    private static final int LONGEST_NAME = 256;

    /** What a single container may be sick of; the others are told of then. */
    private static final Set<Reason> OF_ONE_CONTAINER =
            EnumSet.of(Reason.GARBLED, Reason.INTERNAL_ERROR, Reason.TOO_LARGE);

    private final NodeSocket socket;
    private final Duration deadline;
    private final Map<String, Gpus> given = new HashMap<>();
    private RuntimeApi api;

    public RuntimeClient(Path socket) {
        this(socket, DEADLINE);
    }

    /** @param deadline of all that one list takes */
    public RuntimeClient(Path socket, Duration deadline) {
        this.socket = new NodeSocket(socket, Peer.CONTAINER_RUNTIME);
        this.deadline = deadline;
    }

    /**
     * The containers that run now, those without a GPU included. A thread that waits here may be interrupted.
     *
     * @throws KubeletException for every failure
     */
    public synchronized List<RunningContainer> list() {
        long end = System.nanoTime() + deadline.toNanos();
        try {
            List<Found> found = running(end);
            if (found.size() > MOST_CONTAINERS) {
                throw new KubeletException(
                        Reason.TOO_LARGE,
                        "the container runtime at " + socket.path() + " has " + found.size()
                                + " containers, and at most " + MOST_CONTAINERS + " are asked about");
            }
            given.keySet().retainAll(found.stream().map(Found::id).toList());
            List<RunningContainer> containers = new ArrayList<>();
            for (Found container : found) {
                gpus(container.id(), end)
                        .ifPresent(gpus -> containers.add(new RunningContainer(name(container), gpus)));
            }
            return List.copyOf(containers);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private List<Found> running(long end) {
        if (api == null) {
            socket.check();
            api = new DockerApi(socket);
        }
        try {
            return api.running(left(end));
        } catch (NotDockerException e) {
            api.close();
            api = new CriApi(socket);
            return viaCri(end);
        }
    }

    private List<Found> viaCri(long end) {
        try {
            return api.running(left(end));
        } catch (NotDockerException e) {
            throw new IllegalStateException(e);
        } catch (KubeletException e) {
            if (e.reason() == Reason.GARBLED || e.reason() == Reason.UNAVAILABLE) {
                throw new KubeletException(
                        e.reason(),
                        "what listens at " + socket.path() + " speaks neither Docker's API nor CRI; is that the"
                                + " container runtime's socket? " + e.getMessage(),
                        e);
            }
            throw e;
        }
    }

    private Optional<Gpus> gpus(String id, long end) {
        Gpus known = given.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            Optional<Gpus> told = api.gpus(id, left(end));
            told.ifPresent(gpus -> given.put(id, gpus));
            return told;
        } catch (KubeletException e) {
            if (OF_ONE_CONTAINER.contains(e.reason())) {
                return Optional.of(Gpus.UNKNOWN);
            }
            throw e;
        }
    }

    private static String name(Found container) {
        String name = container.name().strip().replaceAll("\\p{Cntrl}", "_");
        String best = name.isEmpty() ? container.id() : name;
        int longest = name.isEmpty() ? SHORT_ID : LONGEST_NAME;
        return best.length() > longest ? best.substring(0, longest) : best;
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    }

    @Override
    public synchronized void close() {
        if (api != null) {
            api.close();
            api = null;
        }
    }
}
