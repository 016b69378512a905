package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.nvmlexporter.kubelet.Container;
import io.nvmlexporter.kubelet.Device;
import io.nvmlexporter.kubelet.KubeletDouble;
import io.nvmlexporter.kubelet.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inputs like those that users of GPU exporters have reported, in the program as it runs. */
@Timeout(120)
@SuppressWarnings("try") // What a kubelet is there for is to be open.
class CasesTest {
    private static final Path CASES = Path.of("src/test/resources/io/nvmlexporter/cases");

    @Test
    void aPciDomainBeyondZeroIsShownInFull() {
        try (Program program = start("--replay=" + CASES.resolve("k80.txt"), "--names=both")) {
            String page = program.page();
            assertThat(line(page, "DCGM_FI_DEV_GPU_TEMP{gpu=\"0\""))
                    .contains("pci_bus_id=\"0000460E:00:00.0\"")
                    .endsWith(" 38");
            assertThat(line(page, "DCGM_FI_DEV_GPU_TEMP{gpu=\"1\"")).contains("pci_bus_id=\"00018972:00:00.0\"");
            assertThat(line(page, "nvml_gpu_info{")).contains("pci_bus_id=\"0000460E:00:00.0\"");
        }
    }

    @Test
    void aJetsonIsServedAndSaysWhyItHasNoMore() throws InterruptedException {
        try (Program program = start("--replay=" + Boards.file("orin"))) {
            String page = program.page();
            assertThat(page)
                    .contains("modelName=\"Orin (nvgpu)\"")
                    .containsPattern("nvml_exporter_gpu_up\\{[^}]*} 1")
                    .doesNotContain("DCGM_FI_DEV_FB_USED{", "DCGM_FI_DEV_GPU_TEMP{", "DCGM_FI_DEV_POWER_USAGE{");
            for (String field : List.of("GPU_TEMP", "POWER_USAGE", "FB_USED", "SM_CLOCK", "TOTAL_ENERGY_CONSUMPTION")) {
                assertThat(absence(page, "DCGM_FI_DEV_" + field)).isEqualTo("not_supported");
            }
            assertThat(program.log()).noneMatch(line -> line.contains("ERROR") || line.contains("Exception"));
            program.terminate();
            assertThat(program.awaitExit()).isIn(0, 143);
        }
    }

    @Test
    void thePodThatHasADgxSparkIsNamedThoughNothingSaysHowMuchMemoryItHas(@TempDir Path folder) throws IOException {
        Path socket = folder.resolve("kubelet.sock");
        try (KubeletDouble kubelet = KubeletDouble.listing(socket, pods("pods4.json"));
                Program program = start(
                        "--replay=" + Boards.file("gb10"),
                        "--names=both",
                        "-k",
                        "--pod-resources-kubelet-socket=" + socket)) {
            String page = program.awaitPage("the pod", text -> text.contains("pod=\"llm-0\"} "));
            assertThat(line(page, "DCGM_FI_DEV_GPU_UTIL{"))
                    .contains("container=\"main\",namespace=\"spark\",pod=\"llm-0\"")
                    .endsWith(" 96");
            assertThat(page).containsPattern("nvml_exporter_gpu_up\\{[^}]*} 1");
            assertThat(line(page, "nvml_pod_info{")).contains("namespace=\"spark\",pod=\"llm-0\"");
            assertThat(page).doesNotContainPattern("(?m)^DCGM_FI_DEV_FB_");
            for (String field : List.of("FB_FREE", "FB_USED", "FB_RESERVED", "MEM_CLOCK")) {
                assertThat(absence(page, "DCGM_FI_DEV_" + field)).isEqualTo("not_supported");
            }
        }
    }

    @Test
    void aDriverThatGivesTheMemoryOfTheMachineIsBelieved() {
        try (Program program = start("--replay=" + CASES.resolve("gb10-uma.txt"))) {
            String page = program.page();
            assertThat(line(page, "DCGM_FI_DEV_FB_USED{")).endsWith(" 12077");
            assertThat(line(page, "DCGM_FI_DEV_FB_FREE{")).endsWith(" 112533");
            assertThat(line(page, "DCGM_FI_DEV_FB_RESERVED{")).endsWith(" 0");
        }
    }

    @Test
    void aCountersFileWithNamesOfItsOwnIsRefusedWithTheCause() throws InterruptedException {
        Path file = CASES.resolve("four.csv");
        try (Program program = start("--demo", "-f", file.toString())) {
            assertThat(program.awaitExit()).isPositive();
            assertThat(program.log())
                    .singleElement()
                    .asString()
                    .endsWith(file + ":2: 4 columns where field, type and help are wanted: the type 'gauge' is in"
                            + " column 3; delete 'my_gpu_utilization' in column 2, as a metric has no name but its"
                            + " field's");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pids.csv, h100",
        "pids.csv, geforce",
        "prof.csv, h100",
        "prof.csv, t4",
        "rows.csv, h100",
        "rows.csv, h100-mig"
    })
    void whatUsersAskForIsServedOrAbsentWithItsReason(String file, String board) throws IOException {
        List<String> fields = Files.readAllLines(CASES.resolve(file)).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(",")[0])
                .toList();
        assertThat(fields).hasSizeGreaterThan(6);
        try (Program program =
                start("--demo=" + board, "-c=100", "-f", CASES.resolve(file).toString())) {
            // Rates and GPM need a second poll.
            String page = program.awaitPage("a second poll", text -> !text.contains("reason=\"not_ready\""));
            for (String field : fields) {
                boolean served = page.lines()
                        .anyMatch(line -> line.startsWith(field + "{") || line.contains("," + field + "=\""));
                assertThat(served || !absence(page, field).isEmpty())
                        .as("%s is served or absent with a reason", field)
                        .isTrue();
            }
        }
    }

    private static Program start(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--still", "--address=127.0.0.1:0"));
        all.addAll(Arrays.asList(arguments));
        return Program.start(all.toArray(String[]::new));
    }

    private static String line(String page, String start) {
        return page.lines().filter(line -> line.startsWith(start)).findFirst().orElse("absent");
    }

    /** Why the first device has no value of it; empty where nothing says. */
    private static String absence(String page, String field) {
        return page.lines()
                .filter(line -> line.startsWith("nvml_exporter_field_absent{"))
                .filter(line -> line.contains("field=\"" + field + "\""))
                .map(line -> line.replaceFirst(".*reason=\"([^\"]*)\".*", "$1"))
                .findFirst()
                .orElse("");
    }

    /** Each pod has one container, whose devices are lists of ids by resource. */
    private static List<Pod> pods(String file) throws IOException {
        List<Pod> pods = new ArrayList<>();
        for (JsonElement pod :
                JsonParser.parseString(Files.readString(CASES.resolve(file))).getAsJsonArray()) {
            List<Device> devices = new ArrayList<>();
            for (JsonElement resource : pod.getAsJsonObject().getAsJsonArray("devices")) {
                JsonArray nameAndIds = resource.getAsJsonArray();
                nameAndIds
                        .get(1)
                        .getAsJsonArray()
                        .forEach(id -> devices.add(new Device(nameAndIds.get(0).getAsString(), id.getAsString())));
            }
            pods.add(new Pod(
                    text(pod, "ns"), text(pod, "pod"), List.of(new Container(text(pod, "c"), devices, List.of()))));
        }
        return pods;
    }

    private static String text(JsonElement object, String member) {
        return object.getAsJsonObject().get(member).getAsString();
    }
}
