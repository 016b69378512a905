package io.nvmlexporter.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Serves the page over HTTP, with dcgm-exporter's paths.
 *
 * <p>All it uses is bounded. A connection has at most one request under way, so with {@value #MOST_CONNECTIONS}
 * connections the queue of requests cannot overflow. A request that has not arrived after five seconds costs its
 * connection, so that a scrape which waits behind such requests still fits into Prometheus' ten; so does an answer that
 * is not taken after ten. Few threads, since each may hold a page.
 */
public final class MetricsServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(MetricsServer.class.getName());

    private static final int MOST_CONNECTIONS = 256;
    private static final int THREADS = 8;
    private static final int IDLE_THREAD_SECONDS = 30;
    private static final int STOP_SECONDS = 5;
    /** Below this, gzip's own 18 bytes and the work are not worth it. */
    private static final int LEAST_COMPRESSED_BYTES = 1024;

    static {
        // The JDK's server reads these once, when its first class is loaded, and has no other way to be told.
        preset("jdk.httpserver.maxConnections", Integer.toString(MOST_CONNECTIONS));
        preset("sun.net.httpserver.maxReqTime", "5");
        preset("sun.net.httpserver.maxRspTime", "10");
        // Without it an answer on a connection kept alive waits 40 ms for the client's delayed ACK.
        preset("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final AtomicInteger openRequests = new AtomicInteger();
    private final Supplier<byte[]> page;
    private final String startPage;

    private MetricsServer(HttpServer server, Supplier<byte[]> page, Optional<String> notice) {
        this.server = server;
        this.page = page;
        this.startPage = StartPage.html(notice);
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_CONNECTIONS),
                task -> new Thread(task, "http-" + number.incrementAndGet()));
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Takes its address. Whoever connects from now on waits for {@link #start}.
     *
     * @param address {@code host:port} or {@code :port}; port 0 lets the system choose one
     * @param page the text of {@code /metrics}, asked for at each scrape, by several threads at once
     * @param self what {@code /metrics/exporter} gives by itself, in any format that is asked for
     * @param notice a line for people on the start page, such as that the values are simulated
     */
    public static MetricsServer bind(String address, Supplier<byte[]> page, SelfMetrics self, Optional<String> notice)
            throws ListenException {
        InetSocketAddress socketAddress = ListenAddress.parse(address).resolve();
        if (socketAddress.isUnresolved()) {
            throw new ListenException("cannot listen on " + address + ": no host of that name is known");
        }
        MetricsServer metrics;
        try {
            metrics = new MetricsServer(HttpServer.create(socketAddress, 0), page, notice);
        } catch (IOException e) {
            throw new ListenException("cannot listen on " + address + ": " + reason(String.valueOf(e.getMessage())));
        }
        metrics.server.setExecutor(metrics.threads);
        metrics.server.createContext("/", metrics::handle);
        metrics.server.createContext("/metrics/exporter", self.handler());
        return metrics;
    }

    /** Begins to serve. */
    public void start() {
        server.start();
    }

    /** Where it listens, with the port that the system chose. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Stops listening, and waits at most five seconds for requests under way. */
    @Override
    public void close() {
        // Up to JDK 20, stop waits the whole time when no request is under way, for one to end.
        server.stop(openRequests.get() == 0 ? 0 : STOP_SECONDS);
        threads.shutdown();
    }

    private void handle(HttpExchange exchange) {
        openRequests.incrementAndGet();
        try {
            send(
                    exchange,
                    answer(exchange.getRequestMethod(), exchange.getRequestURI().getPath()));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a client went away: {0}", e.getMessage());
        } finally {
            exchange.close();
            openRequests.decrementAndGet();
        }
    }

    private Response answer(String method, String path) {
        try {
            boolean reads = method.equals("GET") || method.equals("HEAD");
            return switch (path) {
                // Any method, as dcgm-exporter has it.
                case "/metrics" -> Response.metrics(page.get());
                case "/health" ->
                    reads ? Response.plain(200, "OK", Map.of("X-Registry-Available", "true")) : notAllowed();
                case "/" -> reads ? Response.html(startPage) : notAllowed();
                default -> Response.plain(404, "404 page not found\n", Map.of());
            };
        } catch (RuntimeException | Error e) {
            // Errors too: the JDK's server would leave the client without an answer.
            LOG.log(Level.ERROR, "cannot answer " + method + " " + path, e);
            return Response.plain(500, "internal server error\n", Map.of());
        }
    }

    private static Response notAllowed() {
        return Response.plain(405, "405 method not allowed\n", Map.of("Allow", "GET, HEAD"));
    }

    private static void send(HttpExchange exchange, Response response) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", response.contentType());
        headers.set("X-Content-Type-Options", "nosniff");
        response.headers().forEach(headers::set);
        byte[] body = response.body();
        if (body.length >= LEAST_COMPRESSED_BYTES) {
            headers.set("Vary", "Accept-Encoding");
            if (Gzip.isAccepted(exchange.getRequestHeaders().getOrDefault("Accept-Encoding", List.of()))) {
                headers.set("Content-Encoding", "gzip");
                body = Gzip.compress(body);
            }
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(response.status(), -1);
        } else {
            // 0 would mean a body of unknown length.
            exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String reason(String message) {
        if (message.contains("in use")) {
            return "another program listens there already; stop it or choose another port";
        }
        if (message.contains("Permission denied")) {
            return "permission denied; choose a port from 1024 on";
        }
        if (message.contains("Cannot assign")) {
            return "no network interface here has that address";
        }
        return message;
    }

    /** Sets a property of the JDK that the command line has not set. */
    private static void preset(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
