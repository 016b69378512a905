package io.nvmlexporter.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code dashboards/*.json}; {@code -Dupdate} writes them anew. */
class DashboardsTest {
    private static final Path FOLDER = Path.of("..", "dashboards");

    @Test
    void theyAreWhatTheSourceSays() throws IOException {
        Map<String, String> made = Dashboards.read(FOLDER.resolve("source")).files();
        Map<String, String> there = files();
        if (System.getProperty("update") != null) {
            for (var file : made.entrySet()) {
                Files.writeString(FOLDER.resolve(file.getKey()), file.getValue());
            }
            fail(FOLDER + " is written: review its diff, then run the tests without -Dupdate");
        }
        assertThat(made)
                .as("%s is not what its source says now: run with -Dupdate and review the diff", FOLDER)
                .isEqualTo(there);
    }

    private static Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (var paths = Files.newDirectoryStream(FOLDER, "*.json")) {
            for (Path path : paths) {
                files.put(path.getFileName().toString(), Files.readString(path));
            }
        }
        return files;
    }
}
