package io.nvmlexporter.nvml;

/** A numbered value to ask for. {@code scope} is a link, a threshold, …, as nvml.h says; 0 where it says nothing. */
public record FieldId(NvmlField field, int scope) {}
