package io.nvmlexporter.field;

import io.nvmlexporter.nvml.Bar1Memory;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.FieldId;
import io.nvmlexporter.nvml.FieldValue;
import io.nvmlexporter.nvml.Memory;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlField;
import io.nvmlexporter.nvml.NvmlReturn;
import io.nvmlexporter.nvml.PowerLimitRange;
import io.nvmlexporter.nvml.RowRemapperHistogram;
import io.nvmlexporter.nvml.Successor;
import io.nvmlexporter.nvml.Utilization;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * How a field is got from NVML: what has to be asked together with the other fields' needs, what the answers can be,
 * and how they become the value, in DCGM's unit.
 *
 * @param numbered values to ask by number
 * @param gpmMetrics GPM metrics to ask, ids of {@code nvmlGpmMetricId_t}
 * @param range of what NVML gives, in NVML's unit
 * @param raw what NVML gives; throws {@link io.nvmlexporter.nvml.NvmlException} where it refused
 * @param unit from NVML's unit to DCGM's
 */
public record Read(
        List<FieldId> numbered,
        List<Integer> gpmMetrics,
        Range range,
        Function<Readings, Value> raw,
        UnaryOperator<Value> unit) {
    /** A scope of {@code UINT_MAX} asks for the sum over all NVLinks. */
    static final int ALL_LINKS = -1;

    private static final double MIB = 1 << 20;
    private static final double PERCENT = 100;
    private static final long NO_BIT_ERRORS = 0xFFF;
    /** A share of a percent above all there is comes of rounding, and is all there is. */
    private static final Range ROUNDED_PERCENT = new Range(0, 101);

    /** What is no number of NVML's, or several: counts. */
    Read(List<FieldId> numbered, List<Integer> gpmMetrics, Function<Readings, Value> raw) {
        this(numbered, gpmMetrics, Range.COUNT, raw, UnaryOperator.identity());
    }

    /**
     * The value in DCGM's unit.
     *
     * @return throws {@link io.nvmlexporter.nvml.NvmlException} where NVML refused,
     *     {@link io.nvmlexporter.nvml.OutOfRangeException} where what it gave is not in the range
     */
    public Function<Readings, Value> value() {
        return readings -> unit.apply(range.require(raw.apply(readings)));
    }

    /** The same in another unit. */
    Read in(DoubleUnaryOperator toUnit) {
        return then(value -> {
            if (value instanceof Value.Int number) {
                return new Value.Real(toUnit.applyAsDouble((double) number.value()));
            }
            return value instanceof Value.Real real ? new Value.Real(toUnit.applyAsDouble(real.value())) : value;
        });
    }

    /** The same in another unit and without a fraction. */
    Read whole(DoubleUnaryOperator toUnit) {
        return in(toUnit).then(value -> new Value.Int((long) ((Value.Real) value).value()));
    }

    /** A whole number, where NVML gives a double as well. */
    private Read cut() {
        return then(value -> value instanceof Value.Real real ? new Value.Int((long) real.value()) : value);
    }

    private Read then(UnaryOperator<Value> next) {
        return new Read(numbered, gpmMetrics, range, raw, value -> next.apply(unit.apply(value)));
    }

    /** The same where NVML gives it, else what an older getter gives, which has the same range. */
    Read orElse(ToLongFunction<Device> getter) {
        return new Read(
                numbered,
                gpmMetrics,
                range,
                readings -> Successor.ask(
                        () -> raw.apply(readings), () -> new Value.Int(getter.applyAsLong(readings.device()))),
                unit);
    }

    /** The value is a text that the device's own getter gives. */
    static Read text(Function<Device, String> getter) {
        return of(readings -> new Value.Text(getter.apply(readings.device())));
    }

    /** The value is a text that the driver gives for the whole node. */
    static Read nodeText(Function<Node, String> getter) {
        return of(readings -> new Value.Text(getter.apply(readings.node())));
    }

    /** The value is a number that the driver gives for the whole node. */
    static Read nodeNumber(Range range, ToLongFunction<Node> getter) {
        return of(range, readings -> new Value.Int(getter.applyAsLong(readings.node())));
    }

    /** A count or an id of 32 bits. */
    static Read number(ToLongFunction<Device> getter) {
        return number(Range.UNSIGNED_32, getter);
    }

    static Read number(Range range, ToLongFunction<Device> getter) {
        return of(range, readings -> new Value.Int(getter.applyAsLong(readings.device())));
    }

    /** A number of 32 bits that is a name rather than a quantity, as {@code 0x233010DE}. */
    static Read hexadecimal(ToLongFunction<Device> getter) {
        return number(getter).then(value -> new Value.Text(String.format("0x%08X", ((Value.Int) value).value())));
    }

    /** Watts of milliwatts. */
    static Read thousandths(ToLongFunction<Device> getter) {
        return number(Range.MILLIWATTS, getter).in(Field.THOUSANDTH);
    }

    static Read celsius(ToLongFunction<Device> getter) {
        return number(Range.CELSIUS, getter);
    }

    static Read percent(ToLongFunction<Device> getter) {
        return number(Range.PERCENT, getter);
    }

    static Read flag(Function<Device, Boolean> getter) {
        return number(Range.FLAG, device -> getter.apply(device) ? 1 : 0);
    }

    /** One of the utilization rates, which are read once a poll. */
    static Read utilization(ToLongFunction<Utilization> percent) {
        return of(Range.PERCENT, readings -> new Value.Int(percent.applyAsLong(readings.utilization())));
    }

    /**
     * One of the memory sizes, which are read once a poll; whole MiB, rounded down as DCGM does (DcgmCacheManager.cpp,
     * which divides the bytes by 1024 twice as whole numbers).
     */
    static Read mebibytes(ToLongFunction<Memory> bytes) {
        return bytes(bytes).whole(value -> value / MIB);
    }

    /** As {@link #mebibytes}, to the byte; no part is more than the whole. */
    static Read bytes(ToLongFunction<Memory> bytes) {
        return of(Range.MEMORY_BYTES, readings -> {
            Memory memory = readings.memory();
            return part(bytes.applyAsLong(memory), memory.total());
        });
    }

    /** What driver and firmware keep of the memory, to the byte; a driver before 510 counts it as used. */
    static Read reservedBytes() {
        return of(Range.MEMORY_BYTES, readings -> {
            Memory memory = readings.memory();
            return part(memory.reserved().orElseGet(readings.device()::reservedMemory), memory.total());
        });
    }

    /** As {@link #reservedBytes}, in whole MiB as {@link #mebibytes}. */
    static Read reservedMebibytes() {
        return reservedBytes().whole(value -> value / MIB);
    }

    private static Value part(long bytes, long whole) {
        return new Value.Int(Range.MEMORY_BYTES.upTo(whole).require(bytes));
    }

    /**
     * A whole number that NVML numbers, as it is: a count.
     *
     * @param scope the link of a value that has one, {@link #ALL_LINKS}, else 0
     */
    static Read numbered(NvmlField field, int scope) {
        return numbered(Range.COUNT, field, scope);
    }

    /** As the one above, in that range. */
    static Read numbered(Range range, NvmlField field, int scope) {
        return ofNumbered(range, field, scope).cut();
    }

    /** A whole number of KiB that NVML numbers, in bytes. */
    static Read numberedKibibytes(NvmlField field, int scope) {
        return new Read(
                List.of(new FieldId(field, scope)),
                List.of(),
                Range.COUNT.upTo(Long.MAX_VALUE >> 10),
                ofNumbered(Range.COUNT, field, scope).cut().value(),
                value -> new Value.Int(((Value.Int) value).value() << 10));
    }

    /** A value that NVML numbers, as a double whatever its type. */
    static Read numberedReal(Range range, NvmlField field) {
        return ofNumbered(range, field, 0).in(DoubleUnaryOperator.identity());
    }

    /** As {@link #numberedReal}, from 0 to 100; what is up to 1 above is a rounding. */
    static Read numberedPercent(NvmlField field) {
        return numberedReal(ROUNDED_PERCENT, field).in(percent -> Math.min(percent, PERCENT));
    }

    /** Watts of milliwatts that NVML numbers. */
    static Read numberedThousandths(NvmlField field) {
        return ofNumbered(Range.MILLIWATTS, field, 0).in(Field.THOUSANDTH);
    }

    /**
     * A share of wrong bits, packed as a mantissa in bits 8 to 11 and the power of ten that divides it in 0 to 7. All
     * ones of both are none; a double is the share itself.
     */
    static Read bitErrorRate(NvmlField field, int scope) {
        FieldId id = new FieldId(field, scope);
        return new Read(
                List.of(id), List.of(), Range.FLAG, readings -> share(readings.numbered(id)), UnaryOperator.identity());
    }

    private static Value share(FieldValue value) {
        if (value.type() == FieldValue.Type.F64) {
            return new Value.Real(value.real());
        }
        long word = Range.UNSIGNED_32.requireWhole(value);
        if (word == NO_BIT_ERRORS) {
            return new Value.Real(0);
        }
        int mantissa = (int) (word >> 8) & 0xF;
        int exponent = (int) word & 0xFF;
        return new Value.Real(BigDecimal.valueOf(mantissa, exponent).doubleValue());
    }

    /**
     * A temperature that NVML numbers. The driver R545 says that the memory's is a double and fills the unsigned int.
     */
    static Read numberedCelsius(NvmlField field) {
        FieldId id = new FieldId(field, 0);
        return new Read(
                        List.of(id),
                        List.of(),
                        Range.CELSIUS,
                        readings -> temperature(readings.numbered(id)),
                        UnaryOperator.identity())
                .cut();
    }

    /** A double of a temperature has bits above the 32 lowest, unless it is 0. */
    private static Value temperature(FieldValue value) {
        return value.type() == FieldValue.Type.F64 && value.bits() >>> Integer.SIZE == 0
                ? new Value.Int(value.unsigned32())
                : Range.CELSIUS.require(value);
    }

    private static Read ofNumbered(Range range, NvmlField field, int scope) {
        FieldId id = new FieldId(field, scope);
        return new Read(
                List.of(id),
                List.of(),
                range,
                readings -> range.require(readings.numbered(id)),
                UnaryOperator.identity());
    }

    /**
     * What NVLinks carried since the last poll, in DCGM's MB/s: 1000 KiB a second, rounded down.
     *
     * @param link its index, or {@link #ALL_LINKS}
     * @param counters of KiB, whose sum it is about
     */
    static Read linkRate(int link, NvmlField... counters) {
        List<FieldId> ids =
                Stream.of(counters).map(counter -> new FieldId(counter, link)).toList();
        return new Read(
                        ids,
                        List.of(),
                        Range.KILOBYTES_PER_SECOND,
                        readings -> new Value.Real(readings.perSecond(ids)),
                        UnaryOperator.identity())
                .whole(value -> value / 1000);
    }

    /** A GPM metric in percent, as a ratio from 0 to 1. */
    static Read gpmRatio(int metric) {
        return gpmPercent(metric).in(percent -> percent / PERCENT);
    }

    /** A GPM metric in percent, rounded down. */
    static Read gpmWholePercent(int metric) {
        return gpmPercent(metric).cut();
    }

    private static Read gpmPercent(int metric) {
        return gpm(ROUNDED_PERCENT, metric).in(percent -> Math.min(percent, PERCENT));
    }

    /** A GPM metric in MiB/s, as whole bytes a second. */
    static Read gpmBytesPerSecond(int metric) {
        return gpm(Range.MEGABYTES_PER_SECOND, metric).whole(mebibytes -> mebibytes * MIB);
    }

    /** A total by GPM, rounded down. */
    static Read gpmWhole(int metric) {
        return gpm(Range.COUNT, metric).cut();
    }

    /** Zero has no sign. */
    private static Read gpm(Range range, int metric) {
        return new Read(
                List.of(),
                List.of(metric),
                range,
                readings -> new Value.Real(readings.gpm(metric) + 0.0),
                UnaryOperator.identity());
    }

    /** A count of 64 bits. */
    static Read number64(ToLongFunction<Device> getter) {
        return number(Range.COUNT, getter);
    }

    /** A bar of the row remapper's histogram, which is read once a poll. */
    static Read banks(ToLongFunction<RowRemapperHistogram> bar) {
        return of(Range.UNSIGNED_32, readings -> new Value.Int(bar.applyAsLong(readings.rowRemapperHistogram())));
    }

    /** How far a temperature is from a limit; negative beyond it. */
    static Read celsiusBelow(ToLongFunction<Device> getter) {
        return number(Range.CELSIUS_BELOW, getter);
    }

    /**
     * Whole watts of milliwatts: DCGM drops the fraction of power limits, not that of the power drawn
     * (DcgmCacheManager.cpp, which divides them as whole numbers where it asks each of the limits).
     */
    static Read wholeWatts(ToLongFunction<Device> getter) {
        return watts(number(Range.MILLIWATTS, getter));
    }

    /** One end of what the power limit can be set to, which is read once a poll; as {@link #wholeWatts}. */
    static Read limitWatts(ToLongFunction<PowerLimitRange> end) {
        return watts(limit(end));
    }

    /** As {@link #limitWatts}, exactly. */
    static Read limitThousandths(ToLongFunction<PowerLimitRange> end) {
        return limit(end).in(Field.THOUSANDTH);
    }

    private static Read limit(ToLongFunction<PowerLimitRange> end) {
        return of(Range.MILLIWATTS, readings -> new Value.Int(end.applyAsLong(readings.powerLimitRange())));
    }

    private static Read watts(Read milliwatts) {
        return milliwatts.in(value -> Math.floor(value / 1000));
    }

    /** One of the sizes of BAR1, which are read once a poll; whole MiB, rounded down as DCGM does. */
    static Read bar1Mebibytes(ToLongFunction<Bar1Memory> bytes) {
        return bar1Bytes(bytes).whole(value -> value / MIB);
    }

    /** As {@link #bar1Mebibytes}, to the byte. */
    static Read bar1Bytes(ToLongFunction<Bar1Memory> bytes) {
        return of(Range.MEMORY_BYTES, readings -> {
            Bar1Memory bar1 = readings.bar1Memory();
            return part(bytes.applyAsLong(bar1), bar1.total());
        });
    }

    /** The used share of the memory that driver and firmware leave, from 0 to 1. */
    static Read usedRatio() {
        return of(Range.FLAG, readings -> {
            Memory memory = readings.memory();
            long usable = Range.MEMORY_BYTES.require(memory.total())
                    - Range.MEMORY_BYTES
                            .upTo(memory.total())
                            .require(memory.reserved().orElse(0));
            if (usable == 0) {
                throw new NvmlException("nvmlDeviceGetMemoryInfo_v2", NvmlReturn.NO_DATA);
            }
            return new Value.Real((double) Range.MEMORY_BYTES.upTo(usable).require(memory.used()) / usable);
        });
    }

    /** A read that asks nothing by number, of a text or of counts. */
    static Read of(Function<Readings, Value> value) {
        return of(Range.COUNT, value);
    }

    /** A read that asks nothing by number. */
    static Read of(Range range, Function<Readings, Value> value) {
        return new Read(List.of(), List.of(), range, value, UnaryOperator.identity());
    }

    /** NVML fills what it does not know with ones, which no quantity of 32 bits ever reaches. */
    static long unsigned32(long value) {
        return Range.UNSIGNED_32.require(value);
    }

    /** A count that NVML numbers. */
    static long counted(FieldValue value) {
        return Range.COUNT.requireWhole(value);
    }
}
