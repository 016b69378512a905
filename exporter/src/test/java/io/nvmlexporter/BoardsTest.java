package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.collect.EntitySnapshot;
import io.nvmlexporter.collect.TwoPolls;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.nvml.Nvml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What boards have that no bundled capture covers, and why they lack the rest. */
class BoardsTest {
    private static final Path README = Boards.FOLDER.resolve("README.md");

    @ParameterizedTest
    @MethodSource("io.nvmlexporter.Boards#names")
    void eachIsListedAndSaysWhatOfItIsMadeUp(String name) throws Exception {
        assertThat(Files.readString(README)).contains("| `" + name + ".txt` |");
        assertThat(Boards.text(name)).contains("\n# source: ", "\n# measured: ", "\n# filled in: ");
    }

    @ParameterizedTest
    @MethodSource("io.nvmlexporter.Boards#names")
    void whateverItLacksHasAReason(String name) {
        try (Nvml nvml = Boards.still(name)) {
            EntitySnapshot board = TwoPolls.node(nvml, Pages.everyField())
                    .gpus()
                    .get(0)
                    .snapshot()
                    .orElseThrow()
                    .board();
            assertThat(board.absences()).isNotEmpty();
            assertThat(board.absences().values()).allMatch(reason -> reason.matches("[a-z_]+"));
        }
    }

    @Test
    void aVirtualGpuHasLoadAndMemoryButNeitherTemperatureNorPower() {
        String page = Pages.of(Boards.text("vgpu"));
        assertThat(valueOf(page, "DCGM_FI_DEV_GPU_UTIL")).isEqualTo("0");
        assertThat(valueOf(page, "DCGM_FI_DEV_FB_TOTAL")).isEqualTo("8192");
        assertThat(valueOf(page, "DCGM_FI_DEV_FB_FREE")).isEqualTo("7631");
        assertThat(valueOf(page, "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL")).isEqualTo("0");
        assertThat(valueOf(page, "DCGM_FI_DEV_VGPU_LICENSE_STATUS")).isEqualTo("1");
        assertThat(valueOf(page, "DCGM_FI_DEV_VIRTUAL_MODE")).isEqualTo("2");
        assertThat(absences("vgpu"))
                .containsEntry("DCGM_FI_DEV_GPU_TEMP", "not_supported")
                .containsEntry("DCGM_FI_DEV_POWER_USAGE", "not_supported")
                .containsEntry("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", "not_supported")
                .containsEntry("DCGM_FI_DEV_PCIE_REPLAY_COUNTER", "not_supported")
                .containsEntry("DCGM_FI_DEV_PCIE_LINK_GEN", "not_supported")
                .containsEntry("DCGM_FI_DEV_CLOCKS_EVENT_REASONS", "not_supported")
                .containsEntry("DCGM_FI_DEV_MAX_SM_CLOCK", "not_supported")
                .containsEntry("DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL", "not_supported");
    }

    @Test
    void aGpuThatUsesTheMachinesMemoryHasNoneOfItsOwn() {
        String page = Pages.of(Boards.text("gb10"));
        assertThat(valueOf(page, "DCGM_FI_DEV_GPU_UTIL")).isEqualTo("96");
        assertThat(page).doesNotContain("DCGM_FI_DEV_FB_").doesNotContain("DCGM_FI_DEV_MEM_CLOCK");
        assertThat(absences("gb10"))
                .containsEntry("DCGM_FI_DEV_FB_FREE", "not_supported")
                .containsEntry("DCGM_FI_DEV_FB_USED", "not_supported")
                .containsEntry("DCGM_FI_DEV_FB_RESERVED", "not_supported")
                .containsEntry("DCGM_FI_DEV_FB_TOTAL", "not_supported")
                .containsEntry("DCGM_FI_DEV_FB_USED_PERCENT", "not_supported")
                .containsEntry("DCGM_FI_DEV_BAR1_TOTAL", "not_supported")
                .containsEntry("DCGM_FI_DEV_MEM_CLOCK", "not_supported")
                .containsEntry("DCGM_FI_DEV_POWER_MGMT_LIMIT", "not_supported")
                .containsEntry("DCGM_FI_DEV_ECC_CURRENT", "not_supported");
    }

    @Test
    void aV100CountsEachOfItsSixLinks() {
        String page = Pages.of(Boards.text("v100"));
        assertThat(page.lines().filter(line -> line.startsWith("DCGM_FI_DEV_GPU_TEMP{")))
                .hasSize(2);
        for (int link = 0; link < 6; link++) {
            assertThat(valueOf(page, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L" + link))
                    .isEqualTo("0");
        }
        assertThat(absences("v100"))
                .containsEntry("DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L6", "not_supported")
                .containsEntry("DCGM_FI_DEV_NVLINK_COUNT_TX_BYTES", "not_supported")
                .containsEntry("DCGM_FI_PROF_SM_ACTIVE", "not_supported");
        String clean = clean("v100");
        assertThat(clean.lines().filter(line -> line.startsWith("nvml_nvlink_state{")))
                .hasSize(12)
                .allMatch(line -> line.endsWith(" 1.0"));
        assertThat(valueOf(page, "DCGM_FI_DEV_MEMORY_TEMP")).isEqualTo("33");
    }

    @Test
    void whatNvlink5CountsIsSummedAndOfEachLink() {
        String page = Pages.of(Boards.text("gb200-nvlink5"));
        assertThat(valueOf(page, "DCGM_FI_DEV_NVLINK_COUNT_RX_GENERAL_ERRORS")).isEqualTo("4");
        assertThat(valueOf(page, "DCGM_FI_DEV_NVLINK_COUNT_TX_DISCARDS")).isEqualTo("12");
        assertThat(valueOf(page, "DCGM_FI_DEV_NVLINK_COUNT_LINK_RECOVERY_EVENTS"))
                .isEqualTo("2");
        String clean = clean("gb200-nvlink5");
        assertThat(clean)
                .containsPattern("(?m)^nvml_nvlink_xmit_discards_total\\{nvlink=\"7\"[^}]*} 12\\.0$")
                .containsPattern("(?m)^nvml_nvlink_xmit_discards_total\\{nvlink=\"6\"[^}]*} 0\\.0$")
                .containsPattern("(?m)^nvml_nvlink_symbol_bit_error_ratio\\{nvlink=\"5\"[^}]*} 1\\.0E-15$");
    }

    @Test
    void anInstanceWithGraphicsHasItsOwnProfileAndMemory() {
        String page = Pages.of(Boards.text("rtx-pro-6000-mig"));
        assertThat(page)
                .containsPattern(
                        "DCGM_FI_DEV_FB_USED\\{gpu=\"0\",[^}]*GPU_I_PROFILE=\"1g.24gb\",GPU_I_ID=\"4\"[^}]*} 9216\n")
                .containsPattern(
                        "DCGM_FI_DEV_FB_USED\\{gpu=\"0\",[^}]*GPU_I_PROFILE=\"1g.24gb\\+gfx\",GPU_I_ID=\"6\"[^}]*}"
                                + " 74\n")
                .doesNotContain("DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_PROF_");
    }

    @Test
    void aJetsonHasANameAndAReasonForTheRest() {
        assertThat(Pages.of(Boards.text("orin"))).contains("modelName=\"Orin (nvgpu)\"");
        assertThat(absences("orin"))
                .containsEntry("DCGM_FI_DEV_GPU_TEMP", "not_supported")
                .containsEntry("DCGM_FI_DEV_FB_USED", "not_supported")
                .containsEntry("DCGM_FI_DEV_SM_CLOCK", "not_supported")
                .hasSizeGreaterThan(300);
    }

    private static String clean(String board) {
        try (Nvml nvml = Boards.still(board)) {
            return Pages.clean(nvml);
        }
    }

    /** Why fields have no value, by their names. */
    private static Map<String, String> absences(String board) {
        try (Nvml nvml = Boards.still(board)) {
            EntitySnapshot entity = TwoPolls.node(nvml, Pages.everyField())
                    .gpus()
                    .get(0)
                    .snapshot()
                    .orElseThrow()
                    .board();
            Map<String, String> reasons = new TreeMap<>();
            entity.absences().forEach((Field field, String reason) -> reasons.put(field.name(), reason));
            return reasons;
        }
    }

    /** Of the first GPU. */
    private static String valueOf(String page, String name) {
        return page.lines()
                .filter(line -> line.startsWith(name + "{gpu=\"0\""))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElse("absent");
    }
}
