package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nvmlexporter.nvml.NvmlDouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program and drivers that are not there, come late, go, or are recorded; in a process of its own. */
class DriverTest {
    private static final String HINT = "nvml-exporter --demo";
    private static final String UP = "\nnvml_exporter_driver_up 1.0\n";
    private static final String TEMPERATURE = "\nDCGM_FI_DEV_GPU_TEMP{gpu=\"0\"";

    @TempDir
    private Path folder;

    @Test
    void withoutALibraryItStaysAndSaysSo() {
        Path missing = folder.resolve("libnvidia-ml.so.1");
        try (Program program = start(Map.of(), missing)) {
            String page = program.page();
            assertThat(page)
                    .contains("\nnvml_exporter_driver_up{reason=\"library_not_found\"} 0.0\n")
                    .doesNotContain("DCGM_FI_");
            assertThat(program.log())
                    .filteredOn(line -> line.contains(HINT))
                    .singleElement()
                    .asString()
                    .contains("level=WARN", "LIBRARY_NOT_FOUND", missing.toString());
        }
    }

    @Test
    void withoutAnyLibraryOnTheMachineToo() {
        try (Program program = Program.start("-a", "127.0.0.1:0", "-c", "100")) {
            assumeTrue(program.page().contains("reason=\"library_not_found\""), "this machine has a driver");
            assertThat(program.log())
                    .filteredOn(line -> line.contains(HINT))
                    .singleElement()
                    .asString()
                    .contains("level=WARN", "no libnvidia-ml.so.1 in the loader's path, /usr/lib/");
        }
    }

    @Test
    void aLibraryThatComesLaterIsFound() throws Exception {
        Path library = folder.resolve("libnvidia-ml.so.1");
        try (NvmlDouble node = NvmlDouble.answering(Pages.captureText("t4"));
                Program program = start(node.environment(), library)) {
            assertThat(program.page()).contains("reason=\"library_not_found\"");

            Files.createSymbolicLink(library, node.library());

            program.awaitPage("the GPU's series", page -> page.contains(TEMPERATURE) && page.contains(UP));
            assertThat(program.log())
                    .filteredOn(line -> line.contains(HINT))
                    .as("however often it was tried")
                    .hasSize(1);
        }
    }

    @Test
    void aDriverMayComeAndGoWithoutARestart() {
        try (NvmlDouble node = NvmlDouble.answering(Pages.captureText("t4"))) {
            node.command("lose driver");
            try (Program program = start(node.environment(), node.library())) {
                assertThat(program.page())
                        .contains("\nnvml_exporter_driver_up{reason=\"driver_not_loaded\"} 0.0\n")
                        .doesNotContain("DCGM_FI_");

                node.command("return driver");
                program.awaitPage("the GPU's series", page -> page.contains(TEMPERATURE) && page.contains(UP));

                node.command("lose driver");
                String without = program.awaitPage(
                        "the driver to be down",
                        page -> page.contains("\nnvml_exporter_driver_up{reason=\"driver_not_loaded\"} 0.0\n"));
                assertThat(without).doesNotContain("DCGM_FI_");

                node.command("return driver");
                program.awaitPage("the GPU's series again", page -> page.contains(TEMPERATURE) && page.contains(UP));

                assertThat(program.log())
                        .filteredOn(line -> line.contains(HINT))
                        .as("however often there is none")
                        .hasSize(1);
            }
        }
    }

    @Test
    void whatIsRecordedOfADriverCanBeReplayed() throws Exception {
        Path capture = folder.resolve("my node.txt");
        try (NvmlDouble node = NvmlDouble.answering(Pages.captureText("t4"))) {
            Map<String, String> environment = new HashMap<>(node.environment());
            environment.put("NVML_EXPORTER_NVML_LIBRARY", node.library().toString());
            try (Program recorder = Program.start(environment, List.of("record", capture.toString()))) {
                assertThat(recorder.awaitExit()).isZero();
                assertThat(recorder.out()).startsWith("Written: " + capture);
                assertThat(recorder.log()).isEmpty();
            }
        }
        try (Program program = Program.start("--replay", capture.toString(), "-a", "127.0.0.1:0")) {
            assertThat(program.page())
                    .contains(TEMPERATURE, "modelName=\"Tesla T4\"", "\nnvml_exporter_simulated 1.0\n");
        }
    }

    private static Program start(Map<String, String> environment, Path library) {
        return Program.start(
                environment, List.of("-a", "127.0.0.1:0", "-c", "100", "--nvml-library", library.toString()));
    }
}
