package io.nvmlexporter.field;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the driver says of the whole node.
 *
 * @param driverVersion 570.86.15
 * @param nvmlVersion 12.570.86.15; empty where the driver would not say
 * @param gpuCount GPUs that the driver lists
 * @param cudaDriverVersion 12080 is CUDA 12.8; empty where the driver would not say
 * @param processName of the process that reads
 * @param confidentialComputing whether it is on
 */
public record Node(
        String driverVersion,
        String nvmlVersion,
        int gpuCount,
        OptionalLong cudaDriverVersion,
        Told<String> processName,
        Told<Boolean> confidentialComputing) {
    /** The CUDA version for people: 12.8; empty where the driver would not say. */
    public Optional<String> cudaVersion() {
        return cudaDriverVersion.isPresent()
                ? Optional.of(cudaDriverVersion.getAsLong() / 1000 + "." + cudaDriverVersion.getAsLong() % 1000 / 10)
                : Optional.empty();
    }
}
