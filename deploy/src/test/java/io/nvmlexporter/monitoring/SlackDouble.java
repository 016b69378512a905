package io.nvmlexporter.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the messages that are posted to it, as Slack's incoming webhook takes them. */
final class SlackDouble implements Closeable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param color of the bar beside it */
    record Message(String channel, String title, String text, String color) {}

    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    SlackDouble() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/services", exchange -> {
            JsonNode posted = JSON.readTree(exchange.getRequestBody());
            JsonNode attachment = posted.at("/attachments/0");
            messages.add(new Message(
                    posted.path("channel").asText(),
                    attachment.path("title").asText(),
                    attachment.path("text").asText(),
                    attachment.path("color").asText()));
            byte[] ok = "ok".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, ok.length);
            exchange.getResponseBody().write(ok);
            exchange.close();
        });
        server.start();
    }

    URI webhook() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/services/T0/B0/X");
    }

    /** In the order in which they came. */
    List<Message> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
