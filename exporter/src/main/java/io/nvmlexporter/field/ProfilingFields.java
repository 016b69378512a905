package io.nvmlexporter.field;

import static io.nvmlexporter.field.CleanMetric.gauge;
import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.Type.REAL;
import static io.nvmlexporter.field.Field.row;
import static io.nvmlexporter.field.Read.gpmBytesPerSecond;
import static io.nvmlexporter.field.Read.gpmRatio;
import static io.nvmlexporter.field.Read.gpmWhole;
import static io.nvmlexporter.field.Read.gpmWholePercent;
import static io.nvmlexporter.nvml.GpmMetricId.*;

import io.nvmlexporter.field.Field.Scope;
import java.util.List;

/** Profiling by GPM, Hopper and newer: shares and rates are of the time between two polls. */
final class ProfilingFields {
    static final List<Field> ROWS = List.of(
            // Parts of the chip, on the board or in a MIG instance
            ratio(
                    1001,
                    "DCGM_FI_PROF_GR_ENGINE_ACTIVE",
                    NVML_GPM_METRIC_GRAPHICS_UTIL,
                    "nvml_gpm_graphics_utilization_ratio",
                    "Share of the time in which graphics or compute was at work."),
            ratio(
                    1002,
                    "DCGM_FI_PROF_SM_ACTIVE",
                    NVML_GPM_METRIC_SM_UTIL,
                    "nvml_gpm_sm_utilization_ratio",
                    "Share of the SMs that were busy."),
            ratio(
                    1003,
                    "DCGM_FI_PROF_SM_OCCUPANCY",
                    NVML_GPM_METRIC_SM_OCCUPANCY,
                    "nvml_gpm_sm_occupancy_ratio",
                    "Share of the warps that were resident, of the most there can be."),
            ratio(
                    1004,
                    "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE",
                    NVML_GPM_METRIC_ANY_TENSOR_UTIL,
                    "nvml_gpm_any_tensor_utilization_ratio",
                    "Share of the time in which any tensor pipe was busy."),
            ratio(
                    1005,
                    "DCGM_FI_PROF_DRAM_ACTIVE",
                    NVML_GPM_METRIC_DRAM_BW_UTIL,
                    "nvml_gpm_dram_bandwidth_utilization_ratio",
                    "Share of the bandwidth of the memory that was used."),
            ratio(
                    1006,
                    "DCGM_FI_PROF_PIPE_FP64_ACTIVE",
                    NVML_GPM_METRIC_FP64_UTIL,
                    "nvml_gpm_fp64_utilization_ratio",
                    "Share of the time in which the FP64 pipe was busy."),
            ratio(
                    1007,
                    "DCGM_FI_PROF_PIPE_FP32_ACTIVE",
                    NVML_GPM_METRIC_FP32_UTIL,
                    "nvml_gpm_fp32_utilization_ratio",
                    "Share of the time in which the FP32 pipe was busy."),
            ratio(
                    1008,
                    "DCGM_FI_PROF_PIPE_FP16_ACTIVE",
                    NVML_GPM_METRIC_FP16_UTIL,
                    "nvml_gpm_fp16_utilization_ratio",
                    "Share of the time in which the FP16 pipe was busy."),
            ratio(
                    1013,
                    "DCGM_FI_PROF_PIPE_TENSOR_IMMA_ACTIVE",
                    NVML_GPM_METRIC_IMMA_TENSOR_UTIL,
                    "nvml_gpm_imma_tensor_utilization_ratio",
                    "Share of the time in which the tensor pipe did integers."),
            ratio(
                    1014,
                    "DCGM_FI_PROF_PIPE_TENSOR_HMMA_ACTIVE",
                    NVML_GPM_METRIC_HMMA_TENSOR_UTIL,
                    "nvml_gpm_hmma_tensor_utilization_ratio",
                    "Share of the time in which the tensor pipe did FP16 or BF16."),
            ratio(
                    1015,
                    "DCGM_FI_PROF_PIPE_TENSOR_DFMA_ACTIVE",
                    NVML_GPM_METRIC_DFMA_TENSOR_UTIL,
                    "nvml_gpm_dfma_tensor_utilization_ratio",
                    "Share of the time in which the tensor pipe did FP64."),
            ratio(
                    1016,
                    "DCGM_FI_PROF_PIPE_INT_ACTIVE",
                    NVML_GPM_METRIC_INTEGER_UTIL,
                    "nvml_gpm_integer_utilization_ratio",
                    "Share of the time in which the integer pipe was busy."),
            // Engines beside the SMs: video decoders, JPEG decoders, optical flow; of the board only
            nvdec(1017, "DCGM_FI_PROF_NVDEC0_ACTIVE", NVML_GPM_METRIC_NVDEC_0_UTIL, 0),
            nvdec(1018, "DCGM_FI_PROF_NVDEC1_ACTIVE", NVML_GPM_METRIC_NVDEC_1_UTIL, 1),
            nvdec(1019, "DCGM_FI_PROF_NVDEC2_ACTIVE", NVML_GPM_METRIC_NVDEC_2_UTIL, 2),
            nvdec(1020, "DCGM_FI_PROF_NVDEC3_ACTIVE", NVML_GPM_METRIC_NVDEC_3_UTIL, 3),
            nvdec(1021, "DCGM_FI_PROF_NVDEC4_ACTIVE", NVML_GPM_METRIC_NVDEC_4_UTIL, 4),
            nvdec(1022, "DCGM_FI_PROF_NVDEC5_ACTIVE", NVML_GPM_METRIC_NVDEC_5_UTIL, 5),
            nvdec(1023, "DCGM_FI_PROF_NVDEC6_ACTIVE", NVML_GPM_METRIC_NVDEC_6_UTIL, 6),
            nvdec(1024, "DCGM_FI_PROF_NVDEC7_ACTIVE", NVML_GPM_METRIC_NVDEC_7_UTIL, 7),
            nvjpg(1025, "DCGM_FI_PROF_NVJPG0_ACTIVE", NVML_GPM_METRIC_NVJPG_0_UTIL, 0),
            nvjpg(1026, "DCGM_FI_PROF_NVJPG1_ACTIVE", NVML_GPM_METRIC_NVJPG_1_UTIL, 1),
            nvjpg(1027, "DCGM_FI_PROF_NVJPG2_ACTIVE", NVML_GPM_METRIC_NVJPG_2_UTIL, 2),
            nvjpg(1028, "DCGM_FI_PROF_NVJPG3_ACTIVE", NVML_GPM_METRIC_NVJPG_3_UTIL, 3),
            nvjpg(1029, "DCGM_FI_PROF_NVJPG4_ACTIVE", NVML_GPM_METRIC_NVJPG_4_UTIL, 4),
            nvjpg(1030, "DCGM_FI_PROF_NVJPG5_ACTIVE", NVML_GPM_METRIC_NVJPG_5_UTIL, 5),
            nvjpg(1031, "DCGM_FI_PROF_NVJPG6_ACTIVE", NVML_GPM_METRIC_NVJPG_6_UTIL, 6),
            nvjpg(1032, "DCGM_FI_PROF_NVJPG7_ACTIVE", NVML_GPM_METRIC_NVJPG_7_UTIL, 7),
            nvofa(1033, "DCGM_FI_PROF_NVOFA0_ACTIVE", NVML_GPM_METRIC_NVOFA_0_UTIL, 0),
            nvofa(1034, "DCGM_FI_PROF_NVOFA1_ACTIVE", NVML_GPM_METRIC_NVOFA_1_UTIL, 1),
            // PCIe and NVLink; sent (TX) and received (RX) as the GPU sees it
            bytesPerSecond(
                    1009,
                    "DCGM_FI_PROF_PCIE_TX_BYTES",
                    NVML_GPM_METRIC_PCIE_TX_PER_SEC,
                    "nvml_gpm_pcie_transmit_bytes_per_second",
                    "Bytes a second sent over PCIe, with protocol."),
            bytesPerSecond(
                    1010,
                    "DCGM_FI_PROF_PCIE_RX_BYTES",
                    NVML_GPM_METRIC_PCIE_RX_PER_SEC,
                    "nvml_gpm_pcie_receive_bytes_per_second",
                    "Bytes a second received over PCIe, with protocol."),
            bytesPerSecond(
                    1011,
                    "DCGM_FI_PROF_NVLINK_TX_BYTES",
                    NVML_GPM_METRIC_NVLINK_TOTAL_TX_PER_SEC,
                    "nvml_gpm_nvlinks_transmit_bytes_per_second",
                    "Bytes a second sent over all NVLinks."),
            bytesPerSecond(
                    1012,
                    "DCGM_FI_PROF_NVLINK_RX_BYTES",
                    NVML_GPM_METRIC_NVLINK_TOTAL_RX_PER_SEC,
                    "nvml_gpm_nvlinks_receive_bytes_per_second",
                    "Bytes a second received over all NVLinks."),
            // ... each NVLink
            transmitted(1040, "DCGM_FI_PROF_NVLINK_L0_TX_BYTES", NVML_GPM_METRIC_NVLINK_L0_TX_PER_SEC, 0),
            received(1041, "DCGM_FI_PROF_NVLINK_L0_RX_BYTES", NVML_GPM_METRIC_NVLINK_L0_RX_PER_SEC, 0),
            transmitted(1042, "DCGM_FI_PROF_NVLINK_L1_TX_BYTES", NVML_GPM_METRIC_NVLINK_L1_TX_PER_SEC, 1),
            received(1043, "DCGM_FI_PROF_NVLINK_L1_RX_BYTES", NVML_GPM_METRIC_NVLINK_L1_RX_PER_SEC, 1),
            transmitted(1044, "DCGM_FI_PROF_NVLINK_L2_TX_BYTES", NVML_GPM_METRIC_NVLINK_L2_TX_PER_SEC, 2),
            received(1045, "DCGM_FI_PROF_NVLINK_L2_RX_BYTES", NVML_GPM_METRIC_NVLINK_L2_RX_PER_SEC, 2),
            transmitted(1046, "DCGM_FI_PROF_NVLINK_L3_TX_BYTES", NVML_GPM_METRIC_NVLINK_L3_TX_PER_SEC, 3),
            received(1047, "DCGM_FI_PROF_NVLINK_L3_RX_BYTES", NVML_GPM_METRIC_NVLINK_L3_RX_PER_SEC, 3),
            transmitted(1048, "DCGM_FI_PROF_NVLINK_L4_TX_BYTES", NVML_GPM_METRIC_NVLINK_L4_TX_PER_SEC, 4),
            received(1049, "DCGM_FI_PROF_NVLINK_L4_RX_BYTES", NVML_GPM_METRIC_NVLINK_L4_RX_PER_SEC, 4),
            transmitted(1050, "DCGM_FI_PROF_NVLINK_L5_TX_BYTES", NVML_GPM_METRIC_NVLINK_L5_TX_PER_SEC, 5),
            received(1051, "DCGM_FI_PROF_NVLINK_L5_RX_BYTES", NVML_GPM_METRIC_NVLINK_L5_RX_PER_SEC, 5),
            transmitted(1052, "DCGM_FI_PROF_NVLINK_L6_TX_BYTES", NVML_GPM_METRIC_NVLINK_L6_TX_PER_SEC, 6),
            received(1053, "DCGM_FI_PROF_NVLINK_L6_RX_BYTES", NVML_GPM_METRIC_NVLINK_L6_RX_PER_SEC, 6),
            transmitted(1054, "DCGM_FI_PROF_NVLINK_L7_TX_BYTES", NVML_GPM_METRIC_NVLINK_L7_TX_PER_SEC, 7),
            received(1055, "DCGM_FI_PROF_NVLINK_L7_RX_BYTES", NVML_GPM_METRIC_NVLINK_L7_RX_PER_SEC, 7),
            transmitted(1056, "DCGM_FI_PROF_NVLINK_L8_TX_BYTES", NVML_GPM_METRIC_NVLINK_L8_TX_PER_SEC, 8),
            received(1057, "DCGM_FI_PROF_NVLINK_L8_RX_BYTES", NVML_GPM_METRIC_NVLINK_L8_RX_PER_SEC, 8),
            transmitted(1058, "DCGM_FI_PROF_NVLINK_L9_TX_BYTES", NVML_GPM_METRIC_NVLINK_L9_TX_PER_SEC, 9),
            received(1059, "DCGM_FI_PROF_NVLINK_L9_RX_BYTES", NVML_GPM_METRIC_NVLINK_L9_RX_PER_SEC, 9),
            transmitted(1060, "DCGM_FI_PROF_NVLINK_L10_TX_BYTES", NVML_GPM_METRIC_NVLINK_L10_TX_PER_SEC, 10),
            received(1061, "DCGM_FI_PROF_NVLINK_L10_RX_BYTES", NVML_GPM_METRIC_NVLINK_L10_RX_PER_SEC, 10),
            transmitted(1062, "DCGM_FI_PROF_NVLINK_L11_TX_BYTES", NVML_GPM_METRIC_NVLINK_L11_TX_PER_SEC, 11),
            received(1063, "DCGM_FI_PROF_NVLINK_L11_RX_BYTES", NVML_GPM_METRIC_NVLINK_L11_RX_PER_SEC, 11),
            transmitted(1064, "DCGM_FI_PROF_NVLINK_L12_TX_BYTES", NVML_GPM_METRIC_NVLINK_L12_TX_PER_SEC, 12),
            received(1065, "DCGM_FI_PROF_NVLINK_L12_RX_BYTES", NVML_GPM_METRIC_NVLINK_L12_RX_PER_SEC, 12),
            transmitted(1066, "DCGM_FI_PROF_NVLINK_L13_TX_BYTES", NVML_GPM_METRIC_NVLINK_L13_TX_PER_SEC, 13),
            received(1067, "DCGM_FI_PROF_NVLINK_L13_RX_BYTES", NVML_GPM_METRIC_NVLINK_L13_RX_PER_SEC, 13),
            transmitted(1068, "DCGM_FI_PROF_NVLINK_L14_TX_BYTES", NVML_GPM_METRIC_NVLINK_L14_TX_PER_SEC, 14),
            received(1069, "DCGM_FI_PROF_NVLINK_L14_RX_BYTES", NVML_GPM_METRIC_NVLINK_L14_RX_PER_SEC, 14),
            transmitted(1070, "DCGM_FI_PROF_NVLINK_L15_TX_BYTES", NVML_GPM_METRIC_NVLINK_L15_TX_PER_SEC, 15),
            received(1071, "DCGM_FI_PROF_NVLINK_L15_RX_BYTES", NVML_GPM_METRIC_NVLINK_L15_RX_PER_SEC, 15),
            transmitted(1072, "DCGM_FI_PROF_NVLINK_L16_TX_BYTES", NVML_GPM_METRIC_NVLINK_L16_TX_PER_SEC, 16),
            received(1073, "DCGM_FI_PROF_NVLINK_L16_RX_BYTES", NVML_GPM_METRIC_NVLINK_L16_RX_PER_SEC, 16),
            transmitted(1074, "DCGM_FI_PROF_NVLINK_L17_TX_BYTES", NVML_GPM_METRIC_NVLINK_L17_TX_PER_SEC, 17),
            received(1075, "DCGM_FI_PROF_NVLINK_L17_RX_BYTES", NVML_GPM_METRIC_NVLINK_L17_RX_PER_SEC, 17),
            // ... NVLink C2C: with headers (ALL), payload only (DATA)
            bytesPerSecond(
                    1076,
                    "DCGM_FI_PROF_C2C_TX_ALL_BYTES",
                    NVML_GPM_METRIC_C2C_TOTAL_TX_PER_SEC,
                    "nvml_gpm_c2c_transmit_bytes_per_second",
                    "Bytes a second sent over NVLink C2C, with protocol."),
            bytesPerSecond(
                    1077,
                    "DCGM_FI_PROF_C2C_TX_DATA_BYTES",
                    NVML_GPM_METRIC_C2C_DATA_TX_PER_SEC,
                    "nvml_gpm_c2c_data_transmit_bytes_per_second",
                    "Bytes a second of payload sent over NVLink C2C."),
            bytesPerSecond(
                    1078,
                    "DCGM_FI_PROF_C2C_RX_ALL_BYTES",
                    NVML_GPM_METRIC_C2C_TOTAL_RX_PER_SEC,
                    "nvml_gpm_c2c_receive_bytes_per_second",
                    "Bytes a second received over NVLink C2C, with protocol."),
            bytesPerSecond(
                    1079,
                    "DCGM_FI_PROF_C2C_RX_DATA_BYTES",
                    NVML_GPM_METRIC_C2C_DATA_RX_PER_SEC,
                    "nvml_gpm_c2c_data_receive_bytes_per_second",
                    "Bytes a second of payload received over NVLink C2C."),
            // Share of cache accesses to the memory of the host or of another GPU
            percent(
                    1080,
                    "DCGM_FI_PROF_HOSTMEM_CACHE_HIT",
                    NVML_GPM_METRIC_HOSTMEM_CACHE_HIT,
                    "nvml_gpm_hostmem_cache_hit_ratio",
                    "Share of accesses to the memory of the host that the cache served."),
            percent(
                    1081,
                    "DCGM_FI_PROF_HOSTMEM_CACHE_MISS",
                    NVML_GPM_METRIC_HOSTMEM_CACHE_MISS,
                    "nvml_gpm_hostmem_cache_miss_ratio",
                    "Share of accesses to the memory of the host that the cache did not serve."),
            percent(
                    1082,
                    "DCGM_FI_PROF_PEERMEM_CACHE_HIT",
                    NVML_GPM_METRIC_PEERMEM_CACHE_HIT,
                    "nvml_gpm_peermem_cache_hit_ratio",
                    "Share of accesses to the memory of another GPU that the cache served."),
            percent(
                    1083,
                    "DCGM_FI_PROF_PEERMEM_CACHE_MISS",
                    NVML_GPM_METRIC_PEERMEM_CACHE_MISS,
                    "nvml_gpm_peermem_cache_miss_ratio",
                    "Share of accesses to the memory of another GPU that the cache did not serve."),
            // Totals since boot; DCGM 4.6 and newer, so that dcgm-exporter up to 4.8 does not take these names
            cycles(
                    1084,
                    "DCGM_FI_PROF_SM_CYCLES_ELAPSED_TOTAL",
                    NVML_GPM_METRIC_SM_CYCLES_ELAPSED,
                    "nvml_gpm_sm_elapsed_cycles_total",
                    "Cycles of the SMs since boot."),
            cycles(
                    1085,
                    "DCGM_FI_PROF_SM_CYCLES_ACTIVE_TOTAL",
                    NVML_GPM_METRIC_SM_CYCLES_ACTIVE,
                    "nvml_gpm_sm_active_cycles_total",
                    "Cycles since boot in which an SM was busy."),
            cycles(
                    1086,
                    "DCGM_FI_PROF_MMA_CYCLES_ACTIVE_TOTAL",
                    NVML_GPM_METRIC_MMA_CYCLES_ACTIVE,
                    "nvml_gpm_mma_active_cycles_total",
                    "Cycles since boot in which a tensor pipe was busy."),
            cycles(
                    1087,
                    "DCGM_FI_PROF_DMMA_CYCLES_ACTIVE_TOTAL",
                    NVML_GPM_METRIC_DMMA_CYCLES_ACTIVE,
                    "nvml_gpm_dmma_active_cycles_total",
                    "Cycles since boot in which the DMMA tensor pipe was busy."),
            cycles(
                    1088,
                    "DCGM_FI_PROF_HMMA_CYCLES_ACTIVE_TOTAL",
                    NVML_GPM_METRIC_HMMA_CYCLES_ACTIVE,
                    "nvml_gpm_hmma_active_cycles_total",
                    "Cycles since boot in which the HMMA tensor pipe was busy."),
            cycles(
                    1089,
                    "DCGM_FI_PROF_IMMA_CYCLES_ACTIVE_TOTAL",
                    NVML_GPM_METRIC_IMMA_CYCLES_ACTIVE,
                    "nvml_gpm_imma_active_cycles_total",
                    "Cycles since boot in which the IMMA tensor pipe was busy."),
            cycles(
                    1090,
                    "DCGM_FI_PROF_DFMA_CYCLES_ACTIVE_TOTAL",
                    NVML_GPM_METRIC_DFMA_CYCLES_ACTIVE,
                    "nvml_gpm_dfma_active_cycles_total",
                    "Cycles since boot in which the DFMA tensor pipe was busy."),
            bytes(
                    1091,
                    "DCGM_FI_PROF_PCIE_TX_BYTES_TOTAL",
                    NVML_GPM_METRIC_PCIE_TX,
                    "nvml_gpm_pcie_transmit_bytes_total",
                    "Bytes sent over PCIe since boot."),
            bytes(
                    1092,
                    "DCGM_FI_PROF_PCIE_RX_BYTES_TOTAL",
                    NVML_GPM_METRIC_PCIE_RX,
                    "nvml_gpm_pcie_receive_bytes_total",
                    "Bytes received over PCIe since boot."),
            cycles(
                    1093,
                    "DCGM_FI_PROF_INT_CYCLES_ACTIVE_TOTAL",
                    NVML_GPM_METRIC_INTEGER_CYCLES_ACTIVE,
                    "nvml_gpm_integer_active_cycles_total",
                    "Cycles since boot in which the integer pipe was busy."),
            cycles(
                    1094,
                    "DCGM_FI_PROF_FP64_CYCLES_ACTIVE_TOTAL",
                    NVML_GPM_METRIC_FP64_CYCLES_ACTIVE,
                    "nvml_gpm_fp64_active_cycles_total",
                    "Cycles since boot in which the FP64 pipe was busy."),
            cycles(
                    1095,
                    "DCGM_FI_PROF_FP32_CYCLES_ACTIVE_TOTAL",
                    NVML_GPM_METRIC_FP32_CYCLES_ACTIVE,
                    "nvml_gpm_fp32_active_cycles_total",
                    "Cycles since boot in which the FP32 pipe was busy."),
            cycles(
                    1096,
                    "DCGM_FI_PROF_FP16_CYCLES_ACTIVE_TOTAL",
                    NVML_GPM_METRIC_FP16_CYCLES_ACTIVE,
                    "nvml_gpm_fp16_active_cycles_total",
                    "Cycles since boot in which the FP16 pipe was busy."));

    private ProfilingFields() {}

    private static Field ratio(int id, String name, int metric, String clean, String help) {
        return row(id, name, REAL, "ratio", Scope.INSTANCE, gpmRatio(metric)).gauge(clean, help);
    }

    private static Field nvdec(int id, String name, int metric, int engine) {
        return engine(id, name, metric, engine, "nvml_gpm_nvdec_utilization_ratio", "the video decoder");
    }

    private static Field nvjpg(int id, String name, int metric, int engine) {
        return engine(id, name, metric, engine, "nvml_gpm_nvjpg_utilization_ratio", "the JPEG decoder");
    }

    private static Field nvofa(int id, String name, int metric, int engine) {
        return engine(id, name, metric, engine, "nvml_gpm_nvofa_utilization_ratio", "the optical flow accelerator");
    }

    private static Field engine(int id, String name, int metric, int engine, String clean, String what) {
        return row(id, name, REAL, "ratio", Scope.BOARD_ONLY, gpmRatio(metric))
                .gauge(clean, "Share of the time in which " + what + " was busy.")
                .of("engine", Integer.toString(engine));
    }

    private static Field transmitted(int id, String name, int metric, int link) {
        return ofLink(id, name, metric).and(LinkFields.GPM_TRANSMITTED.ofLink(link));
    }

    private static Field received(int id, String name, int metric, int link) {
        return ofLink(id, name, metric).and(LinkFields.GPM_RECEIVED.ofLink(link));
    }

    private static Field ofLink(int id, String name, int metric) {
        return row(id, name, INT, "bytes/s", Scope.BOARD_ONLY, gpmBytesPerSecond(metric));
    }

    private static Field bytesPerSecond(int id, String name, int metric, String clean, String help) {
        return row(id, name, INT, "bytes/s", Scope.BOARD_ONLY, gpmBytesPerSecond(metric))
                .gauge(clean, help);
    }

    /** A whole number of percent to DCGM; the clean ratio keeps the fraction. */
    private static Field percent(int id, String name, int metric, String clean, String help) {
        return row(id, name, INT, "%", Scope.BOARD_ONLY, gpmWholePercent(metric))
                .and(gauge(clean, help, Scope.BOARD_ONLY, gpmRatio(metric)));
    }

    private static Field cycles(int id, String name, int metric, String clean, String help) {
        return row(id, name, INT, "cycles", Scope.BOARD_ONLY, gpmWhole(metric)).counter(clean, help);
    }

    private static Field bytes(int id, String name, int metric, String clean, String help) {
        return row(id, name, INT, "bytes", Scope.BOARD_ONLY, gpmWhole(metric)).counter(clean, help);
    }
}
