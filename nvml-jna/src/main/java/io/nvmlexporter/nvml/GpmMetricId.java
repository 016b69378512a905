package io.nvmlexporter.nvml;

/**
 * Numbers of GPM metrics ({@code nvmlGpmMetricId_t} of nvml.h 13.3), over the time between two samples: utilizations in
 * percent, {@code PER_SEC} in MiB/s. Directions are seen from the GPU.
 */
public final class GpmMetricId {
    public static final int NVML_GPM_METRIC_GRAPHICS_UTIL = 1;
    public static final int NVML_GPM_METRIC_SM_UTIL = 2;
    public static final int NVML_GPM_METRIC_SM_OCCUPANCY = 3;
    public static final int NVML_GPM_METRIC_INTEGER_UTIL = 4;
    public static final int NVML_GPM_METRIC_ANY_TENSOR_UTIL = 5;
    public static final int NVML_GPM_METRIC_DFMA_TENSOR_UTIL = 6;
    public static final int NVML_GPM_METRIC_HMMA_TENSOR_UTIL = 7;
    public static final int NVML_GPM_METRIC_IMMA_TENSOR_UTIL = 9;
    public static final int NVML_GPM_METRIC_DRAM_BW_UTIL = 10;
    public static final int NVML_GPM_METRIC_FP64_UTIL = 11;
    public static final int NVML_GPM_METRIC_FP32_UTIL = 12;
    public static final int NVML_GPM_METRIC_FP16_UTIL = 13;
    public static final int NVML_GPM_METRIC_PCIE_TX_PER_SEC = 20;
    public static final int NVML_GPM_METRIC_PCIE_RX_PER_SEC = 21;
    public static final int NVML_GPM_METRIC_NVDEC_0_UTIL = 30;
    public static final int NVML_GPM_METRIC_NVDEC_1_UTIL = 31;
    public static final int NVML_GPM_METRIC_NVDEC_2_UTIL = 32;
    public static final int NVML_GPM_METRIC_NVDEC_3_UTIL = 33;
    public static final int NVML_GPM_METRIC_NVDEC_4_UTIL = 34;
    public static final int NVML_GPM_METRIC_NVDEC_5_UTIL = 35;
    public static final int NVML_GPM_METRIC_NVDEC_6_UTIL = 36;
    public static final int NVML_GPM_METRIC_NVDEC_7_UTIL = 37;
    public static final int NVML_GPM_METRIC_NVJPG_0_UTIL = 40;
    public static final int NVML_GPM_METRIC_NVJPG_1_UTIL = 41;
    public static final int NVML_GPM_METRIC_NVJPG_2_UTIL = 42;
    public static final int NVML_GPM_METRIC_NVJPG_3_UTIL = 43;
    public static final int NVML_GPM_METRIC_NVJPG_4_UTIL = 44;
    public static final int NVML_GPM_METRIC_NVJPG_5_UTIL = 45;
    public static final int NVML_GPM_METRIC_NVJPG_6_UTIL = 46;
    public static final int NVML_GPM_METRIC_NVJPG_7_UTIL = 47;
    public static final int NVML_GPM_METRIC_NVOFA_0_UTIL = 50;
    public static final int NVML_GPM_METRIC_NVOFA_1_UTIL = 51;
    public static final int NVML_GPM_METRIC_NVLINK_TOTAL_RX_PER_SEC = 60;
    public static final int NVML_GPM_METRIC_NVLINK_TOTAL_TX_PER_SEC = 61;
    public static final int NVML_GPM_METRIC_NVLINK_L0_RX_PER_SEC = 62;
    public static final int NVML_GPM_METRIC_NVLINK_L0_TX_PER_SEC = 63;
    public static final int NVML_GPM_METRIC_NVLINK_L1_RX_PER_SEC = 64;
    public static final int NVML_GPM_METRIC_NVLINK_L1_TX_PER_SEC = 65;
    public static final int NVML_GPM_METRIC_NVLINK_L2_RX_PER_SEC = 66;
    public static final int NVML_GPM_METRIC_NVLINK_L2_TX_PER_SEC = 67;
    public static final int NVML_GPM_METRIC_NVLINK_L3_RX_PER_SEC = 68;
    public static final int NVML_GPM_METRIC_NVLINK_L3_TX_PER_SEC = 69;
    public static final int NVML_GPM_METRIC_NVLINK_L4_RX_PER_SEC = 70;
    public static final int NVML_GPM_METRIC_NVLINK_L4_TX_PER_SEC = 71;
    public static final int NVML_GPM_METRIC_NVLINK_L5_RX_PER_SEC = 72;
    public static final int NVML_GPM_METRIC_NVLINK_L5_TX_PER_SEC = 73;
    public static final int NVML_GPM_METRIC_NVLINK_L6_RX_PER_SEC = 74;
    public static final int NVML_GPM_METRIC_NVLINK_L6_TX_PER_SEC = 75;
    public static final int NVML_GPM_METRIC_NVLINK_L7_RX_PER_SEC = 76;
    public static final int NVML_GPM_METRIC_NVLINK_L7_TX_PER_SEC = 77;
    public static final int NVML_GPM_METRIC_NVLINK_L8_RX_PER_SEC = 78;
    public static final int NVML_GPM_METRIC_NVLINK_L8_TX_PER_SEC = 79;
    public static final int NVML_GPM_METRIC_NVLINK_L9_RX_PER_SEC = 80;
    public static final int NVML_GPM_METRIC_NVLINK_L9_TX_PER_SEC = 81;
    public static final int NVML_GPM_METRIC_NVLINK_L10_RX_PER_SEC = 82;
    public static final int NVML_GPM_METRIC_NVLINK_L10_TX_PER_SEC = 83;
    public static final int NVML_GPM_METRIC_NVLINK_L11_RX_PER_SEC = 84;
    public static final int NVML_GPM_METRIC_NVLINK_L11_TX_PER_SEC = 85;
    public static final int NVML_GPM_METRIC_NVLINK_L12_RX_PER_SEC = 86;
    public static final int NVML_GPM_METRIC_NVLINK_L12_TX_PER_SEC = 87;
    public static final int NVML_GPM_METRIC_NVLINK_L13_RX_PER_SEC = 88;
    public static final int NVML_GPM_METRIC_NVLINK_L13_TX_PER_SEC = 89;
    public static final int NVML_GPM_METRIC_NVLINK_L14_RX_PER_SEC = 90;
    public static final int NVML_GPM_METRIC_NVLINK_L14_TX_PER_SEC = 91;
    public static final int NVML_GPM_METRIC_NVLINK_L15_RX_PER_SEC = 92;
    public static final int NVML_GPM_METRIC_NVLINK_L15_TX_PER_SEC = 93;
    public static final int NVML_GPM_METRIC_NVLINK_L16_RX_PER_SEC = 94;
    public static final int NVML_GPM_METRIC_NVLINK_L16_TX_PER_SEC = 95;
    public static final int NVML_GPM_METRIC_NVLINK_L17_RX_PER_SEC = 96;
    public static final int NVML_GPM_METRIC_NVLINK_L17_TX_PER_SEC = 97;
    public static final int NVML_GPM_METRIC_C2C_TOTAL_TX_PER_SEC = 100;
    public static final int NVML_GPM_METRIC_C2C_TOTAL_RX_PER_SEC = 101;
    public static final int NVML_GPM_METRIC_C2C_DATA_TX_PER_SEC = 102;
    public static final int NVML_GPM_METRIC_C2C_DATA_RX_PER_SEC = 103;
    public static final int NVML_GPM_METRIC_HOSTMEM_CACHE_HIT = 160;
    public static final int NVML_GPM_METRIC_HOSTMEM_CACHE_MISS = 161;
    public static final int NVML_GPM_METRIC_PEERMEM_CACHE_HIT = 162;
    public static final int NVML_GPM_METRIC_PEERMEM_CACHE_MISS = 163;
    public static final int NVML_GPM_METRIC_NVLINK_L18_RX_PER_SEC = 212;
    public static final int NVML_GPM_METRIC_NVLINK_L18_TX_PER_SEC = 213;
    public static final int NVML_GPM_METRIC_SM_CYCLES_ELAPSED = 248;
    public static final int NVML_GPM_METRIC_SM_CYCLES_ACTIVE = 249;
    public static final int NVML_GPM_METRIC_MMA_CYCLES_ACTIVE = 250;
    public static final int NVML_GPM_METRIC_DMMA_CYCLES_ACTIVE = 251;
    public static final int NVML_GPM_METRIC_HMMA_CYCLES_ACTIVE = 252;
    public static final int NVML_GPM_METRIC_IMMA_CYCLES_ACTIVE = 253;
    public static final int NVML_GPM_METRIC_DFMA_CYCLES_ACTIVE = 254;
    public static final int NVML_GPM_METRIC_PCIE_TX = 255;
    public static final int NVML_GPM_METRIC_PCIE_RX = 256;
    public static final int NVML_GPM_METRIC_INTEGER_CYCLES_ACTIVE = 257;
    public static final int NVML_GPM_METRIC_FP64_CYCLES_ACTIVE = 258;
    public static final int NVML_GPM_METRIC_FP32_CYCLES_ACTIVE = 259;
    public static final int NVML_GPM_METRIC_FP16_CYCLES_ACTIVE = 260;
    /** The highest number there is. */
    public static final int NVML_GPM_METRIC_MAX = 333;

    private GpmMetricId() {}
}
