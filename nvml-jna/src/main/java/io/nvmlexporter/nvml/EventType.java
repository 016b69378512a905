package io.nvmlexporter.nvml;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a GPU can report as an event: {@code nvmlEventType*} of nvml.h 13.3. */
public enum EventType {
    SINGLE_BIT_ECC_ERROR(0x1),
    DOUBLE_BIT_ECC_ERROR(0x2),
    PSTATE(0x4),
    /** The only type whose event carries a number. */
    XID(0x8),
    CLOCK(0x10),
    POWER_SOURCE_CHANGE(0x80),
    MIG_CONFIG_CHANGE(0x100),
    SINGLE_BIT_ECC_ERROR_STORM(0x200),
    DRAM_RETIREMENT(0x400),
    DRAM_RETIREMENT_FAILURE(0x800),
    NON_FATAL_POISON_ERROR(0x1000),
    FATAL_POISON_ERROR(0x2000),
    GPU_UNAVAILABLE(0x4000),
    GPU_RECOVERY_ACTION(0x8000);

    private final long bit;

    EventType(long bit) {
        this.bit = bit;
    }

    /** Its bit in nvml.h. */
    public long bit() {
        return bit;
    }

    /** The type of that bit; empty for one that NVML 13.3 does not define, and for several at once. */
    public static Optional<EventType> of(long bit) {
        return Stream.of(values()).filter(type -> type.bit == bit).findFirst();
    }

    static long bits(Set<EventType> types) {
        return types.stream().mapToLong(EventType::bit).reduce(0, (all, bit) -> all | bit);
    }
}
