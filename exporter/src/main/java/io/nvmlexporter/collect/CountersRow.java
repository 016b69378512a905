package io.nvmlexporter.collect;

/**
 * One metric that is asked for.
 *
 * @param line where, from 1
 * @param name of the field
 * @param type as a counters file has it: {@code gauge}, {@code counter}, {@code label} …
 */
public record CountersRow(int line, String name, String type, String help) {}
