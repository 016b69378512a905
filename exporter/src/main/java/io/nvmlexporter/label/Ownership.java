package io.nvmlexporter.label;

import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.kubelet.PodList;
import io.nvmlexporter.label.SeriesLabels.Style;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Whose the devices are now: joins what is known of pods and jobs with the devices that NVML shows. It asks nobody, and
 * does the work anew only when one of them has changed. For several threads.
 */
public final class Ownership {
    private record Known(PodList pods, Devices devices, Owners owners) {}

    private final Supplier<PodList> pods;
    private final Supplier<Jobs> jobs;
    private final BiFunction<String, String, PodMetadata> metadata;
    private final ResourceNames resources;
    private final Style style;
    private volatile Known known;

    /** @param metadata of a pod by namespace and name; {@link PodMetadata#NONE} of one it does not know */
    public Ownership(
            Supplier<PodList> pods,
            Supplier<Jobs> jobs,
            BiFunction<String, String, PodMetadata> metadata,
            ResourceNames resources,
            Style style) {
        this.pods = pods;
        this.jobs = jobs;
        this.metadata = metadata;
        this.resources = resources;
        this.style = style;
    }

    /** Whether the kubelet answers, and the pods it listed. */
    public PodList pods() {
        return pods.get();
    }

    /** The jobs, and the files that could not be read. */
    public Jobs jobs() {
        return jobs.get();
    }

    public SeriesLabels of(NodeSnapshot node) {
        return new SeriesLabels(owners(node), jobs.get(), metadata, style);
    }

    public Owners owners(NodeSnapshot node) {
        PodList list = pods.get();
        Devices devices = Devices.of(node);
        Known now = known;
        if (now == null || !now.pods().equals(list) || !now.devices().equals(devices)) {
            now = new Known(list, devices, Owners.of(list.pods(), new DeviceIds(devices, resources), Claims.NONE));
            known = now;
        }
        return now.owners();
    }

    /** The devices that ought to be GPUs and are none that is read. */
    public List<Holding> unmapped(NodeSnapshot node) {
        return owners(node).unmapped();
    }
}
