package io.nvmlexporter.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that send nothing, half a request, or take no answer, beside one that scrapes. By sockets, since the JDK's
 * HTTP client repeats a request whose connection was reset.
 */
@Timeout(60)
class SlowClientsTest {
    /** Less than the server's own patience with a slow client, so that nobody is served by others being dropped. */
    private static final int MOST_MILLIS_BETWEEN_BYTES = 3_000;

    private static final String SCRAPE = "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private final List<Socket> slow = new ArrayList<>();
    private volatile Supplier<byte[]> page = () -> "DCGM_FI_DEV_GPU_TEMP 41\n".getBytes(UTF_8);
    private final MetricsServer server;

    SlowClientsTest() throws ListenException {
        server = MetricsServer.bind(
                "127.0.0.1:0",
                ServerLimits.STANDARD,
                accept -> Page.text(page.get()),
                Optional::empty,
                new SelfMetrics("1.2.3", "abc"),
                Optional.empty());
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : slow) {
            socket.close();
        }
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 200})
    void halfSentRequestsDoNotHoldUpAScrape(int clients) throws IOException {
        for (int client = 0; client < clients; client++) {
            send(slow(), "GET /metrics HTTP/1.1\r\nHost: ");
        }
        assertThat(scrape()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nDCGM_FI_DEV_GPU_TEMP 41\n");
    }

    @Test
    void silentConnectionsDoNotHoldUpAScrape() throws IOException {
        for (int client = 0; client < 300; client++) {
            slow();
        }
        assertThat(scrape()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nDCGM_FI_DEV_GPU_TEMP 41\n");
    }

    @Test
    void answersThatNobodyTakesDoNotHoldUpAScrape() throws IOException {
        // More than the sockets' buffers take.
        byte[] large = "DCGM_FI_DEV_GPU_TEMP 41\n".repeat(400_000).getBytes(UTF_8);
        page = () -> large;
        for (int client = 0; client < 40; client++) {
            Socket socket = slow();
            send(socket, SCRAPE);
            // Its answer has begun, so its page is held.
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
        assertThat(scrape()).startsWith("HTTP/1.1 200 OK\r\n").hasSizeGreaterThan(large.length);
    }

    private Socket slow() throws IOException {
        Socket socket = connect();
        slow.add(socket);
        return socket;
    }

    private String scrape() throws IOException {
        try (Socket socket = connect()) {
            send(socket, SCRAPE);
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout(MOST_MILLIS_BETWEEN_BYTES);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }
}
