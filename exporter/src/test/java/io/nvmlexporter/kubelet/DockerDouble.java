package io.nvmlexporter.kubelet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Docker's HTTP API over a unix socket, as its daemon answers: in chunks, and with more than anybody asks for. */
public final class DockerDouble implements Closeable {
    private final Path socket;
    private final ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    public DockerDouble(Path socket) throws IOException {
        this.socket = socket;
        answers.put("/containers/json", "[]");
        listener.bind(UnixDomainSocketAddress.of(socket));
        Thread thread = new Thread(this::serve, "docker double");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * These containers run, and no others.
     *
     * @param inspected what is told of each, by its name; the ids are made of the names
     */
    public DockerDouble running(Map<String, String> inspected) {
        StringBuilder list = new StringBuilder();
        inspected.forEach((name, json) -> {
            String id = id(name);
            answers.put("/containers/" + id + "/json", json);
            list.append(list.length() == 0 ? "" : ",")
                    .append("{\"Id\":\"" + id + "\",\"Names\":[\"/other/alias\",\"/" + name
                            + "\"],\"Labels\":{\"maintainer\":\"\"},\"Ports\":[],\"State\":\"running\"}");
        });
        answers.put("/containers/json", "[" + list + "]");
        return this;
    }

    /** As {@code docker run --gpus '"device=…"'} makes it; none where a device is empty. */
    public static String requesting(String... devices) {
        return "{\"Id\":\"x\",\"Config\":{\"Env\":[\"PATH=/bin\",\"NVIDIA_VISIBLE_DEVICES=all\"],\"Labels\":{}},"
                + "\"HostConfig\":{\"Runtime\":\"runc\",\"DeviceRequests\":[{\"Driver\":\"\",\"Count\":0,\"DeviceIDs\":[\""
                + String.join("\",\"", devices)
                + "\"],\"Capabilities\":[[\"gpu\"]],\"Options\":{}}]},\"State\":{\"Running\":true}}";
    }

    void answer(String path, int status, String body) {
        statuses.put(path, status);
        answers.put(path, body);
    }

    static String id(String name) {
        StringBuilder id = new StringBuilder();
        for (byte letter : name.getBytes(UTF_8)) {
            id.append(String.format("%02x", letter));
        }
        return id.append("0".repeat(Math.max(0, 64 - id.length()))).substring(0, 64);
    }

    /** The paths that were asked for so far. */
    List<String> asked() {
        return asked;
    }

    private void serve() {
        while (listener.isOpen()) {
            try (SocketChannel caller = listener.accept()) {
                String path = request(caller).split(" ")[1];
                asked.add(path);
                caller.write(ByteBuffer.wrap(response(path)));
            } catch (IOException e) {
                // The caller is gone, or the test is over.
            }
        }
    }

    private byte[] response(String path) {
        String body = answers.getOrDefault(path, "{\"message\":\"page not found\"}");
        int status = statuses.getOrDefault(path, answers.containsKey(path) ? 200 : 404);
        byte[] bytes = body.getBytes(UTF_8);
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        response.writeBytes(("HTTP/1.1 " + status + " As It Is\r\nApi-Version: 1.47\r\nServer: Docker\r\n"
                        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
                .getBytes(US_ASCII));
        for (int begin = 0; begin < bytes.length; begin += 4096) {
            int length = Math.min(4096, bytes.length - begin);
            response.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(US_ASCII));
            response.write(bytes, begin, length);
            response.writeBytes("\r\n".getBytes(US_ASCII));
        }
        response.writeBytes("0\r\n\r\n".getBytes(US_ASCII));
        return response.toByteArray();
    }

    private static String request(SocketChannel caller) throws IOException {
        StringBuilder request = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocate(1_000);
        while (request.indexOf("\r\n\r\n") < 0 && caller.read(buffer) >= 0) {
            request.append(US_ASCII.decode(buffer.flip()));
            buffer.clear();
        }
        return request.toString();
    }

    /** Its socket is gone then. */
    @Override
    public void close() {
        try {
            listener.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
