package io.nvmlexporter.nvml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * How busy a process kept a GPU in the last {@link #WINDOW} ({@code nvmlProcessUtilizationSample_t}).
 *
 * @param pid as {@link RunningProcess} has it
 * @param timeMicros when it was busy last, since 1970 by the clock of the CPU
 * @param smPercent mean share of the time in which its kernels ran
 */
public record ProcessUtilization(long pid, long timeMicros, long smPercent) {
    /** The driver keeps 72 samples, of a sixth of a second or more, and gives means over those that are asked for. */
    public static final Duration WINDOW = Duration.ofSeconds(10);

    /** The time that begins the window which ends now, as {@link #timeMicros}. */
    public static long oldestMicros() {
        return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis() - WINDOW.toMillis());
    }

    /** Elements that the driver counts but has not filled have no process. */
    static List<ProcessUtilization> of(Answer answer) {
        List<ProcessUtilization> samples = new ArrayList<>();
        String function = Call.PROCESS_UTILIZATION.function();
        long count =
                OutOfRangeException.require(function, answer.number("processSamplesCount"), 0, RunningProcess.MOST);
        for (int i = 0; i < count; i++) {
            String sample = "utilization[" + i + "].";
            OptionalLong pid = answer.find(sample + "pid");
            OptionalLong time = answer.find(sample + "timeStamp");
            OptionalLong sm = answer.find(sample + "smUtil");
            if (pid.orElse(0) != 0 && time.isPresent() && sm.isPresent()) {
                samples.add(new ProcessUtilization(pid.getAsLong(), time.getAsLong(), sm.getAsLong()));
            }
        }
        return samples;
    }
}
