package io.nvmlexporter.label;

import io.nvmlexporter.collect.GpuIds;
import io.nvmlexporter.collect.GpuSnapshot;
import io.nvmlexporter.collect.NodeSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * The GPUs that NVML shows now, with the names that others have for them and for their MIG devices.
 *
 * @param gpus those that are selected, in NVML's order
 * @param gpuCount of all that the driver has; empty while it does not answer
 */
public record Devices(List<Gpu> gpus, OptionalInt gpuCount) {
    /**
     * @param index NVML's
     * @param uuid empty until it was read once
     * @param ids empty while the GPU is not read
     */
    public record Gpu(int index, String uuid, Optional<GpuIds> ids) {
        boolean isRead() {
            return ids.isPresent();
        }

        OptionalInt minorNumber() {
            return ids.map(GpuIds::minorNumber).orElse(OptionalInt.empty());
        }

        boolean migEnabled() {
            return ids.map(GpuIds::migEnabled).orElse(false);
        }

        boolean hasInstance(int gpuInstance) {
            return instance(device -> device.gpuInstanceId() == gpuInstance).isPresent();
        }

        /** The GPU instance in which the MIG device of that UUID lies. */
        OptionalInt instanceOf(String migUuid) {
            return instance(device -> device.uuid().equalsIgnoreCase(migUuid));
        }

        private OptionalInt instance(Predicate<GpuIds.MigDevice> wanted) {
            return ids.stream()
                    .flatMap(known -> known.migDevices().stream())
                    .filter(wanted)
                    .mapToInt(GpuIds.MigDevice::gpuInstanceId)
                    .findFirst();
        }
    }

    public static Devices of(NodeSnapshot node) {
        List<Gpu> gpus = node.gpus().stream()
                .map(gpu -> new Gpu(gpu.gpu(), gpu.uuid(), gpu.snapshot().map(GpuSnapshot::ids)))
                .toList();
        return new Devices(
                gpus,
                node.driver()
                        .node()
                        .map(driver -> OptionalInt.of(driver.gpuCount()))
                        .orElse(OptionalInt.empty()));
    }

    Optional<Gpu> byIndex(int index) {
        return first(gpu -> gpu.index() == index);
    }

    /** @param number N of {@code /dev/nvidiaN} */
    Optional<Gpu> byMinorNumber(int number) {
        return first(gpu -> gpu.minorNumber().equals(OptionalInt.of(number)));
    }

    Optional<Gpu> byUuid(String uuid) {
        return first(gpu -> gpu.uuid().equalsIgnoreCase(uuid));
    }

    /** The GPU instance in which the MIG device of that UUID lies. */
    Optional<Place> instanceOf(String migUuid) {
        return gpus.stream()
                .flatMap(gpu ->
                        gpu.instanceOf(migUuid).stream().mapToObj(instance -> Place.instance(gpu.index(), instance)))
                .findFirst();
    }

    private Optional<Gpu> first(Predicate<Gpu> wanted) {
        return gpus.stream().filter(wanted).findFirst();
    }

    boolean anyMigEnabled() {
        return gpus.stream().anyMatch(Gpu::migEnabled);
    }

    /** Whether the driver has no GPU of which the UUID is not known. */
    boolean everyUuidIsKnown() {
        return areAll(gpu -> !gpu.uuid().isEmpty());
    }

    /** Whether the driver has no GPU that is not read. */
    boolean everyGpuIsRead() {
        return areAll(Gpu::isRead);
    }

    private boolean areAll(Predicate<Gpu> such) {
        return gpuCount.equals(OptionalInt.of(gpus.size())) && gpus.stream().allMatch(such);
    }

    /** Whether the driver has a GPU of that index, or may have one while it does not answer. */
    boolean mayHave(int index) {
        return gpuCount.isEmpty() || index < gpuCount.getAsInt();
    }
}
