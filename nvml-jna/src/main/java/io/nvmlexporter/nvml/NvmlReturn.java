package io.nvmlexporter.nvml;

import java.util.Locale;

/**
 * NVML's return codes ({@code nvmlReturn_t} of {@code nvml.h} 13.3) and the three things they can mean to a caller.
 *
 * <p>The names are kept here and not asked of {@code nvmlErrorString}: an old library calls every code it is too old to
 * know "Unknown Error".
 */
public enum NvmlReturn {
    SUCCESS(0, Meaning.VALUE),
    UNINITIALIZED(1, Meaning.DRIVER_GONE),
    INVALID_ARGUMENT(2, Meaning.NO_VALUE),
    NOT_SUPPORTED(3, Meaning.NO_VALUE),
    NO_PERMISSION(4, Meaning.NO_VALUE),
    ALREADY_INITIALIZED(5, Meaning.NO_VALUE),
    NOT_FOUND(6, Meaning.NO_VALUE),
    INSUFFICIENT_SIZE(7, Meaning.NO_VALUE),
    INSUFFICIENT_POWER(8, Meaning.NO_VALUE),
    DRIVER_NOT_LOADED(9, Meaning.DRIVER_GONE),
    TIMEOUT(10, Meaning.NO_VALUE),
    IRQ_ISSUE(11, Meaning.NO_VALUE),
    LIBRARY_NOT_FOUND(12, Meaning.DRIVER_GONE),
    FUNCTION_NOT_FOUND(13, Meaning.NO_VALUE),
    CORRUPTED_INFOROM(14, Meaning.NO_VALUE),
    GPU_IS_LOST(15, Meaning.GPU_GONE),
    RESET_REQUIRED(16, Meaning.GPU_GONE),
    OPERATING_SYSTEM(17, Meaning.NO_VALUE),
    LIB_RM_VERSION_MISMATCH(18, Meaning.DRIVER_GONE),
    IN_USE(19, Meaning.NO_VALUE),
    MEMORY(20, Meaning.NO_VALUE),
    NO_DATA(21, Meaning.NO_VALUE),
    VGPU_ECC_NOT_SUPPORTED(22, Meaning.NO_VALUE),
    INSUFFICIENT_RESOURCES(23, Meaning.NO_VALUE),
    FREQ_NOT_SUPPORTED(24, Meaning.NO_VALUE),
    ARGUMENT_VERSION_MISMATCH(25, Meaning.NO_VALUE),
    DEPRECATED(26, Meaning.NO_VALUE),
    NOT_READY(27, Meaning.NO_VALUE),
    GPU_NOT_FOUND(28, Meaning.GPU_GONE),
    INVALID_STATE(29, Meaning.NO_VALUE),
    RESET_TYPE_NOT_SUPPORTED(30, Meaning.NO_VALUE),
    UNKNOWN(999, Meaning.NO_VALUE);

    /** What a return code means to whoever asked. */
    public enum Meaning {
        /** The call gave its value. */
        VALUE,
        /** This value is not to be had, now or ever; everything else is as it was. */
        NO_VALUE,
        /** Nothing more can be read of this GPU until it is found again. */
        GPU_GONE,
        /** Nothing more can be read of any GPU until NVML is initialized again. */
        DRIVER_GONE
    }

    private final int code;
    private final Meaning meaning;

    NvmlReturn(int code, Meaning meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The return code of that number; {@link #UNKNOWN} for one that NVML 13.3 does not define. */
    public static NvmlReturn of(int code) {
        for (NvmlReturn known : values()) {
            if (known.code == code) {
                return known;
            }
        }
        return UNKNOWN;
    }

    /** The number in {@code nvml.h}. */
    public int code() {
        return code;
    }

    public Meaning meaning() {
        return meaning;
    }

    /**
     * The reason as a label value: {@code not_supported}, {@code no_permission}, {@code gpu_lost}, {@code timeout},
     * {@code driver_too_old}, else the code's own name in lower case.
     */
    public String reason() {
        return switch (this) {
            case FUNCTION_NOT_FOUND, ARGUMENT_VERSION_MISMATCH -> "driver_too_old";
            case GPU_IS_LOST -> "gpu_lost";
            default -> name().toLowerCase(Locale.ROOT);
        };
    }
}
