package io.nvmlexporter.simulation;

import io.nvmlexporter.nvml.Answer;
import io.nvmlexporter.nvml.Call;
import io.nvmlexporter.nvml.Driver;
import io.nvmlexporter.nvml.FieldValue;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/** A driver that answers as a capture says, always the same; what the capture has happen comes at its time. */
final class CapturedDriver implements Driver {
    private final Capture capture;
    private final LongSupplier nanoseconds;
    private volatile boolean open = true;

    /** @param nanoseconds since the capture's moment, never falling */
    CapturedDriver(Capture capture, LongSupplier nanoseconds) {
        this.capture = capture;
        this.nanoseconds = nanoseconds;
    }

    @Override
    public Answer ask(Call call, long handle, int... arguments) {
        Subject subject = call.subject() == Call.Subject.SYSTEM ? Subject.SYSTEM : subject(handle);
        String asked = call.describe(arguments);
        requireOpen(asked);
        if (call == Call.P2P_STATUS && !lists(arguments[0])) {
            throw new NvmlException(asked, NvmlReturn.INVALID_ARGUMENT);
        }
        if (call == Call.SUPPORTED_EVENT_TYPES) {
            return Answer.of(capture.supportedEvents(gpuIndex(handle)));
        }
        Reply reply = capture.reply(subject, asked);
        if (reply.code() != NvmlReturn.SUCCESS) {
            throw new NvmlException(asked, reply.code());
        }
        return Answer.of(reply.values());
    }

    @Override
    public long gpu(int index) {
        requireOpen("nvmlDeviceGetHandleByIndex_v2");
        if (!lists(index)) {
            throw new NvmlException("nvmlDeviceGetHandleByIndex_v2(" + index + ")", NvmlReturn.INVALID_ARGUMENT);
        }
        return handle(new Subject.Gpu(index));
    }

    private boolean lists(int gpu) {
        return gpu < capture.gpuCount() && capture.has(new Subject.Gpu(gpu));
    }

    @Override
    public long migDevice(long gpu, int index) {
        requireOpen("nvmlDeviceGetMigDeviceHandleByIndex");
        Subject subject = new Subject.Mig(gpuIndex(gpu), index);
        if (!capture.has(subject)) {
            throw new NvmlException("nvmlDeviceGetMigDeviceHandleByIndex(" + index + ")", NvmlReturn.NOT_FOUND);
        }
        return handle(subject);
    }

    @Override
    public List<FieldValue> fieldValues(long device, List<FieldRequest> requests) {
        requireOpen(CaptureParser.FIELD_VALUES);
        return requests.stream()
                .map(request -> fieldValue(subject(device), request))
                .toList();
    }

    private FieldValue fieldValue(Subject subject, FieldRequest request) {
        Reply reply = capture.reply(
                subject,
                CaptureParser.FIELD_VALUES + "(" + request.id() + "," + Integer.toUnsignedLong(request.scope()) + ")");
        if (reply.code() != NvmlReturn.SUCCESS) {
            return FieldValue.refused(reply.code());
        }
        Map.Entry<String, Object> value = reply.values().entrySet().iterator().next();
        FieldValue.Type type = FieldValue.Type.valueOf(value.getKey().toUpperCase(Locale.ROOT));
        Number number = (Number) value.getValue();
        return FieldValue.of(
                type,
                type == FieldValue.Type.F64 ? Double.doubleToRawLongBits(number.doubleValue()) : number.longValue());
    }

    @Override
    public GpmSample gpmSample(long gpu, OptionalInt gpuInstanceId) {
        if (ask(Call.GPM_QUERY_DEVICE_SUPPORT, gpu).number() == 0) {
            throw new NvmlException("nvmlGpmSampleGet", NvmlReturn.NOT_SUPPORTED);
        }
        return new CapturedSample(gpuInstanceId.isPresent() ? instance(gpu, gpuInstanceId.getAsInt()) : subject(gpu));
    }

    /** The first MIG device of that GPU instance, which stands for the instance. */
    private Subject instance(long gpu, int gpuInstanceId) {
        return capture.migDevices(gpuIndex(gpu)).stream()
                .filter(device -> capture.gpuInstanceId(device).equals(OptionalInt.of(gpuInstanceId)))
                .findFirst()
                .orElseThrow(() ->
                        new NvmlException("nvmlGpmMigSampleGet(" + gpuInstanceId + ")", NvmlReturn.INVALID_ARGUMENT));
    }

    @Override
    public Map<Integer, GpmMetric> gpmMetrics(GpmSample older, GpmSample newer, List<Integer> metricIds) {
        requireOpen(CaptureParser.GPM_METRIC);
        if (!(older instanceof CapturedSample from) || !from.equals(newer)) {
            throw new NvmlException(CaptureParser.GPM_METRIC, NvmlReturn.INVALID_ARGUMENT);
        }
        Map<Integer, GpmMetric> metrics = new LinkedHashMap<>();
        for (int id : metricIds) {
            Reply reply = capture.reply(from.subject(), CaptureParser.GPM_METRIC + "(" + id + ")");
            boolean given = reply.code() == NvmlReturn.SUCCESS;
            double value = given ? ((Number) reply.values().get("")).doubleValue() : Double.NaN;
            metrics.put(id, new GpmMetric(reply.code(), value));
        }
        return metrics;
    }

    @Override
    public EventSet eventSet() {
        requireOpen("nvmlEventSetCreate");
        return new PlayedEvents(capture, nanoseconds);
    }

    @Override
    public SystemEventSet systemEventSet(long types) {
        requireOpen("nvmlSystemEventSetCreate");
        return PlayedSystemEvents.of(capture, types, nanoseconds);
    }

    @Override
    public void close() {
        open = false;
    }

    private void requireOpen(String call) {
        if (!open) {
            throw new NvmlException(call, NvmlReturn.UNINITIALIZED);
        }
    }

    /** A handle is the GPU's index plus one; a MIG device's has its own index plus one in the upper half. */
    private static long handle(Subject subject) {
        if (subject instanceof Subject.Mig mig) {
            return (mig.index() + 1L) << 32 | (mig.gpu() + 1L);
        }
        return ((Subject.Gpu) subject).index() + 1L;
    }

    static Subject subject(long handle) {
        int mig = (int) (handle >>> 32) - 1;
        return mig < 0 ? new Subject.Gpu(gpuIndex(handle)) : new Subject.Mig(gpuIndex(handle), mig);
    }

    private static int gpuIndex(long handle) {
        return (int) handle - 1;
    }

    /** A capture has one moment, so a sample needs to know only whose it is. */
    record CapturedSample(Subject subject) implements GpmSample {
        @Override
        public void close() {
            // There is no native memory behind it.
        }
    }

    /** The events that the capture holds of the GPUs that are registered. */
    private static final class PlayedEvents implements EventSet {
        private final Capture capture;
        private final Timeline<Event> timeline;

        PlayedEvents(Capture capture, LongSupplier nanoseconds) {
            this.capture = capture;
            this.timeline = new Timeline<>(nanoseconds);
        }

        @Override
        public void register(long gpu, long types) {
            if ((types & ~capture.supportedEvents(gpuIndex(gpu))) != 0) {
                throw new NvmlException("nvmlDeviceRegisterEvents", NvmlReturn.NOT_SUPPORTED);
            }
            timeline.listenFor(capture.events(new Subject.Gpu(gpuIndex(gpu)), CaptureParser.EVENT).stream()
                    .map(due -> new Timeline.Due<>(due.at(), event(gpu, due.event())))
                    .filter(due -> (due.event().type() & types) != 0)
                    .toList());
        }

        private static Event event(long gpu, Reply reply) {
            OptionalInt instance = reply.values().get("gpuInstanceId") instanceof Long id
                    ? OptionalInt.of(id.intValue())
                    : OptionalInt.empty();
            return new Event(gpu, reply.number("eventType"), reply.number("eventData"), instance);
        }

        @Override
        public Optional<Event> await(Duration timeout) {
            return timeline.await(timeout);
        }

        @Override
        public void close() {
            timeline.close();
        }
    }

    /** The events that the capture holds of the node. */
    private record PlayedSystemEvents(Timeline<SystemEvent> timeline) implements SystemEventSet {
        static PlayedSystemEvents of(Capture capture, long types, LongSupplier nanoseconds) {
            Timeline<SystemEvent> timeline = new Timeline<>(nanoseconds);
            timeline.listenFor(capture.events(Subject.SYSTEM, CaptureParser.SYSTEM_EVENT).stream()
                    .map(due -> new Timeline.Due<>(
                            due.at(),
                            new SystemEvent(
                                    due.event().number("eventType"), due.event().number("gpuId"))))
                    .filter(due -> (due.event().type() & types) != 0)
                    .toList());
            return new PlayedSystemEvents(timeline);
        }

        @Override
        public List<SystemEvent> await(Duration timeout) {
            return timeline.awaitAll(timeout);
        }

        @Override
        public void close() {
            timeline.close();
        }
    }
}
