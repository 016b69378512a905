package io.nvmlexporter.simulation;

import io.nvmlexporter.nvml.Answer;
import io.nvmlexporter.nvml.Call;
import io.nvmlexporter.nvml.Driver;
import io.nvmlexporter.nvml.FieldValue;
import io.nvmlexporter.nvml.NvmlReturn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A capture come to life: what the captured driver answers, moved on from the capture's moment by the {@link Motion} of
 * each GPU. Refusals, and all that does not depend on load, stay as they are.
 */
final class MovingDriver implements Driver {
    private final CapturedDriver captured;
    private final LongSupplier nanoseconds;
    private final List<Motion> motions = new ArrayList<>();

    /**
     * @param driverBranch of the captured driver, which says what its numbered values mean
     * @param seed the same seed gives the same course of every value
     * @param nanoseconds since the capture's moment, never falling
     */
    MovingDriver(Capture capture, int driverBranch, long seed, LongSupplier nanoseconds) {
        this.captured = new CapturedDriver(capture, nanoseconds);
        this.nanoseconds = nanoseconds;
        // Random's first numbers are much alike for seeds that are near one another.
        Random seeds = new Random(seed);
        for (int i = 0; i < capture.gpuCount(); i++) {
            motions.add(new Motion(capture, i, driverBranch, seeds.nextLong()));
        }
    }

    @Override
    public Answer ask(Call call, long handle, int... arguments) {
        Answer answer = captured.ask(call, handle, arguments);
        if (call.subject() == Call.Subject.SYSTEM) {
            return answer;
        }
        Subject subject = CapturedDriver.subject(handle);
        return moving(subject, motion -> motion.move(subject, call, arguments, answer));
    }

    @Override
    public long gpu(int index) {
        return captured.gpu(index);
    }

    @Override
    public long migDevice(long gpu, int index) {
        return captured.migDevice(gpu, index);
    }

    @Override
    public List<FieldValue> fieldValues(long device, List<FieldRequest> requests) {
        List<FieldValue> values = captured.fieldValues(device, requests);
        return moving(CapturedDriver.subject(device), motion -> {
            List<FieldValue> moved = new ArrayList<>(values);
            for (int i = 0; i < moved.size(); i++) {
                if (moved.get(i).code() == NvmlReturn.SUCCESS) {
                    FieldRequest request = requests.get(i);
                    moved.set(i, motion.move(request.id(), request.scope(), moved.get(i)));
                }
            }
            return moved;
        });
    }

    @Override
    public GpmSample gpmSample(long gpu, OptionalInt gpuInstanceId) {
        return captured.gpmSample(gpu, gpuInstanceId);
    }

    @Override
    public Map<Integer, GpmMetric> gpmMetrics(GpmSample older, GpmSample newer, List<Integer> metricIds) {
        Map<Integer, GpmMetric> metrics = new LinkedHashMap<>(captured.gpmMetrics(older, newer, metricIds));
        Subject subject = ((CapturedDriver.CapturedSample) newer).subject();
        return moving(subject, motion -> {
            metrics.replaceAll((id, metric) -> metric.code() == NvmlReturn.SUCCESS
                    ? new GpmMetric(metric.code(), motion.moveGpm(subject, id, metric.value()))
                    : metric);
            return metrics;
        });
    }

    @Override
    public EventSet eventSet() {
        return captured.eventSet();
    }

    @Override
    public SystemEventSet systemEventSet(long types) {
        return captured.systemEventSet(types);
    }

    @Override
    public void close() {
        captured.close();
    }

    private <T> T moving(Subject subject, Function<Motion, T> question) {
        Motion motion = motions.get(subject instanceof Subject.Mig mig ? mig.gpu() : ((Subject.Gpu) subject).index());
        synchronized (motion) {
            motion.advanceTo(nanoseconds.getAsLong());
            return question.apply(motion);
        }
    }
}
