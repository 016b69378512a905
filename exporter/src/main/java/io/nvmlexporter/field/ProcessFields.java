package io.nvmlexporter.field;

import static io.nvmlexporter.field.CleanMetric.gauge;
import static io.nvmlexporter.field.Field.row;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.RunningProcess;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Processes: the one that reads, and those on the GPU, which are structures in DCGM. */
final class ProcessFields {
    /** So that a crowd of short-lived processes is not a crowd of series. */
    private static final int MOST = 256;

    static final Function<Device, List<RunningProcess>> GRAPHICS = Device::graphicsProcesses;
    static final Function<Device, List<RunningProcess>> COMPUTE = Device::computeProcesses;
    static final Function<Device, List<RunningProcess>> MPS = Device::mpsComputeProcesses;

    static final List<Field> ROWS = List.of(
            row(
                    3,
                    "DCGM_FI_PROCESS_NAME",
                    Field.Type.TEXT,
                    "",
                    Scope.NODE,
                    Read.nodeText(node -> node.processName().orRefuse("nvmlSystemGetProcessName"))),
            lists(220, "DCGM_FI_DEV_GRAPHICS_PIDS", GRAPHICS)
                    .and(count(GRAPHICS, "graphics"))
                    .and(memory(GRAPHICS, "graphics")),
            lists(221, "DCGM_FI_DEV_COMPUTE_PIDS", COMPUTE)
                    .and(count(COMPUTE, "compute"))
                    .and(count(MPS, "mps"))
                    .and(memory(COMPUTE, "compute"))
                    .and(memory(MPS, "mps")));

    private ProcessFields() {}

    private static Field lists(int id, String name, Function<Device, List<RunningProcess>> list) {
        return row(id, name, Field.Type.STRUCT, "", Scope.INSTANCE, number(list));
    }

    private static Read number(Function<Device, List<RunningProcess>> list) {
        return Read.of(readings -> new Value.Int(readings.onceOfAll(list).size()));
    }

    private static CleanMetric count(Function<Device, List<RunningProcess>> list, String type) {
        return gauge(
                        "nvml_processes",
                        "Processes with a context on the GPU, by its type: compute, graphics, or mps for clients of MPS.",
                        Scope.INSTANCE,
                        number(list))
                .of("type", type);
    }

    private static CleanMetric memory(Function<Device, List<RunningProcess>> list, String type) {
        return gauge(
                        "nvml_process_memory_used_bytes",
                        "Memory of each process, where the driver knows it; of the " + MOST + " that have most.",
                        Scope.INSTANCE,
                        Read.of(readings -> new Value.Samples(memory(readings.onceOfAll(list)))))
                .of("type", type);
    }

    /** A process with contexts on several MIG devices is told of several times. */
    private static List<Value.Sample> memory(List<RunningProcess> processes) {
        Map<Long, Long> used = new TreeMap<>();
        processes.forEach(process -> process.usedGpuMemory()
                .ifPresent(bytes -> used.merge(process.pid(), Range.MEMORY_BYTES.require(bytes), Long::sum)));
        return used.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(MOST)
                .map(process -> new Value.Sample(Map.of("pid", Long.toString(process.getKey())), process.getValue()))
                .toList();
    }
}
