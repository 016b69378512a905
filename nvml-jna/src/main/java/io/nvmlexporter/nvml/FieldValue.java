package io.nvmlexporter.nvml;

/**
 * One numbered value as {@code nvmlDeviceGetFieldValues} gave it ({@code nvmlFieldValue_t}).
 *
 * @param code the value's own return code; type and bits mean nothing unless it is {@link NvmlReturn#SUCCESS}
 * @param type which member of the union NVML says it filled
 * @param bits the union's eight bytes
 */
public record FieldValue(NvmlReturn code, Type type, long bits) {

    /** {@code nvmlValueType_t}, in its order. */
    public enum Type {
        F64,
        U32,
        /** {@code unsigned long}: 64 bits on Linux, 32 on Windows, already widened here. */
        ULONG,
        U64,
        I64,
        I32,
        U16
    }

    public static FieldValue refused(NvmlReturn code) {
        return new FieldValue(code, Type.U64, 0);
    }

    public static FieldValue of(Type type, long bits) {
        return new FieldValue(NvmlReturn.SUCCESS, type, bits);
    }

    /** The value as an integer, read by its type; a double is cut to one. Unsigned 64 bits stay as they are. */
    public long number() {
        return switch (type) {
            case F64 -> (long) Double.longBitsToDouble(bits);
            case U32 -> unsigned32();
            case ULONG, U64, I64 -> bits;
            case I32 -> (int) bits;
            case U16 -> bits & 0xFFFF;
        };
    }

    /** The value as a double, read by its type. */
    public double real() {
        return switch (type) {
            case F64 -> Double.longBitsToDouble(bits);
            case ULONG, U64 -> bits >= 0 ? bits : (bits >>> 1) * 2.0;
            case U32, I64, I32, U16 -> number();
        };
    }

    /** The union's {@code uiVal}, whatever the type says: some drivers name the wrong type for some values. */
    public long unsigned32() {
        return Integer.toUnsignedLong((int) bits);
    }
}
