package io.nvmlexporter.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nvmlexporter.deploy.Tool;
import io.nvmlexporter.deploy.Tool.Result;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every dashboard as a picture, kept in {@code deploy/target/dashboards} to be looked at. */
@ExtendWith(ScrapedStack.class)
class PicturesTest {
    private static final Path OUT = Path.of("target", "dashboards");

    /** The GPU that the dashboard of one GPU shows has no fan, had no XID and belongs to no pod. */
    private static final Set<String> MAY_BE_EMPTY =
            Set.of("Fan: no data", "XIDs: no data", "Pods on this GPU: no data");

    @BeforeAll
    static void chromiumIsThere() throws Exception {
        Tool.of("CHROMIUM", "chromium").run("--version");
    }

    @Test
    void everyPanelOfEveryDashboardHasSomethingToShow(Stack stack) throws Exception {
        List<Path> dashboards = dashboards();
        List<String> arguments = new ArrayList<>(List.of(
                "--prometheus",
                stack.prometheus().uri().toString(),
                "--range",
                "2m",
                "--scrape-interval",
                "1s",
                "--open-rows",
                "--out",
                OUT.toString()));
        dashboards.forEach(dashboard -> arguments.add(dashboard.toString()));

        Result result = new Tool("../dashboards/preview/render").run(arguments.toArray(String[]::new));

        assertThat(result.errors()).isEmpty();
        assertThat(result.status()).isZero();
        for (Path dashboard : dashboards) {
            assertThat(withoutData(dashboard)).isSubsetOf(MAY_BE_EMPTY);
        }
    }

    private static List<String> withoutData(Path dashboard) throws IOException {
        String report = dashboard.getFileName().toString();
        List<String> empty = new ArrayList<>();
        for (JsonNode panel :
                new ObjectMapper().readTree(OUT.resolve(report).toFile()).path("panels")) {
            if (!panel.path("state").asText().matches("data|text")) {
                empty.add(panel.path("title").asText() + ": "
                        + panel.path("state").asText());
            }
        }
        return empty;
    }

    private static List<Path> dashboards() throws IOException {
        List<Path> dashboards = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("../dashboards"), "*.json")) {
            files.forEach(dashboards::add);
        }
        dashboards.sort(null);
        assertThat(dashboards).hasSize(7);
        return dashboards;
    }
}
