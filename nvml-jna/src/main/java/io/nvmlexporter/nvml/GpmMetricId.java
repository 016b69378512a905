package io.nvmlexporter.nvml;

/**
 * Numbers of GPM metrics ({@code nvmlGpmMetricId_t} of nvml.h 13.3), over the time between two samples: utilizations in
 * percent, {@code PER_SEC} in MiB/s. Directions are seen from the GPU.
 */
public final class GpmMetricId {
    public static final int NVML_GPM_METRIC_GRAPHICS_UTIL = 1;
    public static final int NVML_GPM_METRIC_SM_UTIL = 2;
    public static final int NVML_GPM_METRIC_SM_OCCUPANCY = 3;
    public static final int NVML_GPM_METRIC_ANY_TENSOR_UTIL = 5;
    public static final int NVML_GPM_METRIC_DRAM_BW_UTIL = 10;
    public static final int NVML_GPM_METRIC_FP64_UTIL = 11;
    public static final int NVML_GPM_METRIC_FP32_UTIL = 12;
    public static final int NVML_GPM_METRIC_FP16_UTIL = 13;
    public static final int NVML_GPM_METRIC_PCIE_TX_PER_SEC = 20;
    public static final int NVML_GPM_METRIC_PCIE_RX_PER_SEC = 21;
    /** The highest number there is. */
    public static final int NVML_GPM_METRIC_MAX = 333;

    private GpmMetricId() {}
}
