package io.nvmlexporter.nvml;

/**
 * NVML refused a call. Unchecked, since nearly every call can be refused and one place decides what that costs, and
 * without a stack trace, since refusals are a normal answer: most GPUs refuse some calls at every poll.
 */
public class NvmlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String function;
    private final NvmlReturn code;

    /**
     * @param function the call as C names it, with its arguments where they matter: {@code nvmlDeviceGetClockInfo(1)}
     */
    public NvmlException(String function, NvmlReturn code) {
        this(code, function, function + ": " + code);
    }

    /** @param detail what NVML's code alone does not tell, in one line */
    NvmlException(String function, NvmlReturn code, String detail) {
        this(code, function, function + ": " + code + ": " + detail);
    }

    /** There is no value for a reason of its own, which {@link #reason} gives. */
    protected NvmlException(NvmlReturn code, String function, String message) {
        super(message, null, false, false);
        this.function = function;
        this.code = code;
    }

    public String function() {
        return function;
    }

    public NvmlReturn code() {
        return code;
    }

    /** Why there is no value, as a label value; {@link NvmlReturn#reason} where NVML itself refused. */
    public String reason() {
        return code.reason();
    }
}
