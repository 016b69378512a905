package io.nvmlexporter.nvml;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A process that has a context on a GPU ({@code nvmlProcessInfo_t}).
 *
 * @param pid in the namespace of the host, whatever container asks
 * @param usedGpuMemory in bytes; empty where the driver does not know
 * @param gpuInstanceId empty without MIG
 * @param computeInstanceId empty without MIG
 */
public record RunningProcess(
        long pid, OptionalLong usedGpuMemory, OptionalInt gpuInstanceId, OptionalInt computeInstanceId) {
    /** {@code NVML_VALUE_NOT_AVAILABLE}, of 64 bits. */
    private static final long NOT_AVAILABLE = -1;
    /** Process ids there can be on Linux, {@code PID_MAX_LIMIT}. */
    static final long MOST = 1 << 22;

    /** All ones, of 32 bits. */
    private static final long NO_INSTANCE = 0xFFFF_FFFFL;

    /** @param asked the call, for people */
    static List<RunningProcess> of(String asked, Answer answer) {
        List<RunningProcess> processes = new ArrayList<>();
        long count = OutOfRangeException.require(asked, answer.number("infoCount"), 0, MOST);
        for (int i = 0; i < count; i++) {
            String info = "infos[" + i + "].";
            OptionalLong pid = answer.find(info + "pid");
            if (pid.isPresent()) {
                long memory = answer.find(info + "usedGpuMemory").orElse(NOT_AVAILABLE);
                processes.add(new RunningProcess(
                        pid.getAsLong(),
                        memory == NOT_AVAILABLE ? OptionalLong.empty() : OptionalLong.of(memory),
                        instance(answer, info + "gpuInstanceId"),
                        instance(answer, info + "computeInstanceId")));
            }
        }
        return processes;
    }

    private static OptionalInt instance(Answer answer, String member) {
        long id = answer.find(member).orElse(NO_INSTANCE);
        return id == NO_INSTANCE ? OptionalInt.empty() : OptionalInt.of((int) id);
    }
}
