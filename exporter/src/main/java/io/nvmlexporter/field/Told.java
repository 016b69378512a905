package io.nvmlexporter.field;

import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the driver said when NVML was opened.
 *
 * @param answer empty where it said nothing
 * @param code why not, then
 */
public record Told<T>(Optional<T> answer, NvmlReturn code) {
    /** @throws NvmlException where the driver is gone */
    public static <T> Told<T> by(Supplier<T> question) {
        try {
            return new Told<>(Optional.of(question.get()), NvmlReturn.SUCCESS);
        } catch (NvmlException e) {
            if (e.code().meaning() != NvmlReturn.Meaning.NO_VALUE) {
                throw e;
            }
            return new Told<>(Optional.empty(), e.code());
        }
    }

    /** It was not asked. */
    public static <T> Told<T> nothing() {
        return new Told<>(Optional.empty(), NvmlReturn.NO_DATA);
    }

    /** @throws NvmlException with why it has no answer */
    T orRefuse(String function) {
        return answer.orElseThrow(() -> new NvmlException(function, code));
    }
}
