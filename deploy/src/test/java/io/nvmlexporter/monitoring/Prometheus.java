package io.nvmlexporter.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nvmlexporter.deploy.Program;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A real Prometheus (Debian package {@code prometheus}), asked over its HTTP API. */
final class Prometheus implements Closeable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Server server;

    private Prometheus(Server server) {
        this.server = server;
    }

    /** @param configuration with rule files and all, by absolute paths */
    static Prometheus start(Path configuration, Path folder) throws IOException {
        int port = Program.freePort();
        Server server = Server.start(
                "prometheus",
                port,
                folder.resolve("prometheus.log"),
                List.of(
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port));
        return new Prometheus(server);
    }

    URI uri() {
        return server.uri();
    }

    /** The samples that the expression has now. Fails where Prometheus refuses it, with what it says. */
    JsonNode query(String expression) throws IOException, InterruptedException {
        return ask("query?query=" + encoded(expression)).path("result");
    }

    /** As a graph of the last minute asks for it. */
    JsonNode range(String expression) throws IOException, InterruptedException {
        long now = System.currentTimeMillis() / 1000;
        return ask("query_range?step=5&start=" + (now - 60) + "&end=" + now + "&query=" + encoded(expression))
                .path("result");
    }

    /** The names of the labels that some series of the metric has. */
    Set<String> labels(String metric) throws IOException, InterruptedException {
        return texts(ask("labels?match[]=" + encoded("{__name__=\"" + metric + "\"}")));
    }

    /** Rules that could not be evaluated, with Prometheus' reason. */
    List<String> brokenRules() throws IOException, InterruptedException {
        List<String> broken = new ArrayList<>();
        for (JsonNode group : ask("rules").path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                if (!rule.path("lastError").asText().isEmpty()) {
                    broken.add(rule.path("name").asText() + ": "
                            + rule.path("lastError").asText());
                }
            }
        }
        return broken;
    }

    private JsonNode ask(String what) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.uri().resolve("/api/v1/" + what.replace("[]", "%5B%5D")))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        JsonNode answer = JSON.readTree(response.body());
        if (!answer.path("status").asText().equals("success")) {
            throw new IllegalArgumentException(answer.path("error").asText());
        }
        return answer.path("data");
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    @Override
    public void close() {
        server.close();
    }
}
