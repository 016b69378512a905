package io.nvmlexporter.field;

import static java.util.stream.Collectors.joining;

import io.nvmlexporter.field.Readings.Batch;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.FieldId;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.simulation.Capture;
import io.nvmlexporter.simulation.CaptureException;
import io.nvmlexporter.simulation.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntPredicate;

/** A GPU whose answers a test gives, poll by poll, and what the reads keep from one to the next. */
final class OneGpu {
    private static final Duration WINDOW = Duration.ofSeconds(1);

    private final History history = new History(WINDOW);
    private final int gpus;
    private final List<FieldId> asked;
    private XidReport xids = XidReport.NOTHING;
    private IntPredicate answering = gpu -> true;

    /**
     * @param gpus of the node; this is the first
     * @param asked by number, at each poll
     */
    OneGpu(int gpus, List<FieldId> asked) {
        this.gpus = gpus;
        this.asked = asked;
    }

    void xids(XidReport report) {
        xids = report;
    }

    void answering(IntPredicate gpus) {
        answering = gpus;
    }

    void interrupt() {
        history.interrupt();
    }

    /** Polls the GPU with these answers; what is read is what they are to that poll. */
    Readings poll(long millis, Map<String, String> answers) {
        Device device = device(answers).gpu(0);
        Batch batch = new Batch(millis * 1_000_000, asked.isEmpty() ? Map.of() : device.fieldValues(asked), Map.of());
        return poll(batch, device);
    }

    private Readings poll(Batch batch, Device device) {
        Node node = new Node("580.105.08", "13.580.105.08", gpus, OptionalLong.empty(), Told.nothing(), Told.nothing());
        return new Readings(node, List.of(device), batch, history, xids, answering);
    }

    /** Ends a poll. */
    void keep(long millis, Map<String, String> answers) {
        Device device = device(answers).gpu(0);
        history.keep(new Batch(millis * 1_000_000, asked.isEmpty() ? Map.of() : device.fieldValues(asked), Map.of()));
    }

    private Nvml device(Map<String, String> answers) {
        String gpu = answers.entrySet().stream()
                .map(answer -> answer.getKey() + " = " + answer.getValue() + "\n")
                .collect(joining());
        StringBuilder others = new StringBuilder();
        for (int i = 1; i < gpus; i++) {
            others.append("[gpu ")
                    .append(i)
                    .append("]\nnvmlDeviceGetUUID = \"GPU-")
                    .append(i)
                    .append("\"\n");
        }
        String head = """
                # nvml-exporter capture 1
                [system]
                nvmlSystemGetDriverVersion = "580.105.08"
                nvmlDeviceGetCount_v2 = %d
                [gpu 0]
                """.formatted(gpus);
        try {
            return Simulation.still(Capture.parse("test", head + gpu + others));
        } catch (CaptureException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
