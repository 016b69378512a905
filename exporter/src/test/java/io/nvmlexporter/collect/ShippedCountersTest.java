package io.nvmlexporter.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The counters files that this exporter brings, against those of dcgm-exporter 4.8.2. */
class ShippedCountersTest {
    @ParameterizedTest
    @ValueSource(strings = {"default-counters.csv", "dcp-metrics-included.csv"})
    void theActiveRowsAreThoseOfDcgmExporter(String file) throws CountersFileException {
        Counters counters = CountersFile.shipped(file, Compatibility.V4_8_2);
        assertThat(rows(counters)).containsExactly("""
                        DCGM_FI_DEV_SM_CLOCK gauge SM clock frequency (in MHz).
                        DCGM_FI_DEV_MEM_CLOCK gauge Memory clock frequency (in MHz).
                        DCGM_FI_DEV_MEMORY_TEMP gauge Memory temperature (in C).
                        DCGM_FI_DEV_GPU_TEMP gauge GPU temperature (in C).
                        DCGM_FI_DEV_POWER_USAGE gauge Power draw (in W).
                        DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION counter Total energy consumption since boot (in mJ).
                        DCGM_FI_DEV_PCIE_REPLAY_COUNTER counter Total number of PCIe retries.
                        DCGM_FI_DEV_GPU_UTIL gauge GPU utilization (in %).
                        DCGM_FI_DEV_MEM_COPY_UTIL gauge Memory utilization (in %).
                        DCGM_FI_DEV_ENC_UTIL gauge Encoder utilization (in %).
                        DCGM_FI_DEV_DEC_UTIL gauge Decoder utilization (in %).
                        DCGM_FI_DEV_XID_ERRORS gauge Value of the last XID error encountered.
                        DCGM_FI_DEV_FB_FREE gauge Framebuffer memory free (in MiB).
                        DCGM_FI_DEV_FB_USED gauge Framebuffer memory used (in MiB).
                        DCGM_FI_DEV_FB_RESERVED gauge Framebuffer memory reserved (in MiB).
                        DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL counter Total number of NVLink bandwidth counters for all lanes.
                        DCGM_FI_DEV_VGPU_LICENSE_STATUS gauge vGPU License status
                        DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS counter Number of remapped rows for uncorrectable errors
                        DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS counter Number of remapped rows for correctable errors
                        DCGM_FI_DEV_ROW_REMAP_FAILURE gauge Whether remapping of rows has failed
                        DCGM_FI_PROF_GR_ENGINE_ACTIVE gauge Ratio of time the graphics engine is active.
                        DCGM_FI_PROF_PIPE_TENSOR_ACTIVE gauge Ratio of cycles the tensor (HMMA) pipe is active.
                        DCGM_FI_PROF_DRAM_ACTIVE gauge Ratio of cycles the device memory interface is active sending or \
                        receiving data.
                        DCGM_FI_PROF_PCIE_TX_BYTES gauge The rate of data transmitted over the PCIe bus - including both \
                        protocol headers and data payloads - in bytes per second.
                        DCGM_FI_PROF_PCIE_RX_BYTES gauge The rate of data received over the PCIe bus - including both \
                        protocol headers and data payloads - in bytes per second.
                        """.split("\n"));
        assertThat(counters.labels()).extracting(LabelField::name).containsExactly("DCGM_FI_DRIVER_VERSION");
        assertThat(counters.warnings()).isEmpty();
    }

    /** 4.8.3 types a rate as what it is, and has more to take the comment off. */
    @Test
    void theRowsOf483AreThoseOf482WithTheBandwidthAsAGauge() throws CountersFileException, IOException {
        Counters counters = CountersFile.shipped("default-counters-4.8.3.csv", Compatibility.V4_8_3);
        assertThat(rows(counters))
                .isEqualTo(rows(CountersFile.shipped("default-counters.csv", Compatibility.V4_8_2)).stream()
                        .map(row -> row.replace("BANDWIDTH_TOTAL counter", "BANDWIDTH_TOTAL gauge"))
                        .toList())
                .anyMatch(row -> row.startsWith("DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL gauge "));
        assertThat(counters.labels()).extracting(LabelField::name).containsExactly("DCGM_FI_DRIVER_VERSION");
        assertThat(lines("default-counters-4.8.3.csv").filter(line -> line.startsWith("# DCGM_EXP_")))
                .contains(
                        "# DCGM_EXP_XID_ERRORS_COUNT, gauge, reported XIDs during last window",
                        "# DCGM_EXP_XID_ERRORS_TOTAL, counter, XIDs since the exporter was started.")
                .hasSize(6);
        assertThat(lines("default-counters-4.8.3.csv").filter(line -> line.contains("_CYCLES_")))
                .hasSize(11);
        assertThat(Compatibility.V4_8_3.countersFile()).isEqualTo("default-counters-4.8.3.csv");
    }

    /** The same quantities under both names: who changes --compat loses none. */
    @Test
    void theRowsOf49AreThoseOf48ByNewerNames() throws CountersFileException {
        Counters old = CountersFile.shipped("default-counters.csv", Compatibility.V4_8_3);
        Counters now = CountersFile.shipped("default-counters-4.9.csv", Compatibility.V4_9);
        assertThat(now.warnings()).isEmpty();
        assertThat(now.labels()).extracting(LabelField::name).containsExactly("DCGM_FI_SYSTEM_DRIVER_VERSION");
        Map<Integer, Integer> inBaseUnits = Map.of(100, 1603, 101, 1604, 156, 1611);
        assertThat(now.metrics())
                .extracting(metric -> metric.field().id())
                .containsExactlyElementsOf(old.metrics().stream()
                        .map(metric -> metric.field().id())
                        .map(id -> inBaseUnits.getOrDefault(id, id))
                        .toList());
        assertThat(now.metrics())
                .extracting(Metric::name)
                .contains(
                        "DCGM_FI_DEV_SM_CLOCK_HERTZ",
                        "DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL",
                        "DCGM_FI_DEV_GPU_UTIL_RATIO",
                        "DCGM_FI_DEV_BOARD_POWER_WATTS")
                .doesNotContain("DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_DEV_POWER_USAGE");
    }

    @Test
    void theRowsOf1xHaveItsNames() throws CountersFileException {
        Counters counters = CountersFile.shipped("1.x-compatibility-metrics.csv", Compatibility.V1_X);
        assertThat(counters.metrics())
                .extracting(Metric::name)
                .containsExactly(
                        "dcgm_sm_clock",
                        "dcgm_memory_clock",
                        "dcgm_memory_temp",
                        "dcgm_gpu_temp",
                        "dcgm_power_usage",
                        "dcgm_total_energy_consumption",
                        "dcgm_fi_prof_pcie_tx_bytes",
                        "dcgm_fi_prof_pcie_rx_bytes",
                        "dcgm_pcie_replay_counter",
                        "dcgm_gpu_utilization",
                        "dcgm_mem_copy_utilization",
                        "dcgm_enc_utilization",
                        "dcgm_dec_utilization",
                        "dcgm_xid_errors",
                        "dcgm_fb_free",
                        "dcgm_fb_used",
                        "dcgm_nvlink_bandwidth_total",
                        "dcgm_fi_prof_gr_engine_active",
                        "dcgm_fi_prof_pipe_tensor_active",
                        "dcgm_fi_prof_dram_active");
        assertThat(counters.warnings()).isEmpty();
    }

    /** Who changes to the file for dashboards and alerts loses nothing, and every row of it is served. */
    @Test
    void theRowsForDashboardsAndAlertsBeginWithTheDefaultOnes() throws CountersFileException {
        Counters counters = CountersFile.shipped("monitoring-counters.csv", Compatibility.V4_8_2);
        List<String> rows = rows(counters);
        assertThat(rows)
                .startsWith(rows(CountersFile.shipped("default-counters.csv", Compatibility.V4_8_2))
                        .toArray(String[]::new))
                .hasSizeGreaterThan(50);
        assertThat(counters.labels()).extracting(LabelField::name).containsExactly("DCGM_FI_DRIVER_VERSION");
        assertThat(counters.warnings()).isEmpty();
    }

    /** So that a user who takes the # off a row gets that metric. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "default-counters.csv",
                "default-counters-4.8.3.csv",
                "default-counters-4.9.csv",
                "dcp-metrics-included.csv",
                "1.x-compatibility-metrics.csv"
            })
    void everyRowThatIsCommentedOutIsServedOnceItIsNot(String file) throws CountersFileException, IOException {
        List<String> rows = lines(file)
                .filter(line -> line.matches("# (DCGM_|dcgm_)\\S*, \\w+, .*"))
                .map(line -> line.substring(2))
                .toList();
        Counters counters = CountersFile.parse(String.join("\n", rows), file, Compatibility.V4_8_3);
        assertThat(rows).hasSizeGreaterThan(15);
        assertThat(counters.warnings()).isEmpty();
        assertThat(counters.fields()).hasSameSizeAs(rows);
    }

    @Test
    void theExportersOwnCountsAreThereToTakeTheCommentOff() throws IOException {
        assertThat(lines("default-counters.csv").filter(line -> line.startsWith("# DCGM_EXP_")))
                .containsExactly(
                        "# DCGM_EXP_CLOCK_EVENTS_COUNT, counter, reported clock events",
                        "# DCGM_EXP_XID_ERRORS_COUNT, counter, reported XIDs during last window",
                        "# DCGM_EXP_GPU_HEALTH_STATUS, counter, DCGM reported health status",
                        "# DCGM_EXP_P2P_STATUS, counter, P2P NvLink status");
    }

    private static List<String> rows(Counters counters) {
        return counters.metrics().stream()
                .map(metric -> metric.name() + " " + metric.type().text() + " " + metric.help())
                .toList();
    }

    private static Stream<String> lines(String file) throws IOException {
        try (InputStream in = CountersFile.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), UTF_8).lines();
        }
    }
}
