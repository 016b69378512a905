package io.nvmlexporter.nvml;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import io.nvmlexporter.nvml.NvmlHealthStructs.nvmlBBXTimeData_v1_t;
import io.nvmlexporter.nvml.NvmlHealthStructs.nvmlRemappedRowsInfo_v2_t;
import io.nvmlexporter.nvml.NvmlHealthStructs.nvmlRepairStatus_v1_t;
import io.nvmlexporter.nvml.NvmlStructs.NvmlStruct;
import io.nvmlexporter.nvml.NvmlStructs.nvmlBAR1Memory_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlConfComputeSystemState_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlDeviceAttributes_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlEccSramErrorStatus_v1_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlFBCStats_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlGpmSupport_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlGpuFabricInfo_v3_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlGridLicensableFeature_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlGridLicensableFeatures_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlMarginTemperature_v1_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlMemory_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlMemory_v2_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlPRMCounterList_v1_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlPRMCounter_v1_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlPciInfo_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlPlatformInfo_v2_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlRowRemapperHistogramValues_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlTemperature_v1_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlUnrepairableMemoryStatus_v1_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlUtilization_t;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * One question to a getter: the C function that answers each {@link Call}, and what it fills. A new getter is its
 * prototype in {@link NvmlLibrary} and one line in {@link #answer}.
 */
record Getter(LoadedLibrary library, Call call, Pointer device, int... arguments) {
    // The sizes that nvml.h guarantees to be enough, in bytes.
    static final int DRIVER_VERSION_SIZE = 80;
    static final int NVML_VERSION_SIZE = 80;
    static final int NAME_SIZE = 96;
    static final int UUID_SIZE = 96;
    static final int SERIAL_SIZE = 30;
    static final int VBIOS_VERSION_SIZE = 32;
    static final int INFOROM_VERSION_SIZE = 16;

    /** NVML cuts a longer name. */
    private static final int PROCESS_NAME_SIZE = 1024;
    /** Of an affinity mask: 256 CPUs or NUMA nodes. */
    private static final int MASK_WORDS = 4;
    /** The same in C's {@code unsigned long}, which has half of the bits on Windows. */
    private static final int MASK_LONGS = MASK_WORDS * Long.BYTES / Native.LONG_SIZE;

    @FunctionalInterface
    private interface Filling<T> {
        int fill(NvmlLibrary nvml, T out);
    }

    @FunctionalInterface
    private interface FillingTwo {
        int fill(NvmlLibrary nvml, IntByReference first, IntByReference second);
    }

    Answer answer() {
        return switch (call) {
            case SYSTEM_DRIVER_VERSION ->
                text(DRIVER_VERSION_SIZE, (c, out) -> c.nvmlSystemGetDriverVersion(out, out.length));
            case SYSTEM_NVML_VERSION ->
                text(NVML_VERSION_SIZE, (c, out) -> c.nvmlSystemGetNVMLVersion(out, out.length));
            case SYSTEM_CUDA_DRIVER_VERSION -> number(NvmlLibrary::nvmlSystemGetCudaDriverVersion_v2);
            case SYSTEM_CUDA_DRIVER_VERSION_V1 -> number(NvmlLibrary::nvmlSystemGetCudaDriverVersion);
            case DEVICE_COUNT -> number(NvmlLibrary::nvmlDeviceGetCount_v2);
            case SYSTEM_PROCESS_NAME ->
                text(PROCESS_NAME_SIZE, (c, out) -> c.nvmlSystemGetProcessName(ownPid(), out, out.length));
            case SYSTEM_CONF_COMPUTE_STATE ->
                struct(new nvmlConfComputeSystemState_t(), NvmlLibrary::nvmlSystemGetConfComputeState);
            case NAME -> text(NAME_SIZE, (c, out) -> c.nvmlDeviceGetName(device, out, out.length));
            case UUID -> text(UUID_SIZE, (c, out) -> c.nvmlDeviceGetUUID(device, out, out.length));
            case PCI_INFO -> struct(new nvmlPciInfo_t(), (c, out) -> c.nvmlDeviceGetPciInfo_v3(device, out));
            case MINOR_NUMBER -> number((c, out) -> c.nvmlDeviceGetMinorNumber(device, out));
            case INDEX -> number((c, out) -> c.nvmlDeviceGetIndex(device, out));
            case CUDA_COMPUTE_CAPABILITY -> two((c, a, b) -> c.nvmlDeviceGetCudaComputeCapability(device, a, b));
            case ARCHITECTURE -> number((c, out) -> c.nvmlDeviceGetArchitecture(device, out));
            case BUS_TYPE -> number((c, out) -> c.nvmlDeviceGetBusType(device, out));
            case BRAND -> number((c, out) -> c.nvmlDeviceGetBrand(device, out));
            case SERIAL -> text(SERIAL_SIZE, (c, out) -> c.nvmlDeviceGetSerial(device, out, out.length));
            case VBIOS_VERSION ->
                text(VBIOS_VERSION_SIZE, (c, out) -> c.nvmlDeviceGetVbiosVersion(device, out, out.length));
            case INFOROM_VERSION ->
                text(
                        INFOROM_VERSION_SIZE,
                        (c, out) -> c.nvmlDeviceGetInforomVersion(device, arguments[0], out, out.length));
            case INFOROM_IMAGE_VERSION ->
                text(INFOROM_VERSION_SIZE, (c, out) -> c.nvmlDeviceGetInforomImageVersion(device, out, out.length));
            case INFOROM_CONFIGURATION_CHECKSUM ->
                number((c, out) -> c.nvmlDeviceGetInforomConfigurationChecksum(device, out));
            case VALIDATE_INFOROM -> nothing(c -> c.nvmlDeviceValidateInforom(device));
            case CPU_AFFINITY -> mask((c, out) -> c.nvmlDeviceGetCpuAffinity(device, MASK_LONGS, out));
            case MEMORY_AFFINITY ->
                mask((c, out) -> c.nvmlDeviceGetMemoryAffinity(device, MASK_LONGS, out, arguments[0]));
            case PLATFORM_INFO ->
                struct(new nvmlPlatformInfo_v2_t(), (c, out) -> c.nvmlDeviceGetPlatformInfo(device, out));
            case PERSISTENCE_MODE -> number((c, out) -> c.nvmlDeviceGetPersistenceMode(device, out));
            case COMPUTE_MODE -> number((c, out) -> c.nvmlDeviceGetComputeMode(device, out));
            case AUTO_BOOSTED_CLOCKS_ENABLED -> two((c, a, b) -> c.nvmlDeviceGetAutoBoostedClocksEnabled(device, a, b));
            case VIRTUALIZATION_MODE -> number((c, out) -> c.nvmlDeviceGetVirtualizationMode(device, out));
            case CLOCK_INFO -> number((c, out) -> c.nvmlDeviceGetClockInfo(device, arguments[0], out));
            case MAX_CLOCK_INFO -> number((c, out) -> c.nvmlDeviceGetMaxClockInfo(device, arguments[0], out));
            case APPLICATIONS_CLOCK -> number((c, out) -> c.nvmlDeviceGetApplicationsClock(device, arguments[0], out));
            case CLOCKS_EVENT_REASONS -> number64((c, out) -> c.nvmlDeviceGetCurrentClocksEventReasons(device, out));
            case CLOCKS_THROTTLE_REASONS ->
                number64((c, out) -> c.nvmlDeviceGetCurrentClocksThrottleReasons(device, out));
            case PERFORMANCE_STATE -> number((c, out) -> c.nvmlDeviceGetPerformanceState(device, out));
            case TEMPERATURE_V -> temperature();
            case TEMPERATURE -> number((c, out) -> c.nvmlDeviceGetTemperature(device, arguments[0], out));
            case TEMPERATURE_THRESHOLD ->
                number((c, out) -> c.nvmlDeviceGetTemperatureThreshold(device, arguments[0], out));
            case MARGIN_TEMPERATURE -> marginTemperature();
            case FAN_SPEED -> number((c, out) -> c.nvmlDeviceGetFanSpeed(device, out));
            case POWER_SOURCE -> number((c, out) -> c.nvmlDeviceGetPowerSource(device, out));
            case POWER_USAGE -> number((c, out) -> c.nvmlDeviceGetPowerUsage(device, out));
            case POWER_MANAGEMENT_LIMIT -> number((c, out) -> c.nvmlDeviceGetPowerManagementLimit(device, out));
            case POWER_MANAGEMENT_LIMIT_CONSTRAINTS ->
                two((c, a, b) -> c.nvmlDeviceGetPowerManagementLimitConstraints(device, a, b));
            case POWER_MANAGEMENT_DEFAULT_LIMIT ->
                number((c, out) -> c.nvmlDeviceGetPowerManagementDefaultLimit(device, out));
            case ENFORCED_POWER_LIMIT -> number((c, out) -> c.nvmlDeviceGetEnforcedPowerLimit(device, out));
            case PCIE_REPLAY_COUNTER -> number((c, out) -> c.nvmlDeviceGetPcieReplayCounter(device, out));
            case MAX_PCIE_LINK_GENERATION -> number((c, out) -> c.nvmlDeviceGetMaxPcieLinkGeneration(device, out));
            case MAX_PCIE_LINK_WIDTH -> number((c, out) -> c.nvmlDeviceGetMaxPcieLinkWidth(device, out));
            case CURR_PCIE_LINK_GENERATION -> number((c, out) -> c.nvmlDeviceGetCurrPcieLinkGeneration(device, out));
            case CURR_PCIE_LINK_WIDTH -> number((c, out) -> c.nvmlDeviceGetCurrPcieLinkWidth(device, out));
            case PCIE_THROUGHPUT -> number((c, out) -> c.nvmlDeviceGetPcieThroughput(device, arguments[0], out));
            case UTILIZATION_RATES ->
                struct(new nvmlUtilization_t(), (c, out) -> c.nvmlDeviceGetUtilizationRates(device, out));
            case ENCODER_UTILIZATION -> two((c, a, b) -> c.nvmlDeviceGetEncoderUtilization(device, a, b));
            case DECODER_UTILIZATION -> two((c, a, b) -> c.nvmlDeviceGetDecoderUtilization(device, a, b));
            case ENCODER_STATS -> encoderStats();
            case FBC_STATS -> struct(new nvmlFBCStats_t(), (c, out) -> c.nvmlDeviceGetFBCStats(device, out));
            case MEMORY_INFO_V2 -> struct(new nvmlMemory_v2_t(), (c, out) -> c.nvmlDeviceGetMemoryInfo_v2(device, out));
            case MEMORY_INFO -> struct(new nvmlMemory_t(), (c, out) -> c.nvmlDeviceGetMemoryInfo(device, out));
            case BAR1_MEMORY_INFO ->
                struct(new nvmlBAR1Memory_t(), (c, out) -> c.nvmlDeviceGetBAR1MemoryInfo(device, out));
            case MEMORY_ERROR_COUNTER ->
                number64((c, out) ->
                        c.nvmlDeviceGetMemoryErrorCounter(device, arguments[0], arguments[1], arguments[2], out));
            case SRAM_ECC_ERROR_STATUS ->
                struct(new nvmlEccSramErrorStatus_v1_t(), (c, out) -> c.nvmlDeviceGetSramEccErrorStatus(device, out));
            case RETIRED_PAGES -> number(this::countRetiredPages);
            case REMAPPED_ROWS_V2 ->
                struct(new nvmlRemappedRowsInfo_v2_t(), (c, out) -> c.nvmlDeviceGetRemappedRows_v2(device, out));
            case REMAPPED_ROWS -> remappedRows();
            case ROW_REMAPPER_HISTOGRAM ->
                struct(
                        new nvmlRowRemapperHistogramValues_t(),
                        (c, out) -> c.nvmlDeviceGetRowRemapperHistogram(device, out));
            case UNREPAIRABLE_MEMORY_FLAG -> unrepairableMemory();
            case REPAIR_STATUS ->
                struct(new nvmlRepairStatus_v1_t(), (c, out) -> c.nvmlDeviceGetRepairStatus(device, out));
            case BBX_TIME_DATA -> timeWithDriver();
            case CPER -> Answer.of(new CperRecords(library, call.describe(arguments)).count(device));
            case NVLINK_STATE -> number((c, out) -> c.nvmlDeviceGetNvLinkState(device, arguments[0], out));
            case NVLINK_REMOTE_DEVICE_TYPE ->
                number((c, out) -> c.nvmlDeviceGetNvLinkRemoteDeviceType(device, arguments[0], out));
            case NVLINK_REMOTE_PCI_INFO ->
                struct(
                        new nvmlPciInfo_t(),
                        (c, out) -> c.nvmlDeviceGetNvLinkRemotePciInfo_v2(device, arguments[0], out));
            case NVLINK_ERROR_COUNTER ->
                number64((c, out) -> c.nvmlDeviceGetNvLinkErrorCounter(device, arguments[0], arguments[1], out));
            case PRM_COUNTER -> prmCounter();
            case P2P_STATUS -> number(this::p2pStatus);
            case GPU_FABRIC_INFO -> fabricInfo();
            case COMPUTE_RUNNING_PROCESSES ->
                lists().running((c, n, out) -> c.nvmlDeviceGetComputeRunningProcesses_v3(device, n, out));
            case GRAPHICS_RUNNING_PROCESSES ->
                lists().running((c, n, out) -> c.nvmlDeviceGetGraphicsRunningProcesses_v3(device, n, out));
            case MPS_COMPUTE_RUNNING_PROCESSES ->
                lists().running((c, n, out) -> c.nvmlDeviceGetMPSComputeRunningProcesses_v3(device, n, out));
            case COMPUTE_RUNNING_PROCESSES_V2 ->
                lists().running((c, n, out) -> c.nvmlDeviceGetComputeRunningProcesses_v2(device, n, out));
            case GRAPHICS_RUNNING_PROCESSES_V2 ->
                lists().running((c, n, out) -> c.nvmlDeviceGetGraphicsRunningProcesses_v2(device, n, out));
            case MPS_COMPUTE_RUNNING_PROCESSES_V2 ->
                lists().running((c, n, out) -> c.nvmlDeviceGetMPSComputeRunningProcesses_v2(device, n, out));
            case COMPUTE_RUNNING_PROCESSES_V1 ->
                lists().runningV1((c, n, out) -> c.nvmlDeviceGetComputeRunningProcesses(device, n, out));
            case GRAPHICS_RUNNING_PROCESSES_V1 ->
                lists().runningV1((c, n, out) -> c.nvmlDeviceGetGraphicsRunningProcesses(device, n, out));
            case MPS_COMPUTE_RUNNING_PROCESSES_V1 ->
                lists().runningV1((c, n, out) -> c.nvmlDeviceGetMPSComputeRunningProcesses(device, n, out));
            case PROCESS_UTILIZATION -> processUtilization();
            case GRID_LICENSABLE_FEATURES -> licensableFeatures();
            case MIG_MODE -> two((c, a, b) -> c.nvmlDeviceGetMigMode(device, a, b));
            case MAX_MIG_DEVICE_COUNT -> number((c, out) -> c.nvmlDeviceGetMaxMigDeviceCount(device, out));
            case GPU_INSTANCE_ID -> number((c, out) -> c.nvmlDeviceGetGpuInstanceId(device, out));
            case COMPUTE_INSTANCE_ID -> number((c, out) -> c.nvmlDeviceGetComputeInstanceId(device, out));
            case ATTRIBUTES ->
                struct(new nvmlDeviceAttributes_t(), (c, out) -> c.nvmlDeviceGetAttributes_v2(device, out));
            case GPM_QUERY_DEVICE_SUPPORT -> gpmSupport();
            case SUPPORTED_EVENT_TYPES -> number64((c, out) -> c.nvmlDeviceGetSupportedEventTypes(device, out));
        };
    }

    private Answer number(Filling<IntByReference> function) {
        IntByReference out = new IntByReference();
        check(nvml -> function.fill(nvml, out));
        return Answer.of(Integer.toUnsignedLong(out.getValue()));
    }

    private Answer number64(Filling<LongByReference> function) {
        LongByReference out = new LongByReference();
        check(nvml -> function.fill(nvml, out));
        return Answer.of(out.getValue());
    }

    private Answer text(int size, Filling<byte[]> function) {
        byte[] out = new byte[size];
        check(nvml -> function.fill(nvml, out));
        return Answer.of(NvmlStructs.text(out));
    }

    private <S extends NvmlStruct> Answer struct(S out, Filling<S> function) {
        check(nvml -> function.fill(nvml, out));
        return Answer.of(out.members());
    }

    /** Two out-parameters, named as {@link Call#members} names them. */
    private Answer two(FillingTwo function) {
        IntByReference first = new IntByReference();
        IntByReference second = new IntByReference();
        check(nvml -> function.fill(nvml, first, second));
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(call.members().get(0).name(), Integer.toUnsignedLong(first.getValue()));
        members.put(call.members().get(1).name(), Integer.toUnsignedLong(second.getValue()));
        return Answer.of(members);
    }

    private Answer remappedRows() {
        List<IntByReference> out = Stream.generate(IntByReference::new).limit(4).toList();
        check(nvml -> nvml.nvmlDeviceGetRemappedRows(device, out.get(0), out.get(1), out.get(2), out.get(3)));
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < out.size(); i++) {
            members.put(
                    call.members().get(i).name(),
                    Integer.toUnsignedLong(out.get(i).getValue()));
        }
        return Answer.of(members);
    }

    private Answer timeWithDriver() {
        nvmlBBXTimeData_v1_t out = new nvmlBBXTimeData_v1_t();
        check(nvml -> nvml.nvmlDeviceGetBBXTimeData_v1(device, out));
        return Answer.of(Integer.toUnsignedLong(out.timeRun));
    }

    private ProcessLists lists() {
        return new ProcessLists(library, call.describe(arguments));
    }

    private Answer processUtilization() {
        long since = ProcessUtilization.oldestMicros();
        return lists().utilization((c, n, out) -> c.nvmlDeviceGetProcessUtilization(device, out, n, since));
    }

    private Answer nothing(ToIntFunction<NvmlLibrary> function) {
        check(function);
        return Answer.of(Map.of());
    }

    private Answer mask(Filling<long[]> function) {
        long[] out = new long[MASK_WORDS];
        check(nvml -> function.fill(nvml, out));
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < out.length; i++) {
            members.put(call.members().get(i).name(), out[i]);
        }
        return Answer.of(members);
    }

    private static int ownPid() {
        return (int) ProcessHandle.current().pid();
    }

    private Answer temperature() {
        nvmlTemperature_v1_t out = new nvmlTemperature_v1_t();
        out.sensorType = arguments[0];
        check(nvml -> nvml.nvmlDeviceGetTemperatureV(device, out));
        return Answer.of(out.temperature);
    }

    private Answer marginTemperature() {
        nvmlMarginTemperature_v1_t out = new nvmlMarginTemperature_v1_t();
        check(nvml -> nvml.nvmlDeviceGetMarginTemperature(device, out));
        return Answer.of(out.marginTemperature);
    }

    private Answer gpmSupport() {
        nvmlGpmSupport_t out = new nvmlGpmSupport_t();
        check(nvml -> nvml.nvmlGpmQueryDeviceSupport(device, out));
        return Answer.of(Integer.toUnsignedLong(out.isSupportedDevice));
    }

    private Answer encoderStats() {
        IntByReference sessions = new IntByReference();
        IntByReference fps = new IntByReference();
        IntByReference latency = new IntByReference();
        check(nvml -> nvml.nvmlDeviceGetEncoderStats(device, sessions, fps, latency));
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("sessionCount", Integer.toUnsignedLong(sessions.getValue()));
        members.put("averageFps", Integer.toUnsignedLong(fps.getValue()));
        members.put("averageLatency", Integer.toUnsignedLong(latency.getValue()));
        return Answer.of(members);
    }

    private Answer unrepairableMemory() {
        nvmlUnrepairableMemoryStatus_v1_t out = new nvmlUnrepairableMemoryStatus_v1_t();
        check(nvml -> nvml.nvmlDeviceGetUnrepairableMemoryFlag_v1(device, out));
        return Answer.of(Integer.toUnsignedLong(out.bUnrepairableMemory));
    }

    /** The other GPU's handle is looked up by its index each time, which drivers answer from memory. */
    private int p2pStatus(NvmlLibrary nvml, IntByReference status) {
        PointerByReference peer = new PointerByReference();
        int code = nvml.nvmlDeviceGetHandleByIndex_v2(arguments[0], peer);
        return code == NvmlReturn.SUCCESS.code()
                ? nvml.nvmlDeviceGetP2PStatus(device, peer.getValue(), arguments[1], status)
                : code;
    }

    /** One counter, of the list that the function takes. The call may succeed and its counter still be refused. */
    private Answer prmCounter() {
        nvmlPRMCounter_v1_t counter = new nvmlPRMCounter_v1_t();
        counter.counterId = arguments[0];
        counter.inData.localPort = arguments[1];
        counter.write();
        nvmlPRMCounterList_v1_t list = new nvmlPRMCounterList_v1_t();
        list.numCounters = 1;
        list.counters = counter.getPointer();
        check(nvml -> nvml.nvmlDeviceReadPRMCounters_v1(device, list));
        counter.read();
        FieldValue value = NativeDriver.value(
                counter.counterValue.status, counter.counterValue.outputType, counter.counterValue.outputValue);
        require(value.code());
        // The answer has no type, so that what NVML does not know has to be ones in all of its bits.
        boolean unknown = value.type() == FieldValue.Type.U32 && (int) value.number() == -1;
        return Answer.of(unknown ? -1 : value.number());
    }

    /** A driver that knows version 2 of the struct only refuses version 3; the summary is all that it then lacks. */
    private Answer fabricInfo() {
        return Successor.ask(
                () -> struct(new nvmlGpuFabricInfo_v3_t(), (c, out) -> c.nvmlDeviceGetGpuFabricInfoV(device, out)),
                this::fabricInfoV2);
    }

    private Answer fabricInfoV2() {
        nvmlGpuFabricInfo_v3_t out = new nvmlGpuFabricInfo_v3_t();
        out.version = nvmlGpuFabricInfo_v3_t.VERSION_2;
        check(nvml -> nvml.nvmlDeviceGetGpuFabricInfoV(device, out));
        Map<String, Object> members = out.members();
        members.remove("healthSummary");
        return Answer.of(members);
    }

    /** Asked without a buffer, NVML refuses it as too small and still tells how many there are. */
    private int countRetiredPages(NvmlLibrary nvml, IntByReference count) {
        int code = nvml.nvmlDeviceGetRetiredPages(device, arguments[0], count, null);
        return code == NvmlReturn.INSUFFICIENT_SIZE.code() ? NvmlReturn.SUCCESS.code() : code;
    }

    private Answer licensableFeatures() {
        nvmlGridLicensableFeatures_t out = new nvmlGridLicensableFeatures_t();
        check(nvml -> nvml.nvmlDeviceGetGridLicensableFeatures_v4(device, out));
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("isGridLicenseSupported", (long) out.isGridLicenseSupported);
        members.put("licensableFeaturesCount", Integer.toUnsignedLong(out.licensableFeaturesCount));
        int count = Math.min(out.licensableFeaturesCount, out.gridLicensableFeatures.length);
        for (int i = 0; i < count; i++) {
            nvmlGridLicensableFeature_t feature = out.gridLicensableFeatures[i];
            String name = "gridLicensableFeatures[" + i + "].";
            members.put(name + "featureCode", Integer.toUnsignedLong(feature.featureCode));
            members.put(name + "featureState", Integer.toUnsignedLong(feature.featureState));
        }
        return Answer.of(members);
    }

    private void check(ToIntFunction<NvmlLibrary> function) {
        library.check(() -> call.describe(arguments), function);
    }

    private void require(NvmlReturn code) {
        if (code != NvmlReturn.SUCCESS) {
            throw new NvmlException(call.describe(arguments), code);
        }
    }
}
