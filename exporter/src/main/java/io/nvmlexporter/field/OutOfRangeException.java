package io.nvmlexporter.field;

/** NVML gave a value that the field cannot have, as a utilization of 4294967295; it is not served. */
public final class OutOfRangeException extends RuntimeException {
    /** Why a field is absent then, as a label value. */
    public static final String REASON = "out_of_range";

    private static final long serialVersionUID = 1L;

    private OutOfRangeException(Number value, Number least, Number most) {
        super(value + " is not from " + least + " to " + most, null, false, false);
    }

    /** @return the value, which lies in the range */
    static long require(long value, long least, long most) {
        if (value < least || value > most) {
            throw new OutOfRangeException(value, least, most);
        }
        return value;
    }

    /** As for whole numbers; what is no number lies in no range. */
    static double require(double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new OutOfRangeException(value, least, most);
        }
        return value;
    }
}
