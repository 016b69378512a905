package io.nvmlexporter.label;

import io.nvmlexporter.collect.Entity;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Says whose each series is, by what is known of owners and jobs at one time. */
public final class SeriesLabels {
    /**
     * How owners are written, as dcgm-exporter's flags say.
     *
     * @param everyOwner whether a series is repeated for each that shares the device
     *     ({@code --kubernetes-virtual-gpus}); else it names one of them
     * @param oldNamespace whether pods are named by {@code pod_name}, {@code pod_namespace} and {@code container_name}
     * @param podUid whether their UID is told where it is known ({@code --kubernetes-enable-pod-uid})
     * @param podLabels whether their own labels are told
     */
    public record Style(boolean everyOwner, boolean oldNamespace, boolean podUid, boolean podLabels) {
        /** As dcgm-exporter has it, which tells no pod's labels where it tells every owner. */
        public static Style of(boolean everyOwner, boolean oldNamespace, boolean podUid) {
            return new Style(everyOwner, oldNamespace, podUid, !everyOwner);
        }
    }

    private static final Style OF_INFO = new Style(true, false, true, true);

    private final Owners owners;
    private final Jobs jobs;
    private final BiFunction<String, String, PodMetadata> pods;
    private final Style style;

    /** @param pods by namespace and name; {@link PodMetadata#NONE} of one it does not know */
    public SeriesLabels(Owners owners, Jobs jobs, BiFunction<String, String, PodMetadata> pods, Style style) {
        this.owners = owners;
        this.jobs = jobs;
        this.pods = pods;
        this.style = style;
    }

    /**
     * In DCGM's dialect: the labels that each series of the entity has beside its own. More than one where several have
     * the device: the series is to be repeated with each, so sums over it are too large. Never none, and none twice.
     */
    public List<LabelSet> of(Entity entity) {
        Place place = Place.of(entity);
        List<Owner> named = style.everyOwner() ? owners.of(place) : owners.named(place);
        List<String> ids = jobs.of(place);
        List<LabelSet> ofOwners = named.isEmpty() ? List.of(LabelSet.EMPTY) : labels(named, style);
        if (ids.isEmpty()) {
            return ofOwners;
        }
        return ofOwners.stream()
                .flatMap(labels -> ids.stream().map(id -> labels.withAttribute("hpc_job", LabelText.bounded(id))))
                .distinct()
                .toList();
    }

    /**
     * For clean names, whose series are never repeated, so that sums are right whoever shares: a row of
     * {@code nvml_pod_info} for each that has the entity or a part of it, to be joined by UUID. None for NVLinks, which
     * have their GPU's UUID.
     */
    public List<LabelSet> podInfo(Entity entity) {
        return entity.nvlink().isPresent() ? List.of() : labels(owners.of(Place.of(entity)), OF_INFO);
    }

    /** As {@link #podInfo}, a row of {@code nvml_job_info} for each job. */
    public List<LabelSet> jobInfo(Entity entity) {
        List<String> ids = entity.nvlink().isPresent() ? List.of() : jobs.of(Place.of(entity));
        return ids.stream()
                .map(id -> LabelSet.EMPTY.withAttribute("hpc_job", LabelText.bounded(id)))
                .distinct()
                .toList();
    }

    private List<LabelSet> labels(List<Owner> named, Style written) {
        return named.stream().map(owner -> labels(owner, written)).distinct().toList();
    }

    private LabelSet labels(Owner owner, Style written) {
        PodMetadata metadata = pods.apply(owner.namespace(), owner.pod());
        SortedMap<String, String> attributes = new TreeMap<>(owner.claim());
        boolean old = written.oldNamespace();
        attributes.put(old ? "pod_name" : "pod", owner.pod());
        attributes.put(old ? "pod_namespace" : "namespace", owner.namespace());
        attributes.put(old ? "container_name" : "container", owner.container());
        attributes.put("pod_uid", written.podUid() ? metadata.uid() : "");
        attributes.put("vgpu", written.everyOwner() ? owner.vgpu() : "");
        attributes.values().removeIf(String::isEmpty);
        attributes.replaceAll((name, value) -> LabelText.bounded(value));
        return new LabelSet(LabelText.ofPod(written.podLabels() ? metadata.labels() : Map.of()), attributes);
    }
}
