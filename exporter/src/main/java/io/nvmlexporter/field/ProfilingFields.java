package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.Type.REAL;
import static io.nvmlexporter.field.Field.row;
import static io.nvmlexporter.field.Read.gpmBytesPerSecond;
import static io.nvmlexporter.field.Read.gpmRatio;
import static io.nvmlexporter.field.Read.gpmWhole;
import static io.nvmlexporter.nvml.GpmMetricId.*;

import io.nvmlexporter.field.Field.Scope;
import java.util.List;

/** Profiling by GPM, Hopper and newer: shares and rates are of the time between two polls. */
final class ProfilingFields {
    /** The link whose metrics do not follow those of the link before. */
    private static final int MORE_LINKS = 18;

    static final List<Field> ROWS = List.of(
            // Parts of the chip, on the board or in a MIG instance
            ratio(1001, "DCGM_FI_PROF_GR_ENGINE_ACTIVE", NVML_GPM_METRIC_GRAPHICS_UTIL),
            ratio(1002, "DCGM_FI_PROF_SM_ACTIVE", NVML_GPM_METRIC_SM_UTIL),
            ratio(1003, "DCGM_FI_PROF_SM_OCCUPANCY", NVML_GPM_METRIC_SM_OCCUPANCY),
            ratio(1004, "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", NVML_GPM_METRIC_ANY_TENSOR_UTIL),
            ratio(1005, "DCGM_FI_PROF_DRAM_ACTIVE", NVML_GPM_METRIC_DRAM_BW_UTIL),
            ratio(1006, "DCGM_FI_PROF_PIPE_FP64_ACTIVE", NVML_GPM_METRIC_FP64_UTIL),
            ratio(1007, "DCGM_FI_PROF_PIPE_FP32_ACTIVE", NVML_GPM_METRIC_FP32_UTIL),
            ratio(1008, "DCGM_FI_PROF_PIPE_FP16_ACTIVE", NVML_GPM_METRIC_FP16_UTIL),
            ratio(1013, "DCGM_FI_PROF_PIPE_TENSOR_IMMA_ACTIVE", NVML_GPM_METRIC_IMMA_TENSOR_UTIL),
            ratio(1014, "DCGM_FI_PROF_PIPE_TENSOR_HMMA_ACTIVE", NVML_GPM_METRIC_HMMA_TENSOR_UTIL),
            ratio(1015, "DCGM_FI_PROF_PIPE_TENSOR_DFMA_ACTIVE", NVML_GPM_METRIC_DFMA_TENSOR_UTIL),
            ratio(1016, "DCGM_FI_PROF_PIPE_INT_ACTIVE", NVML_GPM_METRIC_INTEGER_UTIL),
            // Engines beside the SMs: video decoders, JPEG decoders, optical flow; of the board only
            boardRatio(1017, "DCGM_FI_PROF_NVDEC0_ACTIVE", NVML_GPM_METRIC_NVDEC_0_UTIL),
            boardRatio(1018, "DCGM_FI_PROF_NVDEC1_ACTIVE", NVML_GPM_METRIC_NVDEC_1_UTIL),
            boardRatio(1019, "DCGM_FI_PROF_NVDEC2_ACTIVE", NVML_GPM_METRIC_NVDEC_2_UTIL),
            boardRatio(1020, "DCGM_FI_PROF_NVDEC3_ACTIVE", NVML_GPM_METRIC_NVDEC_3_UTIL),
            boardRatio(1021, "DCGM_FI_PROF_NVDEC4_ACTIVE", NVML_GPM_METRIC_NVDEC_4_UTIL),
            boardRatio(1022, "DCGM_FI_PROF_NVDEC5_ACTIVE", NVML_GPM_METRIC_NVDEC_5_UTIL),
            boardRatio(1023, "DCGM_FI_PROF_NVDEC6_ACTIVE", NVML_GPM_METRIC_NVDEC_6_UTIL),
            boardRatio(1024, "DCGM_FI_PROF_NVDEC7_ACTIVE", NVML_GPM_METRIC_NVDEC_7_UTIL),
            boardRatio(1025, "DCGM_FI_PROF_NVJPG0_ACTIVE", NVML_GPM_METRIC_NVJPG_0_UTIL),
            boardRatio(1026, "DCGM_FI_PROF_NVJPG1_ACTIVE", NVML_GPM_METRIC_NVJPG_1_UTIL),
            boardRatio(1027, "DCGM_FI_PROF_NVJPG2_ACTIVE", NVML_GPM_METRIC_NVJPG_2_UTIL),
            boardRatio(1028, "DCGM_FI_PROF_NVJPG3_ACTIVE", NVML_GPM_METRIC_NVJPG_3_UTIL),
            boardRatio(1029, "DCGM_FI_PROF_NVJPG4_ACTIVE", NVML_GPM_METRIC_NVJPG_4_UTIL),
            boardRatio(1030, "DCGM_FI_PROF_NVJPG5_ACTIVE", NVML_GPM_METRIC_NVJPG_5_UTIL),
            boardRatio(1031, "DCGM_FI_PROF_NVJPG6_ACTIVE", NVML_GPM_METRIC_NVJPG_6_UTIL),
            boardRatio(1032, "DCGM_FI_PROF_NVJPG7_ACTIVE", NVML_GPM_METRIC_NVJPG_7_UTIL),
            boardRatio(1033, "DCGM_FI_PROF_NVOFA0_ACTIVE", NVML_GPM_METRIC_NVOFA_0_UTIL),
            boardRatio(1034, "DCGM_FI_PROF_NVOFA1_ACTIVE", NVML_GPM_METRIC_NVOFA_1_UTIL),
            // PCIe and NVLink; sent (TX) and received (RX) as the GPU sees it
            bytesPerSecond(1009, "DCGM_FI_PROF_PCIE_TX_BYTES", NVML_GPM_METRIC_PCIE_TX_PER_SEC),
            bytesPerSecond(1010, "DCGM_FI_PROF_PCIE_RX_BYTES", NVML_GPM_METRIC_PCIE_RX_PER_SEC),
            bytesPerSecond(1011, "DCGM_FI_PROF_NVLINK_TX_BYTES", NVML_GPM_METRIC_NVLINK_TOTAL_TX_PER_SEC),
            bytesPerSecond(1012, "DCGM_FI_PROF_NVLINK_RX_BYTES", NVML_GPM_METRIC_NVLINK_TOTAL_RX_PER_SEC),
            // ... each NVLink
            bytesPerSecond(1040, "DCGM_FI_PROF_NVLINK_L0_TX_BYTES", NVML_GPM_METRIC_NVLINK_L0_TX_PER_SEC),
            bytesPerSecond(1041, "DCGM_FI_PROF_NVLINK_L0_RX_BYTES", NVML_GPM_METRIC_NVLINK_L0_RX_PER_SEC),
            bytesPerSecond(1042, "DCGM_FI_PROF_NVLINK_L1_TX_BYTES", NVML_GPM_METRIC_NVLINK_L1_TX_PER_SEC),
            bytesPerSecond(1043, "DCGM_FI_PROF_NVLINK_L1_RX_BYTES", NVML_GPM_METRIC_NVLINK_L1_RX_PER_SEC),
            bytesPerSecond(1044, "DCGM_FI_PROF_NVLINK_L2_TX_BYTES", NVML_GPM_METRIC_NVLINK_L2_TX_PER_SEC),
            bytesPerSecond(1045, "DCGM_FI_PROF_NVLINK_L2_RX_BYTES", NVML_GPM_METRIC_NVLINK_L2_RX_PER_SEC),
            bytesPerSecond(1046, "DCGM_FI_PROF_NVLINK_L3_TX_BYTES", NVML_GPM_METRIC_NVLINK_L3_TX_PER_SEC),
            bytesPerSecond(1047, "DCGM_FI_PROF_NVLINK_L3_RX_BYTES", NVML_GPM_METRIC_NVLINK_L3_RX_PER_SEC),
            bytesPerSecond(1048, "DCGM_FI_PROF_NVLINK_L4_TX_BYTES", NVML_GPM_METRIC_NVLINK_L4_TX_PER_SEC),
            bytesPerSecond(1049, "DCGM_FI_PROF_NVLINK_L4_RX_BYTES", NVML_GPM_METRIC_NVLINK_L4_RX_PER_SEC),
            bytesPerSecond(1050, "DCGM_FI_PROF_NVLINK_L5_TX_BYTES", NVML_GPM_METRIC_NVLINK_L5_TX_PER_SEC),
            bytesPerSecond(1051, "DCGM_FI_PROF_NVLINK_L5_RX_BYTES", NVML_GPM_METRIC_NVLINK_L5_RX_PER_SEC),
            bytesPerSecond(1052, "DCGM_FI_PROF_NVLINK_L6_TX_BYTES", NVML_GPM_METRIC_NVLINK_L6_TX_PER_SEC),
            bytesPerSecond(1053, "DCGM_FI_PROF_NVLINK_L6_RX_BYTES", NVML_GPM_METRIC_NVLINK_L6_RX_PER_SEC),
            bytesPerSecond(1054, "DCGM_FI_PROF_NVLINK_L7_TX_BYTES", NVML_GPM_METRIC_NVLINK_L7_TX_PER_SEC),
            bytesPerSecond(1055, "DCGM_FI_PROF_NVLINK_L7_RX_BYTES", NVML_GPM_METRIC_NVLINK_L7_RX_PER_SEC),
            bytesPerSecond(1056, "DCGM_FI_PROF_NVLINK_L8_TX_BYTES", NVML_GPM_METRIC_NVLINK_L8_TX_PER_SEC),
            bytesPerSecond(1057, "DCGM_FI_PROF_NVLINK_L8_RX_BYTES", NVML_GPM_METRIC_NVLINK_L8_RX_PER_SEC),
            bytesPerSecond(1058, "DCGM_FI_PROF_NVLINK_L9_TX_BYTES", NVML_GPM_METRIC_NVLINK_L9_TX_PER_SEC),
            bytesPerSecond(1059, "DCGM_FI_PROF_NVLINK_L9_RX_BYTES", NVML_GPM_METRIC_NVLINK_L9_RX_PER_SEC),
            bytesPerSecond(1060, "DCGM_FI_PROF_NVLINK_L10_TX_BYTES", NVML_GPM_METRIC_NVLINK_L10_TX_PER_SEC),
            bytesPerSecond(1061, "DCGM_FI_PROF_NVLINK_L10_RX_BYTES", NVML_GPM_METRIC_NVLINK_L10_RX_PER_SEC),
            bytesPerSecond(1062, "DCGM_FI_PROF_NVLINK_L11_TX_BYTES", NVML_GPM_METRIC_NVLINK_L11_TX_PER_SEC),
            bytesPerSecond(1063, "DCGM_FI_PROF_NVLINK_L11_RX_BYTES", NVML_GPM_METRIC_NVLINK_L11_RX_PER_SEC),
            bytesPerSecond(1064, "DCGM_FI_PROF_NVLINK_L12_TX_BYTES", NVML_GPM_METRIC_NVLINK_L12_TX_PER_SEC),
            bytesPerSecond(1065, "DCGM_FI_PROF_NVLINK_L12_RX_BYTES", NVML_GPM_METRIC_NVLINK_L12_RX_PER_SEC),
            bytesPerSecond(1066, "DCGM_FI_PROF_NVLINK_L13_TX_BYTES", NVML_GPM_METRIC_NVLINK_L13_TX_PER_SEC),
            bytesPerSecond(1067, "DCGM_FI_PROF_NVLINK_L13_RX_BYTES", NVML_GPM_METRIC_NVLINK_L13_RX_PER_SEC),
            bytesPerSecond(1068, "DCGM_FI_PROF_NVLINK_L14_TX_BYTES", NVML_GPM_METRIC_NVLINK_L14_TX_PER_SEC),
            bytesPerSecond(1069, "DCGM_FI_PROF_NVLINK_L14_RX_BYTES", NVML_GPM_METRIC_NVLINK_L14_RX_PER_SEC),
            bytesPerSecond(1070, "DCGM_FI_PROF_NVLINK_L15_TX_BYTES", NVML_GPM_METRIC_NVLINK_L15_TX_PER_SEC),
            bytesPerSecond(1071, "DCGM_FI_PROF_NVLINK_L15_RX_BYTES", NVML_GPM_METRIC_NVLINK_L15_RX_PER_SEC),
            bytesPerSecond(1072, "DCGM_FI_PROF_NVLINK_L16_TX_BYTES", NVML_GPM_METRIC_NVLINK_L16_TX_PER_SEC),
            bytesPerSecond(1073, "DCGM_FI_PROF_NVLINK_L16_RX_BYTES", NVML_GPM_METRIC_NVLINK_L16_RX_PER_SEC),
            bytesPerSecond(1074, "DCGM_FI_PROF_NVLINK_L17_TX_BYTES", NVML_GPM_METRIC_NVLINK_L17_TX_PER_SEC),
            bytesPerSecond(1075, "DCGM_FI_PROF_NVLINK_L17_RX_BYTES", NVML_GPM_METRIC_NVLINK_L17_RX_PER_SEC),
            // ... NVLink C2C: with headers (ALL), payload only (DATA)
            bytesPerSecond(1076, "DCGM_FI_PROF_C2C_TX_ALL_BYTES", NVML_GPM_METRIC_C2C_TOTAL_TX_PER_SEC),
            bytesPerSecond(1077, "DCGM_FI_PROF_C2C_TX_DATA_BYTES", NVML_GPM_METRIC_C2C_DATA_TX_PER_SEC),
            bytesPerSecond(1078, "DCGM_FI_PROF_C2C_RX_ALL_BYTES", NVML_GPM_METRIC_C2C_TOTAL_RX_PER_SEC),
            bytesPerSecond(1079, "DCGM_FI_PROF_C2C_RX_DATA_BYTES", NVML_GPM_METRIC_C2C_DATA_RX_PER_SEC),
            // Share of cache accesses to the memory of the host or of another GPU
            percent(1080, "DCGM_FI_PROF_HOSTMEM_CACHE_HIT", NVML_GPM_METRIC_HOSTMEM_CACHE_HIT),
            percent(1081, "DCGM_FI_PROF_HOSTMEM_CACHE_MISS", NVML_GPM_METRIC_HOSTMEM_CACHE_MISS),
            percent(1082, "DCGM_FI_PROF_PEERMEM_CACHE_HIT", NVML_GPM_METRIC_PEERMEM_CACHE_HIT),
            percent(1083, "DCGM_FI_PROF_PEERMEM_CACHE_MISS", NVML_GPM_METRIC_PEERMEM_CACHE_MISS),
            // Totals since boot; DCGM 4.6 and newer, so that dcgm-exporter up to 4.8 does not take these names
            cycles(1084, "DCGM_FI_PROF_SM_CYCLES_ELAPSED_TOTAL", NVML_GPM_METRIC_SM_CYCLES_ELAPSED),
            cycles(1085, "DCGM_FI_PROF_SM_CYCLES_ACTIVE_TOTAL", NVML_GPM_METRIC_SM_CYCLES_ACTIVE),
            cycles(1086, "DCGM_FI_PROF_MMA_CYCLES_ACTIVE_TOTAL", NVML_GPM_METRIC_MMA_CYCLES_ACTIVE),
            cycles(1087, "DCGM_FI_PROF_DMMA_CYCLES_ACTIVE_TOTAL", NVML_GPM_METRIC_DMMA_CYCLES_ACTIVE),
            cycles(1088, "DCGM_FI_PROF_HMMA_CYCLES_ACTIVE_TOTAL", NVML_GPM_METRIC_HMMA_CYCLES_ACTIVE),
            cycles(1089, "DCGM_FI_PROF_IMMA_CYCLES_ACTIVE_TOTAL", NVML_GPM_METRIC_IMMA_CYCLES_ACTIVE),
            cycles(1090, "DCGM_FI_PROF_DFMA_CYCLES_ACTIVE_TOTAL", NVML_GPM_METRIC_DFMA_CYCLES_ACTIVE),
            bytes(1091, "DCGM_FI_PROF_PCIE_TX_BYTES_TOTAL", NVML_GPM_METRIC_PCIE_TX),
            bytes(1092, "DCGM_FI_PROF_PCIE_RX_BYTES_TOTAL", NVML_GPM_METRIC_PCIE_RX),
            cycles(1093, "DCGM_FI_PROF_INT_CYCLES_ACTIVE_TOTAL", NVML_GPM_METRIC_INTEGER_CYCLES_ACTIVE),
            cycles(1094, "DCGM_FI_PROF_FP64_CYCLES_ACTIVE_TOTAL", NVML_GPM_METRIC_FP64_CYCLES_ACTIVE),
            cycles(1095, "DCGM_FI_PROF_FP32_CYCLES_ACTIVE_TOTAL", NVML_GPM_METRIC_FP32_CYCLES_ACTIVE),
            cycles(1096, "DCGM_FI_PROF_FP16_CYCLES_ACTIVE_TOTAL", NVML_GPM_METRIC_FP16_CYCLES_ACTIVE));

    private ProfilingFields() {}

    /** The metric of what an NVLink sends. */
    static int linkTransmitMetric(int link) {
        return link < MORE_LINKS
                ? NVML_GPM_METRIC_NVLINK_L0_TX_PER_SEC + 2 * link
                : NVML_GPM_METRIC_NVLINK_L18_TX_PER_SEC + 2 * (link - MORE_LINKS);
    }

    /** The metric of what an NVLink receives. */
    static int linkReceiveMetric(int link) {
        return link < MORE_LINKS
                ? NVML_GPM_METRIC_NVLINK_L0_RX_PER_SEC + 2 * link
                : NVML_GPM_METRIC_NVLINK_L18_RX_PER_SEC + 2 * (link - MORE_LINKS);
    }

    private static Field ratio(int id, String name, int metric) {
        return row(id, name, REAL, "ratio", Scope.INSTANCE, gpmRatio(metric));
    }

    private static Field boardRatio(int id, String name, int metric) {
        return row(id, name, REAL, "ratio", Scope.BOARD_ONLY, gpmRatio(metric));
    }

    private static Field bytesPerSecond(int id, String name, int metric) {
        return row(id, name, INT, "bytes/s", Scope.BOARD_ONLY, gpmBytesPerSecond(metric));
    }

    private static Field percent(int id, String name, int metric) {
        return row(id, name, INT, "%", Scope.BOARD_ONLY, gpmWhole(metric));
    }

    private static Field cycles(int id, String name, int metric) {
        return row(id, name, INT, "cycles", Scope.BOARD_ONLY, gpmWhole(metric));
    }

    private static Field bytes(int id, String name, int metric) {
        return row(id, name, INT, "bytes", Scope.BOARD_ONLY, gpmWhole(metric));
    }
}
