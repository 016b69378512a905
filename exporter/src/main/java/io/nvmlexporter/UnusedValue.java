package io.nvmlexporter;

import io.nvmlexporter.collect.DeviceSelection;
import java.util.List;
import java.util.Optional;

/**
 * The values of flags that are accepted and do nothing here. A mistake in one is none of ours, but whoever made it
 * should hear of it: where dcgm-exporter does not start with such a value this does not either, and where it starts,
 * the notice about the flag says what is wrong.
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

    /** What is wrong with a value with which dcgm-exporter starts all the same. */
    static Optional<String> problem(Flags flags, Flag flag) {
        String text = flags.text(flag);
        return switch (flag) {
            case KUBERNETES_GPU_ID_TYPE ->
                GPU_ID_TYPES.contains(text)
                        ? Optional.empty()
                        : Optional.of("is none of " + String.join(", ", GPU_ID_TYPES)
                                + ", with which dcgm-exporter answers 500");
            case GPU_BIND_UNBIND_POLL_INTERVAL ->
                GoDuration.parse(text).isPresent()
                        ? Optional.empty()
                        : Optional.of("is no duration such as 1s, which dcgm-exporter takes for 1s");
            default -> Optional.empty();
        };
    }
}
