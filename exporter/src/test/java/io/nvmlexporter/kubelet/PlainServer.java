package io.nvmlexporter.kubelet;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A unix socket that greets with the bytes given; where there are none, it hangs up once it was sent something. */
final class PlainServer implements Closeable {
    private final ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    private final byte[] greeting;

    PlainServer(Path socket, byte[] greeting) throws IOException {
        this.greeting = greeting;
        listener.bind(UnixDomainSocketAddress.of(socket));
        Thread thread = new Thread(this::serve, "plain server");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (listener.isOpen()) {
            try (SocketChannel caller = listener.accept()) {
                caller.write(ByteBuffer.wrap(greeting));
                hear(caller);
            } catch (IOException e) {
                // The caller is gone, or the test is over.
            }
        }
    }

    /** To the end, where it has greeted: hanging up on what is unread would take back the greeting. */
    private void hear(SocketChannel caller) throws IOException {
        int heard;
        do {
            heard = caller.read(ByteBuffer.allocate(1_000));
        } while (greeting.length > 0 && heard >= 0);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
