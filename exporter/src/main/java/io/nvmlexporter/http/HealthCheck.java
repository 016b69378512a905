package io.nvmlexporter.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/** Asks an exporter on this machine for {@code /health}. */
public final class HealthCheck {
    /** For connecting, and once more for the answer. An exporter in order needs a few milliseconds. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final int MOST_REASON_BYTES = 1024;

    private HealthCheck() {}

    /**
     * Returns if the exporter answers that it serves.
     *
     * @param address where it listens, as {@code --address} writes it
     * @throws ListenException if that is no such address
     * @throws IOException if it does not answer, or otherwise than with 200; the message says what was asked
     */
    public static void ask(String address) throws ListenException, IOException {
        URI page = page(ListenAddress.parse(address).resolve());
        HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout((int) LIMIT.toMillis());
        connection.setReadTimeout((int) LIMIT.toMillis());
        int status;
        String reason;
        try {
            status = connection.getResponseCode();
            reason = status == HttpURLConnection.HTTP_OK ? "" : reason(connection);
        } catch (IOException e) {
            throw new IOException(page + " does not answer: " + e.getMessage(), e);
        } finally {
            connection.disconnect();
        }
        if (status != HttpURLConnection.HTTP_OK) {
            throw new IOException(page + " answers with " + status + reason);
        }
    }

    /** The first line of what it says, as far as it is one for people. */
    private static String reason(HttpURLConnection connection) throws IOException {
        try (InputStream body = connection.getErrorStream()) {
            String text = body == null ? "" : new String(body.readNBytes(MOST_REASON_BYTES), UTF_8);
            return text.isBlank()
                    ? ""
                    : ": " + text.lines().findFirst().orElse("").strip();
        }
    }

    /** What listens on all addresses is asked on the loopback's. */
    private static URI page(InetSocketAddress listening) throws IOException {
        boolean everywhere = !listening.isUnresolved() && listening.getAddress().isAnyLocalAddress();
        String host = everywhere ? InetAddress.getLoopbackAddress().getHostAddress() : listening.getHostString();
        try {
            return new URI("http", null, host, listening.getPort(), "/health", null, null);
        } catch (URISyntaxException e) {
            throw new IOException("'" + host + "' is not the name of a host", e);
        }
    }
}
