package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;

/**
 * A field that is a structure in DCGM, so that only its clean metrics can be served.
 *
 * @param name which the counters file has for it
 * @param place of its row: the file and the line
 */
public record StructField(Field field, String name, String place) {}
