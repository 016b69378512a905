package io.nvmlexporter.field;

import io.nvmlexporter.nvml.FieldValue;
import io.nvmlexporter.nvml.OutOfRangeException;
import java.util.Map;

/**
 * From which to which number a quantity can be, in NVML's unit. NVML fills what it does not know with ones, and a
 * library or a board that is wrong gives numbers that nothing measured; none of them is served. Every number that is
 * read passes through here, and nowhere else is it decided.
 */
record Range(long least, long most) {
    /**
     * A count of 64 bits. There is no lower bound for what was counted in a machine's life, so that also the numbers
     * that mean "blank" to DCGM, from 9223372036854775792 on, are true counts here; the highest alone is what a number
     * too great for 64 bits is cut to.
     */
    static final Range COUNT = new Range(0, Long.MAX_VALUE - 1);
    /** A count, a checksum or an id of 32 bits. */
    static final Range UNSIGNED_32 = new Range(0, 0xFFFF_FFFEL);
    /** A mask, of which every word is as good as any. */
    static final Range BITS = new Range(Long.MIN_VALUE, Long.MAX_VALUE);
    /** 0 or 1. */
    static final Range FLAG = new Range(0, 1);
    /** By its number in an enumeration, of which a newer driver may know more than nvml.h 13.3 does. */
    static final Range STATE = new Range(0, 63);

    static final Range PERCENT = new Range(0, 100);
    /** Of the most without undue noise, which fans may pass. */
    static final Range FAN_PERCENT = new Range(0, 300);

    static final Range CELSIUS = new Range(0, 200);
    /** A distance from a limit, negative beyond it. */
    static final Range CELSIUS_BELOW = new Range(-200, 200);
    /** From P0, the fastest. */
    static final Range PERFORMANCE_STATE = new Range(0, 15);
    /** Up to 100 GHz. */
    static final Range MEGAHERTZ = new Range(0, 100_000);
    /** Up to 100 kW, many times what a module of several GPUs draws. */
    static final Range WATTS = new Range(0, 100_000);

    static final Range MILLIWATTS = new Range(0, 100_000_000);
    /** Up to 100 kW within a millisecond. */
    static final Range MILLIWATTS_PER_SECOND = new Range(0, 100_000_000_000L);

    static final Range PCIE_GENERATION = new Range(0, 15);
    static final Range PCIE_LANES = new Range(0, 32);
    /** Up to a PiB. */
    static final Range MEMORY_BYTES = new Range(0, 1L << 50);
    /** Up to a PB/s, many times what all links of a GPU carry; of 1000 bytes or of 1024. */
    static final Range KILOBYTES_PER_SECOND = new Range(0, 1_000_000_000_000L);

    static final Range MEGABYTES_PER_SECOND = new Range(0, 1_000_000_000);
    /** Up to an hour. */
    static final Range MILLISECONDS = new Range(0, 3_600_000);

    /** CUDA's versions, as 13020 is 13.2. */
    static final Range CUDA_VERSION = new Range(0, 999_990);

    /** By the unit that a row of the catalogue names, where NVML has it in the same. */
    private static final Map<String, Range> BY_UNIT = Map.ofEntries(
            Map.entry("count", COUNT),
            Map.entry("packets", COUNT),
            Map.entry("bytes", COUNT),
            Map.entry("codewords", COUNT),
            Map.entry("blocks", COUNT),
            Map.entry("ticks", COUNT),
            Map.entry("cycles", COUNT),
            Map.entry("mJ", COUNT),
            Map.entry("ns", COUNT),
            Map.entry("s", COUNT),
            Map.entry("rows", UNSIGNED_32),
            Map.entry("pages", UNSIGNED_32),
            Map.entry("banks", UNSIGNED_32),
            Map.entry("word", UNSIGNED_32),
            Map.entry("index", UNSIGNED_32),
            Map.entry("records", UNSIGNED_32),
            Map.entry("units of 10224", UNSIGNED_32),
            Map.entry("as NVML has it", UNSIGNED_32),
            Map.entry("0/1", FLAG),
            Map.entry("state", STATE),
            Map.entry("action", UNSIGNED_32),
            Map.entry("level", STATE),
            Map.entry("code", STATE),
            Map.entry("%", PERCENT),
            Map.entry("W", WATTS),
            Map.entry("mW/s", MILLIWATTS_PER_SECOND),
            Map.entry("ms", MILLISECONDS),
            Map.entry("MB/s", MEGABYTES_PER_SECOND));

    /** A double of this or more is no long. */
    private static final double BEYOND_LONG = 0x1p63;

    /**
     * Of what NVML numbers in the unit of its row.
     *
     * @throws IllegalArgumentException where a row has another unit and should state its range
     */
    static Range of(String unit) {
        Range range = BY_UNIT.get(unit);
        if (range == null) {
            throw new IllegalArgumentException("no range is known for the unit '" + unit + "'");
        }
        return range;
    }

    /** @return the number, which lies in the range */
    long require(long number) {
        if (number < least || number > most) {
            throw new OutOfRangeException("", number, least, most);
        }
        return number;
    }

    /** As for whole numbers; what is no number lies in no range. */
    double require(double number) {
        if (!(number >= least && number <= most && number < BEYOND_LONG)) {
            throw new OutOfRangeException("", number, least, most);
        }
        return number;
    }

    /** What NVML numbers, by its type: ones alone are no number of any width, and only a double has a fraction. */
    Value require(FieldValue value) {
        return switch (value.type()) {
            case F64 -> new Value.Real(require(value.real()));
            case U32 -> new Value.Int(upTo(UNSIGNED_32.most).require(value.number()));
            case U16 -> new Value.Int(upTo(0xFFFE).require(value.number()));
            case ULONG, U64, I64, I32 -> new Value.Int(require(value.number()));
        };
    }

    /** As {@link #require(FieldValue)}, whole. */
    long requireWhole(FieldValue value) {
        Value found = require(value);
        return found instanceof Value.Real real ? (long) real.value() : ((Value.Int) found).value();
    }

    /** What a read gave; a text is in every range. */
    Value require(Value value) {
        if (value instanceof Value.Int number) {
            require(number.value());
        } else if (value instanceof Value.Real number) {
            require(number.value());
        } else if (value instanceof Value.Samples samples) {
            samples.samples().forEach(sample -> require(sample.value()));
        }
        return value;
    }

    /** The same, but not beyond that, as what is a part of something is not. */
    Range upTo(long whole) {
        return new Range(least, Math.min(most, whole));
    }
}
