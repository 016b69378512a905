package io.nvmlexporter.nvml;

import static io.nvmlexporter.nvml.Call.Subject.DEVICE;
import static io.nvmlexporter.nvml.Call.Subject.GPU;
import static io.nvmlexporter.nvml.Call.Subject.MIG_DEVICE;
import static io.nvmlexporter.nvml.Call.Subject.SYSTEM;
import static io.nvmlexporter.nvml.Call.Type.NUMBER;
import static io.nvmlexporter.nvml.Call.Type.TEXT;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
    DEVICE_COUNT("nvmlDeviceGetCount_v2", 390, SYSTEM, NUMBER),

    // Identity
    NAME("nvmlDeviceGetName", 390, DEVICE, TEXT),
    UUID("nvmlDeviceGetUUID", 390, DEVICE, TEXT),
    PCI_INFO(
            "nvmlDeviceGetPciInfo_v3",
            390,
            GPU,
            NUMBER,
            "busIdLegacy:text",
            "domain",
            "bus",
            "device",
            "pciDeviceId",
            "pciSubSystemId",
            "busId:text"),
    MINOR_NUMBER("nvmlDeviceGetMinorNumber", 390, GPU, NUMBER),
    /** The one it was opened by. */
    INDEX("nvmlDeviceGetIndex", 390, GPU, NUMBER),
    CUDA_COMPUTE_CAPABILITY("nvmlDeviceGetCudaComputeCapability", 390, GPU, NUMBER, "major", "minor"),
    BRAND("nvmlDeviceGetBrand", 390, GPU, NUMBER),
    SERIAL("nvmlDeviceGetSerial", 390, GPU, TEXT),
    VBIOS_VERSION("nvmlDeviceGetVbiosVersion", 390, GPU, TEXT),
    /** Argument: 0 OEM, 1 ECC, 2 power management ({@code nvmlInforomObject_t}). */
    INFOROM_VERSION("nvmlDeviceGetInforomVersion", 390, GPU, TEXT, args(0, 1, 2)),
    INFOROM_IMAGE_VERSION("nvmlDeviceGetInforomImageVersion", 390, GPU, TEXT),
    INFOROM_CONFIGURATION_CHECKSUM("nvmlDeviceGetInforomConfigurationChecksum", 390, GPU, NUMBER),

    // Modes
    /** 0 or 1. */
    PERSISTENCE_MODE("nvmlDeviceGetPersistenceMode", 390, GPU, NUMBER),
    /** One of {@code nvmlComputeMode_t}. */
    COMPUTE_MODE("nvmlDeviceGetComputeMode", 390, GPU, NUMBER),
    /** Each 0 or 1. */
    AUTO_BOOSTED_CLOCKS_ENABLED(
            "nvmlDeviceGetAutoBoostedClocksEnabled", 390, GPU, NUMBER, "isEnabled", "defaultIsEnabled"),

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

    // Shares of the sample period, in %
    UTILIZATION_RATES("nvmlDeviceGetUtilizationRates", 390, GPU, NUMBER, "gpu", "memory"),
    ENCODER_UTILIZATION("nvmlDeviceGetEncoderUtilization", 390, GPU, NUMBER, "utilization", "samplingPeriodUs"),
    DECODER_UTILIZATION("nvmlDeviceGetDecoderUtilization", 390, GPU, NUMBER, "utilization", "samplingPeriodUs"),

    // Memory in bytes
    MEMORY_INFO_V2("nvmlDeviceGetMemoryInfo_v2", 535, DEVICE, NUMBER, "total", "reserved", "free", "used"),
    MEMORY_INFO("nvmlDeviceGetMemoryInfo", 390, DEVICE, NUMBER, "total", "free", "used"),
    BAR1_MEMORY_INFO("nvmlDeviceGetBAR1MemoryInfo", 390, DEVICE, NUMBER, "bar1Total", "bar1Free", "bar1Used"),

    /**
     * ECC errors. Arguments: 0 corrected, 1 uncorrected; 0 since the driver was loaded, 1 ever; where
     * ({@code nvmlMemoryLocation_t}).
     */
    MEMORY_ERROR_COUNTER(
            "nvmlDeviceGetMemoryErrorCounter", 390, GPU, NUMBER, product(range(0, 2), range(0, 2), range(0, 8))),

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
    /** How many memory banks have how many spare rows left. */
    ROW_REMAPPER_HISTOGRAM(
            "nvmlDeviceGetRowRemapperHistogram", 470, GPU, NUMBER, "max", "high", "partial", "low", "none"),

    /**
     * Arguments: the link, of those whose errors are no numbered values; 0 replay, 1 recovery, 2 CRC of a flit, 3 CRC
     * of data ({@code nvmlNvLinkErrorCounter_t}).
     */
    NVLINK_ERROR_COUNTER("nvmlDeviceGetNvLinkErrorCounter", 390, GPU, NUMBER, product(range(12, 18), range(0, 4))),

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

    GPM_QUERY_DEVICE_SUPPORT("nvmlGpmQueryDeviceSupport", 535, GPU, NUMBER);

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
        TEXT
    }

    /** One named value of an answer. */
    public record Member(String name, Type type) {}

    private final String function;
    private final int sinceBranch;
    private final Subject subject;
    private final List<Member> members;
    private final List<int[]> argumentLists;

    Call(String function, int sinceBranch, Subject subject, Type type, List<int[]> argumentLists) {
        this.function = function;
        this.sinceBranch = sinceBranch;
        this.subject = subject;
        this.members = List.of(new Member("", type));
        this.argumentLists = argumentLists;
    }

    Call(String function, int sinceBranch, Subject subject, Type type, String... members) {
        this.function = function;
        this.sinceBranch = sinceBranch;
        this.subject = subject;
        this.members = members.length == 0 ? List.of(new Member("", type)) : List.of(members(type, members));
        this.argumentLists = List.of(new int[0]);
    }

    private static Member[] members(Type type, String... names) {
        Member[] members = new Member[names.length];
        for (int i = 0; i < names.length; i++) {
            boolean text = names[i].endsWith(":text");
            members[i] = text
                    ? new Member(names[i].substring(0, names[i].length() - ":text".length()), Type.TEXT)
                    : new Member(names[i], type);
        }
        return members;
    }

    private static List<int[]> args(int... values) {
        return IntStream.of(values).mapToObj(value -> new int[] {value}).toList();
    }

    private static int[] range(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    /** Every list that takes one of each choice, the last one changing fastest. */
    private static List<int[]> product(int[]... choices) {
        List<int[]> lists = List.of(new int[0]);
        for (int[] choice : choices) {
            lists = lists.stream()
                    .flatMap(list -> IntStream.of(choice).mapToObj(value -> append(list, value)))
                    .toList();
        }
        return lists;
    }

    private static int[] append(int[] list, int value) {
        int[] longer = Arrays.copyOf(list, list.length + 1);
        longer[list.length] = value;
        return longer;
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

    /** The values that every answer has, in C's order; a single one has the empty name. */
    public List<Member> members() {
        return members;
    }

    /** Each list of arguments worth asking; one empty list for a call that takes none. */
    public List<int[]> argumentLists() {
        return argumentLists.stream().map(int[]::clone).toList();
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
