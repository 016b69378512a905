package io.nvmlexporter.kubelet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Asks the kubelet which pod holds which device. The connection is kept, and made anew after a failure, since the
 * kubelet makes a new socket at each start. Nothing of gRPC is loaded before there is a socket.
 */
public final class KubeletClient implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final NodeSocket socket;
    private final Duration deadline;
    private Connection connection;

    public KubeletClient(Path socket) {
        this(socket, DEADLINE);
    }

    /** @param deadline of each call, connecting included */
    public KubeletClient(Path socket, Duration deadline) {
        this.socket = new NodeSocket(socket, Peer.KUBELET);
        this.deadline = deadline;
    }

    /**
     * The pods of this node, those without any device included. A thread that waits here may be interrupted.
     *
     * @throws KubeletException for every failure
     */
    public synchronized List<Pod> list() {
        if (connection == null) {
            socket.check();
            connection = new Connection(socket);
        }
        try {
            return PodReader.list(connection, deadline);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
