package io.nvmlexporter.field;

import static java.util.stream.Collectors.joining;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** NVML's answers about processes, as a capture has them. */
public final class ProcessAnswers {
    public static final String COMPUTE = "nvmlDeviceGetComputeRunningProcesses_v3";
    public static final String GRAPHICS = "nvmlDeviceGetGraphicsRunningProcesses_v3";
    public static final String MPS = "nvmlDeviceGetMPSComputeRunningProcesses_v3";
    public static final String UTILIZATION = "nvmlDeviceGetProcessUtilization";

    /** Of a process whose memory the driver does not know. */
    public static final long NOT_AVAILABLE = -1;

    private ProcessAnswers() {}

    /** @param pidsAndBytes the id of each process, and the bytes it has */
    public static String running(long... pidsAndBytes) {
        String infos = IntStream.range(0, pidsAndBytes.length / 2)
                .mapToObj(i ->
                        (" infos[%1$d].pid:%2$d infos[%1$d].usedGpuMemory:%3$s infos[%1$d].gpuInstanceId:4294967295"
                                        + " infos[%1$d].computeInstanceId:4294967295")
                                .formatted(i, pidsAndBytes[2 * i], Long.toUnsignedString(pidsAndBytes[2 * i + 1])))
                .collect(joining());
        return "infoCount:" + pidsAndBytes.length / 2 + infos;
    }

    /** @param pidsAndPercents the id of each process, and the share of its sample */
    public static String busyNow(long... pidsAndPercents) {
        String samples = IntStream.range(0, pidsAndPercents.length / 2)
                .mapToObj(i -> " " + sample(i, pidsAndPercents[2 * i], soonMicros(), pidsAndPercents[2 * i + 1]))
                .collect(joining());
        return "processSamplesCount:" + pidsAndPercents.length / 2 + samples;
    }

    static String sample(int index, long pid, long timeMicros, long smPercent) {
        return ("utilization[%1$d].pid:%2$d utilization[%1$d].timeStamp:%3$d utilization[%1$d].smUtil:%4$d"
                        + " utilization[%1$d].memUtil:1 utilization[%1$d].encUtil:2 utilization[%1$d].decUtil:3")
                .formatted(index, pid, timeMicros, smPercent);
    }

    /** A time that is not past yet when the answer is read, however slow the machine is. */
    static long soonMicros() {
        return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()) + TimeUnit.HOURS.toMicros(1);
    }
}
