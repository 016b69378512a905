package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.Counters;
import io.nvmlexporter.collect.CountersFile;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.simulation.BundledCaptures;
import io.nvmlexporter.simulation.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The page of every bundled capture is the reviewed one; {@code -Dupdate} writes them anew, and their diff is the
 * review.
 */
class GoldenPageTest {
    private static final Path GOLDEN = Path.of("src/test/resources/io/nvmlexporter/golden");

    @ParameterizedTest
    @MethodSource("io.nvmlexporter.simulation.BundledCaptures#names")
    void thePageOfEachCaptureIsTheReviewedOne(String capture) throws Exception {
        check(capture, page(capture, Pages.everyRow(), Compatibility.V4_8_2));
    }

    @ParameterizedTest
    @MethodSource("io.nvmlexporter.simulation.BundledCaptures#names")
    void soAreTheCleanMetricsOfEachCapture(String capture) throws Exception {
        try (Nvml nvml = Simulation.still(BundledCaptures.load(capture))) {
            check("clean/" + capture, Pages.clean(nvml));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h100", "b200"})
    void thePageOfTheLinksIsTheReviewedOne(String capture) throws Exception {
        check(capture + ".links", page(capture, Pages.everyRowOfLinks(), Compatibility.V4_8_2));
    }

    /**
     * Of the first GPU, without labels that fields give: the other GPUs and the labels are on the pages above, and make
     * these too long to be read.
     */
    @ParameterizedTest
    @MethodSource("io.nvmlexporter.simulation.BundledCaptures#names")
    void thePageOfEachCaptureWithAllFieldsIsTheReviewedOne(String capture) throws Exception {
        String page = page(capture, Pages.everyMetric(), Compatibility.V4_8_3)
                .lines()
                .filter(line -> line.startsWith("#") || line.matches(".*[{,]gpu=\"0\",.*"))
                .collect(Collectors.joining("\n", "", "\n"));
        check("all/" + capture, page);
    }

    @ParameterizedTest
    @MethodSource("io.nvmlexporter.Boards#names")
    void soAreThePagesOfTheBoardsThatNoBundledCaptureCovers(String board) throws Exception {
        String page;
        try (Nvml nvml = Boards.still(board)) {
            page = Pages.of(nvml, Pages.everyRow(), Compatibility.V4_8_2);
        }
        try (Nvml nvml = Boards.still(board)) {
            check("boards/" + board, page + Pages.clean(nvml));
        }
    }

    @Test
    void thePageOf483IsTheReviewedOne() throws Exception {
        check("h200-mig.4.8.3", page("h200-mig", Pages.everyRow(), Compatibility.V4_8_3));
    }

    @Test
    void thePageOf49IsTheReviewedOne() throws Exception {
        Counters counters = CountersFile.shipped("default-counters-4.9.csv", Compatibility.V4_9);
        check("h200-mig.4.9", page("h200-mig", counters, Compatibility.V4_9));
    }

    @Test
    void thePageOf1xIsTheReviewedOne() throws Exception {
        Counters counters = CountersFile.shipped("1.x-compatibility-metrics.csv", Compatibility.V1_X);
        check("h200-mig.1.x", page("h200-mig", counters, Compatibility.V1_X));
    }

    @Test
    void theyAreAskedForEveryRowOfTheShippedFile() {
        assertThat(Pages.everyRow().warnings()).isEmpty();
    }

    private static String page(String capture, Counters counters, Compatibility compatibility) throws Exception {
        try (Nvml nvml = Simulation.still(BundledCaptures.load(capture))) {
            return Pages.of(nvml, counters, compatibility);
        }
    }

    private static void check(String name, String page) throws IOException {
        Path golden = GOLDEN.resolve(name + ".prom");
        if (System.getProperty("update") != null) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, page);
            fail(golden + " is written: review its diff, then run the tests without -Dupdate");
        }
        assertThat(page)
                .as("not what %s has; if it ought to change, run with -Dupdate and review the diff", golden)
                .isEqualTo(Files.readString(golden));
    }
}
