package io.nvmlexporter.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.nvmlexporter.deploy.Program;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real Alertmanager (Debian package {@code prometheus-alertmanager}) with this repository's configuration, changed as
 * little as it takes to run it in a hurry: other paths, and shorter waits.
 */
final class Alertmanager implements Closeable {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path FOLDER = Path.of("../alerts/alertmanager");

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
        root.withObject("/route").put("group_wait", "4s").put("group_interval", "1s");
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

    @Override
    public void close() {
        server.close();
    }
}
