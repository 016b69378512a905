package io.nvmlexporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nvmlexporter.http.Page;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.simulation.BundledCaptures;
import io.nvmlexporter.simulation.Capture;
import io.nvmlexporter.simulation.Simulation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --names prometheus} serves, of every field and with the exporter's own families. */
class CleanPageTest {
    private static final String TEXT = "text/plain";
    private static final String OPEN_METRICS = "application/openmetrics-text;version=1.0.0";
    private static final Pattern OWNER =
            Pattern.compile("(?<before>nvml_\\w+\\{(.*,)?)uuid=\"(?<owner>GPU|MIG)-[^\"]*\"(?<after>.*)");

    @ParameterizedTest
    @MethodSource("io.nvmlexporter.simulation.BundledCaptures#names")
    void promtoolHasNothingToComplainOf(String capture, @TempDir Path folder) throws Exception {
        boolean found = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool")));
        assumeTrue(found || "true".equals(System.getenv("CI")), "promtool is not installed (package prometheus)");
        Path page = Files.write(folder.resolve("page"), page(capture, TEXT).bytes());
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(page.toFile())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(promtool.getInputStream().readAllBytes(), UTF_8)).isEmpty();
        assertThat(promtool.waitFor()).isZero();
    }

    @ParameterizedTest
    @MethodSource("io.nvmlexporter.simulation.BundledCaptures#names")
    void inOpenMetricsItHasEachFamilyOnceAndAnEnd(String capture) throws Exception {
        Page page = page(capture, OPEN_METRICS);
        String text = new String(page.bytes(), UTF_8);

        assertThat(page.contentType()).startsWith("application/openmetrics-text");
        assertThat(text).endsWith("\n# EOF\n").containsOnlyOnce("# EOF");
        assertThat(text.lines().filter(line -> line.startsWith("# TYPE ")).map(line -> line.split(" ")[2]))
                .hasSizeGreaterThan(60)
                .doesNotHaveDuplicates();
        assertThat(text.lines().filter(line -> !line.startsWith("#")).map(line -> line.replaceFirst(" \\S+$", "")))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("io.nvmlexporter.simulation.BundledCaptures#names")
    void theFormatsHaveTheSameSeries(String capture) throws Exception {
        assertThat(series(page(capture, OPEN_METRICS)))
                .containsExactlyInAnyOrderElementsOf(series(page(capture, TEXT)));
    }

    private static List<String> series(Page page) {
        return new String(page.bytes(), UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst(" \\S+$", ""))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"h100-mig", "h200-mig"})
    void whatAnInstanceHasItsGpuDoesNotHaveAgain(String capture) throws Exception {
        Map<String, List<String>> owners = series(page(capture, TEXT)).stream()
                .map(OWNER::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.groupingBy(
                        series -> series.group("before") + series.group("after"),
                        Collectors.mapping(series -> series.group("owner"), Collectors.toList())));

        assertThat(owners).hasSizeGreaterThan(60);
        assertThat(owners)
                .allSatisfy((series, whose) -> assertThat(whose).as(series).containsOnly(whose.get(0)));
        assertThat(owners.get("nvml_board_power_watts{}")).containsExactly("GPU");
        assertThat(owners.get("nvml_memory_used_bytes{}")).hasSize(4).containsOnly("MIG");
        assertThat(owners.get("nvml_gpm_sm_utilization_ratio{}")).hasSize(4).containsOnly("MIG");
        assertThat(owners.get(errors("volatile", "sram"))).hasSize(4).containsOnly("MIG");
        assertThat(owners.get(errors("volatile", "dram"))).containsExactly("GPU");
        assertThat(owners.get(errors("aggregate", "sram"))).containsExactly("GPU");
    }

    @Test
    void aGpuInstanceHasTheProcessesOfAllItsComputeInstances() throws Exception {
        // They run in the second compute instance of GPU instance 2, and in the only one of the other capture's.
        assertThat(computeProcessesOf("MIG-fe0bca0b", BundledCaptures.load("h200-mig")))
                .containsExactlyInAnyOrder(
                        "nvml_processes 3.0",
                        "nvml_process_memory_used_bytes 12249 2.300575744E9",
                        "nvml_process_memory_used_bytes 12250 1.22683392E9",
                        "nvml_process_memory_used_bytes 12267 1.4183038976E10");
        assertThat(computeProcessesOf("MIG-54f5154b", BundledCaptures.load("h100-mig")))
                .contains("nvml_processes 3.0")
                .hasSize(4);
    }

    @Test
    void aComputeInstanceThatRefusesItsProcessesLeavesThoseOfItsGpuInstanceUnknown() throws Exception {
        String capture = Files.readString(Path.of(
                BundledCaptures.class.getResource("captures/h200-mig.txt").toURI()));
        int second = capture.indexOf("[gpu 0 mig 1]");
        String refusing = capture.substring(0, second)
                + capture.substring(second)
                        .replaceFirst("(nvmlDeviceGetComputeRunningProcesses_v3) .*", "$1 = !NO_PERMISSION");
        assertThat(computeProcessesOf("MIG-fe0bca0b", Capture.parse("refusing", refusing)))
                .isEmpty();
    }

    /** Each series as its name, the process if it is of one, and its value. */
    private static List<String> computeProcessesOf(String uuid, Capture capture) {
        try (Nvml nvml = Simulation.still(capture)) {
            return Pages.clean(nvml)
                    .lines()
                    .filter(line -> line.matches("nvml_process.*type=\"compute\",uuid=\"" + uuid + ".*"))
                    .map(line ->
                            line.replaceFirst("\\{(pid=\"(\\d+)\")?.*}", " $2").replace("  ", " "))
                    .toList();
        }
    }

    private static String errors(String counter, String location) {
        return "nvml_ecc_errors_by_location_total{counter=\"" + counter + "\",error=\"uncorrected\",location=\""
                + location + "\",}";
    }

    @Test
    void whatNvlinkCountsIsOfEachLinkAndNotTheirSum() throws Exception {
        String capture = """
                # nvml-exporter capture 1
                [system]
                nvmlSystemGetDriverVersion = "595.45.04"
                nvmlDeviceGetCount_v2 = 1
                [gpu 0]
                nvmlDeviceGetUUID = "GPU-1"
                nvmlDeviceGetNvLinkState(0) = 1
                nvmlDeviceGetNvLinkState(1) = 1
                nvmlDeviceGetFieldValues(165,0) = u32:1
                nvmlDeviceGetFieldValues(165,1) = u32:1
                nvmlDeviceGetFieldValues(201,0) = u64:7
                nvmlDeviceGetFieldValues(201,1) = u64:8
                nvmlDeviceGetFieldValues(201,4294967295) = u64:15
                nvmlDeviceGetFieldValues(222,0) = u32:1807
                nvmlDeviceGetFieldValues(138,0) = u64:3
                nvmlDeviceGetFieldValues(138,1) = u64:4
                nvmlDeviceGetFieldValues(138,4294967295) = u64:7
                """;
        try (Nvml nvml = Simulation.still(Capture.parse("links", capture))) {
            assertThat(Pages.clean(nvml).lines().filter(line -> line.startsWith("nvml_nvlink")))
                    .containsExactlyInAnyOrder(
                            "nvml_nvlink_info{nvlink=\"0\",uuid=\"GPU-1\"} 1",
                            "nvml_nvlink_info{nvlink=\"1\",uuid=\"GPU-1\"} 1",
                            "nvml_nvlink_state{nvlink=\"0\",uuid=\"GPU-1\"} 1.0",
                            "nvml_nvlink_state{nvlink=\"1\",uuid=\"GPU-1\"} 1.0",
                            "nvml_nvlink_symbol_bit_error_ratio{nvlink=\"0\",uuid=\"GPU-1\"} 7.0E-15",
                            "nvml_nvlink_transmit_bytes_total{nvlink=\"0\",uuid=\"GPU-1\"} 3072.0",
                            "nvml_nvlink_transmit_bytes_total{nvlink=\"1\",uuid=\"GPU-1\"} 4096.0",
                            "nvml_nvlink_xmit_packets_total{nvlink=\"0\",uuid=\"GPU-1\"} 7.0",
                            "nvml_nvlink_xmit_packets_total{nvlink=\"1\",uuid=\"GPU-1\"} 8.0",
                            "nvml_nvlinks_transmit_bytes_total{uuid=\"GPU-1\"} 7168.0");
        }
    }

    private static Page page(String capture, String accept) throws Exception {
        try (Nvml nvml = Simulation.still(BundledCaptures.load(capture))) {
            return Pages.clean(nvml, accept);
        }
    }
}
