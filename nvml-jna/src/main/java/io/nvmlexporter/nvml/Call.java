package io.nvmlexporter.nvml;

import static io.nvmlexporter.nvml.Call.Subject.DEVICE;
import static io.nvmlexporter.nvml.Call.Subject.GPU;
import static io.nvmlexporter.nvml.Call.Subject.MIG_DEVICE;
import static io.nvmlexporter.nvml.Call.Subject.SYSTEM;
import static io.nvmlexporter.nvml.Call.Type.NUMBER;
import static io.nvmlexporter.nvml.Call.Type.TEXT;
import static io.nvmlexporter.nvml.CallArguments.args;
import static io.nvmlexporter.nvml.CallArguments.links;
import static io.nvmlexporter.nvml.CallArguments.ports;
import static io.nvmlexporter.nvml.CallArguments.prmCounters;
import static io.nvmlexporter.nvml.CallArguments.product;
import static io.nvmlexporter.nvml.CallArguments.range;

import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Every NVML getter that this library asks: its C symbol, what it is asked of, and what it gives.
 *
 * <p>Always the explicit {@code _vN} symbol: the unversioned export of a real library is the oldest layout, since the
 * macros that rename it exist only in C. {@link #sinceBranch} is the oldest driver branch whose library is known to
 * export the symbol, among 390, 418, 470, 535, 550, 555, 590 and 610.
 */
public enum Call {
    SYSTEM_DRIVER_VERSION("nvmlSystemGetDriverVersion", 390, SYSTEM, TEXT),
    SYSTEM_NVML_VERSION("nvmlSystemGetNVMLVersion", 390, SYSTEM, TEXT),
    SYSTEM_CUDA_DRIVER_VERSION("nvmlSystemGetCudaDriverVersion_v2", 418, SYSTEM, NUMBER),
    /** As {@link #SYSTEM_CUDA_DRIVER_VERSION}, by older drivers. */
    SYSTEM_CUDA_DRIVER_VERSION_V1("nvmlSystemGetCudaDriverVersion", 390, SYSTEM, NUMBER),
    DEVICE_COUNT("nvmlDeviceGetCount_v2", 390, SYSTEM, NUMBER),
    /** Of the process that asks. */
    SYSTEM_PROCESS_NAME("nvmlSystemGetProcessName", 390, SYSTEM, TEXT),
    SYSTEM_CONF_COMPUTE_STATE(
            "nvmlSystemGetConfComputeState", 535, SYSTEM, NUMBER, "environment", "ccFeature", "devToolsMode"),

    // Identity
    NAME("nvmlDeviceGetName", 390, DEVICE, TEXT),
    UUID("nvmlDeviceGetUUID", 390, DEVICE, TEXT),
    PCI_INFO("nvmlDeviceGetPciInfo_v3", 390, GPU, NUMBER, pciInfo()),
    MINOR_NUMBER("nvmlDeviceGetMinorNumber", 390, GPU, NUMBER),
    /** The one it was opened by. */
    INDEX("nvmlDeviceGetIndex", 390, GPU, NUMBER),
    CUDA_COMPUTE_CAPABILITY("nvmlDeviceGetCudaComputeCapability", 390, GPU, NUMBER, "major", "minor"),
    ARCHITECTURE("nvmlDeviceGetArchitecture", 470, GPU, NUMBER),
    BRAND("nvmlDeviceGetBrand", 390, GPU, NUMBER),
    /** A number of {@code nvmlBusType_t}. */
    BUS_TYPE("nvmlDeviceGetBusType", 535, GPU, NUMBER),
    SERIAL("nvmlDeviceGetSerial", 390, GPU, TEXT),
    VBIOS_VERSION("nvmlDeviceGetVbiosVersion", 390, GPU, TEXT),
    /** Argument: 0 OEM, 1 ECC, 2 power management ({@code nvmlInforomObject_t}). */
    INFOROM_VERSION("nvmlDeviceGetInforomVersion", 390, GPU, TEXT, args(0, 1, 2)),
    INFOROM_IMAGE_VERSION("nvmlDeviceGetInforomImageVersion", 390, GPU, TEXT),
    INFOROM_CONFIGURATION_CHECKSUM("nvmlDeviceGetInforomConfigurationChecksum", 390, GPU, NUMBER),
    /** Gives nothing but its return code. */
    VALIDATE_INFOROM("nvmlDeviceValidateInforom", 390, GPU),

    // Place
    /** Bit n of word w is CPU 64 w + n. */
    CPU_AFFINITY("nvmlDeviceGetCpuAffinity", 390, GPU, NUMBER, words("cpuSet")),
    /** Bit n of word w is NUMA node 64 w + n. Argument: 0, what belongs to the node. */
    MEMORY_AFFINITY("nvmlDeviceGetMemoryAffinity", 470, GPU, NUMBER, args(0), words("nodeSet")),
    /** Where the GPU sits in a rack. */
    PLATFORM_INFO(
            "nvmlDeviceGetPlatformInfo",
            590,
            GPU,
            NUMBER,
            "ibGuid:bytes",
            "chassisSerialNumber:bytes",
            "slotNumber",
            "trayIndex",
            "hostId",
            "peerType",
            "moduleId"),

    // Modes
    /** 0 or 1. */
    PERSISTENCE_MODE("nvmlDeviceGetPersistenceMode", 390, GPU, NUMBER),
    /** One of {@code nvmlComputeMode_t}. */
    COMPUTE_MODE("nvmlDeviceGetComputeMode", 390, GPU, NUMBER),
    /** Each 0 or 1. */
    AUTO_BOOSTED_CLOCKS_ENABLED(
            "nvmlDeviceGetAutoBoostedClocksEnabled", 390, GPU, NUMBER, "isEnabled", "defaultIsEnabled"),
    /** One of {@code nvmlGpuVirtualizationMode_t}. */
    VIRTUALIZATION_MODE("nvmlDeviceGetVirtualizationMode", 390, GPU, NUMBER),

    // Clocks in MHz, temperature in °C, power in mW
    /** Argument: 0 graphics, 1 SM, 2 memory, 3 video ({@code nvmlClockType_t}). */
    CLOCK_INFO("nvmlDeviceGetClockInfo", 390, GPU, NUMBER, args(0, 1, 2, 3)),
    /** Argument: as {@link #CLOCK_INFO}. */
    MAX_CLOCK_INFO("nvmlDeviceGetMaxClockInfo", 390, GPU, NUMBER, args(0, 1, 2, 3)),
    /** Argument: 0 graphics, 2 memory; deprecated in nvml.h 13.0. */
    APPLICATIONS_CLOCK("nvmlDeviceGetApplicationsClock", 390, GPU, NUMBER, args(0, 2)),
    /** Bits of {@code nvmlClocksEventReason*}. */
    CLOCKS_EVENT_REASONS("nvmlDeviceGetCurrentClocksEventReasons", 535, GPU, NUMBER),
    /** As {@link #CLOCKS_EVENT_REASONS}, by its older name. */
    CLOCKS_THROTTLE_REASONS("nvmlDeviceGetCurrentClocksThrottleReasons", 390, GPU, NUMBER),
    PERFORMANCE_STATE("nvmlDeviceGetPerformanceState", 390, GPU, NUMBER),
    /** Argument: 0, the GPU die ({@code nvmlTemperatureSensors_t}). */
    TEMPERATURE_V("nvmlDeviceGetTemperatureV", 590, GPU, NUMBER, args(0)),
    /** Argument: as {@link #TEMPERATURE_V}; deprecated in nvml.h 13.0. */
    TEMPERATURE("nvmlDeviceGetTemperature", 390, GPU, NUMBER, args(0)),
    /** Argument: 0 shutdown, 1 slowdown, 2 memory, 3 GPU maximum ({@code nvmlTemperatureThresholds_t}). */
    TEMPERATURE_THRESHOLD("nvmlDeviceGetTemperatureThreshold", 390, GPU, NUMBER, args(0, 1, 2, 3)),
    MARGIN_TEMPERATURE("nvmlDeviceGetMarginTemperature", 590, GPU, NUMBER),
    /** In % of the most that the board lets its fan do. */
    FAN_SPEED("nvmlDeviceGetFanSpeed", 390, GPU, NUMBER),
    /** One of {@code NVML_POWER_SOURCE_*}. */
    POWER_SOURCE("nvmlDeviceGetPowerSource", 535, GPU, NUMBER),
    POWER_USAGE("nvmlDeviceGetPowerUsage", 390, GPU, NUMBER),
    POWER_MANAGEMENT_LIMIT("nvmlDeviceGetPowerManagementLimit", 390, GPU, NUMBER),
    POWER_MANAGEMENT_LIMIT_CONSTRAINTS(
            "nvmlDeviceGetPowerManagementLimitConstraints", 390, GPU, NUMBER, "minLimit", "maxLimit"),
    POWER_MANAGEMENT_DEFAULT_LIMIT("nvmlDeviceGetPowerManagementDefaultLimit", 390, GPU, NUMBER),
    ENFORCED_POWER_LIMIT("nvmlDeviceGetEnforcedPowerLimit", 390, GPU, NUMBER),

    PCIE_REPLAY_COUNTER("nvmlDeviceGetPcieReplayCounter", 390, GPU, NUMBER),
    MAX_PCIE_LINK_GENERATION("nvmlDeviceGetMaxPcieLinkGeneration", 390, GPU, NUMBER),
    MAX_PCIE_LINK_WIDTH("nvmlDeviceGetMaxPcieLinkWidth", 390, GPU, NUMBER),
    CURR_PCIE_LINK_GENERATION("nvmlDeviceGetCurrPcieLinkGeneration", 390, GPU, NUMBER),
    CURR_PCIE_LINK_WIDTH("nvmlDeviceGetCurrPcieLinkWidth", 390, GPU, NUMBER),
    /** In KB/s, over 20 ms for which the call blocks. Argument: 0 sent, 1 received ({@code nvmlPcieUtilCounter_t}). */
    PCIE_THROUGHPUT("nvmlDeviceGetPcieThroughput", 390, GPU, NUMBER, args(0, 1)),

    // Shares of the sample period, in %
    UTILIZATION_RATES("nvmlDeviceGetUtilizationRates", 390, GPU, NUMBER, "gpu", "memory"),
    ENCODER_UTILIZATION("nvmlDeviceGetEncoderUtilization", 390, GPU, NUMBER, "utilization", "samplingPeriodUs"),
    DECODER_UTILIZATION("nvmlDeviceGetDecoderUtilization", 390, GPU, NUMBER, "utilization", "samplingPeriodUs"),

    // Sessions, their mean frames per second, and their mean latency in µs
    ENCODER_STATS("nvmlDeviceGetEncoderStats", 390, GPU, NUMBER, "sessionCount", "averageFps", "averageLatency"),
    FBC_STATS("nvmlDeviceGetFBCStats", 418, GPU, NUMBER, "sessionsCount", "averageFPS", "averageLatency"),

    // Memory in bytes
    MEMORY_INFO_V2("nvmlDeviceGetMemoryInfo_v2", 535, DEVICE, NUMBER, "total", "reserved", "free", "used"),
    MEMORY_INFO("nvmlDeviceGetMemoryInfo", 390, DEVICE, NUMBER, "total", "free", "used"),
    BAR1_MEMORY_INFO("nvmlDeviceGetBAR1MemoryInfo", 390, DEVICE, NUMBER, "bar1Total", "bar1Free", "bar1Used"),

    /**
     * ECC errors. Arguments: 0 corrected, 1 uncorrected; 0 since the driver was loaded, 1 ever; where
     * ({@code nvmlMemoryLocation_t}). A MIG device has the uncorrected ones since then, but those of the DRAM.
     */
    MEMORY_ERROR_COUNTER(
            "nvmlDeviceGetMemoryErrorCounter", 390, DEVICE, NUMBER, product(range(0, 2), range(0, 2), range(0, 8))),

    /** ECC errors of the SRAMs in all, by their kind and unit; the last member is a flag. For root only. */
    SRAM_ECC_ERROR_STATUS(
            "nvmlDeviceGetSramEccErrorStatus",
            535,
            GPU,
            NUMBER,
            "aggregateUncParity",
            "aggregateUncSecDed",
            "aggregateCor",
            "volatileUncParity",
            "volatileUncSecDed",
            "volatileCor",
            "aggregateUncBucketL2",
            "aggregateUncBucketSm",
            "aggregateUncBucketPcie",
            "aggregateUncBucketMcu",
            "aggregateUncBucketOther",
            "bThresholdExceeded"),

    /** How many pages were retired. Argument: 0 multiple single-bit errors, 1 double-bit error. */
    RETIRED_PAGES("nvmlDeviceGetRetiredPages", 390, GPU, NUMBER, args(0, 1)),
    /** Rows of memory that were remapped, those included whose remapping is not in use yet or any more. */
    REMAPPED_ROWS_V2(
            "nvmlDeviceGetRemappedRows_v2",
            610,
            GPU,
            NUMBER,
            "corrActiveRemaps",
            "corrInactiveRemaps",
            "uncActiveRemaps",
            "uncInactiveRemaps",
            "bPending",
            "bFailureOccurred"),
    REMAPPED_ROWS("nvmlDeviceGetRemappedRows", 470, GPU, NUMBER, "corrRows", "uncRows", "isPending", "failureOccurred"),
    /** How many memory banks have how many spare rows left. */
    ROW_REMAPPER_HISTOGRAM(
            "nvmlDeviceGetRowRemapperHistogram", 470, GPU, NUMBER, "max", "high", "partial", "low", "none"),
    /** 0 or 1. */
    UNREPAIRABLE_MEMORY_FLAG("nvmlDeviceGetUnrepairableMemoryFlag_v1", 590, GPU, NUMBER),
    /** Each 0 or 1. */
    REPAIR_STATUS("nvmlDeviceGetRepairStatus", 590, GPU, NUMBER, "bChannelRepairPending", "bTpcRepairPending"),
    /** In s, over the GPU's life. */
    BBX_TIME_DATA("nvmlDeviceGetBBXTimeData_v1", 610, GPU, NUMBER),
    /** How many common platform error records there are of the GPU. For root only. */
    CPER("nvmlSystemGetCPER_v1", 610, GPU, NUMBER),

    // NVLink; the first argument is the link, but for the two last
    /** 0 or 1. */
    NVLINK_STATE("nvmlDeviceGetNvLinkState", 390, GPU, NUMBER, product(links())),
    /** One of {@code nvmlIntNvLinkDeviceType_t}. */
    NVLINK_REMOTE_DEVICE_TYPE("nvmlDeviceGetNvLinkRemoteDeviceType", 470, GPU, NUMBER, product(links())),
    NVLINK_REMOTE_PCI_INFO("nvmlDeviceGetNvLinkRemotePciInfo_v2", 390, GPU, NUMBER, product(links()), pciInfo()),
    /** Arguments: the link; 0 replay, 1 recovery, 2 CRC of a flit, 3 CRC of data ({@code nvmlNvLinkErrorCounter_t}). */
    NVLINK_ERROR_COUNTER("nvmlDeviceGetNvLinkErrorCounter", 390, GPU, NUMBER, product(links(), range(0, 4))),
    /** Arguments: one of {@link PrmCounter}, by its number; the port, as {@link PrmCounter#port} has it of a link. */
    PRM_COUNTER("nvmlDeviceReadPRMCounters_v1", 590, GPU, NUMBER, product(prmCounters(), ports())),
    /** One of {@code nvmlGpuP2PStatus_t}. Arguments: the other GPU's index; 2, by NVLink. */
    P2P_STATUS("nvmlDeviceGetP2PStatus", 390, GPU, NUMBER, gpus -> product(range(0, gpus), range(2, 3))),

    /**
     * Membership in an NVLink fabric. Beside the members there is {@code healthSummary}, from drivers that know version
     * 3 of the struct.
     */
    GPU_FABRIC_INFO(
            "nvmlDeviceGetGpuFabricInfoV",
            550,
            GPU,
            NUMBER,
            "clusterUuid:bytes",
            "status",
            "cliqueId",
            "state",
            "healthMask"),

    // Beside the member there are pid, usedGpuMemory, gpuInstanceId and computeInstanceId of each infos[i]
    COMPUTE_RUNNING_PROCESSES("nvmlDeviceGetComputeRunningProcesses_v3", 535, DEVICE, NUMBER, "infoCount"),
    GRAPHICS_RUNNING_PROCESSES("nvmlDeviceGetGraphicsRunningProcesses_v3", 535, DEVICE, NUMBER, "infoCount"),
    MPS_COMPUTE_RUNNING_PROCESSES("nvmlDeviceGetMPSComputeRunningProcesses_v3", 535, DEVICE, NUMBER, "infoCount"),
    // The same by older drivers
    COMPUTE_RUNNING_PROCESSES_V2("nvmlDeviceGetComputeRunningProcesses_v2", 470, DEVICE, NUMBER, "infoCount"),
    GRAPHICS_RUNNING_PROCESSES_V2("nvmlDeviceGetGraphicsRunningProcesses_v2", 470, DEVICE, NUMBER, "infoCount"),
    MPS_COMPUTE_RUNNING_PROCESSES_V2("nvmlDeviceGetMPSComputeRunningProcesses_v2", 470, DEVICE, NUMBER, "infoCount"),
    // ... and by the oldest, which know no instances
    COMPUTE_RUNNING_PROCESSES_V1("nvmlDeviceGetComputeRunningProcesses", 390, DEVICE, NUMBER, "infoCount"),
    GRAPHICS_RUNNING_PROCESSES_V1("nvmlDeviceGetGraphicsRunningProcesses", 390, DEVICE, NUMBER, "infoCount"),
    MPS_COMPUTE_RUNNING_PROCESSES_V1("nvmlDeviceGetMPSComputeRunningProcesses", 390, DEVICE, NUMBER, "infoCount"),
    /** Of the last {@link ProcessUtilization#WINDOW}; each is {@code utilization[i]}, with its members' names in C. */
    PROCESS_UTILIZATION("nvmlDeviceGetProcessUtilization", 390, GPU, NUMBER, "processSamplesCount"),

    /**
     * vGPU software licensing. Beside the two members there are, for each of the features that it counts,
     * {@code gridLicensableFeatures[i].featureCode} and {@code gridLicensableFeatures[i].featureState}.
     */
    GRID_LICENSABLE_FEATURES(
            "nvmlDeviceGetGridLicensableFeatures_v4",
            470,
            GPU,
            NUMBER,
            "isGridLicenseSupported",
            "licensableFeaturesCount"),

    // MIG
    MIG_MODE("nvmlDeviceGetMigMode", 470, GPU, NUMBER, "currentMode", "pendingMode"),
    MAX_MIG_DEVICE_COUNT("nvmlDeviceGetMaxMigDeviceCount", 470, GPU, NUMBER),
    GPU_INSTANCE_ID("nvmlDeviceGetGpuInstanceId", 470, MIG_DEVICE, NUMBER),
    COMPUTE_INSTANCE_ID("nvmlDeviceGetComputeInstanceId", 470, MIG_DEVICE, NUMBER),
    ATTRIBUTES(
            "nvmlDeviceGetAttributes_v2",
            470,
            MIG_DEVICE,
            NUMBER,
            "multiprocessorCount",
            "sharedCopyEngineCount",
            "sharedDecoderCount",
            "sharedEncoderCount",
            "sharedJpegCount",
            "sharedOfaCount",
            "gpuInstanceSliceCount",
            "computeInstanceSliceCount",
            "memorySizeMB"),

    GPM_QUERY_DEVICE_SUPPORT("nvmlGpmQueryDeviceSupport", 535, GPU, NUMBER),

    /** Bits of {@code nvmlEventType*}. */
    SUPPORTED_EVENT_TYPES("nvmlDeviceGetSupportedEventTypes", 390, GPU, NUMBER);

    /** What a call is asked of. */
    public enum Subject {
        /** The driver: no handle. */
        SYSTEM,
        /** A whole GPU. */
        GPU,
        /** A MIG device, one compute instance of one GPU instance. */
        MIG_DEVICE,
        /** Either of the two. */
        DEVICE
    }

    /** What a value is. */
    public enum Type {
        NUMBER,
        TEXT,
        /** {@code unsigned char[16]}, as a text of 32 hexadecimal digits. */
        BYTES
    }

    /** One named value of an answer. */
    public record Member(String name, Type type) {}

    private final String function;
    private final int sinceBranch;
    private final Subject subject;
    private final List<Member> members;
    private final IntFunction<List<int[]>> argumentLists;

    /** A call that gives no value. */
    Call(String function, int sinceBranch, Subject subject) {
        this(function, sinceBranch, subject, List.of(), gpus -> product());
    }

    Call(String function, int sinceBranch, Subject subject, Type type, String... members) {
        this(function, sinceBranch, subject, members(type, members), gpus -> product());
    }

    Call(String function, int sinceBranch, Subject subject, Type type, List<int[]> argumentLists, String... members) {
        this(function, sinceBranch, subject, members(type, members), gpus -> argumentLists);
    }

    Call(String function, int sinceBranch, Subject subject, Type type, IntFunction<List<int[]>> argumentLists) {
        this(function, sinceBranch, subject, members(type), argumentLists);
    }

    Call(
            String function,
            int sinceBranch,
            Subject subject,
            List<Member> members,
            IntFunction<List<int[]>> argumentLists) {
        this.function = function;
        this.sinceBranch = sinceBranch;
        this.subject = subject;
        this.members = members;
        this.argumentLists = argumentLists;
    }

    private static List<Member> members(Type type, String... names) {
        return names.length == 0
                ? List.of(new Member("", type))
                : Stream.of(names).map(name -> member(type, name)).toList();
    }

    private static Member member(Type type, String name) {
        int colon = name.indexOf(':');
        return colon < 0
                ? new Member(name, type)
                : new Member(
                        name.substring(0, colon),
                        Type.valueOf(name.substring(colon + 1).toUpperCase(Locale.ROOT)));
    }

    private static String[] pciInfo() {
        return new String[] {
            "busIdLegacy:text", "domain", "bus", "device", "pciDeviceId", "pciSubSystemId", "busId:text"
        };
    }

    /** A mask of 256 bits. */
    private static String[] words(String name) {
        return new String[] {name + "[0]", name + "[1]", name + "[2]", name + "[3]"};
    }

    /** The symbol in {@code libnvidia-ml.so.1}. */
    public String function() {
        return function;
    }

    public int sinceBranch() {
        return sinceBranch;
    }

    public Subject subject() {
        return subject;
    }

    /** The values that every answer has, in C's order; a single one has the empty name. Some calls give none. */
    public List<Member> members() {
        return members;
    }

    /**
     * Each list of arguments worth asking on a node with that many GPUs; one empty list for a call that takes none. A
     * second GPU, where C takes a handle, is an argument by its index.
     */
    public List<int[]> argumentLists(int gpus) {
        return argumentLists.apply(gpus).stream().map(int[]::clone).toList();
    }

    /** The call as C would write it, without the handle: {@code nvmlDeviceGetClockInfo(1)}. */
    public String describe(int... arguments) {
        if (arguments.length == 0) {
            return function;
        }
        StringBuilder text = new StringBuilder(function).append('(');
        for (int i = 0; i < arguments.length; i++) {
            text.append(i == 0 ? "" : ",").append(arguments[i]);
        }
        return text.append(')').toString();
    }
}
