package io.nvmlexporter.nvml;

/**
 * How many memory banks have how many of their spare rows left.
 *
 * @param max all of them
 * @param none not one
 */
public record RowRemapperHistogram(long max, long high, long partial, long low, long none) {}
