package io.nvmlexporter.nvml;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The C functions of {@code libnvidia-ml.so.1} that this library calls, with C's names, and the structs they fill.
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

    int nvmlDeviceGetPersistenceMode(Pointer device, IntByReference mode);

    int nvmlDeviceGetComputeMode(Pointer device, IntByReference mode);

    int nvmlDeviceGetAutoBoostedClocksEnabled(
            Pointer device, IntByReference isEnabled, IntByReference defaultIsEnabled);

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

    int nvmlDeviceGetPcieReplayCounter(Pointer device, IntByReference value);

    int nvmlDeviceGetMaxPcieLinkGeneration(Pointer device, IntByReference maxLinkGen);

    int nvmlDeviceGetMaxPcieLinkWidth(Pointer device, IntByReference maxLinkWidth);

    int nvmlDeviceGetCurrPcieLinkGeneration(Pointer device, IntByReference currLinkGen);

    int nvmlDeviceGetCurrPcieLinkWidth(Pointer device, IntByReference currLinkWidth);

    int nvmlDeviceGetUtilizationRates(Pointer device, nvmlUtilization_t utilization);

    int nvmlDeviceGetEncoderUtilization(Pointer device, IntByReference utilization, IntByReference samplingPeriodUs);

    int nvmlDeviceGetDecoderUtilization(Pointer device, IntByReference utilization, IntByReference samplingPeriodUs);

    int nvmlDeviceGetMemoryInfo_v2(Pointer device, nvmlMemory_v2_t memory);

    int nvmlDeviceGetMemoryInfo(Pointer device, nvmlMemory_t memory);

    int nvmlDeviceGetBAR1MemoryInfo(Pointer device, nvmlBAR1Memory_t bar1Memory);

    int nvmlDeviceGetMemoryErrorCounter(
            Pointer device, int errorType, int counterType, int locationType, LongByReference count);

    int nvmlDeviceGetSramEccErrorStatus(Pointer device, nvmlEccSramErrorStatus_v1_t status);

    int nvmlDeviceGetRetiredPages(Pointer device, int cause, IntByReference pageCount, LongByReference addresses);

    int nvmlDeviceGetRowRemapperHistogram(Pointer device, nvmlRowRemapperHistogramValues_t values);

    int nvmlDeviceGetNvLinkErrorCounter(Pointer device, int link, int counter, LongByReference counterValue);

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

    /** Marks a member that is {@code int} in C; all other integers are unsigned. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Signed {}

    /** A struct whose members can be told apart by their types alone, and so be read without knowing which it is. */
    abstract class NvmlStruct extends Structure {
        /** The members but for the version word, under C's names and in C's order, each as {@link Answer} has it. */
        Map<String, Object> members() {
            Map<String, Object> members = new LinkedHashMap<>();
            for (Field field : getFields(true)) {
                if (!field.getName().equals("version")) {
                    boolean signed = field.isAnnotationPresent(Signed.class);
                    members.put(field.getName(), widen(readField(field.getName()), signed));
                }
            }
            return members;
        }

        private static Object widen(Object value, boolean signed) {
            if (value instanceof Integer number) {
                return signed ? number.longValue() : Integer.toUnsignedLong(number);
            }
            return value instanceof byte[] text ? text(text) : value;
        }
    }

    /** A C string in a buffer: up to its NUL, or all of a buffer that has none. */
    static String text(byte[] buffer) {
        return Native.toString(buffer, StandardCharsets.UTF_8);
    }

    /** The version word of a struct: NVML refuses one that is not its size and revision. */
    private static int version(Structure struct, int revision) {
        return struct.size() | revision << 24;
    }

    @Structure.FieldOrder({"busIdLegacy", "domain", "bus", "device", "pciDeviceId", "pciSubSystemId", "busId"})
    class nvmlPciInfo_t extends NvmlStruct {
        public byte[] busIdLegacy = new byte[16];
        public int domain;
        public int bus;
        public int device;
        public int pciDeviceId;
        public int pciSubSystemId;
        public byte[] busId = new byte[32];
    }

    @Structure.FieldOrder({"version", "sensorType", "temperature"})
    class nvmlTemperature_v1_t extends NvmlStruct {
        public int version = version(this, 1);
        public int sensorType;

        @Signed
        public int temperature;
    }

    @Structure.FieldOrder({"version", "marginTemperature"})
    class nvmlMarginTemperature_v1_t extends NvmlStruct {
        public int version = version(this, 1);

        @Signed
        public int marginTemperature;
    }

    @Structure.FieldOrder({"gpu", "memory"})
    class nvmlUtilization_t extends NvmlStruct {
        public int gpu;
        public int memory;
    }

    @Structure.FieldOrder({"version", "total", "reserved", "free", "used"})
    class nvmlMemory_v2_t extends NvmlStruct {
        public int version = version(this, 2);
        public long total;
        public long reserved;
        public long free;
        public long used;
    }

    @Structure.FieldOrder({"total", "free", "used"})
    class nvmlMemory_t extends NvmlStruct {
        public long total;
        public long free;
        public long used;
    }

    @Structure.FieldOrder({"bar1Total", "bar1Free", "bar1Used"})
    class nvmlBAR1Memory_t extends NvmlStruct {
        public long bar1Total;
        public long bar1Free;
        public long bar1Used;
    }

    @Structure.FieldOrder({
        "version",
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
        "bThresholdExceeded"
    })
    class nvmlEccSramErrorStatus_v1_t extends NvmlStruct {
        public int version = version(this, 1);
        public long aggregateUncParity;
        public long aggregateUncSecDed;
        public long aggregateCor;
        public long volatileUncParity;
        public long volatileUncSecDed;
        public long volatileCor;
        public long aggregateUncBucketL2;
        public long aggregateUncBucketSm;
        public long aggregateUncBucketPcie;
        public long aggregateUncBucketMcu;
        public long aggregateUncBucketOther;
        public int bThresholdExceeded;
    }

    @Structure.FieldOrder({"max", "high", "partial", "low", "none"})
    class nvmlRowRemapperHistogramValues_t extends NvmlStruct {
        public int max;
        public int high;
        public int partial;
        public int low;
        public int none;
    }

    @Structure.FieldOrder({"isGridLicenseSupported", "licensableFeaturesCount", "gridLicensableFeatures"})
    class nvmlGridLicensableFeatures_t extends Structure {
        @Signed
        public int isGridLicenseSupported;

        public int licensableFeaturesCount;
        public nvmlGridLicensableFeature_t[] gridLicensableFeatures = new nvmlGridLicensableFeature_t[3];
    }

    @Structure.FieldOrder({
        "featureCode",
        "featureState",
        "licenseInfo",
        "productName",
        "featureEnabled",
        "licenseExpiry"
    })
    class nvmlGridLicensableFeature_t extends Structure {
        public int featureCode;
        public int featureState;
        public byte[] licenseInfo = new byte[128];
        public byte[] productName = new byte[128];
        public int featureEnabled;
        public nvmlGridLicenseExpiry_t licenseExpiry;
    }

    @Structure.FieldOrder({"year", "month", "day", "hour", "min", "sec", "status"})
    class nvmlGridLicenseExpiry_t extends Structure {
        public int year;
        public short month;
        public short day;
        public short hour;
        public short min;
        public short sec;
        public byte status;
    }

    @Structure.FieldOrder({
        "multiprocessorCount",
        "sharedCopyEngineCount",
        "sharedDecoderCount",
        "sharedEncoderCount",
        "sharedJpegCount",
        "sharedOfaCount",
        "gpuInstanceSliceCount",
        "computeInstanceSliceCount",
        "memorySizeMB"
    })
    class nvmlDeviceAttributes_t extends NvmlStruct {
        public int multiprocessorCount;
        public int sharedCopyEngineCount;
        public int sharedDecoderCount;
        public int sharedEncoderCount;
        public int sharedJpegCount;
        public int sharedOfaCount;
        public int gpuInstanceSliceCount;
        public int computeInstanceSliceCount;
        public long memorySizeMB;
    }

    @Structure.FieldOrder({"version", "isSupportedDevice"})
    class nvmlGpmSupport_t extends NvmlStruct {
        /** A plain number, not a version word. */
        public int version = 1;

        public int isSupportedDevice;
    }

    @Structure.FieldOrder({"device", "eventType", "eventData", "gpuInstanceId", "computeInstanceId"})
    class nvmlEventData_t extends Structure {
        public Pointer device;
        public long eventType;
        public long eventData;
        public int gpuInstanceId;
        public int computeInstanceId;
    }

    /** By offsets: a {@link Structure} for each of some hundred values would cost more than the driver's answer. */
    final class nvmlFieldValue_t {
        static final int SIZE = 40;
        static final int fieldId = 0;
        static final int scopeId = 4;
        static final int valueType = 24;
        static final int nvmlReturn = 28;
        static final int value = 32;

        private nvmlFieldValue_t() {}
    }

    /** By offsets, since its array has 333 elements. Their number grew without a new version: 98 in driver 520. */
    final class nvmlGpmMetricsGet_t {
        static final int SIZE = 13_344;
        /** A plain number, not a version word. */
        static final int VERSION = 1;

        static final int version = 0;
        static final int numMetrics = 4;
        static final int sample1 = 8;
        static final int sample2 = 16;
        static final int metrics = 24;

        private nvmlGpmMetricsGet_t() {}
    }

    /** One element of {@link nvmlGpmMetricsGet_t}. */
    final class nvmlGpmMetric_t {
        static final int SIZE = 40;
        static final int metricId = 0;
        static final int nvmlReturn = 4;
        static final int value = 8;

        private nvmlGpmMetric_t() {}
    }
}
