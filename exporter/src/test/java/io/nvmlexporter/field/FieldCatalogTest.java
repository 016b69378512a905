package io.nvmlexporter.field;

import static java.util.Map.entry;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nvmlexporter.field.Readings.Batch;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.Driver.GpmMetric;
import io.nvmlexporter.nvml.Driver.GpmSample;
import io.nvmlexporter.nvml.FieldId;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlDouble;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import io.nvmlexporter.nvml.NvmlReturn.Meaning;
import io.nvmlexporter.nvml.OutOfRangeException;
import io.nvmlexporter.simulation.Capture;
import io.nvmlexporter.simulation.CaptureException;
import io.nvmlexporter.simulation.Simulation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldCatalogTest {
    private static final Node NODE = new Node(
            "580.105.08",
            "13.580.105.08",
            8,
            OptionalLong.of(13010),
            new Told<>(Optional.of("/usr/bin/java"), NvmlReturn.SUCCESS),
            new Told<>(Optional.of(true), NvmlReturn.SUCCESS));
    private static final Set<String> NODE_FIELDS = Set.of(
            "DCGM_FI_DRIVER_VERSION",
            "DCGM_FI_NVML_VERSION",
            "DCGM_FI_PROCESS_NAME",
            "DCGM_FI_DEV_COUNT",
            "DCGM_FI_CUDA_DRIVER_VERSION",
            "DCGM_FI_DEV_CC_MODE");
    private static final long SECOND = 1_000_000_000L;
    private static final Duration WINDOW = Duration.ofMinutes(5);

    /** An answer to every function that a row calls, no two of them equal, and to some of what NVML numbers. */
    static final Map<String, String> ANSWERS = Map.ofEntries(
            entry("nvmlDeviceGetBrand", "14"),
            entry("nvmlDeviceGetSerial", "\"1650000000000\""),
            entry("nvmlDeviceGetVbiosVersion", "\"96.00\""),
            entry("nvmlDeviceGetInforomVersion(0)", "\"2.1\""),
            entry("nvmlDeviceGetInforomVersion(1)", "\"7.16\""),
            entry("nvmlDeviceGetInforomVersion(2)", "\"3.2\""),
            entry("nvmlDeviceGetInforomImageVersion", "\"G520\""),
            entry("nvmlDeviceGetClockInfo(0)", "1000"),
            entry("nvmlDeviceGetClockInfo(1)", "1001"),
            entry("nvmlDeviceGetClockInfo(2)", "1002"),
            entry("nvmlDeviceGetClockInfo(3)", "1003"),
            entry("nvmlDeviceGetTemperatureV(0)", "41"),
            entry("nvmlDeviceGetTemperature(0)", "43"),
            entry("nvmlDeviceGetPowerUsage", "123456"),
            entry("nvmlDeviceGetPcieReplayCounter", "17"),
            entry("nvmlDeviceGetUtilizationRates", "gpu:11 memory:12"),
            entry("nvmlDeviceGetEncoderUtilization", "utilization:13 samplingPeriodUs:99"),
            entry("nvmlDeviceGetDecoderUtilization", "utilization:14 samplingPeriodUs:98"),
            // 100, 30, 50 and 20 MiB, each less or more by a few bytes
            entry("nvmlDeviceGetMemoryInfo_v2", "total:104857600 reserved:31457281 free:53477375 used:20971520"),
            entry("nvmlDeviceGetMemoryInfo", "total:104857600 free:41943040 used:62914560"),
            entry("nvmlDeviceGetRetiredPages(0)", "21"),
            entry("nvmlDeviceGetRetiredPages(1)", "22"),
            entry(
                    "nvmlDeviceGetGridLicensableFeatures_v4",
                    "isGridLicenseSupported:1 licensableFeaturesCount:1"
                            + " gridLicensableFeatures[0].featureCode:1 gridLicensableFeatures[0].featureState:1"),
            entry("nvmlDeviceGetMaxClockInfo(0)", "1010"),
            entry("nvmlDeviceGetMaxClockInfo(1)", "1011"),
            entry("nvmlDeviceGetMaxClockInfo(2)", "1012"),
            entry("nvmlDeviceGetMaxClockInfo(3)", "1013"),
            entry("nvmlDeviceGetApplicationsClock(0)", "1020"),
            entry("nvmlDeviceGetApplicationsClock(2)", "1022"),
            entry("nvmlDeviceGetCurrentClocksEventReasons", "324"),
            entry("nvmlDeviceGetCurrentClocksThrottleReasons", "68"),
            entry("nvmlDeviceGetPerformanceState", "8"),
            entry("nvmlDeviceGetTemperatureThreshold(0)", "91"),
            entry("nvmlDeviceGetTemperatureThreshold(1)", "92"),
            entry("nvmlDeviceGetTemperatureThreshold(2)", "93"),
            entry("nvmlDeviceGetTemperatureThreshold(3)", "94"),
            entry("nvmlDeviceGetMarginTemperature", "-3"),
            entry("nvmlDeviceGetFanSpeed", "104"),
            entry("nvmlDeviceGetPowerManagementLimit", "301999"),
            entry("nvmlDeviceGetPowerManagementLimitConstraints", "minLimit:102999 maxLimit:403999"),
            entry("nvmlDeviceGetPowerManagementDefaultLimit", "304999"),
            entry("nvmlDeviceGetEnforcedPowerLimit", "305999"),
            entry("nvmlDeviceGetMaxPcieLinkGeneration", "6"),
            entry("nvmlDeviceGetMaxPcieLinkWidth", "16"),
            entry("nvmlDeviceGetCurrPcieLinkGeneration", "5"),
            entry("nvmlDeviceGetCurrPcieLinkWidth", "7"),
            entry("nvmlDeviceGetBAR1MemoryInfo", "bar1Total:268435456 bar1Free:254803967 bar1Used:13631489"),
            entry("nvmlDeviceGetName", "\"NVIDIA H100 PCIe\""),
            entry("nvmlDeviceGetUUID", "\"GPU-5\""),
            entry(
                    "nvmlDeviceGetPciInfo_v3",
                    "busIdLegacy:\"0000:1A:00.0\" domain:1 bus:26 device:2 pciDeviceId:590352606"
                            + " pciSubSystemId:381751518 busId:\"00000000:1A:00.0\""),
            entry("nvmlDeviceGetMinorNumber", "61"),
            entry("nvmlDeviceGetIndex", "62"),
            entry("nvmlDeviceGetCudaComputeCapability", "major:9 minor:5"),
            entry("nvmlDeviceGetInforomConfigurationChecksum", "3000000063"),
            entry("nvmlDeviceGetPersistenceMode", "1"),
            entry("nvmlDeviceGetComputeMode", "3"),
            entry("nvmlDeviceGetMigMode", "currentMode:1 pendingMode:0"),
            entry("nvmlDeviceGetAutoBoostedClocksEnabled", "isEnabled:1 defaultIsEnabled:0"),
            entry("nvmlDeviceGetMemoryErrorCounter(0,0,0)", "1000"),
            entry("nvmlDeviceGetMemoryErrorCounter(0,0,1)", "1001"),
            entry("nvmlDeviceGetMemoryErrorCounter(0,0,2)", "1002"),
            entry("nvmlDeviceGetMemoryErrorCounter(0,0,3)", "1003"),
            entry("nvmlDeviceGetMemoryErrorCounter(0,0,4)", "1004"),
            entry("nvmlDeviceGetMemoryErrorCounter(0,0,5)", "1005"),
            entry("nvmlDeviceGetMemoryErrorCounter(0,0,6)", "1006"),
            entry("nvmlDeviceGetMemoryErrorCounter(0,0,7)", "1007"),
            entry("nvmlDeviceGetMemoryErrorCounter(0,1,0)", "1010"),
            entry("nvmlDeviceGetMemoryErrorCounter(0,1,1)", "1011"),
            entry("nvmlDeviceGetMemoryErrorCounter(0,1,2)", "1012"),
            entry("nvmlDeviceGetMemoryErrorCounter(0,1,3)", "1013"),
            entry("nvmlDeviceGetMemoryErrorCounter(0,1,4)", "1014"),
            entry("nvmlDeviceGetMemoryErrorCounter(0,1,5)", "1015"),
            entry("nvmlDeviceGetMemoryErrorCounter(0,1,6)", "1016"),
            entry("nvmlDeviceGetMemoryErrorCounter(0,1,7)", "1017"),
            entry("nvmlDeviceGetMemoryErrorCounter(1,0,0)", "1100"),
            entry("nvmlDeviceGetMemoryErrorCounter(1,0,1)", "1101"),
            entry("nvmlDeviceGetMemoryErrorCounter(1,0,2)", "1102"),
            entry("nvmlDeviceGetMemoryErrorCounter(1,0,3)", "1103"),
            entry("nvmlDeviceGetMemoryErrorCounter(1,0,4)", "1104"),
            entry("nvmlDeviceGetMemoryErrorCounter(1,0,5)", "1105"),
            entry("nvmlDeviceGetMemoryErrorCounter(1,0,6)", "1106"),
            entry("nvmlDeviceGetMemoryErrorCounter(1,0,7)", "1107"),
            entry("nvmlDeviceGetMemoryErrorCounter(1,1,0)", "1110"),
            entry("nvmlDeviceGetMemoryErrorCounter(1,1,1)", "1111"),
            entry("nvmlDeviceGetMemoryErrorCounter(1,1,2)", "1112"),
            entry("nvmlDeviceGetMemoryErrorCounter(1,1,3)", "1113"),
            entry("nvmlDeviceGetMemoryErrorCounter(1,1,4)", "1114"),
            entry("nvmlDeviceGetMemoryErrorCounter(1,1,5)", "1115"),
            entry("nvmlDeviceGetMemoryErrorCounter(1,1,6)", "1116"),
            entry("nvmlDeviceGetMemoryErrorCounter(1,1,7)", "1117"),
            entry("nvmlDeviceGetNvLinkErrorCounter(12,0)", "2120"),
            entry("nvmlDeviceGetNvLinkErrorCounter(12,1)", "2121"),
            entry("nvmlDeviceGetNvLinkErrorCounter(12,2)", "2122"),
            entry("nvmlDeviceGetNvLinkErrorCounter(12,3)", "2123"),
            entry("nvmlDeviceGetNvLinkErrorCounter(13,0)", "2130"),
            entry("nvmlDeviceGetNvLinkErrorCounter(13,1)", "2131"),
            entry("nvmlDeviceGetNvLinkErrorCounter(13,2)", "2132"),
            entry("nvmlDeviceGetNvLinkErrorCounter(13,3)", "2133"),
            entry("nvmlDeviceGetNvLinkErrorCounter(14,0)", "2140"),
            entry("nvmlDeviceGetNvLinkErrorCounter(14,1)", "2141"),
            entry("nvmlDeviceGetNvLinkErrorCounter(14,2)", "2142"),
            entry("nvmlDeviceGetNvLinkErrorCounter(14,3)", "2143"),
            entry("nvmlDeviceGetNvLinkErrorCounter(15,0)", "2150"),
            entry("nvmlDeviceGetNvLinkErrorCounter(15,1)", "2151"),
            entry("nvmlDeviceGetNvLinkErrorCounter(15,2)", "2152"),
            entry("nvmlDeviceGetNvLinkErrorCounter(15,3)", "2153"),
            entry("nvmlDeviceGetNvLinkErrorCounter(16,0)", "2160"),
            entry("nvmlDeviceGetNvLinkErrorCounter(16,1)", "2161"),
            entry("nvmlDeviceGetNvLinkErrorCounter(16,2)", "2162"),
            entry("nvmlDeviceGetNvLinkErrorCounter(16,3)", "2163"),
            entry("nvmlDeviceGetNvLinkErrorCounter(17,0)", "2170"),
            entry("nvmlDeviceGetNvLinkErrorCounter(17,1)", "2171"),
            entry("nvmlDeviceGetNvLinkErrorCounter(17,2)", "2172"),
            entry("nvmlDeviceGetNvLinkErrorCounter(17,3)", "2173"),
            entry("nvmlDeviceGetRowRemapperHistogram", "max:641 high:642 partial:643 low:644 none:645"),
            entry(
                    "nvmlDeviceGetSramEccErrorStatus",
                    "aggregateUncParity:700 aggregateUncSecDed:701 aggregateCor:702 volatileUncParity:703 volatileUncSecDed:704 volatileCor:705"
                            + " aggregateUncBucketL2:706 aggregateUncBucketSm:707 aggregateUncBucketPcie:708 aggregateUncBucketMcu:709 aggregateUncBucketOther:710 bThresholdExceeded:1"),
            entry("nvmlDeviceValidateInforom", "ok"),
            entry("nvmlDeviceGetPcieThroughput(0)", "7100"),
            entry("nvmlDeviceGetPcieThroughput(1)", "7200"),
            entry("nvmlDeviceGetMaxMigDeviceCount", "7"),
            entry("nvmlDeviceGetVirtualizationMode", "3"),
            entry("nvmlDeviceGetUnrepairableMemoryFlag_v1", "1"),
            entry("nvmlDeviceGetArchitecture", "13"),
            entry("nvmlDeviceGetPowerSource", "2"),
            entry("nvmlDeviceGetRepairStatus", "bChannelRepairPending:0 bTpcRepairPending:1"),
            entry("nvmlDeviceGetBBXTimeData_v1", "4000000001"),
            entry("nvmlSystemGetCPER_v1", "12"),
            entry("nvmlDeviceGetEncoderStats", "sessionCount:91 averageFps:92 averageLatency:93000"),
            entry("nvmlDeviceGetFBCStats", "sessionsCount:94 averageFPS:95 averageLatency:96000"),
            // The highest bit of the second word, and nothing in the third
            entry("nvmlDeviceGetCpuAffinity", "cpuSet[0]:240 cpuSet[1]:9223372036854775809 cpuSet[2]:0 cpuSet[3]:4"),
            entry(
                    "nvmlDeviceGetMemoryAffinity(0)",
                    "nodeSet[0]:5 nodeSet[1]:6 nodeSet[2]:18446744073709551615 nodeSet[3]:7"),
            entry(
                    "nvmlDeviceGetPlatformInfo",
                    "ibGuid:\"efcdab89674523010000000000000000\" chassisSerialNumber:\"31383233323235303130303236000000\""
                            + " slotNumber:11 trayIndex:12 hostId:13 peerType:14 moduleId:15"),
            entry(
                    "nvmlDeviceGetGpuFabricInfoV",
                    "clusterUuid:\"0123456789abcdeffedcba9876543210\" status:10 cliqueId:801 state:3 healthMask:8601"
                            + " healthSummary:2"),
            entry("nvmlDeviceGetP2PStatus(0,2)", "0"),
            entry("nvmlDeviceGetP2PStatus(1,2)", "5"),
            entry("nvmlDeviceGetP2PStatus(2,2)", "0"),
            entry("nvmlDeviceGetP2PStatus(3,2)", "4"),
            entry("nvmlDeviceGetP2PStatus(4,2)", "1"),
            entry("nvmlDeviceGetP2PStatus(5,2)", "2"),
            entry("nvmlDeviceGetP2PStatus(6,2)", "3"),
            entry("nvmlDeviceGetP2PStatus(7,2)", "0"),
            entry(
                    "nvmlDeviceGetComputeRunningProcesses_v3",
                    processes("11 4096 4294967295", "12 18446744073709551615 4294967295", "11 100 1")),
            entry("nvmlDeviceGetGraphicsRunningProcesses_v3", processes("13 8192 4294967295")),
            entry("nvmlDeviceGetMPSComputeRunningProcesses_v3", processes()),
            entry("nvmlDeviceGetNvLinkErrorCounter(5,0)", "2050"),
            entry("nvmlDeviceGetNvLinkErrorCounter(5,1)", "2051"),
            entry("nvmlDeviceGetNvLinkErrorCounter(5,2)", "2052"),
            entry("nvmlDeviceGetNvLinkErrorCounter(5,3)", "2053"),
            entry("nvmlDeviceReadPRMCounters_v1(1,6)", "106"),
            entry("nvmlDeviceReadPRMCounters_v1(2,6)", "206"),
            entry("nvmlDeviceReadPRMCounters_v1(101,6)", "10106"),
            entry("nvmlDeviceReadPRMCounters_v1(102,6)", "10206"),
            entry("nvmlDeviceReadPRMCounters_v1(103,6)", "10306"),
            entry("nvmlDeviceReadPRMCounters_v1(201,5)", "20105"),
            entry("nvmlDeviceReadPRMCounters_v1(301,6)", "30106"),
            entry("nvmlDeviceReadPRMCounters_v1(302,6)", "30206"),
            entry("nvmlDeviceReadPRMCounters_v1(303,6)", "30306"),
            entry("nvmlDeviceReadPRMCounters_v1(304,6)", "30406"),
            entry("nvmlDeviceReadPRMCounters_v1(305,6)", "30506"),
            entry("nvmlDeviceReadPRMCounters_v1(306,6)", "30606"),
            entry("nvmlDeviceReadPRMCounters_v1(307,6)", "30706"),
            entry("nvmlDeviceReadPRMCounters_v1(1001,6)", "100106"),
            entry("nvmlDeviceGetNvLinkRemoteDeviceType(5)", "2"),
            entry(
                    "nvmlDeviceGetNvLinkRemotePciInfo_v2(5)",
                    "busIdLegacy:\"0000:05:00.0\" domain:0 bus:5 device:0 pciDeviceId:587404510 pciSubSystemId:0"
                            + " busId:\"00000000:05:00.0\""),
            entry("nvmlGpmQueryDeviceSupport", "1"),
            entry("nvmlDeviceGetFieldValues(82,0)", "u32:42"),
            entry("nvmlDeviceGetFieldValues(83,0)", "u64:5000000083"),
            entry("nvmlDeviceGetFieldValues(138,0)", "u64:1000000"),
            entry("nvmlDeviceGetFieldValues(139,0)", "u64:2000000"),
            entry("nvmlDeviceGetFieldValues(138,4294967295)", "u64:10000000"),
            entry("nvmlDeviceGetFieldValues(139,4294967295)", "u64:20000000"),
            entry("nvmlDeviceGetFieldValues(145,0)", "u32:445"),
            entry("nvmlDeviceGetFieldValues(186,0)", "u32:98765"),
            entry("nvmlDeviceGetFieldValues(222,4294967295)", "u32:1807"),
            // numbered so by the driver R575, up to R580
            entry("nvmlDeviceGetFieldValues(259,0)", "f64:712.5"),
            entry("nvmlGpmMetricsGet(2)", "2.5"),
            entry("nvmlGpmMetricsGet(20)", "20.25"));

    /** The link counters of two seconds before. */
    private static final Map<String, String> BEFORE = with(
            with(ANSWERS, "nvmlDeviceGetFieldValues(138,0)", "u64:900000"),
            "nvmlDeviceGetFieldValues(139,4294967295)",
            "u64:15999999");

    /**
     * What each row that calls a function makes of those answers, in DCGM's unit; {@link FieldReadTest} has the rest.
     */
    private static final Map<String, Object> VALUES = Map.ofEntries(
            entry("DCGM_FI_DRIVER_VERSION", "580.105.08"),
            entry("DCGM_FI_NVML_VERSION", "13.580.105.08"),
            entry("DCGM_FI_DEV_BRAND", "NVIDIA"),
            entry("DCGM_FI_DEV_SERIAL", "1650000000000"),
            entry("DCGM_FI_DEV_OEM_INFOROM_VER", "2.1"),
            entry("DCGM_FI_DEV_ECC_INFOROM_VER", "7.16"),
            entry("DCGM_FI_DEV_POWER_INFOROM_VER", "3.2"),
            entry("DCGM_FI_DEV_INFOROM_IMAGE_VER", "G520"),
            entry("DCGM_FI_DEV_VBIOS_VERSION", "96.00"),
            entry("DCGM_FI_DEV_SM_CLOCK", 1001L),
            entry("DCGM_FI_DEV_MEM_CLOCK", 1002L),
            entry("DCGM_FI_DEV_GPU_TEMP", 41L),
            entry("DCGM_FI_DEV_POWER_USAGE", 123.456),
            entry("DCGM_FI_DEV_PCIE_REPLAY_COUNTER", 17L),
            entry("DCGM_FI_DEV_GPU_UTIL", 11L),
            entry("DCGM_FI_DEV_MEM_COPY_UTIL", 12L),
            entry("DCGM_FI_DEV_ENC_UTIL", 13L),
            entry("DCGM_FI_DEV_DEC_UTIL", 14L),
            entry("DCGM_FI_DEV_XID_ERRORS", 79L),
            entry("DCGM_FI_DEV_FB_FREE", 50L),
            entry("DCGM_FI_DEV_FB_USED", 20L),
            entry("DCGM_FI_DEV_FB_RESERVED", 30L),
            entry("DCGM_FI_DEV_RETIRED_SBE", 21L),
            entry("DCGM_FI_DEV_BAR1_TOTAL", 256L),
            entry("DCGM_FI_DEV_BAR1_USED", 13L),
            entry("DCGM_FI_DEV_BAR1_FREE", 242L),
            entry("DCGM_FI_DEV_FB_TOTAL", 100L),
            entry("DCGM_FI_DEV_FB_USED_PERCENT", 20971520 / 73400319.0),
            entry("DCGM_FI_DEV_VIDEO_CLOCK", 1003L),
            entry("DCGM_FI_DEV_APP_SM_CLOCK", 1020L),
            entry("DCGM_FI_DEV_APP_MEM_CLOCK", 1022L),
            entry("DCGM_FI_DEV_CLOCKS_EVENT_REASONS", 324L),
            entry("DCGM_FI_DEV_MAX_SM_CLOCK", 1011L),
            entry("DCGM_FI_DEV_MAX_MEM_CLOCK", 1012L),
            entry("DCGM_FI_DEV_MAX_VIDEO_CLOCK", 1013L),
            entry("DCGM_FI_DEV_PSTATE", 8L),
            entry("DCGM_FI_DEV_MEM_MAX_OP_TEMP", 93L),
            entry("DCGM_FI_DEV_GPU_MAX_OP_TEMP", 94L),
            entry("DCGM_FI_DEV_SLOWDOWN_TEMP", 92L),
            entry("DCGM_FI_DEV_SHUTDOWN_TEMP", 91L),
            entry("DCGM_FI_DEV_GPU_TEMP_LIMIT", -3L),
            entry("DCGM_FI_DEV_FAN_SPEED", 104L),
            entry("DCGM_FI_DEV_POWER_MGMT_LIMIT", 301.0),
            entry("DCGM_FI_DEV_POWER_MGMT_LIMIT_MIN", 102.0),
            entry("DCGM_FI_DEV_POWER_MGMT_LIMIT_MAX", 403.0),
            entry("DCGM_FI_DEV_POWER_MGMT_LIMIT_DEF", 304.0),
            entry("DCGM_FI_DEV_ENFORCED_POWER_LIMIT", 305.0),
            entry("DCGM_FI_DEV_PCIE_MAX_LINK_GEN", 6L),
            entry("DCGM_FI_DEV_PCIE_MAX_LINK_WIDTH", 16L),
            entry("DCGM_FI_DEV_PCIE_LINK_GEN", 5L),
            entry("DCGM_FI_DEV_PCIE_LINK_WIDTH", 7L),
            entry("DCGM_FI_DEV_NAME", "NVIDIA H100 PCIe"),
            entry("DCGM_FI_DEV_NVML_INDEX", 62L),
            entry("DCGM_FI_DEV_UUID", "GPU-5"),
            entry("DCGM_FI_DEV_MINOR_NUMBER", 61L),
            entry("DCGM_FI_DEV_PCI_BUSID", "00000000:1A:00.0"),
            entry("DCGM_FI_DEV_PCI_COMBINED_ID", 590352606L),
            entry("DCGM_FI_DEV_PCI_SUBSYS_ID", 381751518L),
            entry("DCGM_FI_DEV_CUDA_COMPUTE_CAPABILITY", 589829L),
            entry("DCGM_FI_DEV_INFOROM_CONFIG_CHECK", 3000000063L),
            entry("DCGM_FI_DEV_GPM_SUPPORT", 1L),
            entry("DCGM_FI_DEV_COMPUTE_MODE", 2L),
            entry("DCGM_FI_DEV_PERSISTENCE_MODE", 1L),
            entry("DCGM_FI_DEV_MIG_MODE", 1L),
            entry("DCGM_FI_DEV_AUTOBOOST", 1L),
            entry("DCGM_FI_DEV_ECC_SBE_VOL_L1", 1000L),
            entry("DCGM_FI_DEV_ECC_DBE_VOL_L1", 1100L),
            entry("DCGM_FI_DEV_ECC_SBE_VOL_L2", 1001L),
            entry("DCGM_FI_DEV_ECC_DBE_VOL_L2", 1101L),
            entry("DCGM_FI_DEV_ECC_SBE_VOL_DEV", 1002L),
            entry("DCGM_FI_DEV_ECC_DBE_VOL_DEV", 1102L),
            entry("DCGM_FI_DEV_ECC_SBE_VOL_REG", 1003L),
            entry("DCGM_FI_DEV_ECC_DBE_VOL_REG", 1103L),
            entry("DCGM_FI_DEV_ECC_SBE_VOL_TEX", 1004L),
            entry("DCGM_FI_DEV_ECC_DBE_VOL_TEX", 1104L),
            entry("DCGM_FI_DEV_ECC_SBE_AGG_L1", 1010L),
            entry("DCGM_FI_DEV_ECC_DBE_AGG_L1", 1110L),
            entry("DCGM_FI_DEV_ECC_SBE_AGG_L2", 1011L),
            entry("DCGM_FI_DEV_ECC_DBE_AGG_L2", 1111L),
            entry("DCGM_FI_DEV_ECC_SBE_AGG_DEV", 1012L),
            entry("DCGM_FI_DEV_ECC_DBE_AGG_DEV", 1112L),
            entry("DCGM_FI_DEV_ECC_SBE_AGG_REG", 1013L),
            entry("DCGM_FI_DEV_ECC_DBE_AGG_REG", 1113L),
            entry("DCGM_FI_DEV_ECC_SBE_AGG_TEX", 1014L),
            entry("DCGM_FI_DEV_ECC_DBE_AGG_TEX", 1114L),
            entry("DCGM_FI_DEV_ECC_SBE_VOL_SHM", 1005L),
            entry("DCGM_FI_DEV_ECC_DBE_VOL_SHM", 1105L),
            entry("DCGM_FI_DEV_ECC_SBE_VOL_CBU", 1006L),
            entry("DCGM_FI_DEV_ECC_DBE_VOL_CBU", 1106L),
            entry("DCGM_FI_DEV_ECC_SBE_AGG_SHM", 1015L),
            entry("DCGM_FI_DEV_ECC_DBE_AGG_SHM", 1115L),
            entry("DCGM_FI_DEV_ECC_SBE_AGG_CBU", 1016L),
            entry("DCGM_FI_DEV_ECC_DBE_AGG_CBU", 1116L),
            entry("DCGM_FI_DEV_ECC_SBE_VOL_SRM", 1007L),
            entry("DCGM_FI_DEV_ECC_DBE_VOL_SRM", 1107L),
            entry("DCGM_FI_DEV_ECC_SBE_AGG_SRM", 1017L),
            entry("DCGM_FI_DEV_ECC_DBE_AGG_SRM", 1117L),
            entry("DCGM_FI_DEV_BANKS_REMAP_ROWS_AVAIL_MAX", 641L),
            entry("DCGM_FI_DEV_BANKS_REMAP_ROWS_AVAIL_HIGH", 642L),
            entry("DCGM_FI_DEV_BANKS_REMAP_ROWS_AVAIL_PARTIAL", 643L),
            entry("DCGM_FI_DEV_BANKS_REMAP_ROWS_AVAIL_LOW", 644L),
            entry("DCGM_FI_DEV_BANKS_REMAP_ROWS_AVAIL_NONE", 645L),
            entry("DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L12", 2122L),
            entry("DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L13", 2132L),
            entry("DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L14", 2142L),
            entry("DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L15", 2152L),
            entry("DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L16", 2162L),
            entry("DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L17", 2172L),
            entry("DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L12", 2123L),
            entry("DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L13", 2133L),
            entry("DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L14", 2143L),
            entry("DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L15", 2153L),
            entry("DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L16", 2163L),
            entry("DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L17", 2173L),
            entry("DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L12", 2120L),
            entry("DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L13", 2130L),
            entry("DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L14", 2140L),
            entry("DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L15", 2150L),
            entry("DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L16", 2160L),
            entry("DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L17", 2170L),
            entry("DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L12", 2121L),
            entry("DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L13", 2131L),
            entry("DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L14", 2141L),
            entry("DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L15", 2151L),
            entry("DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L16", 2161L),
            entry("DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L17", 2171L),
            entry("DCGM_FI_DEV_GPU_UTIL_RATIO", 0.11),
            entry("DCGM_FI_DEV_MEMORY_UTIL_RATIO", 0.12),
            entry("DCGM_FI_DEV_ENC_UTIL_RATIO", 0.13),
            entry("DCGM_FI_DEV_DEC_UTIL_RATIO", 0.14),
            entry("DCGM_FI_DEV_FB_CAPACITY_BYTES", 104_857_600L),
            entry("DCGM_FI_DEV_FB_FREE_BYTES", 53_477_375L),
            entry("DCGM_FI_DEV_FB_USED_BYTES", 20_971_520L),
            entry("DCGM_FI_DEV_FB_RESERVED_BYTES", 31_457_281L),
            entry("DCGM_FI_DEV_BAR1_CAPACITY_BYTES", 268_435_456L),
            entry("DCGM_FI_DEV_BAR1_USED_BYTES", 13_631_489L),
            entry("DCGM_FI_DEV_BAR1_FREE_BYTES", 254_803_967L),
            entry("DCGM_FI_DEV_SM_CLOCK_HERTZ", 1_001_000_000L),
            entry("DCGM_FI_DEV_MEMORY_CLOCK_HERTZ", 1_002_000_000L),
            entry("DCGM_FI_DEV_VIDEO_CLOCK_HERTZ", 1_003_000_000L),
            entry("DCGM_FI_DEV_SM_APP_CLOCK_HERTZ", 1_020_000_000L),
            entry("DCGM_FI_DEV_MEMORY_APP_CLOCK_HERTZ", 1_022_000_000L),
            entry("DCGM_FI_DEV_SM_MAX_CLOCK_HERTZ", 1_011_000_000L),
            entry("DCGM_FI_DEV_MEMORY_MAX_CLOCK_HERTZ", 1_012_000_000L),
            entry("DCGM_FI_DEV_VIDEO_MAX_CLOCK_HERTZ", 1_013_000_000L),
            entry("DCGM_FI_DEV_FAN_SPEED_RATIO", 1.04),
            entry("DCGM_FI_PROCESS_NAME", "/usr/bin/java"),
            // Bits 0, 2 and 7
            entry("DCGM_FI_DEV_P2P_NVLINK_STATUS", 133L),
            entry("DCGM_FI_DEV_CUDA_VISIBLE_DEVICES_STR", "GPU-5"),
            entry("DCGM_FI_DEV_MIG_MAX_SLICES", 7L),
            entry("DCGM_FI_DEV_CPU_AFFINITY_0", 240L),
            entry("DCGM_FI_DEV_CPU_AFFINITY_1", -9223372036854775807L),
            entry("DCGM_FI_DEV_CPU_AFFINITY_2", 0L),
            entry("DCGM_FI_DEV_CPU_AFFINITY_3", 4L),
            entry("DCGM_FI_DEV_CC_MODE", 1L),
            entry("DCGM_FI_DEV_INFOROM_CONFIG_VALID", 1L),
            entry("DCGM_FI_DEV_MEM_AFFINITY_0", 5L),
            entry("DCGM_FI_DEV_MEM_AFFINITY_1", 6L),
            entry("DCGM_FI_DEV_MEM_AFFINITY_2", -1L),
            entry("DCGM_FI_DEV_MEM_AFFINITY_3", 7L),
            entry("DCGM_FI_DEV_FABRIC_MANAGER_STATUS", 4L),
            entry("DCGM_FI_DEV_FABRIC_MANAGER_ERROR_CODE", -11L),
            entry("DCGM_FI_DEV_FABRIC_CLUSTER_UUID", "01234567-89ab-cdef-fedc-ba9876543210"),
            entry("DCGM_FI_DEV_FABRIC_CLIQUE_ID", 801L),
            entry("DCGM_FI_DEV_FABRIC_HEALTH_MASK", 8601L),
            entry("DCGM_FI_DEV_FABRIC_HEALTH_SUMMARY", 2L),
            entry("DCGM_FI_DEV_PCIE_TX_THROUGHPUT", 7100L),
            entry("DCGM_FI_DEV_PCIE_RX_THROUGHPUT", 7200L),
            entry("DCGM_FI_DEV_VIRTUAL_MODE", 3L),
            entry("DCGM_FI_DEV_PLATFORM_INFINIBAND_GUID", "0x0123456789abcdef"),
            entry("DCGM_FI_DEV_PLATFORM_CHASSIS_SERIAL_NUMBER", "1823225010026"),
            entry("DCGM_FI_DEV_PLATFORM_CHASSIS_SLOT_NUMBER", 11L),
            entry("DCGM_FI_DEV_PLATFORM_TRAY_INDEX", 12L),
            entry("DCGM_FI_DEV_PLATFORM_HOST_ID", 13L),
            entry("DCGM_FI_DEV_PLATFORM_PEER_TYPE", 14L),
            entry("DCGM_FI_DEV_PLATFORM_MODULE_ID", 15L),
            entry("DCGM_FI_DEV_MEMORY_UNREPAIRABLE_FLAG", 1L),
            entry("NVML_DEV_ARCHITECTURE", "Rubin"),
            entry("NVML_DEV_POWER_SOURCE", 2L),
            entry("NVML_DEV_CHANNEL_REPAIR_PENDING", 0L),
            entry("NVML_DEV_TPC_REPAIR_PENDING", 1L),
            entry("NVML_DEV_DRIVER_LOADED_TIME", 4_000_000_001L),
            entry("NVML_DEV_CPER_RECORDS", 12L),
            entry("DCGM_FI_DEV_COUNT", 8L),
            entry("DCGM_FI_CUDA_DRIVER_VERSION", 13010L),
            entry("DCGM_FI_DEV_THRESHOLD_SRM", 1L),
            entry("DCGM_FI_DEV_VGPU_LICENSE_STATUS", 1L));

    private static NvmlDouble answering;
    private static Nvml library;

    @BeforeAll
    static void load() {
        answering = NvmlDouble.answering(capture(ANSWERS));
        library = Nvml.open(Optional.of(answering.library().toString()));
    }

    @AfterAll
    static void unload() {
        library.close();
        answering.close();
    }

    private static Stream<Field> fields() {
        return FieldCatalog.all().stream();
    }

    private static Stream<Field> fieldsWithAFunction() {
        return fields().filter(field -> field.type() != Field.Type.SAMPLES && field.type() != Field.Type.STRUCT)
                .filter(field -> field.scope() != Field.Scope.LINK)
                .filter(field -> field.read().numbered().isEmpty()
                        && field.read().gpmMetrics().isEmpty());
    }

    @Test
    void everyRowIsAsDcgmHasIt() {
        Map<String, List<String>> dcgm = new LinkedHashMap<>();
        Table.rows("dcgm-field-types.tsv")
                .forEach(row -> List.of(row.get(1).split(",")).forEach(name -> dcgm.put(name, row)));
        for (Field field : FieldCatalog.all()) {
            List<String> row = dcgm.get(field.name());
            assertThat(row).as(field.name()).isNotNull();
            assertThat(field.id()).as(field.name()).isEqualTo(Integer.parseInt(row.get(0)));
            Set<String> names = new LinkedHashSet<>(field.otherNames());
            names.add(field.name());
            assertThat(names).containsExactlyInAnyOrder(row.get(1).split(","));
            assertThat(field.type()).as(field.name()).isEqualTo(type(row.get(2)));
        }
    }

    private static Field.Type type(String dcgm) {
        return switch (dcgm) {
            case "int64" -> Field.Type.INT;
            case "double" -> Field.Type.REAL;
            case "string" -> Field.Type.TEXT;
            case "samples" -> Field.Type.SAMPLES;
            case "binary" -> Field.Type.STRUCT;
            default -> throw new IllegalArgumentException(dcgm);
        };
    }

    @ParameterizedTest
    @MethodSource("fields")
    void everyNameOfAFieldFindsIt(Field field) {
        assertThat(Stream.concat(Stream.of(field.name()), field.otherNames().stream()))
                .allSatisfy(name -> {
                    assertThat(FieldCatalog.find(name)).contains(field);
                    assertThat(DcgmField.find(name)).map(DcgmField::id).contains(field.id());
                });
    }

    @ParameterizedTest
    @MethodSource("fieldsWithAFunction")
    void everyRowGivesItsValueInItsTypeAndUnit(Field field) throws CaptureException {
        assertThat(VALUES).hasSize((int) fieldsWithAFunction().count()).containsKey(field.name());
        Value value = read(field, ANSWERS, Optional.of(BEFORE), OptionalLong.of(79));
        assertThat(value).isEqualTo(expected(field));
    }

    @ParameterizedTest
    @MethodSource("fieldsWithAFunction")
    void everyRowGivesTheSameByTheLibrary(Field field) {
        assertThat(read(field, Optional.of(library.gpu(0)), library.gpu(0), OptionalLong.of(79)))
                .isEqualTo(expected(field));
    }

    private static Value expected(Field field) {
        Object expected = VALUES.get(field.name());
        if (expected instanceof Long number) {
            return new Value.Int(number);
        }
        return expected instanceof Double real ? new Value.Real(real) : new Value.Text((String) expected);
    }

    @Test
    void aDriverWithoutACudaVersionHasNone() throws CaptureException {
        Node old = new Node("390.157", "9.390.157", 1, OptionalLong.empty(), Told.nothing(), Told.nothing());
        Field field = FieldCatalog.find("DCGM_FI_CUDA_DRIVER_VERSION").orElseThrow();
        Batch nothing = new Batch(0, Map.of(), Map.of());
        Readings readings = new Readings(
                old, List.of(device(ANSWERS)), nothing, new History(WINDOW), XidReport.NOTHING, gpu -> true);
        assertThatExceptionOfType(NvmlException.class)
                .isThrownBy(() -> field.read().value().apply(readings))
                .satisfies(e -> assertThat(e.code()).isEqualTo(NvmlReturn.NO_DATA));
    }

    @ParameterizedTest
    @MethodSource("fieldsWithAFunction")
    void whatNvmlRefusesHasNoValue(Field field) throws CaptureException {
        if (!NODE_FIELDS.contains(field.name())) {
            assertThatExceptionOfType(NvmlException.class)
                    .isThrownBy(() -> read(field, Map.of(), Optional.of(BEFORE), OptionalLong.empty()))
                    .satisfies(e -> assertThat(e.code().meaning()).isEqualTo(Meaning.NO_VALUE));
        } else {
            assertThat(read(field, Map.of(), Optional.empty(), OptionalLong.empty()))
                    .as("the driver gave it for the node")
                    .isEqualTo(expected(field));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    DCGM_FI_DEV_GPU_UTIL      | nvmlDeviceGetUtilizationRates   | gpu:4294967295 memory:1
                    DCGM_FI_DEV_GPU_UTIL      | nvmlDeviceGetUtilizationRates   | gpu:101 memory:1
                    DCGM_FI_DEV_MEM_COPY_UTIL | nvmlDeviceGetUtilizationRates   | gpu:1 memory:4294967295
                    DCGM_FI_DEV_ENC_UTIL      | nvmlDeviceGetEncoderUtilization | utilization:101 samplingPeriodUs:1
                    DCGM_FI_DEV_DEC_UTIL      | nvmlDeviceGetDecoderUtilization | utilization:4294967295 samplingPeriodUs:1
                    DCGM_FI_DEV_GPU_TEMP      | nvmlDeviceGetTemperatureV(0)    | 255
                    DCGM_FI_DEV_GPU_TEMP      | nvmlDeviceGetTemperatureV(0)    | -1
                    DCGM_FI_DEV_MEMORY_TEMP   | nvmlDeviceGetFieldValues(82,0)  | u32:255
                    DCGM_FI_DEV_MEMORY_TEMP   | nvmlDeviceGetFieldValues(82,0)  | u32:4294967295
                    DCGM_FI_DEV_SM_CLOCK      | nvmlDeviceGetClockInfo(1)       | 4294967295
                    DCGM_FI_DEV_POWER_USAGE   | nvmlDeviceGetPowerUsage         | 4294967295
                    DCGM_FI_DEV_PCIE_REPLAY_COUNTER | nvmlDeviceGetPcieReplayCounter | 4294967295
                    DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION | nvmlDeviceGetFieldValues(83,0) | u64:18446744073709551615
                    DCGM_FI_DEV_ROW_REMAP_FAILURE | nvmlDeviceGetFieldValues(145,0) | u32:4294967295
                    DCGM_FI_DEV_POWER_USAGE_INSTANT | nvmlDeviceGetFieldValues(186,0) | u32:4294967295
                    DCGM_FI_DEV_NVLINK_COUNT_SYMBOL_BER_FLOAT | nvmlDeviceGetFieldValues(222,4294967295) | u32:4294967295
                    DCGM_FI_DEV_PWR_SMOOTHING_APPLIED_TMP_CEIL | nvmlDeviceGetFieldValues(259,0) | u32:4294967295
                    DCGM_FI_DEV_FB_FREE       | nvmlDeviceGetMemoryInfo_v2      | total:9 reserved:0 free:18446744073709551615 used:1
                    DCGM_FI_DEV_FB_USED       | nvmlDeviceGetMemoryInfo_v2      | total:9 reserved:0 free:1 used:10
                    DCGM_FI_DEV_FB_USED_PERCENT | nvmlDeviceGetMemoryInfo_v2    | total:9 reserved:2 free:1 used:8
                    DCGM_FI_DEV_BAR1_USED     | nvmlDeviceGetBAR1MemoryInfo     | bar1Total:9 bar1Free:1 bar1Used:18446744073709551615
                    DCGM_FI_DEV_MAX_SM_CLOCK  | nvmlDeviceGetMaxClockInfo(1)    | 4294967295
                    DCGM_FI_DEV_APP_SM_CLOCK  | nvmlDeviceGetApplicationsClock(0) | 4294967295
                    DCGM_FI_DEV_CLOCKS_EVENT_REASONS | nvmlDeviceGetCurrentClocksEventReasons | 18446744073709551615
                    DCGM_FI_DEV_INFOROM_CONFIG_CHECK | nvmlDeviceGetInforomConfigurationChecksum | 4294967295
                    DCGM_FI_DEV_CUDA_COMPUTE_CAPABILITY | nvmlDeviceGetCudaComputeCapability | major:4294967295 minor:4294967295
                    DCGM_FI_DEV_ECC_SBE_VOL_L1 | nvmlDeviceGetMemoryErrorCounter(0,0,0) | 18446744073709551615
                    DCGM_FI_DEV_BANKS_REMAP_ROWS_AVAIL_LOW | nvmlDeviceGetRowRemapperHistogram | max:1 high:1 partial:1 low:4294967295 none:1
                    DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L17 | nvmlDeviceGetNvLinkErrorCounter(17,0) | 18446744073709551615
                    DCGM_FI_DEV_PSTATE        | nvmlDeviceGetPerformanceState   | 16
                    DCGM_FI_DEV_SLOWDOWN_TEMP | nvmlDeviceGetTemperatureThreshold(1) | 4294967295
                    DCGM_FI_DEV_GPU_TEMP_LIMIT | nvmlDeviceGetMarginTemperature | -201
                    DCGM_FI_DEV_FAN_SPEED     | nvmlDeviceGetFanSpeed           | 4294967295
                    DCGM_FI_DEV_ENFORCED_POWER_LIMIT | nvmlDeviceGetEnforcedPowerLimit | 4294967295
                    DCGM_FI_DEV_POWER_MGMT_LIMIT_MAX | nvmlDeviceGetPowerManagementLimitConstraints | minLimit:1 maxLimit:4294967295
                    DCGM_FI_DEV_PCIE_LINK_WIDTH | nvmlDeviceGetCurrPcieLinkWidth | 4294967295
                    DCGM_FI_DEV_PCIE_RX_THROUGHPUT | nvmlDeviceGetPcieThroughput(1) | 4294967295
                    DCGM_FI_DEV_MIG_MAX_SLICES | nvmlDeviceGetMaxMigDeviceCount | 4294967295
                    DCGM_FI_DEV_FABRIC_CLIQUE_ID | nvmlDeviceGetGpuFabricInfoV | clusterUuid:"00000000000000000000000000000000" status:0 cliqueId:4294967295 state:3 healthMask:0
                    DCGM_FI_DEV_FABRIC_HEALTH_MASK | nvmlDeviceGetGpuFabricInfoV | clusterUuid:"00000000000000000000000000000000" status:0 cliqueId:0 state:3 healthMask:4294967295
                    """)
    void whatCannotBeTrueIsNotServed(String name, String call, String answer) {
        assertThatExceptionOfType(OutOfRangeException.class)
                .isThrownBy(() -> read(name, with(ANSWERS, call, answer)))
                .withMessageMatching("(\\w+: )?-?\\d+ is not from (0|-200) to \\d+");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "100, 100"})
    void theEndsOfARangeBelongToIt(long percent, long value) throws CaptureException {
        assertThat(read(
                        "DCGM_FI_DEV_GPU_UTIL",
                        with(ANSWERS, "nvmlDeviceGetUtilizationRates", "gpu:" + percent + " memory:1")))
                .isEqualTo(new Value.Int(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "-0.5"})
    void aDoubleThatIsNoQuantityIsNotServed(String number) {
        String name = "DCGM_FI_DEV_PWR_SMOOTHING_APPLIED_TMP_CEIL";
        String call = "nvmlDeviceGetFieldValues(259,0)";
        assertThatExceptionOfType(OutOfRangeException.class)
                .isThrownBy(() -> read(name, with(ANSWERS, call, "f64:" + number)));
    }

    @Test
    void aDoubleIsNotCutToAWholeNumber() throws CaptureException {
        assertThat(read("DCGM_FI_DEV_PWR_SMOOTHING_APPLIED_TMP_CEIL", ANSWERS)).isEqualTo(new Value.Real(712.5));
        assertThat(read("DCGM_FI_DEV_POWER_USAGE_INSTANT", ANSWERS)).isEqualTo(new Value.Real(98.765));
    }

    @Test
    void theFourBitsOfAMantissaAreNotItsExponents() throws CaptureException {
        // 7 in bits 8 to 11, and 15 below them
        assertThat(read("DCGM_FI_DEV_NVLINK_COUNT_SYMBOL_BER_FLOAT", ANSWERS)).isEqualTo(new Value.Real(7e-15));
        String more = "u32:" + (1807 + 0xF000);
        assertThat(read(
                        "DCGM_FI_DEV_NVLINK_COUNT_SYMBOL_BER_FLOAT",
                        with(ANSWERS, "nvmlDeviceGetFieldValues(222,4294967295)", more)))
                .isEqualTo(new Value.Real(7e-15));
    }

    @Test
    void theTemperatureThatR545CallsADoubleIsRead() throws CaptureException {
        String sixty = "f64:2.96E-322";
        assertThat(read("DCGM_FI_DEV_MEMORY_TEMP", with(ANSWERS, "nvmlDeviceGetFieldValues(82,0)", sixty)))
                .isEqualTo(new Value.Int(60));
    }

    @Test
    void anOldDriverHasItsOlderFunctions() throws CaptureException {
        Map<String, String> old = with(
                with(ANSWERS, "nvmlDeviceGetMemoryInfo_v2", "!FUNCTION_NOT_FOUND"),
                "nvmlDeviceGetTemperatureV(0)",
                "!FUNCTION_NOT_FOUND");
        assertThat(read("DCGM_FI_DEV_FB_FREE", old)).isEqualTo(new Value.Int(40));
        assertThat(read("DCGM_FI_DEV_FB_USED", old)).isEqualTo(new Value.Int(60));
        assertThat(read("DCGM_FI_DEV_GPU_TEMP", old)).isEqualTo(new Value.Int(43));
        assertAbsent(NvmlReturn.FUNCTION_NOT_FOUND, "DCGM_FI_DEV_FB_RESERVED", old);
        assertThat(read("DCGM_FI_DEV_FB_USED_PERCENT", old)).isEqualTo(new Value.Real(0.6));
        String reasons = "nvmlDeviceGetCurrentClocksEventReasons";
        assertThat(read("DCGM_FI_DEV_CLOCKS_EVENT_REASONS", with(ANSWERS, reasons, "!FUNCTION_NOT_FOUND")))
                .isEqualTo(new Value.Int(68));
    }

    @Test
    void reasonsThatBothFunctionsRefuseAreAbsentForTheReasonThatTellsMore() {
        String older = "nvmlDeviceGetCurrentClocksThrottleReasons";
        Map<String, String> forbidden = with(ANSWERS, "nvmlDeviceGetCurrentClocksEventReasons", "!NO_PERMISSION");
        assertAbsent(
                NvmlReturn.NO_PERMISSION, "DCGM_FI_DEV_CLOCKS_EVENT_REASONS", with(forbidden, older, "!NOT_SUPPORTED"));
        assertAbsent(
                NvmlReturn.GPU_IS_LOST, "DCGM_FI_DEV_CLOCKS_EVENT_REASONS", with(forbidden, older, "!GPU_IS_LOST"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "2, 1", "3, 2"})
    void computeModesHaveTheNumbersOfDcgm(String nvml, long dcgm) throws CaptureException {
        assertThat(read("DCGM_FI_DEV_COMPUTE_MODE", with(ANSWERS, "nvmlDeviceGetComputeMode", nvml)))
                .isEqualTo(new Value.Int(dcgm));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "4", "4294967295"})
    void aComputeModeThatDcgmDoesNotKnowIsAbsent(String nvml) {
        assertAbsent(NvmlReturn.NO_DATA, "DCGM_FI_DEV_COMPUTE_MODE", with(ANSWERS, "nvmlDeviceGetComputeMode", nvml));
    }

    @Test
    void aMigDeviceIsNamedByItsProfile() throws CaptureException {
        assertThat(read("DCGM_FI_DEV_NAME", with(ANSWERS, "nvmlDeviceGetName", "\"NVIDIA H100 MIG 1c.3g.40gb\"")))
                .isEqualTo(new Value.Text("3g.40gb"));
    }

    @ParameterizedTest
    @CsvSource({
        "DCGM_FI_DEV_PERSISTENCE_MODE, nvmlDeviceGetPersistenceMode, 0",
        "DCGM_FI_DEV_MIG_MODE, nvmlDeviceGetMigMode, currentMode:0 pendingMode:1",
        "DCGM_FI_DEV_AUTOBOOST, nvmlDeviceGetAutoBoostedClocksEnabled, isEnabled:0 defaultIsEnabled:1",
        "DCGM_FI_DEV_GPM_SUPPORT, nvmlGpmQueryDeviceSupport, 0"
    })
    void aModeThatIsOffIsZero(String name, String call, String off) throws CaptureException {
        assertThat(read(name, with(ANSWERS, call, off))).isEqualTo(new Value.Int(0));
    }

    @Test
    void anUnknownPerformanceStateIsAbsent() {
        assertAbsent(NvmlReturn.NO_DATA, "DCGM_FI_DEV_PSTATE", with(ANSWERS, "nvmlDeviceGetPerformanceState", "32"));
    }

    @Test
    void memoryThatIsAllReservedHasNoUsedShare() {
        String reserved = "total:9 reserved:9 free:0 used:0";
        assertAbsent(
                NvmlReturn.NO_DATA,
                "DCGM_FI_DEV_FB_USED_PERCENT",
                with(ANSWERS, "nvmlDeviceGetMemoryInfo_v2", reserved));
    }

    @Test
    void memoryThatOneMayNotSeeInTheOldWayEitherIsAbsent() {
        Map<String, String> forbidden = with(
                with(ANSWERS, "nvmlDeviceGetMemoryInfo_v2", "!NO_PERMISSION"),
                "nvmlDeviceGetMemoryInfo",
                "!NO_PERMISSION");
        assertAbsent(NvmlReturn.NO_PERMISSION, "DCGM_FI_DEV_FB_USED", forbidden);
        assertAbsent(NvmlReturn.NO_PERMISSION, "DCGM_FI_DEV_FB_FREE", forbidden);
    }

    @Test
    void withoutALicenceOrAnythingToLicenseTheStatusIsZero() throws CaptureException {
        String call = "nvmlDeviceGetGridLicensableFeatures_v4";
        String unlicensed = ANSWERS.get(call).replace("featureState:1", "featureState:0");
        String bareMetal = "isGridLicenseSupported:0 licensableFeaturesCount:0";
        assertThat(read("DCGM_FI_DEV_VGPU_LICENSE_STATUS", with(ANSWERS, call, unlicensed)))
                .isEqualTo(new Value.Int(0));
        assertThat(read("DCGM_FI_DEV_VGPU_LICENSE_STATUS", with(ANSWERS, call, bareMetal)))
                .isEqualTo(new Value.Int(0));
    }

    @ParameterizedTest
    @CsvSource({"DCGM_FI_DEV_NVLINK_BANDWIDTH_L0", "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL", "DCGM_FI_PROF_SM_ACTIVE"})
    void whatIsAboutTheTimeBetweenTwoPollsIsAbsentAfterTheFirst(String name) {
        Field field = FieldCatalog.find(name).orElseThrow();
        assertThatExceptionOfType(NvmlException.class)
                .isThrownBy(() -> read(field, ANSWERS, Optional.empty(), OptionalLong.empty()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(NvmlReturn.NOT_READY));
    }

    @Test
    void linkCountersThatFellWereResetAndGiveNoRate() {
        assertAbsent(
                NvmlReturn.NOT_READY,
                "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL",
                with(ANSWERS, "nvmlDeviceGetFieldValues(138,4294967295)", "u64:5"));
    }

    @Test
    void linkCountersThatStandStillGiveARateOfZero() throws CaptureException {
        Field field = FieldCatalog.find("DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL").orElseThrow();
        assertThat(read(field, ANSWERS, Optional.of(ANSWERS), OptionalLong.empty()))
                .isEqualTo(new Value.Int(0));
    }

    @Test
    void aGpmMetricThatIsNoNumberIsAbsent() {
        assertAbsent(NvmlReturn.NO_DATA, "DCGM_FI_PROF_SM_ACTIVE", with(ANSWERS, "nvmlGpmMetricsGet(2)", "NaN"));
        assertAbsent(NvmlReturn.NO_DATA, "DCGM_FI_PROF_PCIE_TX_BYTES", with(ANSWERS, "nvmlGpmMetricsGet(20)", "NaN"));
    }

    private static void assertAbsent(NvmlReturn code, String name, Map<String, String> answers) {
        assertThatExceptionOfType(NvmlException.class)
                .isThrownBy(() -> read(name, answers))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    private static Value read(String name, Map<String, String> answers) throws CaptureException {
        return read(FieldCatalog.find(name).orElseThrow(), answers, Optional.of(BEFORE), OptionalLong.empty());
    }

    private static Value read(
            Field field, Map<String, String> answers, Optional<Map<String, String>> before, OptionalLong lastXid)
            throws CaptureException {
        Optional<Device> older = before.isPresent() ? Optional.of(device(before.get())) : Optional.empty();
        return read(field, older, device(answers), lastXid);
    }

    private static Value read(Field field, Optional<Device> before, Device device, OptionalLong lastXid) {
        History history = new History(WINDOW);
        before.ifPresent(older -> history.keep(batch(field, older, 0, false)));
        Batch batch = batch(field, device, 2 * SECOND, before.isPresent());
        return field.read()
                .value()
                .apply(new Readings(NODE, List.of(device), batch, history, report(lastXid), gpu -> true));
    }

    private static XidReport report(OptionalLong lastXid) {
        return new XidReport(NvmlReturn.SUCCESS, lastXid, WINDOW, Map.of(), Map.of());
    }

    private static Batch batch(Field field, Device device, long nanoTime, boolean withGpm) {
        List<FieldId> numbered = field.read().numbered();
        return new Batch(
                nanoTime,
                numbered.isEmpty() ? Map.of() : device.fieldValues(numbered),
                withGpm ? gpm(device, field.read().gpmMetrics()) : Map.of());
    }

    private static Map<Integer, GpmMetric> gpm(Device device, List<Integer> metrics) {
        if (metrics.isEmpty()) {
            return Map.of();
        }
        try (GpmSample older = device.gpmSample();
                GpmSample newer = device.gpmSample()) {
            return device.gpmMetrics(older, newer, metrics);
        } catch (NvmlException e) {
            return metrics.stream().collect(toMap(identity(), id -> new GpmMetric(e.code(), Double.NaN)));
        }
    }

    private static Device device(Map<String, String> answers) throws CaptureException {
        return Simulation.still(Capture.parse("test", capture(answers))).gpu(0);
    }

    /** A node of eight GPUs, of which the first has answers. */
    private static String capture(Map<String, String> answers) {
        String gpu = answers.entrySet().stream()
                .map(answer -> answer.getKey() + " = " + answer.getValue() + "\n")
                .collect(joining());
        String others = IntStream.range(1, 8)
                .mapToObj(index -> "[gpu " + index + "]\nnvmlDeviceGetIndex = " + index + "\n")
                .collect(joining());
        return """
                # nvml-exporter capture 1
                [system]
                nvmlSystemGetDriverVersion = "580.105.08"
                nvmlDeviceGetCount_v2 = 8
                [gpu 0]
                """ + gpu + others;
    }

    /** @param processes pid, memory and GPU instance of each */
    private static String processes(String... processes) {
        StringBuilder answer = new StringBuilder("infoCount:" + processes.length);
        for (int i = 0; i < processes.length; i++) {
            String[] members = processes[i].split(" ");
            String info = " infos[" + i + "].";
            answer.append(info).append("pid:").append(members[0]);
            answer.append(info).append("usedGpuMemory:").append(members[1]);
            answer.append(info).append("gpuInstanceId:").append(members[2]);
            answer.append(info).append("computeInstanceId:4294967295");
        }
        return answer.toString();
    }

    private static Map<String, String> with(Map<String, String> answers, String call, String answer) {
        Map<String, String> changed = new LinkedHashMap<>(answers);
        assertThat(changed.put(call, answer)).isNotNull();
        return changed;
    }
}
