package io.nvmlexporter.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nvmlexporter.deploy.Tool;
import io.nvmlexporter.deploy.Tool.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every dashboard as a picture, kept in {@code deploy/target/dashboards} to be looked at. */
@ExtendWith(ScrapedStack.class)
class PicturesTest {
    private static final Path OUT = Path.of("target", "dashboards");
    private static final Path GPU = Path.of("../dashboards/gpu.json");

    @BeforeAll
    static void chromiumIsThere() throws Exception {
        Tool.of("CHROMIUM", "chromium").run("--version");
    }

    @Test
    void everyPanelOfEveryDashboardHasSomethingToShow(Stack stack) throws Exception {
        List<Path> dashboards = dashboards();

        assertThat(withoutData(render(stack, "all", dashboards))).isEmpty();
    }

    /** Of which none has a fan, pods, heat and errors at once. */
    @Test
    void everyPanelOfTheDashboardOfOneGpuHasSomethingToShowForSomeGpu(Stack stack) throws Exception {
        Set<String> empty = withoutData(render(stack, "pods", List.of(GPU), "node=gpu-h100", "gpu=0"));
        empty.retainAll(withoutData(render(stack, "errors", List.of(GPU), "node=gpu-faulty", "gpu=3")));
        empty.retainAll(withoutData(render(stack, "heat", List.of(GPU), "node=gpu-faulty", "gpu=0")));
        empty.retainAll(withoutData(render(stack, "fan", List.of(GPU), "node=gpu-geforce", "gpu=0")));

        assertThat(empty).isEmpty();
    }

    /** @return where pictures and reports are */
    private static Path render(Stack stack, String folder, List<Path> dashboards, String... variables)
            throws Exception {
        Path out = OUT.resolve(folder);
        List<String> arguments =
                new ArrayList<>(List.of("--prometheus", stack.prometheus().uri().toString()));
        arguments.addAll(List.of("--range", "2m", "--scrape-interval", "1s", "--open-rows", "--out", out.toString()));
        for (String variable : variables) {
            arguments.addAll(List.of("--var", variable));
        }
        dashboards.forEach(dashboard -> arguments.add(dashboard.toString()));

        Result result = new Tool("../dashboards/preview/render").run(arguments.toArray(String[]::new));

        assertThat(result.errors()).isEmpty();
        assertThat(result.status()).isZero();
        return out;
    }

    /** Panels, by the reports beside the pictures. */
    private static Set<String> withoutData(Path folder) throws IOException {
        Set<String> empty = new TreeSet<>();
        for (Path report : Query.jsonFiles(folder)) {
            for (JsonNode panel : new ObjectMapper().readTree(report.toFile()).path("panels")) {
                if (!panel.path("state").asText().matches("data|text")) {
                    empty.add(report.getFileName() + ": " + panel.path("title").asText());
                }
            }
        }
        return empty;
    }

    /** But that of one GPU. */
    private static List<Path> dashboards() throws IOException {
        List<Path> dashboards = Query.jsonFiles(Path.of("../dashboards"));
        assertThat(dashboards).hasSize(7).contains(GPU);
        dashboards.remove(GPU);
        return dashboards;
    }
}
