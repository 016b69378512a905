package io.nvmlexporter.field;

import io.nvmlexporter.nvml.ComputeCapability;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.util.Map;
import java.util.stream.Stream;

/** Reads that one row alone has. */
final class DeviceReads {
    private DeviceReads() {}

    static Read cudaDriverVersion() {
        return Read.nodeNumber(
                Range.CUDA_VERSION,
                node -> node.cudaDriverVersion()
                        .orElseThrow(() -> new NvmlException("nvmlSystemGetCudaDriverVersion_v2", NvmlReturn.NO_DATA)));
    }

    /** Such as 13.0. */
    static Read cudaVersion() {
        return Read.nodeText(node -> node.cudaVersion()
                .orElseThrow(() -> new NvmlException("nvmlSystemGetCudaDriverVersion_v2", NvmlReturn.NO_DATA)));
    }

    /** The code of the last XID. */
    static Read lastXid() {
        return Read.of(readings -> new Value.Int(readings.lastXid()));
    }

    /** From P0, the fastest, to P15. */
    static Read performanceState() {
        return Read.number(Range.PERFORMANCE_STATE, device -> device.performanceState());
    }

    /** Each reason that NVML has a bit for, 1 where it holds the clocks back now. */
    static Read clocksEventReasons() {
        return Read.of(readings -> {
            long reasons = Range.COUNT.require(readings.device().clocksEventReasons());
            return new Value.Samples(Stream.of(ClocksEventReason.values())
                    .map(reason -> new Value.Sample(Map.of("reason", reason.label()), reason.isIn(reasons) ? 1 : 0))
                    .toList());
        });
    }

    /** The GPU's model; on a MIG device the profile of its GPU instance, as DCGM has it. */
    static Read model() {
        return Read.text(device -> {
            String name = device.name();
            return name.contains("MIG ") ? device.gpuInstanceProfile() : name;
        });
    }

    /** The major number in the upper of 32 bits' halves, the minor one in the lower: 589824 is 9.0. */
    static Read computeCapability() {
        return Read.number(device -> {
            ComputeCapability capability = device.computeCapability();
            return part(capability.major()) << 16 | part(capability.minor());
        });
    }

    /** As {@link #computeCapability}, for people: 9.0. */
    static Read computeCapabilityText() {
        return Read.text(device -> {
            ComputeCapability capability = device.computeCapability();
            return part(capability.major()) + "." + part(capability.minor());
        });
    }

    private static long part(long number) {
        return CAPABILITY.require(number);
    }

    /** By its number in {@code nvmlComputeMode_t}. */
    static Read nvmlComputeMode() {
        return Read.number(Range.STATE, device -> device.computeMode().ordinal());
    }

    /**
     * DCGM numbers the modes its own way, and has none for the one that CUDA 8 dropped: 0 default, 1 prohibited, 2
     * exclusive process, for NVML's 0, 2 and 3 (DcgmCacheManager.cpp, where it asks {@code nvmlDeviceGetComputeMode}
     * for field 65).
     */
    static Read computeMode() {
        return Read.number(Range.STATE, device -> switch (device.computeMode()) {
            case DEFAULT -> 0;
            case PROHIBITED -> 1;
            case EXCLUSIVE_PROCESS -> 2;
            case EXCLUSIVE_THREAD -> throw new NvmlException("nvmlDeviceGetComputeMode", NvmlReturn.NO_DATA);
        });
    }

    /** Each of the two numbers has a byte's room at most in all of CUDA. */
    private static final Range CAPABILITY = new Range(0, 0xFF);
}
