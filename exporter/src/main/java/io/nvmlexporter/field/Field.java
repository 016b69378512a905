package io.nvmlexporter.field;

import java.util.List;

/**
 * A quantity DCGM defines, and how NVML serves it.
 *
 * @param id DCGM's number
 * @param name as dcgm-exporter's counters files write it
 * @param otherNames all else that dcgm-exporter accepts for it: renamed since, or of 1.x
 * @param type of its values
 */
public record Field(int id, String name, List<String> otherNames, Type type) {

    /** Which {@link Value} it gives. */
    public enum Type {
        INT,
        REAL,
        TEXT
    }

    @Override
    public String toString() {
        return name;
    }
}
