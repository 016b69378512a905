package io.nvmlexporter.nvml;

/**
 * NVML gave a number that cannot be true, as a utilization of 4294967295: it fills in ones where it does not know. To
 * whoever asks it is a refusal like any other, with {@link NvmlReturn#NO_DATA}.
 */
public final class OutOfRangeException extends NvmlException {
    /** Why there is no value then, as a label value. */
    public static final String REASON = "out_of_range";

    private static final long serialVersionUID = 1L;

    /**
     * @param asked the call, or the name of what NVML numbers; empty where several calls are behind the number
     * @param number what it gave
     */
    public OutOfRangeException(String asked, Number number, Number least, Number most) {
        super(
                NvmlReturn.NO_DATA,
                asked,
                (asked.isEmpty() ? "" : asked + ": ") + number + " is not from " + least + " to " + most);
    }

    /**
     * @param asked as for the constructor
     * @return the number, which lies in the range
     */
    static long require(String asked, long number, long least, long most) {
        if (number < least || number > most) {
            throw new OutOfRangeException(asked, number, least, most);
        }
        return number;
    }

    @Override
    public String reason() {
        return REASON;
    }
}
