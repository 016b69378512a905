package io.nvmlexporter.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MetricsServerTest {
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String LARGE = "DCGM_FI_DEV_GPU_TEMP{gpu=\"0\",modelName=\"é\"} 41\n".repeat(100);

    private static final SelfMetrics SELF = new SelfMetrics("1.2.3", "abc");

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private volatile Supplier<byte[]> page = () -> "DCGM_FI_DEV_GPU_TEMP 41\n".getBytes(UTF_8);
    private volatile Optional<String> sick = Optional.empty();
    private final MetricsServer server;

    MetricsServerTest() throws ListenException {
        server = MetricsServer.bind(
                "127.0.0.1:0",
                new ServerLimits(60, Duration.ofSeconds(10), Duration.ofSeconds(30)),
                accept -> Page.text(page.get()),
                () -> sick,
                SELF,
                Optional.of("Simulated: <not a GPU>"));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theMetricsAreTextOfVersion004() throws Exception {
        HttpResponse<String> response = send("GET", "/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("DCGM_FI_DEV_GPU_TEMP 41\n");
        assertThat(response.headers().map())
                .containsEntry("content-type", List.of(METRICS))
                .containsEntry("content-length", List.of("24"))
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .doesNotContainKeys("content-encoding", "transfer-encoding")
                .containsKey("date");
    }

    @Test
    void theExportersOwnMetricsAreThereAloneInTheFormatAskedFor() throws Exception {
        HttpResponse<String> response = client.send(
                request("/metrics/exporter")
                        .header("Accept", "application/openmetrics-text; version=1.0.0")
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.headers().firstValue("content-type"))
                .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(response.body())
                .contains("nvml_exporter_build_info{commit=\"abc\"")
                .doesNotContain("DCGM_FI_DEV_GPU_TEMP")
                .endsWith("# EOF\n");
    }

    @Test
    void anEmptyPageToo() throws Exception {
        page = () -> new byte[0];
        HttpResponse<String> response = send("GET", "/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().map())
                .containsEntry("content-type", List.of(METRICS))
                .containsEntry("content-length", List.of("0"));
    }

    @Test
    void aLargePageIsCompressedForThoseWhoAskForIt() throws Exception {
        page = () -> LARGE.getBytes(UTF_8);
        HttpResponse<byte[]> response = client.send(
                request("/metrics")
                        .header("Accept-Encoding", "deflate, gzip;q=0.9")
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(response.headers().map())
                .containsEntry("content-type", List.of(METRICS))
                .containsEntry("content-encoding", List.of("gzip"))
                .containsEntry("content-length", List.of(Integer.toString(response.body().length)))
                .containsEntry("vary", List.of("Accept-Encoding"));
        assertThat(new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes())
                .asString(UTF_8)
                .isEqualTo(LARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip;q=0"})
    void aLargePageIsPlainForTheOthers(String acceptEncoding) throws Exception {
        page = () -> LARGE.getBytes(UTF_8);
        HttpResponse<String> response = client.send(
                request("/metrics").header("Accept-Encoding", acceptEncoding).build(), BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo(LARGE);
        assertThat(response.headers().map()).doesNotContainKey("content-encoding");
    }

    @Test
    void aSmallPageIsNotWorthCompressing() throws Exception {
        HttpResponse<String> response = client.send(
                request("/metrics").header("Accept-Encoding", "gzip").build(), BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("DCGM_FI_DEV_GPU_TEMP 41\n");
        assertThat(response.headers().map()).doesNotContainKey("content-encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void metricsMayBeAskedForByAnyMethodAsInDcgmExporter(String method) throws Exception {
        HttpResponse<String> response = client.send(
                request("/metrics")
                        .method(method, BodyPublishers.ofString("ignored"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("DCGM_FI_DEV_GPU_TEMP 41\n");
    }

    @ParameterizedTest
    @CsvSource({"POST, /", "DELETE, /health"})
    void theOtherPathsAreForReading(String method, String path) throws Exception {
        HttpResponse<String> response = send(method, path);
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().map()).containsEntry("allow", List.of("GET, HEAD"));
    }

    @Test
    void healthIsOk() throws Exception {
        HttpResponse<String> response = send("GET", "/health");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("OK");
        assertThat(response.headers().map())
                .containsEntry("content-type", List.of("text/plain; charset=utf-8"))
                .containsEntry("x-registry-available", List.of("true"));
    }

    @Test
    void healthFailsWithTheReasonThatItIsGiven() throws Exception {
        sick = Optional.of("no GPU is read: library_not_found");
        HttpResponse<String> response = send("GET", "/health");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("no GPU is read: library_not_found\n");
        assertThat(send("GET", "/metrics").statusCode()).isEqualTo(200);
    }

    @Test
    void theStartPageLinksTheOthersAndSaysThatTheValuesAreSimulated() throws Exception {
        HttpResponse<String> response = send("GET", "/");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().map()).containsEntry("content-type", List.of("text/html; charset=utf-8"));
        assertThat(response.body()).isEqualTo("""
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><title>GPU Exporter</title></head>
                <body>
                <h1>GPU Exporter</h1>
                <p>Simulated: &lt;not a GPU&gt;</p>
                <p><a href="./metrics">Metrics</a></p>
                <p><a href="./metrics/exporter">The exporter's own metrics</a></p>
                <p><a href="./health">Health</a></p>
                </body>
                </html>
                """);
    }

    @Test
    void withoutANoticeTheStartPageHasNoLineForIt() {
        assertThat(StartPage.html(Optional.empty())).contains("<h1>GPU Exporter</h1>\n<p><a href=\"./metrics\">");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics/",
                "/metrics2",
                "/healthz",
                "/debug/pprof/",
                "/%6Detrics/x",
                "/metrics%00",
                "/metrics/exporter/",
                "/metrics/exporterfoo",
                "/metrics/exporter/abc"
            })
    void anyOtherPathIsNotFound(String path) throws Exception {
        HttpResponse<String> response = send("GET", path);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("404 page not found\n");
    }

    @Test
    void aQueryChangesNothing() throws Exception {
        assertThat(send("GET", "/metrics?name[]=x".replace("[", "%5B").replace("]", "%5D"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void headHasTheHeadersOfGetAndTheConnectionStaysUsable() throws Exception {
        try (Socket socket = connect()) {
            write(
                    socket,
                    "HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            String answers = new String(socket.getInputStream().readAllBytes(), ISO_8859_1).toLowerCase(Locale.ROOT);
            assertThat(answers).startsWith("http/1.1 200 ok\r\n").endsWith("\r\n\r\nok");
            String head = answers.substring(0, answers.indexOf("\r\n\r\n"));
            assertThat(head).contains("content-length: 24", "content-type: text/plain; version=0.0.4");
            assertThat(answers.substring(head.length() + 4)).startsWith("http/1.1 200 ok\r\n");
        }
    }

    @Test
    void aConnectionServesManyScrapes() throws Exception {
        try (Socket socket = connect()) {
            for (int scrape = 0; scrape < 20; scrape++) {
                write(socket, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(readUntil(socket, "_TEMP 41\n")).startsWith("HTTP/1.1 200 OK\r\n");
            }
        }
    }

    @Test
    void aFailingPageIsAnErrorOfOneLineAndTheNextScrapeIsTriedAnew() throws Exception {
        page = () -> {
            throw new IllegalStateException("a fault\nin the page");
        };
        HttpResponse<String> response = send("GET", "/metrics");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).isEqualTo("internal server error\n");

        page = () -> {
            throw new StackOverflowError();
        };
        assertThat(send("GET", "/metrics").statusCode()).isEqualTo(500);

        page = () -> new byte[0];
        assertThat(send("GET", "/metrics").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n",
                "nonsense\r\n\r\n",
                "GET\r\n\r\n",
                "GET /metrics\r\n\r\n",
                "GET /%zz HTTP/1.1\r\n\r\n",
                "GET mailto:x HTTP/1.1\r\n\r\n",
                "GET * HTTP/1.1\r\n\r\n",
                "GET //metrics HTTP/1.1\r\n\r\n",
                "GET /metrics HTTP/9.9\r\n\r\n",
                "GET /metrics HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                "GET /metrics HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                "POST /metrics HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "\u0000\u0001\u0002\r\n\r\n"
            })
    void aMalformedRequestCostsOnlyItself(String request) throws Exception {
        try (Socket socket = connect()) {
            write(socket, request);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException reset) {
            // As good an answer as any to such a request.
            assertThat(reset).hasMessageContaining("reset");
        }
        assertThat(send("GET", "/metrics").statusCode()).isEqualTo(200);
    }

    @Test
    void manyScrapeAtOnce() {
        page = () -> LARGE.getBytes(UTF_8);
        List<CompletableFuture<HttpResponse<String>>> scrapes = IntStream.range(0, 60)
                .mapToObj(i -> client.sendAsync(request("/metrics").build(), BodyHandlers.ofString()))
                .toList();
        assertThat(scrapes)
                .allSatisfy(scrape -> assertThat(scrape.join().body()).isEqualTo(LARGE));
    }

    @Test
    void aRequestUnderWayIsAnsweredBeforeTheServerStops() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        page = () -> {
            asked.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "late\n".getBytes(UTF_8);
        };
        CompletableFuture<HttpResponse<String>> scrape =
                client.sendAsync(request("/metrics").build(), BodyHandlers.ofString());
        asked.await();
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
        go.countDown();
        assertThat(scrape.join().body()).isEqualTo("late\n");
        stopped.join();
        assertThatThrownBy(() -> connect().close()).isInstanceOf(ConnectException.class);
    }

    @Test
    void anAddressThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, server.address().getAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            assertThatThrownBy(() -> start(address))
                    .isInstanceOf(ListenException.class)
                    .hasMessage("cannot listen on " + address
                            + ": another program listens there already; stop it or choose another port");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            192.0.2.1:0          | cannot listen on 192.0.2.1:0: no network interface here has that address
            no-such-host.test:0  | cannot listen on no-such-host.test:0: no host of that name is known
            """)
    void anAddressThatIsNotOursIsNamed(String address, String message) {
        assertThatThrownBy(() -> start(address))
                .isInstanceOf(ListenException.class)
                .hasMessage(message);
    }

    private void start(String address) throws ListenException {
        MetricsServer.bind(
                        address,
                        ServerLimits.STANDARD,
                        accept -> Page.text(page.get()),
                        Optional::empty,
                        SELF,
                        Optional.empty())
                .close();
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return client.send(request(path).method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .timeout(Duration.ofSeconds(30));
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private static String readUntil(Socket socket, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith(end)) {
            int next = socket.getInputStream().read();
            assertThat(next).as("the connection's next byte").isNotNegative();
            text.append((char) next);
        }
        return text.toString();
    }
}
