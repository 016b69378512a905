package io.nvmlexporter.field;

import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the driver said when NVML was opened.
 *
 * @param answer empty where it said nothing
 * @param refusal why not, then
 */
public record Told<T>(Optional<T> answer, Optional<NvmlException> refusal) {
    /** @param code why there is no answer, if there is none */
    public Told(Optional<T> answer, NvmlReturn code) {
        this(answer, answer.isPresent() ? Optional.empty() : Optional.of(new NvmlException("", code)));
    }

    /** @throws NvmlException where the driver is gone */
    public static <T> Told<T> by(Supplier<T> question) {
        try {
            return new Told<>(Optional.of(question.get()), Optional.empty());
        } catch (NvmlException e) {
            if (e.code().meaning() != NvmlReturn.Meaning.NO_VALUE) {
                throw e;
            }
            return new Told<>(Optional.empty(), Optional.of(e));
        }
    }

    /** It was not asked. */
    public static <T> Told<T> nothing() {
        return new Told<>(Optional.empty(), NvmlReturn.NO_DATA);
    }

    /** @throws NvmlException with why it has no answer */
    T orRefuse(String function) {
        return answer.orElseThrow(() -> refusal.filter(e -> !e.function().isEmpty())
                .orElseGet(() -> new NvmlException(
                        function, refusal.map(NvmlException::code).orElse(NvmlReturn.NO_DATA))));
    }
}
