package io.nvmlexporter.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many scrapes at once, by HTTP, of a page that is made when the test says so. */
@Timeout(60)
class ScrapesTest {
    private static final int MOST = 3;

    private final HttpClient client = HttpClient.newHttpClient();
    private final SelfMetrics self = new SelfMetrics("1.2.3", "abc");
    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private volatile RuntimeException fault;
    private final MetricsServer server;

    ScrapesTest() throws ListenException {
        self.registerProcess(Path.of("/nowhere"));
        server = MetricsServer.bind(
                "127.0.0.1:0",
                new ServerLimits(MOST, Duration.ofSeconds(10), Duration.ofSeconds(30)),
                this::page,
                Optional::empty,
                self,
                Optional.empty());
        server.start();
    }

    private Page page(String accept) {
        int number = made.incrementAndGet();
        begun.countDown();
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (fault != null) {
            throw fault;
        }
        return Page.text(("page " + number + " for " + accept).getBytes(UTF_8));
    }

    @AfterEach
    void stop() {
        go.countDown();
        server.close();
    }

    @Test
    void thoseThatOverlapShareOnePageAndThoseAboveTheNumberAreRefused() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> admitted = new ArrayList<>(List.of(ask("a")));
        begun.await();
        admitted.add(ask("a"));
        admitted.add(ask("a"));
        awaitInFlight(MOST);

        HttpResponse<String> refused = ask("a").join();
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).isEqualTo("3 scrapes are under way; ask again, or raise --max-concurrent-scrapes\n");
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        // A probe is never refused for the scrapes' sake.
        assertThat(get("/health", "a").join().statusCode()).isEqualTo(200);

        go.countDown();
        assertThat(admitted)
                .allSatisfy(scrape -> assertThat(scrape.join().body()).isEqualTo("page 1 for a"));
        assertThat(made).hasValue(1);
        assertThat(own())
                .contains(
                        "nvml_exporter_scrapes_total 4.0\n",
                        "nvml_exporter_scrapes_refused_total 1.0\n",
                        "promhttp_metric_handler_requests_total{code=\"200\"} 3.0\n",
                        "promhttp_metric_handler_requests_total{code=\"500\"} 0.0\n",
                        "promhttp_metric_handler_requests_total{code=\"503\"} 1.0\n");
    }

    @Test
    void whoAsksForAnotherPageGetsThat() throws Exception {
        CompletableFuture<HttpResponse<String>> one = ask("a");
        begun.await();
        CompletableFuture<HttpResponse<String>> other = ask("b");
        awaitInFlight(2);
        go.countDown();
        assertThat(one.join().body()).endsWith("for a");
        assertThat(other.join().body()).endsWith("for b");
        assertThat(made).hasValue(2);
    }

    @Test
    void whoComesLaterGetsANewPage() {
        go.countDown();
        assertThat(ask("a").join().body()).isEqualTo("page 1 for a");
        assertThat(ask("a").join().body()).isEqualTo("page 2 for a");
    }

    @Test
    void aPageThatFailsFailsForAllWhoShareItAndForNobodyElse() throws Exception {
        fault = new IllegalStateException("a fault in the page");
        CompletableFuture<HttpResponse<String>> one = ask("a");
        begun.await();
        CompletableFuture<HttpResponse<String>> other = ask("a");
        awaitInFlight(2);
        go.countDown();
        assertThat(one.join().statusCode()).isEqualTo(500);
        assertThat(other.join().statusCode()).isEqualTo(500);
        assertThat(made).hasValue(1);
        fault = null;
        assertThat(ask("a").join().statusCode()).isEqualTo(200);
        assertThat(ask("a").join().statusCode()).isEqualTo(200);
    }

    /** Until so many are there, of whom all but the one that makes the page wait for it. */
    private void awaitInFlight(int count) throws Exception {
        while (!own().contains("promhttp_metric_handler_requests_in_flight " + count + ".0\n")) {
            Thread.onSpinWait();
        }
        while (Thread.getAllStackTraces().entrySet().stream()
                        .filter(thread -> thread.getKey().getName().startsWith("http-"))
                        .filter(thread -> List.of(thread.getValue()).toString().contains("Scrapes.answer"))
                        .count()
                < count) {
            Thread.onSpinWait();
        }
    }

    private String own() {
        return get("/metrics/exporter", "text/plain").join().body();
    }

    private CompletableFuture<HttpResponse<String>> ask(String accept) {
        return get("/metrics", accept);
    }

    private CompletableFuture<HttpResponse<String>> get(String path, String accept) {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        return client.sendAsync(
                HttpRequest.newBuilder(uri).header("Accept", accept).build(), BodyHandlers.ofString());
    }
}
