package io.nvmlexporter.nvml;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * How busy a process kept a GPU at one time ({@code nvmlProcessUtilizationSample_t}).
 *
 * @param pid as {@link RunningProcess} has it
 * @param timeMicros since 1970, by the clock of the CPU
 * @param smPercent share of the sample period in which its kernels ran
 */
public record ProcessUtilization(long pid, long timeMicros, long smPercent) {
    /** Elements that the driver counts but has not filled have no process. */
    static List<ProcessUtilization> of(Answer answer) {
        List<ProcessUtilization> samples = new ArrayList<>();
        for (int i = 0; i < answer.number("processSamplesCount"); i++) {
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
