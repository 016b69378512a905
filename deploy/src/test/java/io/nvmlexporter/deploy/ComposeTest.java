package io.nvmlexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.nvmlexporter.deploy.Tool.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code deploy/compose}, read by the real tools. */
class ComposeTest {
    private static final Path FOLDER = Path.of("compose");
    private static final Tool COMPOSE = Tool.of("DOCKER_COMPOSE", "docker-compose");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @Test
    void itStartsEveryPartInAVersionThatIsNamed() throws IOException, InterruptedException {
        JsonNode services = services("compose.yaml");

        assertThat(services.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("nvml-exporter", "prometheus", "alertmanager", "grafana", "node-exporter");
        services.properties().forEach(service -> {
            String image = service.getValue().path("image").asText();
            assertThat(image)
                    .matches(service.getValue().has("build") ? "nvml-exporter" : ".*:v?[0-9]+\\.[0-9]+\\.[0-9]+");
        });
    }

    @Test
    void nothingIsOpenToOtherMachines() throws IOException, InterruptedException {
        List<JsonNode> ports = new ArrayList<>();
        services("compose.yaml").forEach(service -> service.path("ports").forEach(ports::add));

        assertThat(ports)
                .isNotEmpty()
                .allSatisfy(port -> assertThat(port.path("host_ip").asText()).isEqualTo("127.0.0.1"));
    }

    @Test
    void theExporterHasTheGpusAndNoPrivilege() throws IOException, InterruptedException {
        JsonNode exporter = services("compose.yaml").path("nvml-exporter");

        assertThat(exporter.at("/deploy/resources/reservations/devices/0/driver")
                        .asText())
                .isEqualTo("nvidia");
        assertThat(exporter.path("read_only").asBoolean()).isTrue();
        assertThat(exporter.at("/cap_drop/0").asText()).isEqualTo("ALL");
        assertThat(exporter.has("privileged")).isFalse();
        assertThat(exporter.path("uts").asText()).isEqualTo("host");
    }

    @Test
    void theDemoNeedsNoGpu() throws IOException, InterruptedException {
        JsonNode exporter = services("compose.yaml", "demo.yaml").path("nvml-exporter");

        assertThat(exporter.has("deploy")).isFalse();
        assertThat(exporter.at("/command/0").asText()).isEqualTo("--demo");
    }

    @Test
    void everyFileThatIsMountedIsThere() throws IOException, InterruptedException {
        for (JsonNode service : services("compose.yaml")) {
            for (JsonNode volume : service.path("volumes")) {
                if (volume.path("type").asText().equals("bind")) {
                    assertThat(Path.of(volume.path("source").asText())).exists();
                }
            }
        }
    }

    @Test
    void prometheusTakesItsConfigurationAndScrapesEveryPart() throws IOException, InterruptedException {
        Path file = FOLDER.resolve("prometheus.yaml");
        Result checked = new Tool("promtool").run("check", "config", "--syntax-only", file.toString());

        assertThat(checked.status()).as(checked.errors()).isZero();
        assertThat(Files.readString(file))
                .contains("nvml-exporter:9400", "node-exporter:9100", "alertmanager:9093", "localhost:9090");
    }

    @Test
    void alertmanagerTakesItsConfiguration() throws IOException, InterruptedException {
        Result checked = new Tool("amtool")
                .run("check-config", FOLDER.resolve("alertmanager.yaml").toString());

        assertThat(checked.status()).as(checked.errors()).isZero();
        assertThat(checked.out()).contains("SUCCESS");
    }

    @Test
    void slackIsAskedForByNamingTheFileOfItsWebhook() throws IOException, InterruptedException {
        Path settings = Files.createTempFile("compose", ".env");
        try {
            Files.writeString(settings, "SLACK_WEBHOOK_FILE=/etc/slack-webhook\n");
            JsonNode composed = composed(settings, "compose.yaml", "slack.yaml");
            JsonNode alertmanager = composed.at("/services/alertmanager");

            assertThat(composed.at("/secrets/slack-webhook/file").asText()).isEqualTo("/etc/slack-webhook");
            assertThat(Files.readString(Path.of("..", "alerts", "alertmanager", "alertmanager.yaml")))
                    .contains("api_url_file: "
                            + alertmanager.at("/secrets/0/target").asText());
            assertThat(alertmanager.path("volumes").findValuesAsText("source"))
                    .filteredOn(source -> source.startsWith("/"))
                    .hasSize(2)
                    .allSatisfy(source -> assertThat(Path.of(source))
                            .isRegularFile()
                            .hasParentRaw(
                                    Path.of("..", "alerts", "alertmanager").toRealPath()));
        } finally {
            Files.delete(settings);
        }
    }

    @Test
    void grafanaIsGivenPrometheusAndTheDashboards() throws IOException {
        JsonNode source = yaml("grafana/datasources/prometheus.yaml").at("/datasources/0");
        JsonNode provider = yaml("grafana/dashboards/files.yaml").at("/providers/0");

        assertThat(source.path("url").asText()).isEqualTo("http://prometheus:9090");
        assertThat(Files.readString(FOLDER.resolve("compose.yaml")))
                .contains("../../dashboards:" + provider.at("/options/path").asText() + ":ro");
    }

    private static JsonNode yaml(String file) throws IOException {
        return YAML.readTree(FOLDER.resolve(file).toFile());
    }

    /** As Compose understands the files together. */
    private static JsonNode services(String... files) throws IOException, InterruptedException {
        return composed(Path.of("/dev/null"), files).path("services");
    }

    /** @param settings a file of environment variables */
    private static JsonNode composed(Path settings, String... files) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--env-file", settings.toString()));
        for (String file : files) {
            arguments.addAll(List.of("-f", FOLDER.resolve(file).toString()));
        }
        arguments.addAll(List.of("config", "--format", "json"));
        Result read = COMPOSE.run(arguments.toArray(String[]::new));
        assertThat(read.status()).as(read.errors()).isZero();
        assertThat(read.errors()).as("warnings").isEmpty();
        return YAML.readTree(read.out());
    }
}
