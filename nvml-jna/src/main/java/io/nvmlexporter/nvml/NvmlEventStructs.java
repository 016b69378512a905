package io.nvmlexporter.nvml;

import static io.nvmlexporter.nvml.NvmlStructs.version;

import com.sun.jna.Pointer;
import com.sun.jna.Structure;

/** As {@link NvmlStructs}, those of events. */
final class NvmlEventStructs {
    private NvmlEventStructs() {}

    @Structure.FieldOrder({"device", "eventType", "eventData", "gpuInstanceId", "computeInstanceId"})
    public static class nvmlEventData_t extends Structure {
        public Pointer device;
        public long eventType;
        public long eventData;
        public int gpuInstanceId;
        public int computeInstanceId;
    }

    @Structure.FieldOrder({"version", "set"})
    public static class nvmlSystemEventSetCreateRequest_v1_t extends Structure {
        public int version = version(this, 1);
        public Pointer set;
    }

    @Structure.FieldOrder({"version", "set"})
    public static class nvmlSystemEventSetFreeRequest_v1_t extends Structure {
        public int version = version(this, 1);
        public Pointer set;
    }

    @Structure.FieldOrder({"version", "eventTypes", "set"})
    public static class nvmlSystemRegisterEventRequest_v1_t extends Structure {
        public int version = version(this, 1);
        public long eventTypes;
        public Pointer set;
    }

    @Structure.FieldOrder({"version", "timeoutms", "set", "data", "dataSize", "numEvent"})
    public static class nvmlSystemEventSetWaitRequest_v1_t extends Structure {
        public int version = version(this, 1);
        public int timeoutms;
        public Pointer set;
        /** To an array of {@link nvmlSystemEventData_v1_t}. */
        public Pointer data;

        public int dataSize;
        public int numEvent;
    }

    /** By offsets, since they come as an array. */
    static final class nvmlSystemEventData_v1_t {
        static final int SIZE = 16;
        static final int eventType = 0;
        static final int gpuId = 8;

        private nvmlSystemEventData_v1_t() {}
    }
}
