package io.nvmlexporter.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.nvmlexporter.deploy.Program;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A real Alertmanager (Debian package {@code prometheus-alertmanager}) with this repository's configuration, changed as
 * little as it takes to run it in a hurry: other paths, and shorter waits.
 */
final class Alertmanager implements Closeable {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FOLDER = Path.of("../alerts/alertmanager");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Server server;

    private Alertmanager(Server server) {
        this.server = server;
    }

    /** @param slack where it sends its messages */
    static Alertmanager start(URI slack, Path folder) throws IOException {
        int port = Program.freePort();
        Server server = Server.start(
                "prometheus-alertmanager",
                port,
                folder.resolve("alertmanager.log"),
                List.of(
                        "--config.file=" + configuration(slack, folder),
                        "--storage.path=" + folder.resolve("alertmanager"),
                        "--cluster.listen-address=",
                        "--web.listen-address=127.0.0.1:" + port));
        return new Alertmanager(server);
    }

    private static Path configuration(URI slack, Path folder) throws IOException {
        ObjectNode root =
                (ObjectNode) YAML.readTree(FOLDER.resolve("alertmanager.yaml").toFile());
        root.putArray("templates").add(FOLDER.toRealPath() + "/*.tmpl");
        root.withObject("/route").put("group_wait", "7s").put("group_interval", "1s");
        Path webhook = Files.writeString(folder.resolve("webhook"), slack.toString());
        for (JsonNode receiver : root.path("receivers")) {
            for (JsonNode channel : receiver.path("slack_configs")) {
                ((ObjectNode) channel).put("api_url_file", webhook.toString());
            }
        }
        Path file = folder.resolve("alertmanager.yaml");
        YAML.writeValue(file.toFile(), root);
        return file;
    }

    URI uri() {
        return server.uri();
    }

    /** Gives it alerts that fire now, as Prometheus does. */
    void take(List<Map<String, String>> labels) throws IOException, InterruptedException {
        List<Map<String, Map<String, String>>> alerts =
                labels.stream().map(each -> Map.of("labels", each)).toList();
        ask(HttpRequest.newBuilder(api("alerts"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(alerts))));
    }

    /** All alerts that it knows, each with those that silence it ({@code status.inhibitedBy}). */
    JsonNode alerts() throws IOException, InterruptedException {
        return JSON.readTree(ask(HttpRequest.newBuilder(api("alerts"))));
    }

    /** What it sends in one message each. */
    JsonNode groups() throws IOException, InterruptedException {
        return JSON.readTree(ask(HttpRequest.newBuilder(api("alerts/groups"))));
    }

    private URI api(String what) {
        return server.uri().resolve("/api/v2/" + what);
    }

    private String ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    @Override
    public void close() {
        server.close();
    }
}
