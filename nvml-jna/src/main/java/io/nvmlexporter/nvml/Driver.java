package io.nvmlexporter.nvml;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What answers NVML's calls: the library of the machine's driver ({@link Nvml#open}), or a capture of one. {@link Nvml}
 * and {@link Device} are the API to read with; this is the seam below it, in C's words and with handles as plain
 * numbers.
 *
 * <p>Every method throws {@link NvmlException} with the code NVML gave; a symbol that the loaded library lacks costs
 * only its caller, as {@link NvmlReturn#FUNCTION_NOT_FOUND}. All methods may be called from any thread; a call may
 * block as long as the driver likes.
 */
public interface Driver extends AutoCloseable {
    /** Asks one getter. {@code handle} is ignored for {@link Call.Subject#SYSTEM}. */
    Answer ask(Call call, long handle, int... arguments);

    /** {@code nvmlDeviceGetHandleByIndex_v2}. Handles die with {@link #close} and when their GPU is lost. */
    long gpu(int index);

    /**
     * {@code nvmlDeviceGetMigDeviceHandleByIndex} (driver 470). {@code NOT_FOUND} where no MIG device has that index.
     */
    long migDevice(long gpu, int index);

    /**
     * {@code nvmlDeviceGetFieldValues}: many numbered values in one call, each with its own return code.
     *
     * @return one value for each request, in its order
     */
    List<FieldValue> fieldValues(long device, List<FieldRequest> requests);

    /**
     * {@code nvmlGpmSampleAlloc} and {@code nvmlGpmSampleGet}, or {@code nvmlGpmMigSampleGet} for a GPU instance
     * (driver 535; Hopper and newer). The sample holds native memory until it is closed.
     */
    GpmSample gpmSample(long gpu, OptionalInt gpuInstanceId);

    /**
     * {@code nvmlGpmMetricsGet}: metrics over the time between two samples of the same device, at least 100 ms apart.
     *
     * @return for each id the metric's own return code and value
     */
    Map<Integer, GpmMetric> gpmMetrics(GpmSample older, GpmSample newer, List<Integer> metricIds);

    /** {@code nvmlEventSetCreate}. */
    EventSet eventSet();

    /**
     * {@code nvmlSystemEventSetCreate} and {@code nvmlSystemRegisterEvents} (nvml.h 12.9, driver 590): what befalls the
     * node's GPUs as devices of the driver.
     *
     * @param types bits of {@code nvmlSystemEventType*}, as {@link SystemEvent} has them
     */
    SystemEventSet systemEventSet(long types);

    /**
     * {@code nvmlShutdown}: all handles, samples and event sets are dead after it. Does not wait for calls that are
     * under way in other threads; NVML is shut down when the last of them has ended.
     */
    @Override
    void close();

    /** A numbered value as the driver at hand numbers it. {@code scope} is a link, a threshold, …, as nvml.h says. */
    record FieldRequest(int id, int scope) {}

    /** A GPM sample of one device ({@code nvmlGpmSample_t}). For one thread at a time. */
    interface GpmSample extends AutoCloseable {
        /** {@code nvmlGpmSampleFree}. */
        @Override
        void close();
    }

    /** One metric's answer: a value only where the code is {@link NvmlReturn#SUCCESS}. */
    record GpmMetric(NvmlReturn code, double value) {}

    /** Where the driver's events arrive ({@code nvmlEventSet_t}). */
    interface EventSet extends AutoCloseable {
        /**
         * {@code nvmlDeviceRegisterEvents}. A refusal may leave the set in any state.
         *
         * @param types bits of {@code nvmlEventType*}; NVML refuses all where the GPU lacks one
         */
        void register(long gpu, long types);

        /** {@code nvmlEventSetWait_v2}; empty when the time was over before an event came. */
        Optional<Event> await(Duration timeout);

        /** {@code nvmlEventSetFree}. */
        @Override
        void close();
    }

    /**
     * One event ({@code nvmlEventData_t}).
     *
     * @param gpu the handle that was registered
     * @param type one bit of {@code nvmlEventType*}
     * @param data the XID of an event of {@link EventType#XID}, else 0
     * @param gpuInstanceId empty where the event is not one GPU instance's
     */
    record Event(long gpu, long type, long data, OptionalInt gpuInstanceId) {}

    /** Where the driver's events of the node arrive ({@code nvmlSystemEventSet_t}). */
    interface SystemEventSet extends AutoCloseable {
        /** {@code nvmlSystemEventSetWait}: all that have come; empty when the time was over before the first. */
        List<SystemEvent> await(Duration timeout);

        /** {@code nvmlSystemEventSetFree}. */
        @Override
        void close();
    }

    /**
     * One event of the node ({@code nvmlSystemEventData_v1_t}).
     *
     * @param type one bit of {@code nvmlSystemEventType*}
     * @param gpuId the driver's own number of the GPU, which is no index of NVML
     */
    record SystemEvent(long type, long gpuId) {
        /** {@code nvmlSystemEventTypeGpuDriverUnbind}: the driver lets go of a GPU. */
        public static final long UNBIND = 0x1;
        /** {@code nvmlSystemEventTypeGpuDriverBind}: the driver has taken a GPU. */
        public static final long BIND = 0x2;
    }
}
