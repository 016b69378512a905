package io.nvmlexporter.nvml;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The structs that the functions of {@link NvmlLibrary} fill, with C's names. JNA asks for their being public. */
final class NvmlStructs {
    private NvmlStructs() {}

    /** Marks a member that is {@code int} in C; all other integers are unsigned. */
    @Target(ElementType.FIELD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Signed {}

    /** Marks an array of {@code unsigned char}, which holds no text: its answer is the bytes in hexadecimal. */
    @Target(ElementType.FIELD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Bytes {}

    /** A struct whose members can be told apart by their types alone, and so be read without knowing which it is. */
    abstract static class NvmlStruct extends Structure {
        /** The members but for the version word, under C's names and in C's order, each as {@link Answer} has it. */
        Map<String, Object> members() {
            Map<String, Object> members = new LinkedHashMap<>();
            for (Field field : getFields(true)) {
                if (!field.getName().equals("version")) {
                    members.put(field.getName(), widen(readField(field.getName()), field));
                }
            }
            return members;
        }

        private static Object widen(Object value, Field field) {
            if (value instanceof Integer number) {
                return field.isAnnotationPresent(Signed.class) ? number.longValue() : Integer.toUnsignedLong(number);
            }
            if (value instanceof Byte number) {
                return Byte.toUnsignedLong(number);
            }
            if (value instanceof byte[] array) {
                return field.isAnnotationPresent(Bytes.class) ? HexFormat.of().formatHex(array) : text(array);
            }
            return value;
        }
    }

    /** A C string in a buffer: up to its NUL, or all of a buffer that has none. */
    static String text(byte[] buffer) {
        return Native.toString(buffer, StandardCharsets.UTF_8);
    }

    /** The version word of a struct: NVML refuses one that is not its size and revision. */
    static int version(Structure struct, int revision) {
        return struct.size() | revision << 24;
    }

    @Structure.FieldOrder({"busIdLegacy", "domain", "bus", "device", "pciDeviceId", "pciSubSystemId", "busId"})
    public static class nvmlPciInfo_t extends NvmlStruct {
        public byte[] busIdLegacy = new byte[16];
        public int domain;
        public int bus;
        public int device;
        public int pciDeviceId;
        public int pciSubSystemId;
        public byte[] busId = new byte[32];
    }

    @Structure.FieldOrder({"version", "sensorType", "temperature"})
    public static class nvmlTemperature_v1_t extends NvmlStruct {
        public int version = version(this, 1);
        public int sensorType;

        @Signed
        public int temperature;
    }

    @Structure.FieldOrder({"version", "marginTemperature"})
    public static class nvmlMarginTemperature_v1_t extends NvmlStruct {
        public int version = version(this, 1);

        @Signed
        public int marginTemperature;
    }

    @Structure.FieldOrder({"gpu", "memory"})
    public static class nvmlUtilization_t extends NvmlStruct {
        public int gpu;
        public int memory;
    }

    @Structure.FieldOrder({"version", "total", "reserved", "free", "used"})
    public static class nvmlMemory_v2_t extends NvmlStruct {
        public int version = version(this, 2);
        public long total;
        public long reserved;
        public long free;
        public long used;
    }

    @Structure.FieldOrder({"total", "free", "used"})
    public static class nvmlMemory_t extends NvmlStruct {
        public long total;
        public long free;
        public long used;
    }

    @Structure.FieldOrder({"bar1Total", "bar1Free", "bar1Used"})
    public static class nvmlBAR1Memory_t extends NvmlStruct {
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
    public static class nvmlEccSramErrorStatus_v1_t extends NvmlStruct {
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
    public static class nvmlRowRemapperHistogramValues_t extends NvmlStruct {
        public int max;
        public int high;
        public int partial;
        public int low;
        public int none;
    }

    @Structure.FieldOrder({"isGridLicenseSupported", "licensableFeaturesCount", "gridLicensableFeatures"})
    public static class nvmlGridLicensableFeatures_t extends Structure {
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
    public static class nvmlGridLicensableFeature_t extends Structure {
        public int featureCode;
        public int featureState;
        public byte[] licenseInfo = new byte[128];
        public byte[] productName = new byte[128];
        public int featureEnabled;
        public nvmlGridLicenseExpiry_t licenseExpiry;
    }

    @Structure.FieldOrder({"year", "month", "day", "hour", "min", "sec", "status"})
    public static class nvmlGridLicenseExpiry_t extends Structure {
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
    public static class nvmlDeviceAttributes_t extends NvmlStruct {
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
    public static class nvmlGpmSupport_t extends NvmlStruct {
        /** A plain number, not a version word. */
        public int version = 1;

        public int isSupportedDevice;
    }

    @Structure.FieldOrder({"environment", "ccFeature", "devToolsMode"})
    public static class nvmlConfComputeSystemState_t extends NvmlStruct {
        public int environment;
        public int ccFeature;
        public int devToolsMode;
    }

    @Structure.FieldOrder({"sessionsCount", "averageFPS", "averageLatency"})
    public static class nvmlFBCStats_t extends NvmlStruct {
        public int sessionsCount;
        public int averageFPS;
        public int averageLatency;
    }

    @Structure.FieldOrder({"bUnrepairableMemory"})
    public static class nvmlUnrepairableMemoryStatus_v1_t extends NvmlStruct {
        public int bUnrepairableMemory;
    }

    /** With {@link #VERSION_2} in its version word it is a {@code nvmlGpuFabricInfo_v2_t}, which has no summary. */
    @Structure.FieldOrder({"version", "clusterUuid", "status", "cliqueId", "state", "healthMask", "healthSummary"})
    public static class nvmlGpuFabricInfo_v3_t extends NvmlStruct {
        static final int VERSION_2 = 36 | 2 << 24;

        @Bytes
        public byte[] clusterUuid = new byte[16];

        // Behind the array, without whose length the struct has no size yet.
        public int version = version(this, 3);

        public int status;
        public int cliqueId;
        public byte state;
        public int healthMask;
        public byte healthSummary;
    }

    @Structure.FieldOrder({
        "version",
        "ibGuid",
        "chassisSerialNumber",
        "slotNumber",
        "trayIndex",
        "hostId",
        "peerType",
        "moduleId"
    })
    public static class nvmlPlatformInfo_v2_t extends NvmlStruct {
        @Bytes
        public byte[] ibGuid = new byte[16];

        @Bytes
        public byte[] chassisSerialNumber = new byte[16];

        // Behind the arrays, without whose lengths the struct has no size yet.
        public int version = version(this, 2);

        public byte slotNumber;
        public byte trayIndex;
        public byte hostId;
        public byte peerType;
        public byte moduleId;
    }

    @Structure.FieldOrder({"numCounters", "counters"})
    public static class nvmlPRMCounterList_v1_t extends Structure {
        public int numCounters;
        /** To an array of {@link nvmlPRMCounter_v1_t}. */
        public Pointer counters;
    }

    @Structure.FieldOrder({"counterId", "inData", "counterValue"})
    public static class nvmlPRMCounter_v1_t extends Structure {
        public int counterId;
        public nvmlPRMCounterInput_v1_t inData;
        public nvmlPRMCounterValue_v1_t counterValue;
    }

    @Structure.FieldOrder({"localPort"})
    public static class nvmlPRMCounterInput_v1_t extends Structure {
        public int localPort;
    }

    @Structure.FieldOrder({"status", "outputType", "outputValue"})
    public static class nvmlPRMCounterValue_v1_t extends Structure {
        public int status;
        public int outputType;
        /** The eight bytes of the union. */
        public long outputValue;
    }

    /** By offsets, since they come as an array. */
    static final class nvmlProcessInfo_v1_t {
        static final int SIZE = 16;
        static final int pid = 0;
        static final int usedGpuMemory = 8;

        private nvmlProcessInfo_v1_t() {}
    }

    /** By offsets, as above. */
    static final class nvmlProcessInfo_v2_t {
        static final int SIZE = 24;
        static final int pid = 0;
        static final int usedGpuMemory = 8;
        static final int gpuInstanceId = 16;
        static final int computeInstanceId = 20;

        private nvmlProcessInfo_v2_t() {}
    }

    /** By offsets, as above. */
    static final class nvmlProcessUtilizationSample_t {
        static final int SIZE = 32;
        static final int pid = 0;
        static final int timeStamp = 8;
        static final int smUtil = 16;
        static final int memUtil = 20;
        static final int encUtil = 24;
        static final int decUtil = 28;

        private nvmlProcessUtilizationSample_t() {}
    }

    /** By offsets: a {@link Structure} for each of some hundred values would cost more than the driver's answer. */
    static final class nvmlFieldValue_t {
        static final int SIZE = 40;
        static final int fieldId = 0;
        static final int scopeId = 4;
        static final int timestamp = 8;
        static final int latencyUsec = 16;
        static final int valueType = 24;
        static final int nvmlReturn = 28;
        static final int value = 32;

        private nvmlFieldValue_t() {}
    }

    /** By offsets, since its array has 333 elements. Their number grew without a new version: 98 in driver 520. */
    static final class nvmlGpmMetricsGet_t {
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
    static final class nvmlGpmMetric_t {
        static final int SIZE = 40;
        static final int metricId = 0;
        static final int nvmlReturn = 4;
        static final int value = 8;

        private nvmlGpmMetric_t() {}
    }
}
