package io.nvmlexporter.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which of a GPU, its GPU instances and its NVLinks have series, and which values are on them.
 *
 * @param repeatBoardValues whether each GPU instance shows the board's temperature, power and so on again, as
 *     dcgm-exporter does; else they are on the board's series only, so that sums are right
 */
public record View(DeviceSelection devices, boolean repeatBoardValues) {

    /** All that has series, in NVML's order: GPUs and instances, then their links. */
    public List<EntitySnapshot> of(NodeSnapshot node) {
        List<GpuSnapshot> gpus =
                node.gpus().stream().flatMap(gpu -> gpu.snapshot().stream()).toList();
        return Stream.concat(
                        gpus.stream().flatMap(gpu -> devices(gpu).stream()),
                        gpus.stream().flatMap(gpu -> links(gpu).stream()))
                .toList();
    }

    /** As {@link #of}, for one GPU. */
    public List<EntitySnapshot> of(GpuSnapshot gpu) {
        return Stream.concat(devices(gpu).stream(), links(gpu).stream()).toList();
    }

    private List<EntitySnapshot> devices(GpuSnapshot gpu) {
        List<EntitySnapshot> instances = selectedInstances(gpu);
        List<EntitySnapshot> shown = new ArrayList<>();
        for (EntitySnapshot instance : instances) {
            shown.add(repeatBoardValues ? instance.withValuesOf(gpu.board()) : instance);
        }
        boolean whole = devices.includesBoard(gpu.board().entity().gpu(), !instances.isEmpty());
        if (whole) {
            shown.add(gpu.board());
        } else if (!repeatBoardValues && !instances.isEmpty()) {
            shown.add(gpu.board().withoutInstanceValues());
        } else if (!instances.isEmpty() && gpu.board().isAskedForItself()) {
            shown.add(gpu.board().itself());
        }
        return shown;
    }

    private List<EntitySnapshot> selectedInstances(GpuSnapshot gpu) {
        int index = gpu.board().entity().gpu();
        return IntStream.range(0, gpu.instances().size())
                .filter(place -> devices.includesInstance(index, place))
                .mapToObj(gpu.instances()::get)
                .toList();
    }

    private List<EntitySnapshot> links(GpuSnapshot gpu) {
        return devices.includesLinks(gpu.board().entity().gpu())
                ? gpu.links().stream()
                        .map(link -> link.withNodeValuesOf(gpu.board()))
                        .toList()
                : List.of();
    }
}
