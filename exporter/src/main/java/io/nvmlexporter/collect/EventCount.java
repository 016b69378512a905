package io.nvmlexporter.collect;

import io.nvmlexporter.nvml.EventType;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How often the driver has reported one type of event since the program started.
 *
 * @param gpu NVML's index when it was listened to last
 * @param uuid the GPU's
 * @param gpuInstanceId where the driver could tell that it was one GPU instance's
 * @param last when it was reported last; empty where it never was
 */
public record EventCount(
        int gpu, String uuid, OptionalInt gpuInstanceId, EventType type, long count, Optional<Instant> last) {}
