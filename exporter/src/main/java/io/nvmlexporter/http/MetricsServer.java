package io.nvmlexporter.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Serves the page over HTTP, with dcgm-exporter's paths.
 *
 * <p>All it uses is bounded, and no client waits for a slow one. The JDK's server reads a request in the thread that
 * answers it, so each of the {@value #MOST_CONNECTIONS} connections may have a thread; only the writing of a page,
 * which takes memory and never waits for a client, is done by few at once, and shared by those that ask at once
 * ({@link Scrapes}). A connection that sends nothing, or half a request, or does not take its answer, is closed after
 * the times in {@link ServerLimits}.
 */
public final class MetricsServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(MetricsServer.class.getName());

    private static final int MOST_CONNECTIONS = 512;
    private static final int MOST_REQUEST_BYTES = 16 * 1024;
    private static final int STACK_BYTES = 256 * 1024;
    private static final int STOP_SECONDS = 5;

    static {
        // The JDK's server reads these once, when its first class is loaded, and has no other way to be told.
        preset("jdk.httpserver.maxConnections", Integer.toString(MOST_CONNECTIONS));
        preset("sun.net.httpserver.maxReqHeaderSize", Integer.toString(MOST_REQUEST_BYTES));
        // How often, in milliseconds, it looks for silent connections; by default it would keep them up to ten seconds
        // more.
        preset("sun.net.httpserver.clockTick", "1000");
        // Without it an answer on a connection kept alive waits 40 ms for the client's delayed ACK.
        preset("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final AtomicInteger openRequests = new AtomicInteger();
    private final Scrapes scrapes;
    private final Supplier<Optional<String>> sick;
    private final SelfMetrics self;
    private final HttpHandler own;
    private final String startPage;

    private MetricsServer(
            HttpServer server,
            Scrapes scrapes,
            Supplier<Optional<String>> sick,
            SelfMetrics self,
            Optional<String> notice) {
        this.server = server;
        this.scrapes = scrapes;
        this.sick = sick;
        this.self = self;
        this.own = self.handler();
        this.startPage = StartPage.html(notice);
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newCachedThreadPool(
                task -> new Thread(null, task, "http-" + number.incrementAndGet(), STACK_BYTES));
    }

    /**
     * Takes its address. Whoever connects from now on waits for {@link #start}.
     *
     * <p>How long slow clients are waited for is decided for the whole process by the first server in it, since the
     * JDK's server asks once.
     *
     * @param address {@code host:port} or {@code :port}; port 0 lets the system choose one
     * @param page what {@code /metrics} gives, by the request's {@code Accept}, null where it has none; asked for by
     *     several threads at once
     * @param sick why {@code /health} is to fail; empty while it is not
     * @param self what {@code /metrics/exporter} gives by itself, in any format that is asked for
     * @param notice a line for people on the start page, such as that the values are simulated
     */
    public static MetricsServer bind(
            String address,
            ServerLimits limits,
            Function<String, Page> page,
            Supplier<Optional<String>> sick,
            SelfMetrics self,
            Optional<String> notice)
            throws ListenException {
        preset("sun.net.httpserver.maxReqTime", seconds(limits.request()));
        preset("sun.net.httpserver.maxRspTime", seconds(limits.answer()));
        InetSocketAddress socketAddress = ListenAddress.parse(address).resolve();
        if (socketAddress.isUnresolved()) {
            throw new ListenException("cannot listen on " + address + ": no host of that name is known");
        }
        MetricsServer metrics;
        try {
            HttpServer server = HttpServer.create(socketAddress, MOST_CONNECTIONS);
            metrics = new MetricsServer(server, new Scrapes(limits.scrapes(), page, self), sick, self, notice);
        } catch (IOException e) {
            throw new ListenException("cannot listen on " + address + ": " + reason(String.valueOf(e.getMessage())));
        }
        metrics.server.setExecutor(metrics.threads);
        metrics.server.createContext("/", metrics::handle);
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
        String path = exchange.getRequestURI().getPath();
        try {
            if (path.equals("/metrics/exporter")) {
                own.handle(exchange);
            } else if (path.equals("/metrics")) {
                // Any method, as dcgm-exporter has it.
                scrape(exchange);
            } else {
                send(exchange, answer(exchange, () -> other(exchange.getRequestMethod(), path)));
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a client went away: {0}", e.getMessage());
        } finally {
            exchange.close();
            openRequests.decrementAndGet();
        }
    }

    private void scrape(HttpExchange exchange) throws IOException {
        HandlerMetrics counts = self.handlerMetrics();
        counts.begun();
        try {
            String accept = exchange.getRequestHeaders().getFirst("Accept");
            Response response = answer(exchange, () -> scrapes.answer(accept));
            counts.answered(response.status());
            send(exchange, response);
        } finally {
            counts.ended();
        }
    }

    private static Response answer(HttpExchange exchange, Supplier<Response> page) {
        try {
            return page.get();
        } catch (RuntimeException | Error e) {
            // Errors too: the JDK's server would leave the client without an answer.
            LOG.log(Level.ERROR, "cannot answer " + exchange.getRequestMethod() + " " + exchange.getRequestURI(), e);
            return Response.plain(500, "internal server error\n", Map.of());
        }
    }

    private Response other(String method, String path) {
        boolean reads = method.equals("GET") || method.equals("HEAD");
        return switch (path) {
            case "/health" -> reads ? health() : notAllowed();
            case "/" -> reads ? Response.html(startPage) : notAllowed();
            default -> Response.plain(404, "404 page not found\n", Map.of());
        };
    }

    private Response health() {
        return sick.get()
                .map(reason -> Response.unavailable(reason + "\n"))
                .orElseGet(() -> Response.plain(200, "OK", Map.of("X-Registry-Available", "true")));
    }

    private static Response notAllowed() {
        return Response.plain(405, "405 method not allowed\n", Map.of("Allow", "GET, HEAD"));
    }

    private static void send(HttpExchange exchange, Response response) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", response.contentType());
        headers.set("X-Content-Type-Options", "nosniff");
        response.headers().forEach(headers::set);
        Body body = response.body();
        boolean gzip = body.compressed()
                && Gzip.isAccepted(exchange.getRequestHeaders().getOrDefault("Accept-Encoding", List.of()));
        if (body.compressed()) {
            headers.set("Vary", "Accept-Encoding");
        }
        if (gzip) {
            headers.set("Content-Encoding", "gzip");
        }
        int length = gzip ? body.bytes().length : body.length();
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(length));
            exchange.sendResponseHeaders(response.status(), -1);
            return;
        }
        // 0 would mean a body of unknown length.
        exchange.sendResponseHeaders(response.status(), length == 0 ? -1 : length);
        if (gzip) {
            exchange.getResponseBody().write(body.bytes());
        } else {
            body.writePlain(exchange.getResponseBody());
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

    /** In the JDK's way: whole seconds, and -1 for without end. */
    private static String seconds(Duration time) {
        return time.isZero()
                ? "-1"
                : Long.toString(time.plusSeconds(1).minusNanos(1).toSeconds());
    }

    /** Sets a property of the JDK that the command line has not set. */
    private static void preset(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
