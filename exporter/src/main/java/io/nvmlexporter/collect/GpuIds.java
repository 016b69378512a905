package io.nvmlexporter.collect;

import io.nvmlexporter.nvml.BusType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * By what, beside NVML's index and the UUID, others name a GPU and its parts: device plugins, the kubelet and resource
 * claims; and by which bus it is reached. Known of every GPU that is read, also where only GPUs have series.
 *
 * @param minorNumber N of {@code /dev/nvidiaN}; empty where NVML gave none
 * @param migEnabled whether MIG mode is on now
 * @param migDevices those there are now, in NVML's order
 * @param bus empty where NVML gave none
 */
public record GpuIds(OptionalInt minorNumber, boolean migEnabled, List<MigDevice> migDevices, Optional<BusType> bus) {
    /** Of a GPU of which no more than index and UUID is known. */
    public static final GpuIds NONE = new GpuIds(OptionalInt.empty(), false, List.of(), Optional.empty());

    /**
     * A compute instance. A GPU instance that is cut into several has as many of them, each with its own UUID.
     *
     * @param gpuInstanceId NVML's id of the GPU instance it lies in
     * @param uuid {@code MIG-…}; empty where NVML gave none
     */
    public record MigDevice(int gpuInstanceId, String uuid) {}
}
