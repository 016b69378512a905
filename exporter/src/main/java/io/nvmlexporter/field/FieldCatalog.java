package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.Type.REAL;
import static io.nvmlexporter.field.Field.Type.TEXT;
import static io.nvmlexporter.field.Read.allLinksRate;
import static io.nvmlexporter.field.Read.celsius;
import static io.nvmlexporter.field.Read.flag;
import static io.nvmlexporter.field.Read.gpmBytesPerSecond;
import static io.nvmlexporter.field.Read.gpmRatio;
import static io.nvmlexporter.field.Read.lastXid;
import static io.nvmlexporter.field.Read.linkRate;
import static io.nvmlexporter.field.Read.mebibytes;
import static io.nvmlexporter.field.Read.nodeText;
import static io.nvmlexporter.field.Read.number;
import static io.nvmlexporter.field.Read.numbered;
import static io.nvmlexporter.field.Read.numberedCelsius;
import static io.nvmlexporter.field.Read.percent;
import static io.nvmlexporter.field.Read.reservedMebibytes;
import static io.nvmlexporter.field.Read.text;
import static io.nvmlexporter.field.Read.thousandths;
import static io.nvmlexporter.field.Read.utilization;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_ANY_TENSOR_UTIL;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_DRAM_BW_UTIL;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_FP16_UTIL;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_FP32_UTIL;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_FP64_UTIL;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_GRAPHICS_UTIL;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_PCIE_RX_PER_SEC;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_PCIE_TX_PER_SEC;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_SM_OCCUPANCY;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_SM_UTIL;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_ECC_DBE_AGG_TOTAL;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_ECC_DBE_VOL_TOTAL;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_ECC_SBE_AGG_TOTAL;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_ECC_SBE_VOL_TOTAL;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_MEMORY_TEMP;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_PERF_POLICY_BOARD_LIMIT;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_PERF_POLICY_LOW_UTILIZATION;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_PERF_POLICY_POWER;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_PERF_POLICY_RELIABILITY;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_PERF_POLICY_SYNC_BOOST;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_PERF_POLICY_THERMAL;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_REMAPPED_COR;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_REMAPPED_FAILURE;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_REMAPPED_UNC;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_RETIRED_DBE;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_RETIRED_PENDING;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_TOTAL_ENERGY_CONSUMPTION;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.Device.Clock;
import io.nvmlexporter.nvml.Device.InforomObject;
import io.nvmlexporter.nvml.Device.Memory;
import io.nvmlexporter.nvml.Device.RetirementCause;
import io.nvmlexporter.nvml.Device.Utilization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every DCGM field this exporter serves, and the NVML read that serves it.
 *
 * <p>To add a field, add one row: DCGM's number and name for it, its type and unit there, what it is a value of, the
 * read, and the other names that dcgm-exporter takes for it. No other code lists fields. Which of them are exported,
 * under which type and help text, is for the counters file to say.
 */
public final class FieldCatalog {
    private static final List<Field> ROWS = List.of(
            // The node
            field(1, "DCGM_FI_DRIVER_VERSION", TEXT, "", Scope.BOARD, nodeText(node -> node.driverVersion())),
            field(2, "DCGM_FI_NVML_VERSION", TEXT, "", Scope.BOARD, nodeText(node -> node.nvmlVersion())),
            // Identity
            field(51, "DCGM_FI_DEV_BRAND", TEXT, "", Scope.BOARD, text(Device::brand)),
            field(53, "DCGM_FI_DEV_SERIAL", TEXT, "", Scope.BOARD, text(Device::serial)),
            field(
                    56,
                    "DCGM_FI_DEV_OEM_INFOROM_VER",
                    TEXT,
                    "",
                    Scope.BOARD,
                    text(device -> device.inforomVersion(InforomObject.OEM))),
            field(
                    80,
                    "DCGM_FI_DEV_ECC_INFOROM_VER",
                    TEXT,
                    "",
                    Scope.BOARD,
                    text(device -> device.inforomVersion(InforomObject.ECC))),
            field(
                    81,
                    "DCGM_FI_DEV_POWER_INFOROM_VER",
                    TEXT,
                    "",
                    Scope.BOARD,
                    text(device -> device.inforomVersion(InforomObject.POWER))),
            field(82, "DCGM_FI_DEV_INFOROM_IMAGE_VER", TEXT, "", Scope.BOARD, text(Device::inforomImageVersion)),
            field(85, "DCGM_FI_DEV_VBIOS_VERSION", TEXT, "", Scope.BOARD, text(Device::vbiosVersion)),
            // Clocks
            field(
                    100,
                    "DCGM_FI_DEV_SM_CLOCK",
                    INT,
                    "MHz",
                    Scope.BOARD,
                    number(device -> device.clockMegahertz(Clock.SM)),
                    "dcgm_sm_clock"),
            field(
                    101,
                    "DCGM_FI_DEV_MEM_CLOCK",
                    INT,
                    "MHz",
                    Scope.BOARD,
                    number(device -> device.clockMegahertz(Clock.MEMORY)),
                    "dcgm_memory_clock"),
            // Temperatures
            field(
                    140,
                    "DCGM_FI_DEV_MEMORY_TEMP",
                    INT,
                    "°C",
                    Scope.BOARD,
                    numberedCelsius(NVML_FI_DEV_MEMORY_TEMP),
                    "dcgm_memory_temp"),
            field(
                    150,
                    "DCGM_FI_DEV_GPU_TEMP",
                    INT,
                    "°C",
                    Scope.BOARD,
                    celsius(Device::temperatureCelsius),
                    "dcgm_gpu_temp"),
            // Power, and energy since the driver was loaded
            field(
                    155,
                    "DCGM_FI_DEV_POWER_USAGE",
                    REAL,
                    "W",
                    Scope.BOARD,
                    thousandths(Device::powerMilliwatts),
                    "dcgm_power_usage"),
            field(
                    156,
                    "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
                    INT,
                    "mJ",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_TOTAL_ENERGY_CONSUMPTION),
                    "dcgm_total_energy_consumption"),
            // PCIe
            field(
                    202,
                    "DCGM_FI_DEV_PCIE_REPLAY_COUNTER",
                    INT,
                    "count",
                    Scope.BOARD,
                    number(Device::pcieReplays),
                    "dcgm_pcie_replay_counter"),
            // Shares of the driver's last sample period; none of them while MIG is on
            field(
                    203,
                    "DCGM_FI_DEV_GPU_UTIL",
                    INT,
                    "%",
                    Scope.BOARD,
                    utilization(Utilization::gpuPercent),
                    "dcgm_gpu_utilization"),
            field(
                    204,
                    "DCGM_FI_DEV_MEM_COPY_UTIL",
                    INT,
                    "%",
                    Scope.BOARD,
                    utilization(Utilization::memoryPercent),
                    "dcgm_mem_copy_utilization"),
            field(
                    206,
                    "DCGM_FI_DEV_ENC_UTIL",
                    INT,
                    "%",
                    Scope.BOARD,
                    percent(Device::encoderPercent),
                    "dcgm_enc_utilization"),
            field(
                    207,
                    "DCGM_FI_DEV_DEC_UTIL",
                    INT,
                    "%",
                    Scope.BOARD,
                    percent(Device::decoderPercent),
                    "dcgm_dec_utilization"),
            // XID: absent until the driver reports one, then the last one for good
            field(230, "DCGM_FI_DEV_XID_ERRORS", INT, "XID", Scope.INSTANCE, lastXid(), "dcgm_xid_errors"),
            // Time held back, in all; nanoseconds, whatever old help texts say
            field(
                    240,
                    "DCGM_FI_DEV_POWER_VIOLATION",
                    INT,
                    "ns",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_PERF_POLICY_POWER),
                    "dcgm_power_violation"),
            field(
                    241,
                    "DCGM_FI_DEV_THERMAL_VIOLATION",
                    INT,
                    "ns",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_PERF_POLICY_THERMAL),
                    "dcgm_thermal_violation"),
            field(
                    242,
                    "DCGM_FI_DEV_SYNC_BOOST_VIOLATION",
                    INT,
                    "ns",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_PERF_POLICY_SYNC_BOOST),
                    "dcgm_sync_boost_violation"),
            field(
                    243,
                    "DCGM_FI_DEV_BOARD_LIMIT_VIOLATION",
                    INT,
                    "ns",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_PERF_POLICY_BOARD_LIMIT),
                    "dcgm_board_limit_violation"),
            field(
                    244,
                    "DCGM_FI_DEV_LOW_UTIL_VIOLATION",
                    INT,
                    "ns",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_PERF_POLICY_LOW_UTILIZATION),
                    "dcgm_low_util_violation"),
            field(
                    245,
                    "DCGM_FI_DEV_RELIABILITY_VIOLATION",
                    INT,
                    "ns",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_PERF_POLICY_RELIABILITY),
                    "dcgm_reliability_violation"),
            // Framebuffer; used leaves reserved out from driver 510 on
            field(251, "DCGM_FI_DEV_FB_FREE", INT, "MiB", Scope.INSTANCE, mebibytes(Memory::free), "dcgm_fb_free"),
            field(252, "DCGM_FI_DEV_FB_USED", INT, "MiB", Scope.INSTANCE, mebibytes(Memory::used), "dcgm_fb_used"),
            field(253, "DCGM_FI_DEV_FB_RESERVED", INT, "MiB", Scope.INSTANCE, reservedMebibytes()),
            // ECC errors, corrected (SBE) and not (DBE), since driver load (VOL) and ever (AGG)
            field(
                    310,
                    "DCGM_FI_DEV_ECC_SBE_VOL_TOTAL",
                    INT,
                    "count",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_ECC_SBE_VOL_TOTAL),
                    "dcgm_ecc_sbe_volatile_total"),
            field(
                    311,
                    "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL",
                    INT,
                    "count",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_ECC_DBE_VOL_TOTAL),
                    "dcgm_ecc_dbe_volatile_total"),
            field(
                    312,
                    "DCGM_FI_DEV_ECC_SBE_AGG_TOTAL",
                    INT,
                    "count",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_ECC_SBE_AGG_TOTAL),
                    "dcgm_ecc_sbe_aggregate_total"),
            field(
                    313,
                    "DCGM_FI_DEV_ECC_DBE_AGG_TOTAL",
                    INT,
                    "count",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_ECC_DBE_AGG_TOTAL),
                    "dcgm_ecc_dbe_aggregate_total"),
            // Retired pages, up to Turing; remapped rows, from Ampere on
            field(
                    390,
                    "DCGM_FI_DEV_RETIRED_SBE",
                    INT,
                    "pages",
                    Scope.BOARD,
                    number(device -> device.retiredPages(RetirementCause.MULTIPLE_SINGLE_BIT_ERRORS)),
                    "dcgm_retired_pages_sbe"),
            field(
                    391,
                    "DCGM_FI_DEV_RETIRED_DBE",
                    INT,
                    "pages",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_RETIRED_DBE),
                    "dcgm_retired_pages_dbe"),
            field(
                    392,
                    "DCGM_FI_DEV_RETIRED_PENDING",
                    INT,
                    "0/1",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_RETIRED_PENDING),
                    "dcgm_retired_pages_pending"),
            field(
                    393,
                    "DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS",
                    INT,
                    "rows",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_REMAPPED_UNC)),
            field(
                    394,
                    "DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS",
                    INT,
                    "rows",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_REMAPPED_COR)),
            field(
                    395,
                    "DCGM_FI_DEV_ROW_REMAP_FAILURE",
                    INT,
                    "0/1",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_REMAPPED_FAILURE)),
            // NVLink errors over all links, up to Hopper; payload both ways, a rate although the shipped files call it
            // a counter
            field(
                    409,
                    "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL",
                    INT,
                    "count",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL),
                    "dcgm_nvlink_flit_crc_error_count_total"),
            field(
                    419,
                    "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL",
                    INT,
                    "count",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL),
                    "dcgm_nvlink_data_crc_error_count_total"),
            field(
                    429,
                    "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL",
                    INT,
                    "count",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL),
                    "dcgm_nvlink_replay_error_count_total"),
            field(
                    439,
                    "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL",
                    INT,
                    "count",
                    Scope.BOARD,
                    numbered(NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL),
                    "dcgm_nvlink_recovery_error_count_total"),
            field(
                    440,
                    "DCGM_FI_DEV_NVLINK_BANDWIDTH_L0",
                    INT,
                    "1000 KiB/s",
                    Scope.BOARD,
                    linkRate(0),
                    "DCGM_FI_DEV_NVLINK_THROUGHPUT_L0"),
            field(
                    449,
                    "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL",
                    INT,
                    "1000 KiB/s",
                    Scope.BOARD,
                    allLinksRate(),
                    "DCGM_FI_DEV_NVLINK_THROUGHPUT_TOTAL",
                    "dcgm_nvlink_bandwidth_total"),
            // vGPU licence; 0 on bare metal, where there is nothing to license
            field(526, "DCGM_FI_DEV_VGPU_LICENSE_STATUS", INT, "0/1", Scope.BOARD, flag(Device::vgpuLicensed)),
            // Profiling by GPM, Hopper and newer: shares of the time between two polls
            field(
                    1001,
                    "DCGM_FI_PROF_GR_ENGINE_ACTIVE",
                    REAL,
                    "ratio",
                    Scope.INSTANCE,
                    gpmRatio(NVML_GPM_METRIC_GRAPHICS_UTIL),
                    "dcgm_fi_prof_gr_engine_active"),
            field(
                    1002,
                    "DCGM_FI_PROF_SM_ACTIVE",
                    REAL,
                    "ratio",
                    Scope.INSTANCE,
                    gpmRatio(NVML_GPM_METRIC_SM_UTIL),
                    "dcgm_fi_prof_sm_active"),
            field(
                    1003,
                    "DCGM_FI_PROF_SM_OCCUPANCY",
                    REAL,
                    "ratio",
                    Scope.INSTANCE,
                    gpmRatio(NVML_GPM_METRIC_SM_OCCUPANCY),
                    "dcgm_fi_prof_sm_occupancy"),
            field(
                    1004,
                    "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE",
                    REAL,
                    "ratio",
                    Scope.INSTANCE,
                    gpmRatio(NVML_GPM_METRIC_ANY_TENSOR_UTIL),
                    "dcgm_fi_prof_pipe_tensor_active"),
            field(
                    1005,
                    "DCGM_FI_PROF_DRAM_ACTIVE",
                    REAL,
                    "ratio",
                    Scope.INSTANCE,
                    gpmRatio(NVML_GPM_METRIC_DRAM_BW_UTIL),
                    "dcgm_fi_prof_dram_active"),
            field(
                    1006,
                    "DCGM_FI_PROF_PIPE_FP64_ACTIVE",
                    REAL,
                    "ratio",
                    Scope.INSTANCE,
                    gpmRatio(NVML_GPM_METRIC_FP64_UTIL)),
            field(
                    1007,
                    "DCGM_FI_PROF_PIPE_FP32_ACTIVE",
                    REAL,
                    "ratio",
                    Scope.INSTANCE,
                    gpmRatio(NVML_GPM_METRIC_FP32_UTIL)),
            field(
                    1008,
                    "DCGM_FI_PROF_PIPE_FP16_ACTIVE",
                    REAL,
                    "ratio",
                    Scope.INSTANCE,
                    gpmRatio(NVML_GPM_METRIC_FP16_UTIL)),
            field(
                    1009,
                    "DCGM_FI_PROF_PCIE_TX_BYTES",
                    INT,
                    "bytes/s",
                    Scope.BOARD_ONLY,
                    gpmBytesPerSecond(NVML_GPM_METRIC_PCIE_TX_PER_SEC),
                    "dcgm_fi_prof_pcie_tx_bytes"),
            field(
                    1010,
                    "DCGM_FI_PROF_PCIE_RX_BYTES",
                    INT,
                    "bytes/s",
                    Scope.BOARD_ONLY,
                    gpmBytesPerSecond(NVML_GPM_METRIC_PCIE_RX_PER_SEC),
                    "dcgm_fi_prof_pcie_rx_bytes"));

    private static final List<Field> FIELDS =
            Stream.concat(ROWS.stream(), DeviceFields.rows().stream()).toList();

    private static final Map<String, Field> BY_NAME = byName();

    private FieldCatalog() {}

    /** The field of that name, current or older; empty where it is not served. */
    public static Optional<Field> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    public static List<Field> all() {
        return FIELDS;
    }

    private static Field field(
            int id, String name, Field.Type type, String unit, Scope scope, Read read, String... otherNames) {
        return new Field(id, name, List.of(otherNames), type, unit, scope, read);
    }

    private static Map<String, Field> byName() {
        Map<String, Field> fields = new HashMap<>();
        for (Field field : FIELDS) {
            fields.put(field.name(), field);
            field.otherNames().forEach(name -> fields.put(name, field));
        }
        return Map.copyOf(fields);
    }
}
