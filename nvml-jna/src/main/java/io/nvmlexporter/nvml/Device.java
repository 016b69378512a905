package io.nvmlexporter.nvml;

import io.nvmlexporter.nvml.Driver.FieldRequest;
import io.nvmlexporter.nvml.Driver.GpmMetric;
import io.nvmlexporter.nvml.Driver.GpmSample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A GPU, or one MIG device of a GPU.
 *
 * <p>Every method asks the driver at once and gives its answer, or throws {@link NvmlException}. Beside the codes that
 * a method names, each may throw {@link NvmlReturn#NOT_SUPPORTED} (this GPU lacks it), {@link NvmlReturn#GPU_IS_LOST},
 * {@link NvmlReturn#UNINITIALIZED} (NVML was closed) and {@link NvmlReturn#UNKNOWN}. "Driver N" is the oldest branch
 * whose library was seen to have the function; an older one throws {@link NvmlReturn#FUNCTION_NOT_FOUND}.
 */
public final class Device {
    private static final List<String> BRANDS = List.of(
            "Unknown",
            "Quadro",
            "Tesla",
            "NVS",
            "Grid",
            "GeForce",
            "Titan",
            "NVIDIA Virtual Applications",
            "NVIDIA Virtual PC",
            "NVIDIA Virtual Compute Server",
            "NVIDIA RTX Virtual Workstation",
            "NVIDIA vGaming",
            "Quadro RTX",
            "NVIDIA RTX",
            "NVIDIA",
            "GeForce RTX",
            "Titan RTX");

    private static final int LICENSE_FEATURE_VGPU = 1;
    /** {@code NVML_GRID_LICENSE_FEATURE_MAX_COUNT}. */
    private static final int MOST_LICENSE_FEATURES = 3;
    /** The first driver whose memory function knows partitions. */
    private static final int MEMORY_PARTITIONS_BRANCH = 615;
    /** Far more than any board has, so that a number which is none does not keep the caller busy for ever. */
    private static final int MOST_MIG_DEVICES = 64;
    /** All ones stand for none. */
    private static final long HIGHEST_UNSIGNED_32 = 0xFFFF_FFFEL;

    private static final int PSTATE_UNKNOWN = 32;
    /** {@code NVML_AFFINITY_SCOPE_NODE}. */
    static final int AFFINITY_SCOPE_NODE = 0;
    /** {@code NVML_P2P_CAPS_INDEX_NVLINK}. */
    static final int P2P_CAPS_NVLINK = 2;

    private final Driver driver;
    private final long handle;
    private final int driverBranch;

    Device(Driver driver, long handle, int driverBranch) {
        this.driver = driver;
        this.handle = handle;
        this.driverBranch = driverBranch;
    }

    /** {@code nvmlDeviceGetName}: "NVIDIA H100 80GB HBM3"; for a MIG device with its profile behind it. */
    public String name() {
        return ask(Call.NAME).text();
    }

    /** {@code nvmlDeviceGetUUID}: {@code GPU-…}, or {@code MIG-…} for a MIG device. */
    public String uuid() {
        return ask(Call.UUID).text();
    }

    /** {@code nvmlDeviceGetPciInfo_v3}: {@code 00000000:1B:00.0}, the domain with eight digits. GPUs only. */
    public String pciBusId() {
        return ask(Call.PCI_INFO).text("busId");
    }

    /** {@code nvmlDeviceGetPciInfo_v3}: the device id in the upper, the vendor's in the lower 16 bits. GPUs only. */
    public long pciCombinedId() {
        return ask(Call.PCI_INFO).number("pciDeviceId");
    }

    /** {@code nvmlDeviceGetPciInfo_v3}: as {@link #pciCombinedId}, of the board's maker. GPUs only. */
    public long pciSubsystemId() {
        return ask(Call.PCI_INFO).number("pciSubSystemId");
    }

    /** {@code nvmlDeviceGetIndex}: the one that {@link Nvml#gpu} takes. GPUs only. */
    public long index() {
        return ask(Call.INDEX).number();
    }

    /** {@code nvmlDeviceGetCudaComputeCapability}. GPUs only. */
    public ComputeCapability computeCapability() {
        Answer answer = ask(Call.CUDA_COMPUTE_CAPABILITY);
        return new ComputeCapability(answer.number("major"), answer.number("minor"));
    }

    /** {@code nvmlDeviceGetMinorNumber}: N of {@code /dev/nvidiaN}. GPUs only. */
    public long minorNumber() {
        return ask(Call.MINOR_NUMBER).number();
    }

    /** {@code nvmlDeviceGetBrand}, as a word; "Unknown" for a brand newer than nvml.h 12.9. GPUs only. */
    public String brand() {
        long number = ask(Call.BRAND).number();
        return number >= 0 && number < BRANDS.size() ? BRANDS.get((int) number) : BRANDS.get(0);
    }

    /**
     * {@code nvmlDeviceGetBusType}: a number of {@code nvmlBusType_t}, to be named by {@link BusType#of}. GPUs only.
     */
    public long busType() {
        return ask(Call.BUS_TYPE).number();
    }

    /** {@code nvmlDeviceGetSerial}: the board's serial number. GPUs only, not GeForce. */
    public String serial() {
        return ask(Call.SERIAL).text();
    }

    /** {@code nvmlDeviceGetVbiosVersion}. GPUs only. */
    public String vbiosVersion() {
        return ask(Call.VBIOS_VERSION).text();
    }

    /** {@code nvmlDeviceGetInforomVersion}. GPUs with an InfoROM that has the object. */
    public String inforomVersion(InforomObject object) {
        return ask(Call.INFOROM_VERSION, object.ordinal()).text();
    }

    /** {@code nvmlDeviceGetInforomImageVersion}. GPUs with an InfoROM. */
    public String inforomImageVersion() {
        return ask(Call.INFOROM_IMAGE_VERSION).text();
    }

    /** {@code nvmlDeviceGetInforomConfigurationChecksum}: equal on boards that are configured alike. GPUs only. */
    public long inforomChecksum() {
        return ask(Call.INFOROM_CONFIGURATION_CHECKSUM).number();
    }

    /**
     * {@code nvmlDeviceValidateInforom}: whether the InfoROM's checksums are right. Reads flash memory, which is slow:
     * DCGM asks at most every 30 s. GPUs with an InfoROM.
     */
    public boolean inforomValid() {
        try {
            ask(Call.VALIDATE_INFOROM);
            return true;
        } catch (NvmlException e) {
            if (e.code() == NvmlReturn.CORRUPTED_INFOROM) {
                return false;
            }
            throw e;
        }
    }

    /**
     * {@code nvmlDeviceGetCpuAffinity}: the CPUs near the GPU, as four words of 64 bits; bit n of word w is CPU 64 w +
     * n. GPUs only.
     *
     * @throws NvmlException also {@link NvmlReturn#INSUFFICIENT_SIZE} on nodes with more than 256 CPUs
     */
    public List<Long> cpuAffinity() {
        return words(ask(Call.CPU_AFFINITY));
    }

    /**
     * {@code nvmlDeviceGetMemoryAffinity} (nvml.h 11.0): the NUMA nodes near the GPU, as {@link #cpuAffinity} has CPUs.
     * GPUs only.
     */
    public List<Long> memoryAffinity() {
        return words(ask(Call.MEMORY_AFFINITY, AFFINITY_SCOPE_NODE));
    }

    private static List<Long> words(Answer mask) {
        return mask.members().keySet().stream().map(mask::number).toList();
    }

    /** {@code nvmlDeviceGetPlatformInfo} (nvml.h 12.8, driver 570). GPUs only, from Blackwell on. */
    public PlatformInfo platformInfo() {
        return PlatformInfo.of(ask(Call.PLATFORM_INFO));
    }

    /** {@code nvmlDeviceGetPersistenceMode}: whether the driver stays loaded while nobody uses the GPU. GPUs only. */
    public boolean persistent() {
        return flag(Call.PERSISTENCE_MODE, "");
    }

    /**
     * {@code nvmlDeviceGetComputeMode}. GPUs only.
     *
     * @throws OutOfRangeException also for a mode newer than nvml.h 13.3
     */
    public ComputeMode computeMode() {
        return constant(ComputeMode.values(), Call.COMPUTE_MODE);
    }

    /**
     * {@code nvmlDeviceGetVirtualizationMode}. GPUs only.
     *
     * @throws OutOfRangeException also for a mode newer than nvml.h 13.3
     */
    public VirtualizationMode virtualizationMode() {
        return constant(VirtualizationMode.values(), Call.VIRTUALIZATION_MODE);
    }

    private <E> E constant(E[] constants, Call call) {
        long number = OutOfRangeException.require(call.function(), ask(call).number(), 0, constants.length - 1);
        return constants[(int) number];
    }

    /** 1 or 0; all else is no answer. */
    private boolean flag(Call call, String member) {
        return OutOfRangeException.require(call.function(), ask(call).number(member), 0, 1) == 1;
    }

    /** {@code nvmlDeviceGetAutoBoostedClocksEnabled}. Kepler and Maxwell. */
    public boolean autoBoosted() {
        return flag(Call.AUTO_BOOSTED_CLOCKS_ENABLED, "isEnabled");
    }

    /** {@code nvmlDeviceGetClockInfo}: the clock now, in MHz. GPUs only. */
    public long clockMegahertz(Clock clock) {
        return ask(Call.CLOCK_INFO, clock.ordinal()).number();
    }

    /** {@code nvmlDeviceGetMaxClockInfo}: the most that the clock can be, in MHz. GPUs only. */
    public long maxClockMegahertz(Clock clock) {
        return ask(Call.MAX_CLOCK_INFO, clock.ordinal()).number();
    }

    /**
     * {@code nvmlDeviceGetApplicationsClock}: what applications shall run at, in MHz; graphics and memory only,
     * deprecated in nvml.h 13.0. GPUs only.
     *
     * @throws NvmlException also {@link NvmlReturn#DEPRECATED}, by drivers that no longer have it: CUDA 14.0 removes it
     */
    public long applicationsClockMegahertz(Clock clock) {
        try {
            return ask(Call.APPLICATIONS_CLOCK, clock.ordinal()).number();
        } catch (NvmlException e) {
            // No driver is too old for it, so one that lacks it is too new.
            throw e.code() == NvmlReturn.FUNCTION_NOT_FOUND
                    ? new NvmlException(e.function(), NvmlReturn.DEPRECATED)
                    : e;
        }
    }

    /**
     * Why the clocks are lower than they could be, as bits of {@code nvmlClocksEventReason*}; 0 where nothing holds
     * them back: {@code nvmlDeviceGetCurrentClocksEventReasons} (driver 535), or
     * {@code nvmlDeviceGetCurrentClocksThrottleReasons} where that is refused. GPUs only.
     */
    public long clocksEventReasons() {
        return Successor.ask(
                () -> ask(Call.CLOCKS_EVENT_REASONS).number(),
                () -> ask(Call.CLOCKS_THROTTLE_REASONS).number());
    }

    /**
     * {@code nvmlDeviceGetPerformanceState}: from 0, the fastest, to 15. GPUs only.
     *
     * @throws NvmlException also {@link NvmlReturn#NO_DATA} where NVML calls it unknown
     */
    public long performanceState() {
        long state = ask(Call.PERFORMANCE_STATE).number();
        if (state == PSTATE_UNKNOWN) {
            throw new NvmlException(Call.PERFORMANCE_STATE.function(), NvmlReturn.NO_DATA);
        }
        return state;
    }

    /**
     * The GPU die's temperature in °C: {@code nvmlDeviceGetTemperatureV} (nvml.h 12.8, driver 570), or
     * {@code nvmlDeviceGetTemperature}, deprecated in nvml.h 13.0, where that is refused. GPUs only.
     */
    public long temperatureCelsius() {
        return Successor.ask(
                () -> ask(Call.TEMPERATURE_V, 0).number(),
                () -> ask(Call.TEMPERATURE, 0).number());
    }

    /**
     * {@code nvmlDeviceGetTemperatureThreshold}: in °C. GPUs only; Ada, Hopper and newer have thresholds relative to
     * {@link #marginTemperatureCelsius} in its place.
     */
    public long temperatureThresholdCelsius(TemperatureThreshold threshold) {
        return ask(Call.TEMPERATURE_THRESHOLD, threshold.ordinal()).number();
    }

    /**
     * {@code nvmlDeviceGetMarginTemperature} (nvml.h 12.8, driver 570): how many °C the GPU is below the nearest
     * slowdown; negative above it. GPUs only, from Ada and Hopper on.
     */
    public long marginTemperatureCelsius() {
        return ask(Call.MARGIN_TEMPERATURE).number();
    }

    /**
     * {@code nvmlDeviceGetFanSpeed}: what the fan is told to do, in percent of the most it does without undue noise, so
     * that it may pass 100. GPUs with fans of their own.
     */
    public long fanSpeedPercent() {
        return ask(Call.FAN_SPEED).number();
    }

    /**
     * {@code nvmlDeviceGetPowerUsage}: what the whole board draws, in mW; the average of the last second on Ampere
     * (except GA100) and newer, the instant before. GPUs only.
     */
    public long powerMilliwatts() {
        return ask(Call.POWER_USAGE).number();
    }

    /** {@code nvmlDeviceGetPowerManagementLimit}: the limit that was set, in mW. GPUs only. */
    public long powerLimitMilliwatts() {
        return ask(Call.POWER_MANAGEMENT_LIMIT).number();
    }

    /** {@code nvmlDeviceGetPowerManagementLimitConstraints}. GPUs only. */
    public PowerLimitRange powerLimitRange() {
        Answer answer = ask(Call.POWER_MANAGEMENT_LIMIT_CONSTRAINTS);
        return new PowerLimitRange(answer.number("minLimit"), answer.number("maxLimit"));
    }

    /** {@code nvmlDeviceGetPowerManagementDefaultLimit}: the limit after power-on, in mW. GPUs only. */
    public long defaultPowerLimitMilliwatts() {
        return ask(Call.POWER_MANAGEMENT_DEFAULT_LIMIT).number();
    }

    /** {@code nvmlDeviceGetEnforcedPowerLimit}: the lowest of all limits there are, in mW. GPUs only. */
    public long enforcedPowerLimitMilliwatts() {
        return ask(Call.ENFORCED_POWER_LIMIT).number();
    }

    /** {@code nvmlDeviceGetPcieReplayCounter}: PCIe replays since the driver was loaded. GPUs only. */
    public long pcieReplays() {
        return ask(Call.PCIE_REPLAY_COUNTER).number();
    }

    /** {@code nvmlDeviceGetMaxPcieLinkGeneration}: the best that this GPU in this system can have. GPUs only. */
    public long maxPcieLinkGeneration() {
        return ask(Call.MAX_PCIE_LINK_GENERATION).number();
    }

    /** {@code nvmlDeviceGetMaxPcieLinkWidth}: the most lanes this GPU in this system can have. GPUs only. */
    public long maxPcieLinkWidth() {
        return ask(Call.MAX_PCIE_LINK_WIDTH).number();
    }

    /** {@code nvmlDeviceGetCurrPcieLinkGeneration}: now; a resting GPU may lower it. GPUs only. */
    public long pcieLinkGeneration() {
        return ask(Call.CURR_PCIE_LINK_GENERATION).number();
    }

    /** {@code nvmlDeviceGetCurrPcieLinkWidth}: the lanes in use. GPUs only. */
    public long pcieLinkWidth() {
        return ask(Call.CURR_PCIE_LINK_WIDTH).number();
    }

    /**
     * {@code nvmlDeviceGetPcieThroughput}: what PCIe carries, in KB/s, over the 20 ms for which the call blocks. GPUs
     * only, from Maxwell on, no vGPUs.
     */
    public long pcieThroughputKilobytesPerSecond(PcieDirection direction) {
        return ask(Call.PCIE_THROUGHPUT, direction.ordinal()).number();
    }

    /** {@code nvmlDeviceGetUtilizationRates}. Not supported while MIG is on. */
    public Utilization utilization() {
        Answer answer = ask(Call.UTILIZATION_RATES);
        return new Utilization(answer.number("gpu"), answer.number("memory"));
    }

    /** {@code nvmlDeviceGetEncoderUtilization}, in percent. Not supported while MIG is on. */
    public long encoderPercent() {
        return ask(Call.ENCODER_UTILIZATION).number("utilization");
    }

    /** {@code nvmlDeviceGetDecoderUtilization}, in percent. Not supported while MIG is on. */
    public long decoderPercent() {
        return ask(Call.DECODER_UTILIZATION).number("utilization");
    }

    /** {@code nvmlDeviceGetEncoderStats}. GPUs only, from Maxwell on. */
    public SessionStats encoderStats() {
        Answer answer = ask(Call.ENCODER_STATS);
        return new SessionStats(
                answer.number("sessionCount"), answer.number("averageFps"), answer.number("averageLatency"));
    }

    /** {@code nvmlDeviceGetFBCStats} (driver 418): captures of the frame buffer. GPUs only, from Maxwell on. */
    public SessionStats frameBufferCaptureStats() {
        Answer answer = ask(Call.FBC_STATS);
        return new SessionStats(
                answer.number("sessionsCount"), answer.number("averageFPS"), answer.number("averageLatency"));
    }

    /**
     * {@code nvmlDeviceGetComputeRunningProcesses_v3} (nvml.h 11.6, driver 535), or {@code _v2} (driver 470) where that
     * is refused, or the oldest of that name, which knows no instances. On a GPU with MIG on,
     * {@link NvmlReturn#NO_PERMISSION} without the right to manage it.
     *
     * @throws NvmlException also {@link NvmlReturn#INSUFFICIENT_SIZE} where the list grows faster than it can be read
     */
    public List<RunningProcess> computeProcesses() {
        return processes(
                Call.COMPUTE_RUNNING_PROCESSES, Call.COMPUTE_RUNNING_PROCESSES_V2, Call.COMPUTE_RUNNING_PROCESSES_V1);
    }

    /** {@code nvmlDeviceGetGraphicsRunningProcesses_v3}. As {@link #computeProcesses}. */
    public List<RunningProcess> graphicsProcesses() {
        return processes(
                Call.GRAPHICS_RUNNING_PROCESSES,
                Call.GRAPHICS_RUNNING_PROCESSES_V2,
                Call.GRAPHICS_RUNNING_PROCESSES_V1);
    }

    /** {@code nvmlDeviceGetMPSComputeRunningProcesses_v3}: clients of MPS. As {@link #computeProcesses}. */
    public List<RunningProcess> mpsComputeProcesses() {
        return processes(
                Call.MPS_COMPUTE_RUNNING_PROCESSES,
                Call.MPS_COMPUTE_RUNNING_PROCESSES_V2,
                Call.MPS_COMPUTE_RUNNING_PROCESSES_V1);
    }

    private List<RunningProcess> processes(Call v3, Call v2, Call v1) {
        return Successor.ask(() -> processes(v3), () -> Successor.ask(() -> processes(v2), () -> processes(v1)));
    }

    private List<RunningProcess> processes(Call call) {
        return RunningProcess.of(call.function(), ask(call));
    }

    /**
     * {@code nvmlDeviceGetProcessUtilization}: each process that kept the GPU busy in the last
     * {@link ProcessUtilization#WINDOW}; empty where none did. Drivers were seen to give older ones as well, several of
     * a process, and elements that they had not filled. GPUs only, from Maxwell on, not while MIG is on.
     *
     * @throws NvmlException also {@link NvmlReturn#INSUFFICIENT_SIZE} as {@link #computeProcesses}
     */
    public List<ProcessUtilization> processUtilization() {
        try {
            return ProcessUtilization.of(ask(Call.PROCESS_UTILIZATION));
        } catch (NvmlException e) {
            if (e.code() == NvmlReturn.NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    /**
     * {@code nvmlDeviceGetMemoryInfo_v2} (nvml.h 11.6, driver 510), or {@code nvmlDeviceGetMemoryInfo} where that is
     * refused, or tells of a cgroup's memory partition. On a GPU with MIG on, {@link NvmlReturn#NO_PERMISSION} without
     * the right to manage it.
     */
    public Memory memory() {
        return Successor.ask(this::memoryV2, this::memoryV1);
    }

    private Memory memoryV2() {
        Answer v2 = boardMemory();
        return new Memory(
                v2.number("total"), OptionalLong.of(v2.number("reserved")), v2.number("free"), v2.number("used"));
    }

    private Memory memoryV1() {
        Answer v1 = ask(Call.MEMORY_INFO);
        return new Memory(v1.number("total"), OptionalLong.empty(), v1.number("free"), v1.number("used"));
    }

    /**
     * What driver and firmware keep of the memory, in bytes: {@code nvmlDeviceGetMemoryInfo_v2} alone, which has no
     * older call that tells it.
     *
     * @throws MemoryPartitionException where the process that asks has a part of the memory
     */
    public long reservedMemory() {
        return boardMemory().number("reserved");
    }

    /**
     * From driver 615 on, {@code nvmlDeviceGetMemoryInfo_v2} tells of the memory partition of the cgroup that asks,
     * where it has one. The older function is not said to, so that another size gives it away.
     */
    private Answer boardMemory() {
        Answer v2 = ask(Call.MEMORY_INFO_V2);
        if (driverBranch >= MEMORY_PARTITIONS_BRANCH) {
            OptionalLong board = totalByV1();
            if (board.isPresent() && v2.number("total") < board.getAsLong()) {
                throw new MemoryPartitionException(
                        Call.MEMORY_INFO_V2.function(), v2.number("total"), board.getAsLong());
            }
        }
        return v2;
    }

    private OptionalLong totalByV1() {
        try {
            return OptionalLong.of(ask(Call.MEMORY_INFO).number("total"));
        } catch (NvmlException e) {
            if (e.code().meaning() != NvmlReturn.Meaning.NO_VALUE) {
                throw e;
            }
            return OptionalLong.empty();
        }
    }

    /** {@code nvmlDeviceGetBAR1MemoryInfo}. {@link NvmlReturn#NO_PERMISSION} as for {@link #memory}. */
    public Bar1Memory bar1Memory() {
        Answer answer = ask(Call.BAR1_MEMORY_INFO);
        return new Bar1Memory(answer.number("bar1Total"), answer.number("bar1Free"), answer.number("bar1Used"));
    }

    /**
     * {@code nvmlDeviceGetMemoryErrorCounter}: ECC errors; which locations there are goes with the architecture. A MIG
     * device has only the uncorrected volatile ones, and none of the DRAM.
     */
    public long memoryErrors(MemoryErrorType type, EccCounterType counter, MemoryLocation location) {
        return ask(Call.MEMORY_ERROR_COUNTER, type.ordinal(), counter.ordinal(), location.ordinal())
                .number();
    }

    /**
     * {@code nvmlDeviceGetSramEccErrorStatus} (driver 535): whether the uncorrected errors of the SRAMs are so many
     * that the GPU should be replaced. GPUs only, from Ampere on.
     *
     * @throws NvmlException also {@link NvmlReturn#NO_PERMISSION} for all but root
     */
    public boolean sramThresholdExceeded() {
        return flag(Call.SRAM_ECC_ERROR_STATUS, "bThresholdExceeded");
    }

    /** {@code nvmlDeviceGetRowRemapperHistogram} (driver 470). GPUs only, from Ampere on. */
    public RowRemapperHistogram rowRemapperHistogram() {
        Answer answer = ask(Call.ROW_REMAPPER_HISTOGRAM);
        return new RowRemapperHistogram(
                answer.number("max"),
                answer.number("high"),
                answer.number("partial"),
                answer.number("low"),
                answer.number("none"));
    }

    /**
     * {@code nvmlDeviceGetUnrepairableMemoryFlag_v1} (nvml.h 13.1, driver 590): whether there is memory that no
     * remapping repairs. GPUs only, from Hopper on.
     */
    public boolean memoryUnrepairable() {
        return flag(Call.UNREPAIRABLE_MEMORY_FLAG, "");
    }

    /** What came late to NVML; asks nothing. */
    public DeviceCondition condition() {
        return new DeviceCondition(driver, handle);
    }

    /** @param link from 0; asks nothing, so that a link which the GPU lacks is refused by its own methods */
    public NvLink nvLink(int link) {
        return new NvLink(driver, handle, link);
    }

    /**
     * {@code nvmlDeviceGetP2PStatus}: whether this GPU and another reach one another's memory by NVLink, through
     * switches as well. GPUs only.
     *
     * @param peer the other GPU's index
     * @return NVML's number, which {@link P2pStatus#of} names
     * @throws NvmlException also {@link NvmlReturn#INVALID_ARGUMENT} where there is no other GPU of that index
     */
    public long nvLinkP2pStatus(int peer) {
        return ask(Call.P2P_STATUS, peer, P2P_CAPS_NVLINK).number();
    }

    /**
     * {@code nvmlDeviceGetGpuFabricInfoV} (nvml.h 12.4, driver 550). GPUs only, from Hopper on, with NVSwitch.
     *
     * @throws OutOfRangeException also for a state newer than nvml.h 13.3
     */
    public GpuFabric fabric() {
        return GpuFabric.of(ask(Call.GPU_FABRIC_INFO));
    }

    /** {@code nvmlDeviceGetRetiredPages}: how many pages were retired for that cause. Kepler to Turing. */
    public long retiredPages(RetirementCause cause) {
        return ask(Call.RETIRED_PAGES, cause.ordinal()).number();
    }

    /**
     * {@code nvmlDeviceGetGridLicensableFeatures_v4} (driver 470): whether vGPU software is licensed; false on bare
     * metal, where nothing is to be licensed.
     *
     * @throws NvmlException also {@link NvmlReturn#NO_DATA} where licensing is supported and no vGPU feature is listed
     */
    public boolean vgpuLicensed() {
        String function = Call.GRID_LICENSABLE_FEATURES.function();
        Answer answer = ask(Call.GRID_LICENSABLE_FEATURES);
        if (OutOfRangeException.require(function, answer.number("isGridLicenseSupported"), 0, 1) == 0) {
            return false;
        }
        long features = OutOfRangeException.require(
                function, answer.number("licensableFeaturesCount"), 0, MOST_LICENSE_FEATURES);
        for (int i = 0; i < features; i++) {
            String feature = "gridLicensableFeatures[" + i + "].";
            if (answer.find(feature + "featureCode").equals(OptionalLong.of(LICENSE_FEATURE_VGPU))) {
                long state = answer.find(feature + "featureState").orElse(0);
                return OutOfRangeException.require(function, state, 0, HIGHEST_UNSIGNED_32) > 0;
            }
        }
        throw new NvmlException(function, NvmlReturn.NO_DATA);
    }

    /**
     * {@code nvmlDeviceGetFieldValues}: numbered values, all in one call, each with its own return code. A value that
     * the driver's branch has no number for is {@link NvmlReturn#FUNCTION_NOT_FOUND}.
     */
    public Map<FieldId, FieldValue> fieldValues(List<FieldId> ids) {
        Map<FieldId, FieldValue> values = new LinkedHashMap<>();
        List<FieldId> known = new ArrayList<>();
        List<FieldRequest> requests = new ArrayList<>();
        for (FieldId id : ids) {
            OptionalInt number = id.field().id(driverBranch);
            if (number.isPresent()) {
                known.add(id);
                requests.add(new FieldRequest(number.getAsInt(), id.scope()));
            } else {
                values.put(id, FieldValue.refused(NvmlReturn.FUNCTION_NOT_FOUND));
            }
        }
        if (!requests.isEmpty()) {
            List<FieldValue> answers = driver.fieldValues(handle, requests);
            for (int i = 0; i < known.size(); i++) {
                values.put(known.get(i), answers.get(i));
            }
        }
        return values;
    }

    /** {@code nvmlGpmQueryDeviceSupport} (driver 520): whether the GPU has GPM metrics, as Hopper and newer do. */
    public boolean supportsGpm() {
        return flag(Call.GPM_QUERY_DEVICE_SUPPORT, "");
    }

    /** {@code nvmlGpmSampleGet} (driver 520): a sample of this GPU, to be closed. */
    public GpmSample gpmSample() {
        return driver.gpmSample(handle, OptionalInt.empty());
    }

    /** {@code nvmlGpmMigSampleGet} (driver 525): a sample of one GPU instance of this GPU, to be closed. */
    public GpmSample gpmSample(int gpuInstanceId) {
        return driver.gpmSample(handle, OptionalInt.of(gpuInstanceId));
    }

    /**
     * {@code nvmlGpmMetricsGet} (driver 520): metrics over the time between two samples of one device, taken at least
     * 100 ms apart; each with its own return code. Utilizations are percent, rates MiB/s.
     *
     * @param metricIds of {@code nvmlGpmMetricId_t}
     */
    public Map<Integer, GpmMetric> gpmMetrics(GpmSample older, GpmSample newer, List<Integer> metricIds) {
        return driver.gpmMetrics(older, newer, metricIds);
    }

    /** {@code nvmlDeviceGetMigMode} (driver 450): whether MIG is on now. GPUs that have MIG. */
    public boolean migMode() {
        return flag(Call.MIG_MODE, "currentMode");
    }

    /** {@link #migMode}; false where the GPU or driver has no MIG. */
    public boolean migEnabled() {
        try {
            return migMode();
        } catch (NvmlException e) {
            return switch (e.code()) {
                case NOT_SUPPORTED, FUNCTION_NOT_FOUND, ARGUMENT_VERSION_MISMATCH -> false;
                default -> throw e;
            };
        }
    }

    /** {@code nvmlDeviceGetMaxMigDeviceCount} (driver 450): 0 unless MIG is on now. GPUs that have MIG. */
    public long maxMigDevices() {
        String function = Call.MAX_MIG_DEVICE_COUNT.function();
        return OutOfRangeException.require(
                function, ask(Call.MAX_MIG_DEVICE_COUNT).number(), 0, MOST_MIG_DEVICES);
    }

    /**
     * {@code nvmlDeviceGetMigDeviceHandleByIndex} (driver 450): the MIG devices of this GPU there are now. One that
     * NVML does not hand out, as for want of permission, is left out.
     */
    public List<Device> migDevices() {
        List<Device> devices = new ArrayList<>();
        long most = maxMigDevices();
        for (int i = 0; i < most; i++) {
            try {
                devices.add(new Device(driver, driver.migDevice(handle, i), driverBranch));
            } catch (NvmlException e) {
                if (e.code().meaning() != NvmlReturn.Meaning.NO_VALUE) {
                    throw e;
                }
            }
        }
        return devices;
    }

    /** {@code nvmlDeviceGetGpuInstanceId} (driver 450). MIG devices only. */
    public int gpuInstanceId() {
        return instanceId(Call.GPU_INSTANCE_ID);
    }

    /** {@code nvmlDeviceGetComputeInstanceId} (driver 450). MIG devices only. */
    public int computeInstanceId() {
        return instanceId(Call.COMPUTE_INSTANCE_ID);
    }

    private int instanceId(Call call) {
        return (int) OutOfRangeException.require(call.function(), ask(call).number(), 0, HIGHEST_UNSIGNED_32);
    }

    /**
     * The profile of the GPU instance a MIG device lies in, as {@code nvidia-smi mig -lgip} names it: {@code 1g.10gb}.
     * Taken from the device's name, else from its attributes ({@code nvmlDeviceGetAttributes_v2}, driver 470), whose
     * memory size is rounded up to whole GB. MIG devices only.
     */
    public String gpuInstanceProfile() {
        String name = name();
        int mark = name.lastIndexOf("MIG ");
        if (mark >= 0) {
            String profile = name.substring(mark + "MIG ".length());
            // A compute instance smaller than its GPU instance puts its own slices first: 1c.3g.71gb.
            return profile.replaceFirst("^\\d+c\\.", "");
        }
        Answer attributes = ask(Call.ATTRIBUTES);
        long gigabytes = (attributes.number("memorySizeMB") + 1023) / 1024;
        return attributes.number("gpuInstanceSliceCount") + "g." + gigabytes + "gb";
    }

    /** The handle, to tell which GPU an event came from. */
    long handle() {
        return handle;
    }

    private Answer ask(Call call, int... arguments) {
        return driver.ask(call, handle, arguments);
    }
}
