package io.nvmlexporter.nvml;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import io.nvmlexporter.nvml.NvmlStructs.nvmlProcessInfo_v1_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlProcessInfo_v2_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlProcessUtilizationSample_t;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Getters that list processes into room which the caller brings.
 *
 * @param asked the call, for people
 */
record ProcessLists(LoadedLibrary library, String asked) {
    /** Room for processes that start between two calls. */
    private static final int MORE = 16;
    /** A list may outgrow its room so often before it is given up. */
    private static final int MOST_CALLS = 5;

    @FunctionalInterface
    interface Filling {
        int fill(NvmlLibrary nvml, IntByReference count, Pointer out);
    }

    @FunctionalInterface
    private interface Element {
        void addTo(Map<String, Object> members, String name, Pointer element);
    }

    /** Elements without instances, as the oldest functions have them. */
    Answer runningV1(Filling function) {
        return list("infoCount", "infos", nvmlProcessInfo_v1_t.SIZE, ProcessLists::infoV1, function);
    }

    Answer running(Filling function) {
        return list("infoCount", "infos", nvmlProcessInfo_v2_t.SIZE, ProcessLists::info, function);
    }

    Answer utilization(Filling function) {
        int size = nvmlProcessUtilizationSample_t.SIZE;
        return list("processSamplesCount", "utilization", size, ProcessLists::sample, function);
    }

    /**
     * NVML tells how many there are where there is no room for all, which not every function calls a refusal if it was
     * asked for the number alone; and there may be more of them at the next call.
     */
    private Answer list(String counted, String array, int size, Element element, Filling function) {
        int room = 0;
        int calls = 0;
        NvmlReturn code;
        do {
            IntByReference count = new IntByReference(room);
            Memory out = room == 0 ? null : new Memory((long) room * size);
            code = library.call(nvml -> function.fill(nvml, count, out));
            if (code == NvmlReturn.SUCCESS && (out != null || count.getValue() == 0)) {
                long filled = Math.min(room, Integer.toUnsignedLong(count.getValue()));
                Map<String, Object> members = new LinkedHashMap<>();
                members.put(counted, filled);
                for (int i = 0; i < filled; i++) {
                    element.addTo(members, array + "[" + i + "].", out.share((long) i * size));
                }
                return Answer.of(members);
            }
            room = count.getValue() + MORE;
            calls++;
        } while (calls < MOST_CALLS && (code == NvmlReturn.INSUFFICIENT_SIZE || code == NvmlReturn.SUCCESS));
        throw new NvmlException(asked, code);
    }

    private static void infoV1(Map<String, Object> members, String name, Pointer info) {
        members.put(name + "pid", unsigned(info, nvmlProcessInfo_v1_t.pid));
        members.put(name + "usedGpuMemory", info.getLong(nvmlProcessInfo_v1_t.usedGpuMemory));
    }

    private static void info(Map<String, Object> members, String name, Pointer info) {
        members.put(name + "pid", unsigned(info, nvmlProcessInfo_v2_t.pid));
        members.put(name + "usedGpuMemory", info.getLong(nvmlProcessInfo_v2_t.usedGpuMemory));
        members.put(name + "gpuInstanceId", unsigned(info, nvmlProcessInfo_v2_t.gpuInstanceId));
        members.put(name + "computeInstanceId", unsigned(info, nvmlProcessInfo_v2_t.computeInstanceId));
    }

    private static void sample(Map<String, Object> members, String name, Pointer sample) {
        members.put(name + "pid", unsigned(sample, nvmlProcessUtilizationSample_t.pid));
        members.put(name + "timeStamp", sample.getLong(nvmlProcessUtilizationSample_t.timeStamp));
        members.put(name + "smUtil", unsigned(sample, nvmlProcessUtilizationSample_t.smUtil));
        members.put(name + "memUtil", unsigned(sample, nvmlProcessUtilizationSample_t.memUtil));
        members.put(name + "encUtil", unsigned(sample, nvmlProcessUtilizationSample_t.encUtil));
        members.put(name + "decUtil", unsigned(sample, nvmlProcessUtilizationSample_t.decUtil));
    }

    private static long unsigned(Pointer struct, int offset) {
        return Integer.toUnsignedLong(struct.getInt(offset));
    }
}
