package io.nvmlexporter.field;

import io.nvmlexporter.nvml.NvmlField;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * A quantity DCGM defines, and how NVML serves it.
 *
 * @param id DCGM's number
 * @param name as dcgm-exporter's counters files write it
 * @param otherNames all else that dcgm-exporter accepts for it: renamed since, or of 1.x
 * @param type of its values
 * @param unit DCGM's, for people
 * @param scope what it is a value of
 * @param reads the read, by the index of the NVLink where the scope is {@link Scope#LINK}
 * @param clean the same by Prometheus' rules; empty where it says nothing that another field's does not
 * @param use what processes have of it, where NVML tells
 */
public record Field(
        int id,
        String name,
        List<String> otherNames,
        Type type,
        String unit,
        Scope scope,
        IntFunction<Read> reads,
        List<CleanMetric> clean,
        Optional<ProcessUse> use) {

    // From DCGM's unit to the base unit.
    static final DoubleUnaryOperator KILO = value -> value * 1e3;
    static final DoubleUnaryOperator MEGA = value -> value * 1e6;
    static final DoubleUnaryOperator THOUSANDTH = value -> value / 1e3;
    static final DoubleUnaryOperator MILLIONTH = value -> value / 1e6;
    static final DoubleUnaryOperator BILLIONTH = value -> value / 1e9;
    static final DoubleUnaryOperator PERCENT = value -> value / 100;

    /** Which {@link Value} it gives. */
    public enum Type {
        INT,
        REAL,
        TEXT,
        /** Several numbers; only where dcgm-exporter makes the field itself. */
        SAMPLES,
        /** A structure in DCGM, which no page can show; only the clean metrics have values. */
        STRUCT
    }

    /** What a value is of, which decides what a MIG instance or an NVLink shows. */
    public enum Scope {
        /** The node: the same on all its devices. */
        NODE,
        /** The board; DCGM repeats it on each of the board's MIG instances. */
        BOARD,
        /** The board only: a MIG instance has none. */
        BOARD_ONLY,
        /** The board, and each MIG instance for itself. */
        INSTANCE,
        /** Each NVLink of the board. */
        LINK
    }

    /** A row of the catalogue. */
    static Field row(int id, String name, Type type, String unit, Scope scope, Read read) {
        return row(id, name, type, unit, scope, link -> read);
    }

    private static Field row(int id, String name, Type type, String unit, Scope scope, IntFunction<Read> reads) {
        return new Field(id, name, DcgmField.otherNames(name), type, unit, scope, reads, List.of(), Optional.empty());
    }

    /** A row whose value is the board's. */
    static Field board(int id, String name, Type type, String unit, Read read) {
        return row(id, name, type, unit, Scope.BOARD, read);
    }

    /**
     * A row whose value is a whole number of the board, which NVML gives by number and DCGM passes on as it is; its
     * unit says what it can be.
     */
    static Field numberOf(int id, String name, String unit, NvmlField number) {
        return board(id, name, Type.INT, unit, Read.numbered(Range.of(unit), number, 0));
    }

    /** A row that each NVLink has. */
    static Field ofLink(int id, String name, String unit, IntFunction<Read> reads) {
        return row(id, name, Type.INT, unit, Scope.LINK, reads);
    }

    /** The read of a value that is no link's. */
    public Read read() {
        return reads.apply(0);
    }

    /** Its clean metric has DCGM's unit. */
    Field gauge(String name, String help) {
        return gauge(name, help, DoubleUnaryOperator.identity());
    }

    Field gauge(String name, String help, DoubleUnaryOperator toBaseUnit) {
        return and(new CleanMetric(name, Map.of(), CleanMetric.Kind.GAUGE, help, scope, in(toBaseUnit)));
    }

    /** Its clean metric has DCGM's unit. */
    Field counter(String name, String help) {
        return counter(name, help, DoubleUnaryOperator.identity());
    }

    Field counter(String name, String help, DoubleUnaryOperator toBaseUnit) {
        return and(new CleanMetric(name, Map.of(), CleanMetric.Kind.COUNTER, help, scope, in(toBaseUnit)));
    }

    /** Its text is a label, as {@link CleanMetric.Kind#INFO} says. */
    Field info(String label) {
        return and(new CleanMetric(label, Map.of(), CleanMetric.Kind.INFO, "", scope, reads));
    }

    /** It is one of those of the clean metric's name that this label tells apart. */
    Field of(String label, String value) {
        int last = clean.size() - 1;
        return withClean(Stream.concat(
                        clean.stream().limit(last), Stream.of(clean.get(last).of(label, value)))
                .toList());
    }

    /** It has this clean metric as well. */
    Field and(CleanMetric metric) {
        return withClean(Stream.concat(clean.stream(), Stream.of(metric)).toList());
    }

    /** Its clean metrics are those of a field that is the same but for the unit. */
    Field withCleanOf(Field other) {
        return withClean(other.clean);
    }

    private IntFunction<Read> in(DoubleUnaryOperator toBaseUnit) {
        return link -> reads.apply(link).in(toBaseUnit);
    }

    private Field withClean(List<CleanMetric> metrics) {
        return new Field(id, name, otherNames, type, unit, scope, reads, metrics, use);
    }

    /** NVML tells what each process has of it. */
    Field usedBy(ProcessUse processes) {
        return new Field(id, name, otherNames, type, unit, scope, reads, clean, Optional.of(processes));
    }

    /** Each row is there once, and is a key of every snapshot: what it is made of need not be compared. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return name;
    }
}
