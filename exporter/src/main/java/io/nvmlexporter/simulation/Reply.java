package io.nvmlexporter.simulation;

import io.nvmlexporter.nvml.NvmlReturn;
import java.util.Map;

/**
 * What a capture holds for one call.
 *
 * @param code whether NVML gave a value
 * @param values by C's name, each a {@link Long}, a {@link Double} or a {@link String}; a single one under the empty
 *     name
 * @param measured whether the board itself answered so; otherwise the answer was filled in
 */
public record Reply(NvmlReturn code, Map<String, Object> values, boolean measured) {
    /** The number of that name, which the answer is known to have. */
    long number(String name) {
        return (Long) values.get(name);
    }
}
