package io.nvmlexporter.nvml;

import java.util.function.Supplier;

/**
 * A call that took the place of another. A driver may have the newer one and refuse it, as that of WSL does, while the
 * older one answers: whatever the refusal, the older answer is as true.
 */
public final class Successor {
    private Successor() {}

    /**
     * What the newer call gives; where it is refused, what the older one gives.
     *
     * @throws NvmlException where the GPU or the driver is gone, at once; {@link OutOfRangeException} where the newer
     *     call was answered with what cannot be true; where both are refused, the refusal that tells more
     */
    public static <T> T ask(Supplier<T> newer, Supplier<T> older) {
        try {
            return newer.get();
        } catch (OutOfRangeException e) {
            throw e;
        } catch (NvmlException refusal) {
            requireNoValue(refusal);
            try {
                return older.get();
            } catch (OutOfRangeException e) {
                throw e;
            } catch (NvmlException olderRefusal) {
                requireNoValue(olderRefusal);
                throw tells(olderRefusal) > tells(refusal) ? olderRefusal : refusal;
            }
        }
    }

    private static void requireNoValue(NvmlException refusal) {
        if (refusal.code().meaning() != NvmlReturn.Meaning.NO_VALUE) {
            throw refusal;
        }
    }

    /** How much a refusal tells of the GPU, and not of the library; and most, what whoever reads it can mend. */
    private static int tells(NvmlException refusal) {
        return switch (refusal.code()) {
            case FUNCTION_NOT_FOUND, ARGUMENT_VERSION_MISMATCH, DEPRECATED -> 0;
            case UNKNOWN, NO_DATA -> 1;
            case NO_PERMISSION -> 3;
            default -> 2;
        };
    }
}
