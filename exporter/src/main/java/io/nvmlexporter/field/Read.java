package io.nvmlexporter.field;

import io.nvmlexporter.nvml.Bar1Memory;
import io.nvmlexporter.nvml.ComputeCapability;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.FieldId;
import io.nvmlexporter.nvml.FieldValue;
import io.nvmlexporter.nvml.Memory;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlField;
import io.nvmlexporter.nvml.NvmlReturn;
import io.nvmlexporter.nvml.PowerLimitRange;
import io.nvmlexporter.nvml.RowRemapperHistogram;
import io.nvmlexporter.nvml.Utilization;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * How a field is got from NVML: what has to be asked together with the other fields' needs, and how the answers become
 * the value, in DCGM's unit.
 *
 * @param numbered values to ask by number
 * @param gpmMetrics GPM metrics to ask, ids of {@code nvmlGpmMetricId_t}
 * @param value throws {@link io.nvmlexporter.nvml.NvmlException} where NVML refused, {@link OutOfRangeException} where
 *     what it gave cannot be true
 */
public record Read(List<FieldId> numbered, List<Integer> gpmMetrics, Function<Readings, Value> value) {
    /** A scope of {@code UINT_MAX} asks for the sum over all NVLinks. */
    static final int ALL_LINKS = -1;

    private static final long KIB = 1 << 10;
    private static final double MIB = 1 << 20;
    private static final double PERCENT = 100;
    private static final long NO_BIT_ERRORS = 0xFFF;
    private static final long HIGHEST_UNSIGNED_32 = 0xFFFF_FFFEL;
    private static final long HOTTEST_CELSIUS = 200;
    private static final long SLOWEST_PSTATE = 15;

    /** The same in another unit. */
    Read in(DoubleUnaryOperator unit) {
        return new Read(numbered, gpmMetrics, readings -> {
            Value found = value.apply(readings);
            if (found instanceof Value.Int number) {
                return new Value.Real(unit.applyAsDouble((double) number.value()));
            }
            return found instanceof Value.Real real ? new Value.Real(unit.applyAsDouble(real.value())) : found;
        });
    }

    /** The same in another unit, which makes it no fraction. */
    Read whole(DoubleUnaryOperator unit) {
        return new Read(numbered, gpmMetrics, readings -> {
            Value.Int number = (Value.Int) value.apply(readings);
            return new Value.Int((long) unit.applyAsDouble((double) number.value()));
        });
    }

    /** The same where NVML gives it, else what a getter gives; where the driver lacks the getter, the refusal. */
    Read orElse(ToLongFunction<Device> getter) {
        return new Read(numbered, gpmMetrics, readings -> {
            try {
                return value.apply(readings);
            } catch (NvmlException refusal) {
                if (refusal.code().meaning() != NvmlReturn.Meaning.NO_VALUE) {
                    throw refusal;
                }
                try {
                    return number64(getter).value.apply(readings);
                } catch (NvmlException e) {
                    throw e.code() == NvmlReturn.FUNCTION_NOT_FOUND ? refusal : e;
                }
            }
        });
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
    static Read nodeNumber(ToLongFunction<Node> getter) {
        return of(readings -> new Value.Int(unsigned32(getter.applyAsLong(readings.node()))));
    }

    static Read cudaDriverVersion() {
        return nodeNumber(node -> node.cudaDriverVersion()
                .orElseThrow(() -> new NvmlException("nvmlSystemGetCudaDriverVersion_v2", NvmlReturn.NO_DATA)));
    }

    /** Such as 13.0. */
    static Read cudaVersion() {
        return nodeText(node -> node.cudaVersion()
                .orElseThrow(() -> new NvmlException("nvmlSystemGetCudaDriverVersion_v2", NvmlReturn.NO_DATA)));
    }

    static Read number(ToLongFunction<Device> getter) {
        return of(readings -> new Value.Int(unsigned32(getter.applyAsLong(readings.device()))));
    }

    /** A number of 32 bits that is a name rather than a quantity, as {@code 0x233010DE}. */
    static Read hexadecimal(ToLongFunction<Device> getter) {
        return of(
                readings -> new Value.Text(String.format("0x%08X", unsigned32(getter.applyAsLong(readings.device())))));
    }

    static Read thousandths(ToLongFunction<Device> getter) {
        return of(readings -> new Value.Real(unsigned32(getter.applyAsLong(readings.device())) / 1000.0));
    }

    static Read celsius(ToLongFunction<Device> getter) {
        return of(readings -> temperature(getter.applyAsLong(readings.device())));
    }

    static Read percent(ToLongFunction<Device> getter) {
        return of(readings -> share(getter.applyAsLong(readings.device())));
    }

    static Read flag(Function<Device, Boolean> getter) {
        return of(readings -> new Value.Int(getter.apply(readings.device()) ? 1 : 0));
    }

    /** One of the utilization rates, which are read once a poll. */
    static Read utilization(ToLongFunction<Utilization> percent) {
        return of(readings -> share(percent.applyAsLong(readings.utilization())));
    }

    /** One of the memory sizes, which are read once a poll; whole MiB, rounded down as DCGM does. */
    static Read mebibytes(ToLongFunction<Memory> bytes) {
        return of(readings -> {
            Memory memory = readings.memory();
            return mebibytes(bytes.applyAsLong(memory), memory.total());
        });
    }

    /** As {@link #mebibytes}, to the byte. */
    static Read bytes(ToLongFunction<Memory> bytes) {
        return of(readings -> {
            Memory memory = readings.memory();
            return new Value.Int(OutOfRangeException.require(bytes.applyAsLong(memory), 0, memory.total()));
        });
    }

    /** What driver and firmware keep of the memory; a driver before 510 counts it as used. */
    static long reserved(Memory memory) {
        return memory.reserved()
                .orElseThrow(() -> new NvmlException("nvmlDeviceGetMemoryInfo_v2", NvmlReturn.FUNCTION_NOT_FOUND));
    }

    /**
     * A whole number that NVML numbers, as it is.
     *
     * @param scope the link of a value that has one, {@link #ALL_LINKS}, else 0
     */
    static Read numbered(NvmlField field, int scope) {
        return numbered(field, scope, value -> new Value.Int(counted(value)));
    }

    /** A whole number of KiB that NVML numbers, in bytes. */
    static Read numberedKibibytes(NvmlField field, int scope) {
        return numbered(
                field,
                scope,
                value -> new Value.Int(OutOfRangeException.require(counted(value), 0, Long.MAX_VALUE / KIB) * KIB));
    }

    /** A value that NVML numbers, as a double whatever its type. */
    static Read numberedReal(NvmlField field) {
        return numbered(field, 0, value -> new Value.Real(quantity(value)));
    }

    /** As {@link #numberedReal}, from 0 to 100; what is up to 1 above is a rounding. */
    static Read numberedPercent(NvmlField field) {
        return numbered(
                field,
                0,
                value -> new Value.Real(
                        Math.min(PERCENT, OutOfRangeException.require(quantity(value), 0, PERCENT + 1))));
    }

    static Read numberedThousandths(NvmlField field) {
        return numbered(field, 0, value -> new Value.Real(counted(value) / 1000.0));
    }

    /**
     * A share of wrong bits, packed as a mantissa in bits 8 to 11 and the power of ten that divides it in 0 to 7. All
     * ones of both are none; a double is the share itself.
     */
    static Read bitErrorRate(NvmlField field, int scope) {
        return numbered(field, scope, value -> {
            if (value.type() == FieldValue.Type.F64) {
                return new Value.Real(OutOfRangeException.require(value.real(), 0, 1));
            }
            long word = counted(value);
            if (word == NO_BIT_ERRORS) {
                return new Value.Real(0);
            }
            int mantissa = (int) (word >> 8) & 0xF;
            int exponent = (int) word & 0xFF;
            return new Value.Real(OutOfRangeException.require(
                    BigDecimal.valueOf(mantissa, exponent).doubleValue(), 0, 1));
        });
    }

    /**
     * A temperature that NVML numbers. The driver R545 says that the memory's is a double and fills the unsigned int,
     * so the type it gives is not looked at.
     */
    static Read numberedCelsius(NvmlField field) {
        return numbered(field, 0, value -> temperature(value.unsigned32()));
    }

    private static Read numbered(NvmlField field, int scope, Function<FieldValue, Value> value) {
        FieldId id = new FieldId(field, scope);
        return new Read(List.of(id), List.of(), readings -> value.apply(readings.numbered(id)));
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
        return new Read(ids, List.of(), readings -> new Value.Int((long) (readings.perSecond(ids) / 1000)));
    }

    /** A GPM metric in percent, as a ratio from 0 to 1. */
    static Read gpmRatio(int metric) {
        return new Read(List.of(), List.of(metric), readings -> new Value.Real(readings.gpm(metric) / PERCENT));
    }

    /** A GPM metric in MiB/s, as whole bytes a second. */
    static Read gpmBytesPerSecond(int metric) {
        return new Read(List.of(), List.of(metric), readings -> new Value.Int((long) (readings.gpm(metric) * MIB)));
    }

    /** A GPM metric as it is, rounded down: a percentage or a total. */
    static Read gpmWhole(int metric) {
        return new Read(List.of(), List.of(metric), readings -> new Value.Int((long) readings.gpm(metric)));
    }

    /** The code of the last XID. */
    static Read lastXid() {
        return of(readings -> new Value.Int(readings.lastXid()));
    }

    /** From P0, the fastest, to P15. */
    static Read performanceState() {
        return of(readings ->
                new Value.Int(OutOfRangeException.require(readings.device().performanceState(), 0, SLOWEST_PSTATE)));
    }

    /** A count or a mask of 64 bits; one that looks negative is unknown. */
    static Read number64(ToLongFunction<Device> getter) {
        return of(readings ->
                new Value.Int(OutOfRangeException.require(getter.applyAsLong(readings.device()), 0, Long.MAX_VALUE)));
    }

    /** Each reason that NVML has a bit for, 1 where it holds the clocks back now. */
    static Read clocksEventReasons() {
        return of(readings -> {
            long reasons = readings.device().clocksEventReasons();
            OutOfRangeException.require(reasons, 0, Long.MAX_VALUE);
            return new Value.Samples(Stream.of(ClocksEventReason.values())
                    .map(reason -> new Value.Sample(Map.of("reason", reason.label()), reason.isIn(reasons) ? 1 : 0))
                    .toList());
        });
    }

    /** A bar of the row remapper's histogram, which is read once a poll. */
    static Read banks(ToLongFunction<RowRemapperHistogram> bar) {
        return of(readings -> new Value.Int(unsigned32(bar.applyAsLong(readings.rowRemapperHistogram()))));
    }

    /** How far a temperature is from a limit; negative beyond it. */
    static Read celsiusBelow(ToLongFunction<Device> getter) {
        return of(readings -> new Value.Int(
                OutOfRangeException.require(getter.applyAsLong(readings.device()), -HOTTEST_CELSIUS, HOTTEST_CELSIUS)));
    }

    /** Whole watts of milliwatts: DCGM drops the fraction of power limits, not that of the power drawn. */
    static Read wholeWatts(ToLongFunction<Device> getter) {
        return of(readings -> watts(getter.applyAsLong(readings.device())));
    }

    /** One end of what the power limit can be set to, which is read once a poll; as {@link #wholeWatts}. */
    static Read limitWatts(ToLongFunction<PowerLimitRange> end) {
        return of(readings -> watts(end.applyAsLong(readings.powerLimitRange())));
    }

    /** As {@link #limitWatts}, exactly. */
    static Read limitThousandths(ToLongFunction<PowerLimitRange> end) {
        return of(readings -> new Value.Real(unsigned32(end.applyAsLong(readings.powerLimitRange())) / 1000.0));
    }

    /** One of the sizes of BAR1, which are read once a poll; whole MiB, rounded down as DCGM does. */
    static Read bar1Mebibytes(ToLongFunction<Bar1Memory> bytes) {
        return of(readings -> {
            Bar1Memory bar1 = readings.bar1Memory();
            return mebibytes(bytes.applyAsLong(bar1), bar1.total());
        });
    }

    /** As {@link #bar1Mebibytes}, to the byte. */
    static Read bar1Bytes(ToLongFunction<Bar1Memory> bytes) {
        return of(readings -> {
            Bar1Memory bar1 = readings.bar1Memory();
            return new Value.Int(OutOfRangeException.require(bytes.applyAsLong(bar1), 0, bar1.total()));
        });
    }

    /** The used share of the memory that driver and firmware leave, from 0 to 1. */
    static Read usedRatio() {
        return of(readings -> {
            Memory memory = readings.memory();
            long usable = memory.total() - memory.reserved().orElse(0);
            if (usable == 0) {
                throw new NvmlException("nvmlDeviceGetMemoryInfo_v2", NvmlReturn.NO_DATA);
            }
            return new Value.Real((double) OutOfRangeException.require(memory.used(), 0, usable) / usable);
        });
    }

    /** The GPU's model; on a MIG device the profile of its GPU instance, as DCGM has it. */
    static Read model() {
        return text(device -> {
            String name = device.name();
            return name.contains("MIG ") ? device.gpuInstanceProfile() : name;
        });
    }

    /** The major number in the upper of 32 bits' halves, the minor one in the lower: 589824 is 9.0. */
    static Read computeCapability() {
        return number(device -> {
            ComputeCapability capability = device.computeCapability();
            return capability.major() << 16 | capability.minor();
        });
    }

    /** As {@link #computeCapability}, for people: 9.0. */
    static Read computeCapabilityText() {
        return text(device -> {
            ComputeCapability capability = device.computeCapability();
            return unsigned32(capability.major()) + "." + unsigned32(capability.minor());
        });
    }

    /** By its number in {@code nvmlComputeMode_t}. */
    static Read nvmlComputeMode() {
        return number(device -> device.computeMode().ordinal());
    }

    /** DCGM numbers the modes its own way, and has none for the one that CUDA 8 dropped. */
    static Read computeMode() {
        return number(device -> switch (device.computeMode()) {
            case DEFAULT -> 0;
            case PROHIBITED -> 1;
            case EXCLUSIVE_PROCESS -> 2;
            case EXCLUSIVE_THREAD -> throw new NvmlException("nvmlDeviceGetComputeMode", NvmlReturn.NO_DATA);
        });
    }

    private static Value watts(long milliwatts) {
        long whole = unsigned32(milliwatts) / 1000;
        return new Value.Real((double) whole);
    }

    /** A read that asks nothing by number. */
    static Read of(Function<Readings, Value> value) {
        return new Read(List.of(), List.of(), value);
    }

    /** NVML fills what it does not know with ones, which no quantity of 32 bits ever reaches. */
    static long unsigned32(long value) {
        return OutOfRangeException.require(value, 0, HIGHEST_UNSIGNED_32);
    }

    /** As {@link #unsigned32}; one of 64 bits that looks negative is unknown, or beyond all that is counted here. */
    static long counted(FieldValue value) {
        return value.type() == FieldValue.Type.U32
                ? unsigned32(value.number())
                : OutOfRangeException.require(value.number(), 0, Long.MAX_VALUE);
    }

    /** As {@link #counted}; a double must be one that a quantity can have. */
    private static double quantity(FieldValue value) {
        return value.type() == FieldValue.Type.F64
                ? OutOfRangeException.require(value.real(), 0, Double.MAX_VALUE)
                : counted(value);
    }

    private static Value mebibytes(long bytes, long total) {
        return new Value.Int(OutOfRangeException.require(bytes, 0, total) >> 20);
    }

    private static Value temperature(long celsius) {
        return new Value.Int(OutOfRangeException.require(celsius, 0, HOTTEST_CELSIUS));
    }

    private static Value share(long percent) {
        return new Value.Int(OutOfRangeException.require(percent, 0, (long) PERCENT));
    }
}
