package io.nvmlexporter.collect;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * How often the driver has reported one XID since the program started.
 *
 * @param gpu NVML's index when it was reported last
 * @param uuid the GPU's
 * @param gpuInstanceId where the driver could tell that it was one GPU instance's
 * @param last when it was reported last
 */
public record XidCount(int gpu, String uuid, OptionalInt gpuInstanceId, long code, long count, Instant last) {}
