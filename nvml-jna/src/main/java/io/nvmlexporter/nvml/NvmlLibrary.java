package io.nvmlexporter.nvml;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import io.nvmlexporter.nvml.NvmlEventStructs.nvmlEventData_t;
import io.nvmlexporter.nvml.NvmlEventStructs.nvmlSystemEventSetCreateRequest_v1_t;
import io.nvmlexporter.nvml.NvmlEventStructs.nvmlSystemEventSetFreeRequest_v1_t;
import io.nvmlexporter.nvml.NvmlEventStructs.nvmlSystemEventSetWaitRequest_v1_t;
import io.nvmlexporter.nvml.NvmlEventStructs.nvmlSystemRegisterEventRequest_v1_t;
import io.nvmlexporter.nvml.NvmlHealthStructs.nvmlBBXTimeData_v1_t;
import io.nvmlexporter.nvml.NvmlHealthStructs.nvmlGetCPER_v1_t;
import io.nvmlexporter.nvml.NvmlHealthStructs.nvmlRemappedRowsInfo_v2_t;
import io.nvmlexporter.nvml.NvmlHealthStructs.nvmlRepairStatus_v1_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlBAR1Memory_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlConfComputeSystemState_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlDeviceAttributes_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlEccSramErrorStatus_v1_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlFBCStats_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlFieldValue_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlGpmMetricsGet_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlGpmSupport_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlGpuFabricInfo_v3_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlGridLicensableFeatures_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlMarginTemperature_v1_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlMemory_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlMemory_v2_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlPRMCounterList_v1_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlPciInfo_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlPlatformInfo_v2_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlProcessInfo_v1_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlProcessInfo_v2_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlProcessUtilizationSample_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlRowRemapperHistogramValues_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlTemperature_v1_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlUnrepairableMemoryStatus_v1_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlUtilization_t;

/**
 * The C functions of {@code libnvidia-ml.so.1} that this library calls, with C's names.
 *
 * <p>JNA looks a symbol up at its first call, so a missing one is an {@link UnsatisfiedLinkError} of that call alone.
 * Every function gives an {@code nvmlReturn_t}. Handles are {@link Pointer}s, enums and unsigned ints {@code int}s.
 */
interface NvmlLibrary extends Library {
    int nvmlInit_v2();

    int nvmlShutdown();

    int nvmlSystemGetDriverVersion(byte[] version, int length);

    int nvmlSystemGetNVMLVersion(byte[] version, int length);

    int nvmlSystemGetCudaDriverVersion_v2(IntByReference cudaDriverVersion);

    int nvmlSystemGetCudaDriverVersion(IntByReference cudaDriverVersion);

    int nvmlSystemGetProcessName(int pid, byte[] name, int length);

    int nvmlSystemGetConfComputeState(nvmlConfComputeSystemState_t state);

    int nvmlDeviceGetCount_v2(IntByReference deviceCount);

    int nvmlDeviceGetHandleByIndex_v2(int index, PointerByReference device);

    int nvmlDeviceGetMigDeviceHandleByIndex(Pointer device, int index, PointerByReference migDevice);

    int nvmlDeviceGetName(Pointer device, byte[] name, int length);

    int nvmlDeviceGetUUID(Pointer device, byte[] uuid, int length);

    int nvmlDeviceGetPciInfo_v3(Pointer device, nvmlPciInfo_t pci);

    int nvmlDeviceGetMinorNumber(Pointer device, IntByReference minorNumber);

    int nvmlDeviceGetIndex(Pointer device, IntByReference index);

    int nvmlDeviceGetCudaComputeCapability(Pointer device, IntByReference major, IntByReference minor);

    int nvmlDeviceGetBrand(Pointer device, IntByReference type);

    int nvmlDeviceGetSerial(Pointer device, byte[] serial, int length);

    int nvmlDeviceGetVbiosVersion(Pointer device, byte[] version, int length);

    int nvmlDeviceGetInforomVersion(Pointer device, int object, byte[] version, int length);

    int nvmlDeviceGetInforomImageVersion(Pointer device, byte[] version, int length);

    int nvmlDeviceGetInforomConfigurationChecksum(Pointer device, IntByReference checksum);

    int nvmlDeviceValidateInforom(Pointer device);

    int nvmlDeviceGetPersistenceMode(Pointer device, IntByReference mode);

    int nvmlDeviceGetComputeMode(Pointer device, IntByReference mode);

    int nvmlDeviceGetAutoBoostedClocksEnabled(
            Pointer device, IntByReference isEnabled, IntByReference defaultIsEnabled);

    int nvmlDeviceGetVirtualizationMode(Pointer device, IntByReference pVirtualMode);

    int nvmlDeviceGetCpuAffinity(Pointer device, int cpuSetSize, long[] cpuSet);

    int nvmlDeviceGetMemoryAffinity(Pointer device, int nodeSetSize, long[] nodeSet, int scope);

    int nvmlDeviceGetPlatformInfo(Pointer device, nvmlPlatformInfo_v2_t platformInfo);

    int nvmlDeviceGetClockInfo(Pointer device, int type, IntByReference clock);

    int nvmlDeviceGetMaxClockInfo(Pointer device, int type, IntByReference clock);

    int nvmlDeviceGetApplicationsClock(Pointer device, int clockType, IntByReference clockMHz);

    int nvmlDeviceGetCurrentClocksEventReasons(Pointer device, LongByReference clocksEventReasons);

    int nvmlDeviceGetCurrentClocksThrottleReasons(Pointer device, LongByReference clocksThrottleReasons);

    int nvmlDeviceGetPerformanceState(Pointer device, IntByReference pState);

    int nvmlDeviceGetTemperatureV(Pointer device, nvmlTemperature_v1_t temperature);

    int nvmlDeviceGetTemperature(Pointer device, int sensorType, IntByReference temp);

    int nvmlDeviceGetTemperatureThreshold(Pointer device, int thresholdType, IntByReference temp);

    int nvmlDeviceGetMarginTemperature(Pointer device, nvmlMarginTemperature_v1_t marginTempInfo);

    int nvmlDeviceGetFanSpeed(Pointer device, IntByReference speed);

    int nvmlDeviceGetPowerUsage(Pointer device, IntByReference power);

    int nvmlDeviceGetPowerManagementLimit(Pointer device, IntByReference limit);

    int nvmlDeviceGetPowerManagementLimitConstraints(Pointer device, IntByReference minLimit, IntByReference maxLimit);

    int nvmlDeviceGetPowerManagementDefaultLimit(Pointer device, IntByReference defaultLimit);

    int nvmlDeviceGetEnforcedPowerLimit(Pointer device, IntByReference limit);

    int nvmlDeviceGetBusType(Pointer device, IntByReference type);

    int nvmlDeviceGetPcieReplayCounter(Pointer device, IntByReference value);

    int nvmlDeviceGetMaxPcieLinkGeneration(Pointer device, IntByReference maxLinkGen);

    int nvmlDeviceGetMaxPcieLinkWidth(Pointer device, IntByReference maxLinkWidth);

    int nvmlDeviceGetCurrPcieLinkGeneration(Pointer device, IntByReference currLinkGen);

    int nvmlDeviceGetCurrPcieLinkWidth(Pointer device, IntByReference currLinkWidth);

    int nvmlDeviceGetPcieThroughput(Pointer device, int counter, IntByReference value);

    int nvmlDeviceGetUtilizationRates(Pointer device, nvmlUtilization_t utilization);

    int nvmlDeviceGetEncoderUtilization(Pointer device, IntByReference utilization, IntByReference samplingPeriodUs);

    int nvmlDeviceGetDecoderUtilization(Pointer device, IntByReference utilization, IntByReference samplingPeriodUs);

    int nvmlDeviceGetEncoderStats(
            Pointer device, IntByReference sessionCount, IntByReference averageFps, IntByReference averageLatency);

    int nvmlDeviceGetFBCStats(Pointer device, nvmlFBCStats_t fbcStats);

    int nvmlDeviceGetMemoryInfo_v2(Pointer device, nvmlMemory_v2_t memory);

    int nvmlDeviceGetMemoryInfo(Pointer device, nvmlMemory_t memory);

    int nvmlDeviceGetBAR1MemoryInfo(Pointer device, nvmlBAR1Memory_t bar1Memory);

    int nvmlDeviceGetMemoryErrorCounter(
            Pointer device, int errorType, int counterType, int locationType, LongByReference count);

    int nvmlDeviceGetSramEccErrorStatus(Pointer device, nvmlEccSramErrorStatus_v1_t status);

    int nvmlDeviceGetRetiredPages(Pointer device, int cause, IntByReference pageCount, LongByReference addresses);

    int nvmlDeviceGetRowRemapperHistogram(Pointer device, nvmlRowRemapperHistogramValues_t values);

    int nvmlDeviceGetRemappedRows_v2(Pointer device, nvmlRemappedRowsInfo_v2_t info);

    int nvmlDeviceGetRemappedRows(
            Pointer device,
            IntByReference corrRows,
            IntByReference uncRows,
            IntByReference isPending,
            IntByReference failureOccurred);

    int nvmlDeviceGetRepairStatus(Pointer device, nvmlRepairStatus_v1_t repairStatus);

    int nvmlDeviceGetBBXTimeData_v1(Pointer device, nvmlBBXTimeData_v1_t timeData);

    int nvmlDeviceGetArchitecture(Pointer device, IntByReference arch);

    int nvmlDeviceGetPowerSource(Pointer device, IntByReference powerSource);

    /** @param cper a {@link nvmlGetCPER_v1_t} */
    int nvmlSystemGetCPER_v1(Pointer cper);

    int nvmlDeviceGetUnrepairableMemoryFlag_v1(
            Pointer device, nvmlUnrepairableMemoryStatus_v1_t unrepairableMemoryStatus);

    int nvmlDeviceGetNvLinkState(Pointer device, int link, IntByReference isActive);

    int nvmlDeviceGetNvLinkRemoteDeviceType(Pointer device, int link, IntByReference pNvLinkDeviceType);

    int nvmlDeviceGetNvLinkRemotePciInfo_v2(Pointer device, int link, nvmlPciInfo_t pci);

    int nvmlDeviceGetNvLinkErrorCounter(Pointer device, int link, int counter, LongByReference counterValue);

    int nvmlDeviceReadPRMCounters_v1(Pointer device, nvmlPRMCounterList_v1_t counterList);

    int nvmlDeviceGetP2PStatus(Pointer device1, Pointer device2, int p2pIndex, IntByReference p2pStatus);

    int nvmlDeviceGetGpuFabricInfoV(Pointer device, nvmlGpuFabricInfo_v3_t gpuFabricInfo);

    /** @param infos an array of {@link nvmlProcessInfo_v2_t} */
    int nvmlDeviceGetComputeRunningProcesses_v3(Pointer device, IntByReference infoCount, Pointer infos);

    /** @param infos an array of {@link nvmlProcessInfo_v2_t} */
    int nvmlDeviceGetGraphicsRunningProcesses_v3(Pointer device, IntByReference infoCount, Pointer infos);

    /** @param infos an array of {@link nvmlProcessInfo_v2_t} */
    int nvmlDeviceGetMPSComputeRunningProcesses_v3(Pointer device, IntByReference infoCount, Pointer infos);

    /** @param infos an array of {@link nvmlProcessInfo_v2_t} */
    int nvmlDeviceGetComputeRunningProcesses_v2(Pointer device, IntByReference infoCount, Pointer infos);

    /** @param infos an array of {@link nvmlProcessInfo_v2_t} */
    int nvmlDeviceGetGraphicsRunningProcesses_v2(Pointer device, IntByReference infoCount, Pointer infos);

    /** @param infos an array of {@link nvmlProcessInfo_v2_t} */
    int nvmlDeviceGetMPSComputeRunningProcesses_v2(Pointer device, IntByReference infoCount, Pointer infos);

    /** @param infos an array of {@link nvmlProcessInfo_v1_t} */
    int nvmlDeviceGetComputeRunningProcesses(Pointer device, IntByReference infoCount, Pointer infos);

    /** @param infos an array of {@link nvmlProcessInfo_v1_t} */
    int nvmlDeviceGetGraphicsRunningProcesses(Pointer device, IntByReference infoCount, Pointer infos);

    /** @param infos an array of {@link nvmlProcessInfo_v1_t} */
    int nvmlDeviceGetMPSComputeRunningProcesses(Pointer device, IntByReference infoCount, Pointer infos);

    /** @param utilization an array of {@link nvmlProcessUtilizationSample_t} */
    int nvmlDeviceGetProcessUtilization(
            Pointer device, Pointer utilization, IntByReference processSamplesCount, long lastSeenTimeStamp);

    int nvmlDeviceGetGridLicensableFeatures_v4(Pointer device, nvmlGridLicensableFeatures_t features);

    int nvmlDeviceGetMigMode(Pointer device, IntByReference currentMode, IntByReference pendingMode);

    int nvmlDeviceGetMaxMigDeviceCount(Pointer device, IntByReference count);

    int nvmlDeviceGetGpuInstanceId(Pointer device, IntByReference id);

    int nvmlDeviceGetComputeInstanceId(Pointer device, IntByReference id);

    int nvmlDeviceGetAttributes_v2(Pointer device, nvmlDeviceAttributes_t attributes);

    /** @param values an array of {@link nvmlFieldValue_t} */
    int nvmlDeviceGetFieldValues(Pointer device, int valuesCount, Pointer values);

    int nvmlGpmQueryDeviceSupport(Pointer device, nvmlGpmSupport_t gpmSupport);

    int nvmlGpmSampleAlloc(PointerByReference gpmSample);

    int nvmlGpmSampleFree(Pointer gpmSample);

    int nvmlGpmSampleGet(Pointer device, Pointer gpmSample);

    int nvmlGpmMigSampleGet(Pointer device, int gpuInstanceId, Pointer gpmSample);

    /** @param metricsGet a {@link nvmlGpmMetricsGet_t} */
    int nvmlGpmMetricsGet(Pointer metricsGet);

    int nvmlEventSetCreate(PointerByReference set);

    int nvmlEventSetFree(Pointer set);

    int nvmlDeviceGetSupportedEventTypes(Pointer device, LongByReference eventTypes);

    int nvmlDeviceRegisterEvents(Pointer device, long eventTypes, Pointer set);

    int nvmlEventSetWait_v2(Pointer set, nvmlEventData_t data, int timeoutms);

    /** Before driver 470: fills {@code data} without its last two members. */
    int nvmlEventSetWait(Pointer set, nvmlEventData_t data, int timeoutms);

    int nvmlSystemEventSetCreate(nvmlSystemEventSetCreateRequest_v1_t request);

    int nvmlSystemEventSetFree(nvmlSystemEventSetFreeRequest_v1_t request);

    int nvmlSystemRegisterEvents(nvmlSystemRegisterEventRequest_v1_t request);

    int nvmlSystemEventSetWait(nvmlSystemEventSetWaitRequest_v1_t request);
}
