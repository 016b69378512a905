package io.nvmlexporter.collect;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is known of the node now: the latest of every GPU, in NVML's order. */
public record NodeSnapshot(DriverState driver, List<GpuState> gpus) {
    /** Why there is no GPU of which something is known, in one line; empty where there is one. */
    public Optional<String> withoutGpus() {
        if (gpus.stream().anyMatch(gpu -> gpu.snapshot().isPresent())) {
            return Optional.empty();
        }
        if (!driver.isUp()) {
            return Optional.of("no GPU is read: " + driver.reason()
                    + (driver.message().isEmpty() ? "" : " (" + driver.message() + ")"));
        }
        if (gpus.isEmpty()) {
            return Optional.of(
                    driver.node().orElseThrow().gpuCount() == 0
                            ? "no GPU is read: the driver has none"
                            : "no GPU is read: --devices selects none of those there are");
        }
        return Optional.of(gpus.stream()
                .map(gpu -> "GPU " + gpu.gpu() + ": " + gpu.problem())
                .collect(Collectors.joining(", ", "no GPU is read: ", "")));
    }
}
