package io.nvmlexporter.nvml;

/**
 * The sessions of an encoder or of a frame buffer capture.
 *
 * @param sessions those that are active
 * @param framesPerSecond the mean of all sessions
 * @param latencyMicroseconds the mean of all sessions
 */
public record SessionStats(long sessions, long framesPerSecond, long latencyMicroseconds) {}
