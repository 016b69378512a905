package io.nvmlexporter.nvml;

import java.util.OptionalLong;

/**
 * Framebuffer memory, in bytes.
 *
 * @param reserved by driver and firmware; empty before driver 510, where {@code used} includes it
 */
public record Memory(long total, OptionalLong reserved, long free, long used) {}
