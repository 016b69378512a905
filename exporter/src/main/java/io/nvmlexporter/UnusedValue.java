package io.nvmlexporter;

import io.nvmlexporter.collect.DeviceSelection;
import io.nvmlexporter.config.GoDuration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The values of flags that are accepted and do nothing here. A mistake in one costs nothing, but whoever made it should
 * hear of it: where dcgm-exporter does not start with such a value this does not either, and where it starts, one line
 * says what is wrong.
 */
final class UnusedValue {
    private static final List<String> DCGM_LOG_LEVELS =
            List.of("NONE", "FATAL", "ERROR", "WARN", "INFO", "DEBUG", "VERB");
    private static final List<String> GPU_ID_TYPES = List.of("uid", "device-name");

    private UnusedValue() {}

    /** Refuses what dcgm-exporter refuses at its start. */
    static void refuse(Flags flags) throws UsageException {
        String level = flags.text(Flag.DCGM_LOG_LEVEL);
        if (!DCGM_LOG_LEVELS.contains(level)) {
            throw flags.wrong(Flag.DCGM_LOG_LEVEL, "write one of " + String.join(", ", DCGM_LOG_LEVELS));
        }
        for (Flag selection : List.of(Flag.CPU_DEVICES, Flag.SWITCH_DEVICES)) {
            try {
                DeviceSelection.parse(flags.text(selection));
            } catch (IllegalArgumentException e) {
                throw flags.wrong(selection, e.getMessage());
            }
        }
    }

    /** A line for each value with which dcgm-exporter starts, although there is something wrong with it. */
    static List<String> warnings(Flags flags) {
        return Arrays.stream(Flag.values())
                .flatMap(
                        flag -> problem(flags, flag)
                                .map(problem -> flags.asGiven(flag) + ": " + problem + "; here " + flag.instead())
                                .stream())
                .toList();
    }

    /** What is wrong with the value, and what dcgm-exporter makes of it. */
    static Optional<String> problem(Flags flags, Flag flag) {
        String text = flags.text(flag);
        return switch (flag) {
            case KUBERNETES_GPU_ID_TYPE ->
                unless(
                        GPU_ID_TYPES.contains(text),
                        "it is none of " + String.join(", ", GPU_ID_TYPES) + ", and dcgm-exporter would answer 500");
            case GPU_BIND_UNBIND_POLL_INTERVAL ->
                unless(
                        GoDuration.parse(text).isPresent(),
                        "it is no length of time such as 1s, and dcgm-exporter would take 1s");
            default -> Optional.empty();
        };
    }

    private static Optional<String> unless(boolean right, String problem) {
        return right ? Optional.empty() : Optional.of(problem);
    }
}
