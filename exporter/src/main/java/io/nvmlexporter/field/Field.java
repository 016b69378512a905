package io.nvmlexporter.field;

import io.nvmlexporter.nvml.NvmlField;
import java.util.List;

/**
 * A quantity DCGM defines, and how NVML serves it.
 *
 * @param id DCGM's number
 * @param name as dcgm-exporter's counters files write it
 * @param otherNames all else that dcgm-exporter accepts for it: renamed since, or of 1.x
 * @param type of its values
 * @param unit DCGM's, for people
 * @param scope what it is a value of
 */
public record Field(int id, String name, List<String> otherNames, Type type, String unit, Scope scope, Read read) {

    /** Which {@link Value} it gives. */
    public enum Type {
        INT,
        REAL,
        TEXT
    }

    /** What a value is of, which decides what a MIG instance shows. */
    public enum Scope {
        /** The board; DCGM repeats it on each of the board's MIG instances. */
        BOARD,
        /** The board only: a MIG instance has none. */
        BOARD_ONLY,
        /** The board, and each MIG instance for itself. */
        INSTANCE
    }

    /** A row of the catalogue. */
    static Field row(int id, String name, Type type, String unit, Scope scope, Read read) {
        return new Field(id, name, DcgmField.otherNames(id, name), type, unit, scope, read);
    }

    /** A row whose value is the board's. */
    static Field board(int id, String name, Type type, String unit, Read read) {
        return row(id, name, type, unit, Scope.BOARD, read);
    }

    /** A row whose value is a whole number of the board, which NVML gives by number and DCGM passes on as it is. */
    static Field numberOf(int id, String name, String unit, NvmlField number) {
        return board(id, name, Type.INT, unit, Read.numbered(number, 0));
    }

    @Override
    public String toString() {
        return name;
    }
}
