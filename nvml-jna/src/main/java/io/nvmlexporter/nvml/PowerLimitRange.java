package io.nvmlexporter.nvml;

/** What the power limit of a board can be set to, in mW. */
public record PowerLimitRange(long min, long max) {}
