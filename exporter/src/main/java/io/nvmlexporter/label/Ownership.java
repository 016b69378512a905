package io.nvmlexporter.label;

import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.kubelet.Heard;
import io.nvmlexporter.kubelet.PodList;
import io.nvmlexporter.kubelet.RunningContainer;
import io.nvmlexporter.label.SeriesLabels.Style;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Whose the devices are now: joins what is known of pods and jobs with the devices that NVML shows. It asks nobody, and
 * does the work anew only when one of them has changed. For several threads.
 */
public final class Ownership {
    /**
     * Where to look, each for what is known now.
     *
     * @param pods as the kubelet lists them
     * @param metadata of a pod, by namespace and name; {@link PodMetadata#NONE} of one that is not known
     * @param offered the devices that resource claims may mean
     * @param containers as a container runtime lists them; empty where none is asked
     */
    public record Sources(
            Supplier<PodList> pods,
            BiFunction<String, String, PodMetadata> metadata,
            Supplier<List<ResourceDevice>> offered,
            Supplier<FoundJobs> jobs,
            Optional<Supplier<Heard<RunningContainer>>> containers) {}

    private record Known(PodList pods, Devices devices, List<ResourceDevice> offered, Owners owners) {}

    private final Sources sources;
    private final ResourceNames resources;
    private final Style style;
    private volatile Known known;

    public Ownership(Sources sources, ResourceNames resources, Style style) {
        this.sources = sources;
        this.resources = resources;
        this.style = style;
    }

    /** Whether the kubelet answers, and the pods it listed. */
    public PodList pods() {
        return sources.pods().get();
    }

    /** The jobs by device, and the files that say nothing. */
    public Jobs jobs(NodeSnapshot node) {
        return jobs(sources.jobs().get(), node);
    }

    /** Of jobs that were just found, as the {@link JobWatcher} does. */
    public Jobs jobs(FoundJobs found, NodeSnapshot node) {
        return found.on(new DeviceIds(Devices.of(node), resources));
    }

    public SeriesLabels of(NodeSnapshot node) {
        return new SeriesLabels(owners(node), jobs(node), sources.metadata(), style).with(containersOn(node));
    }

    /** Whether the container runtime answers, and the containers it listed; empty where none is asked. */
    public Optional<Heard<RunningContainer>> containers() {
        return sources.containers().map(Supplier::get);
    }

    /** What those containers have. */
    public ContainersOnDevices containersOn(NodeSnapshot node) {
        return containers()
                .map(heard -> ContainersOnDevices.of(heard.items(), Devices.of(node), resources))
                .orElse(ContainersOnDevices.NONE);
    }

    public Owners owners(NodeSnapshot node) {
        PodList list = pods();
        Devices devices = Devices.of(node);
        List<ResourceDevice> offered = sources.offered().get();
        Known now = known;
        if (now == null
                || !now.pods().equals(list)
                || !now.devices().equals(devices)
                || !now.offered().equals(offered)) {
            DeviceIds ids = new DeviceIds(devices, resources);
            now = new Known(list, devices, offered, Owners.of(list.pods(), ids, new Claims(offered)));
            known = now;
        }
        return now.owners();
    }

    /** The devices that ought to be GPUs and are none that is read. */
    public List<Holding> unmapped(NodeSnapshot node) {
        return owners(node).unmapped();
    }
}
