package io.nvmlexporter.field;

/**
 * What the driver says of the whole node.
 *
 * @param driverVersion 570.86.15
 * @param nvmlVersion 12.570.86.15; empty where the driver would not say
 */
public record Node(String driverVersion, String nvmlVersion) {}
