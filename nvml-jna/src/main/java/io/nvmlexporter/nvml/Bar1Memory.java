package io.nvmlexporter.nvml;

/** What BAR1 maps of the framebuffer for the CPU and for third-party devices, in bytes. */
public record Bar1Memory(long total, long free, long used) {}
