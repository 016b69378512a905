package io.nvmlexporter.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nvmlexporter.deploy.Program;
import io.nvmlexporter.deploy.Tool;
import io.nvmlexporter.deploy.Tool.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dashboards/preview}, in a real Chromium. */
class PreviewTest {
    private static final Tool RENDER = new Tool("../dashboards/preview/render");

    @TempDir
    private Path folder;

    @BeforeAll
    static void chromiumIsThere() throws Exception {
        Tool.of("CHROMIUM", "chromium").run("--version");
    }

    @Test
    void itsOwnTestsPass() throws Exception {
        Result tests = RENDER.run("--self-test");

        assertThat(tests.errors()).isEmpty();
        assertThat(tests.out()).matches("\\d{3,} tests, 0 failed\\s+");
        assertThat(tests.status()).isZero();
    }

    @Test
    void beyondThePictureItTellsWhatEachPanelShows() throws Exception {
        Result result = render(panel(1, "vector(7)"), panel(2, "vector(7) > 8"));

        assertThat(result.errors()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(ImageIO.read(folder.resolve("out/board.png").toFile()).getWidth())
                .isEqualTo(1600);
        JsonNode panels = report().path("panels");
        assertThat(panels).extracting(panel -> panel.path("state").asText()).containsExactly("data", "no data");
        assertThat(panels).extracting(panel -> panel.path("series").asInt()).containsExactly(1, 0);
    }

    @Test
    void aPanelWithAnErrorFailsAndKeepsItsPicture() throws Exception {
        Result result = render(panel(1, "vector(7)"), panel(2, "sum("));

        assertThat(result.errors().lines())
                .singleElement()
                .asString()
                .startsWith("render: board.json: panel 2 \"Panel 2\": query A: bad_data:");
        assertThat(result.status()).isEqualTo(1);
        assertThat(folder.resolve("out/board.png")).isNotEmptyFile();
        assertThat(report().at("/counts/error").asInt()).isEqualTo(1);
    }

    @Test
    void aPrometheusThatDoesNotAnswerIsToldInOneLine() throws Exception {
        String nobody = "http://127.0.0.1:" + Program.freePort();
        Result result =
                RENDER.run("--prometheus", nobody, board(panel(1, "vector(7)")).toString());

        assertThat(result.errors().lines()).singleElement().asString().startsWith("render: no Prometheus at " + nobody);
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void aChromiumThatIsMissingIsToldInOneLine() throws Exception {
        Result tests = RENDER.run("--self-test", "--chromium", "no-such-chromium");

        assertThat(tests.errors().lines())
                .singleElement()
                .asString()
                .startsWith("render: no-such-chromium is not installed: apt-get install");
        assertThat(tests.status()).isEqualTo(1);
    }

    private Result render(String... panels) throws IOException, InterruptedException {
        Path configuration = Files.writeString(folder.resolve("prometheus.yaml"), "scrape_configs: []\n");
        try (Prometheus prometheus = Prometheus.start(configuration, folder)) {
            return RENDER.run(
                    "--prometheus",
                    prometheus.uri().toString(),
                    "--out",
                    folder.resolve("out").toString(),
                    board(panels).toString());
        }
    }

    private JsonNode report() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("out/board.json").toFile());
    }

    private Path board(String... panels) throws IOException {
        String json = "{\"title\": \"Board\", \"panels\": [%s]}".formatted(String.join(",", panels));
        return Files.writeString(folder.resolve("board.json"), json);
    }

    private static String panel(int id, String expression) {
        return """
                {"id": %d, "title": "Panel %d", "type": "stat", "gridPos": {"x": 0, "y": %d, "w": 8, "h": 4},
                 "targets": [{"refId": "A", "expr": "%s", "instant": true}]}
                """.formatted(id, id, 4 * id, expression);
    }
}
