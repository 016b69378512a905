package io.nvmlexporter.field;

import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import io.nvmlexporter.nvml.ProcessUtilization;
import io.nvmlexporter.nvml.RunningProcess;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What NVML tells of each process on a device, so that a value of the device can be shared out among those that have
 * the device together.
 */
public enum ProcessUse {
    /** In bytes: of processes with a context of any type, each once. A MIG instance's are those on all of its parts. */
    MEMORY(1, "nvml_pod_memory_used_bytes", "Memory of a pod's processes on the GPU or MIG instance.") {
        @Override
        public Map<Long, Long> byPid(Readings readings) {
            Map<Long, Long> used = new TreeMap<>();
            for (Function<Device, List<RunningProcess>> list : LISTS) {
                Map<Long, Long> listed = new TreeMap<>();
                onAll(list, readings).forEach(process -> listed.merge(process.pid(), bytes(process), Long::sum));
                // A process with contexts of two types is on two lists, with all its memory on each.
                listed.forEach(used::putIfAbsent);
            }
            return used;
        }
    },
    /** In percent of the last {@link ProcessUtilization#WINDOW}. Not while MIG is on. */
    SM_UTILIZATION(
            100,
            "nvml_pod_sm_utilization_ratio",
            "Share of the last ten seconds in which kernels of a pod's processes ran; not while MIG is on.") {
        @Override
        public Map<Long, Long> byPid(Readings readings) {
            long oldest = ProcessUtilization.oldestMicros();
            Map<Long, ProcessUtilization> latest = new TreeMap<>();
            for (ProcessUtilization sample : readings.device().processUtilization()) {
                if (sample.timeMicros() >= oldest) {
                    latest.merge(sample.pid(), sample, (a, b) -> b.timeMicros() >= a.timeMicros() ? b : a);
                }
            }
            Map<Long, Long> percent = new TreeMap<>();
            latest.forEach((pid, sample) -> percent.put(pid, Range.PERCENT.require(sample.smPercent())));
            return percent;
        }
    };

    private static final List<Function<Device, List<RunningProcess>>> LISTS =
            List.of(ProcessFields.COMPUTE, ProcessFields.GRAPHICS, ProcessFields.MPS);

    private static final long MIB = 1 << 20;

    private final double baseUnit;
    private final String cleanName;
    private final String help;

    ProcessUse(double baseUnit, String cleanName, String help) {
        this.baseUnit = baseUnit;
        this.cleanName = cleanName;
        this.help = help;
    }

    /**
     * What each process uses, by its process id; one that uses nothing may be left out.
     *
     * @throws NvmlException where NVML refused, or does not know it of some process
     * @throws io.nvmlexporter.nvml.OutOfRangeException where what it gave cannot be true
     */
    public abstract Map<Long, Long> byPid(Readings readings);

    /** As dcgm-exporter adds it up, in the unit of the field: the whole units of each process. */
    public Value in(Field field, List<Long> amounts) {
        return switch (field.unit()) {
            case "MiB" ->
                new Value.Int(amounts.stream().mapToLong(amount -> amount / MIB).sum());
            case "ratio" -> new Value.Real(inBaseUnit(amounts));
            default -> new Value.Int(amounts.stream().mapToLong(Long::longValue).sum());
        };
    }

    public double inBaseUnit(List<Long> amounts) {
        return amounts.stream().mapToLong(Long::longValue).sum() / baseUnit;
    }

    /** Of the gauge that has it by pod, by Prometheus' own rules. */
    public String cleanName() {
        return cleanName;
    }

    /** Of that gauge; one sentence. */
    public String help() {
        return help;
    }

    /**
     * The ids of the processes that run on the devices now.
     *
     * @throws NvmlException where NVML refused
     */
    public static Set<Long> running(List<Device> devices) {
        Set<Long> pids = new TreeSet<>();
        for (Device device : devices) {
            LISTS.forEach(list -> listed(list, () -> list.apply(device)).forEach(process -> pids.add(process.pid())));
        }
        return pids;
    }

    private static List<RunningProcess> onAll(Function<Device, List<RunningProcess>> list, Readings readings) {
        return listed(list, () -> readings.onceOfAll(list));
    }

    /** A device that has no graphics, or knows no MPS, has no processes of that type. */
    private static List<RunningProcess> listed(
            Function<Device, List<RunningProcess>> list, Supplier<List<RunningProcess>> asked) {
        try {
            return asked.get();
        } catch (NvmlException e) {
            if (!list.equals(ProcessFields.COMPUTE) && e.code() == NvmlReturn.NOT_SUPPORTED) {
                return List.of();
            }
            throw e;
        }
    }

    private static long bytes(RunningProcess process) {
        long bytes = process.usedGpuMemory()
                .orElseThrow(() -> new NvmlException("usedGpuMemory of process " + process.pid(), NvmlReturn.NO_DATA));
        return Range.MEMORY_BYTES.require(bytes);
    }
}
