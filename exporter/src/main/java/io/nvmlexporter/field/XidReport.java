package io.nvmlexporter.field;

import io.nvmlexporter.nvml.NvmlReturn;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The XIDs of a GPU or a GPU instance, as they are known at a poll.
 *
 * @param received {@link NvmlReturn#SUCCESS} while the driver tells them, else why it does not
 * @param last the code of the last one
 * @param inWindow how many of each code there were in the window that ends now; a code without any is not in it
 * @param total the same since the program started
 */
public record XidReport(
        NvmlReturn received, OptionalLong last, Duration window, Map<Long, Long> inWindow, Map<Long, Long> total) {

    /** Nobody has listened yet. */
    public static final XidReport NOTHING =
            new XidReport(NvmlReturn.NOT_READY, OptionalLong.empty(), Duration.ofMinutes(5), Map.of(), Map.of());
}
