package io.nvmlexporter.field;

import io.nvmlexporter.field.Readings.Batch;
import io.nvmlexporter.nvml.Answer;
import io.nvmlexporter.nvml.Call;
import io.nvmlexporter.nvml.Driver;
import io.nvmlexporter.nvml.FieldId;
import io.nvmlexporter.nvml.FieldValue;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Which of NVML's calls a read makes: found by making it of a driver that has none of them. */
public final class ReadCalls implements Driver {
    private static final Node NODE = new Node("0", "0", 2, OptionalLong.of(0), Told.nothing(), Told.nothing());

    private final Set<String> asked = new LinkedHashSet<>();

    private ReadCalls() {}

    /** The calls in their order, what stands in for one that an old driver lacks after it. */
    public static List<String> of(Read read) {
        List<String> calls = new ArrayList<>();
        read.numbered().stream().map(FieldId::field).distinct().forEach(field -> calls.add(field.name()));
        read.gpmMetrics().forEach(metric -> calls.add("nvmlGpmMetricsGet(" + metric + ")"));
        ReadCalls driver = new ReadCalls();
        try (Nvml nvml = Nvml.over(driver)) {
            driver.asked.clear();
            Batch nothing = new Batch(0, Map.of(), Map.of());
            Readings readings = new Readings(
                    NODE,
                    List.of(nvml.gpu(0)),
                    nothing,
                    new History(Duration.ofMinutes(1)),
                    XidReport.NOTHING,
                    gpu -> true);
            Value unused = read.value().apply(readings);
        } catch (NvmlException e) {
            if (calls.isEmpty() && driver.asked.isEmpty()) {
                calls.add(e.function());
            }
        }
        calls.addAll(driver.asked);
        return calls;
    }

    @Override
    public Answer ask(Call call, long handle, int... arguments) {
        asked.add(call.function());
        return switch (call) {
            case SYSTEM_DRIVER_VERSION -> Answer.of("0");
            // Whoever looks for the other GPUs has to know which it is itself.
            case INDEX -> Answer.of(0);
            default -> throw new NvmlException(call.function(), NvmlReturn.FUNCTION_NOT_FOUND);
        };
    }

    @Override
    public long gpu(int index) {
        return index;
    }

    @Override
    public long migDevice(long gpu, int index) {
        throw refusal();
    }

    @Override
    public List<FieldValue> fieldValues(long device, List<FieldRequest> requests) {
        throw refusal();
    }

    @Override
    public GpmSample gpmSample(long gpu, OptionalInt gpuInstanceId) {
        throw refusal();
    }

    @Override
    public Map<Integer, GpmMetric> gpmMetrics(GpmSample older, GpmSample newer, List<Integer> metricIds) {
        throw refusal();
    }

    @Override
    public EventSet eventSet() {
        throw refusal();
    }

    @Override
    public SystemEventSet systemEventSet(long types) {
        throw refusal();
    }

    @Override
    public void close() {
        // It holds nothing.
    }

    private static NvmlException refusal() {
        return new NvmlException("", NvmlReturn.FUNCTION_NOT_FOUND);
    }
}
