package io.nvmlexporter.label;

import io.nvmlexporter.collect.Entity;
import io.nvmlexporter.collect.EntitySnapshot;
import io.nvmlexporter.collect.Shares;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.ProcessUse;
import io.nvmlexporter.field.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Says whose each series is, by what is known of owners and jobs at one time. */
public final class SeriesLabels {
    /**
     * How owners are written, as dcgm-exporter's flags say.
     *
     * @param everyOwner whether a series is repeated for each that shares the device, and what processes use is shared
     *     out among them ({@code --kubernetes-virtual-gpus}); else it names one of them
     * @param oldNamespace whether pods are named by {@code pod_name}, {@code pod_namespace} and {@code container_name}
     * @param podUid whether their UID is told where it is known ({@code --kubernetes-enable-pod-uid})
     * @param podLabels whether their own labels are told
     */
    public record Style(boolean everyOwner, boolean oldNamespace, boolean podUid, boolean podLabels) {
        /** As dcgm-exporter has it, which tells no pod's labels where it tells every owner. */
        public static Style of(boolean everyOwner, boolean oldNamespace, boolean podUid) {
            return new Style(everyOwner, oldNamespace, podUid, !everyOwner);
        }

        /** The UID is always told of a pod's share, as it is the reason why there is one. */
        Style ofShares() {
            return new Style(everyOwner, oldNamespace, true, false);
        }
    }

    /** Why a pod's share is not known, as a label value. */
    private static final String UNKNOWN_POD_UID = "unknown_pod_uid";

    private static final String JOB = "hpc_job";
    private static final String CONTAINER = "container";
    private static final Style OF_INFO = new Style(true, false, true, true);

    private final Owners owners;
    private final Jobs jobs;
    private final BiFunction<String, String, PodMetadata> pods;
    private final Style style;
    private final ContainersOnDevices containers;

    /** @param pods by namespace and name; {@link PodMetadata#NONE} of one it does not know */
    public SeriesLabels(Owners owners, Jobs jobs, BiFunction<String, String, PodMetadata> pods, Style style) {
        this(owners, jobs, pods, style, ContainersOnDevices.NONE);
    }

    private SeriesLabels(
            Owners owners,
            Jobs jobs,
            BiFunction<String, String, PodMetadata> pods,
            Style style,
            ContainersOnDevices containers) {
        this.owners = owners;
        this.jobs = jobs;
        this.pods = pods;
        this.style = style;
        this.containers = containers;
    }

    /** The same, where a container runtime was asked and not the kubelet. */
    SeriesLabels with(ContainersOnDevices known) {
        return new SeriesLabels(owners, jobs, pods, style, known);
    }

    /**
     * In DCGM's dialect: the series of an entity. Where several have the device, a value is repeated with the labels of
     * each, so sums over it are too large; but what processes use is there once for the device, which then is nobody's,
     * and for each owner as much as its pod uses. No two have the same labels.
     */
    public List<OwnedValues> of(EntitySnapshot snapshot) {
        Place place = Place.of(snapshot.entity());
        List<OwnedValues> ofOwners =
                style.everyOwner() ? sharedOut(snapshot, owners.of(place)) : whole(snapshot, owners.named(place));
        List<String> ids = jobs(place);
        List<OwnedValues> ofJobs = ids.isEmpty()
                ? ofOwners
                : ofOwners.stream()
                        .flatMap(owned -> ids.stream().map(id -> labelled(owned, JOB, id)))
                        .toList();
        return withContainers(ofJobs, containers.of(place));
    }

    /** As dcgm-exporter has it: beside the device's own series, which stays, one for each container. */
    private static List<OwnedValues> withContainers(List<OwnedValues> series, List<String> names) {
        return names.isEmpty()
                ? series
                : series.stream()
                        .flatMap(owned -> Stream.concat(
                                Stream.of(owned), names.stream().map(name -> labelled(owned, CONTAINER, name))))
                        .toList();
    }

    private static OwnedValues labelled(OwnedValues owned, String label, String value) {
        return new OwnedValues(owned.labels().withAttribute(label, value), owned.values());
    }

    private List<OwnedValues> whole(EntitySnapshot snapshot, List<Owner> named) {
        List<LabelSet> ofOwners = named.isEmpty() ? List.of(LabelSet.EMPTY) : labels(named, style);
        return ofOwners.stream()
                .map(labels -> new OwnedValues(labels, snapshot.values()))
                .toList();
    }

    private List<OwnedValues> sharedOut(EntitySnapshot snapshot, List<Owner> all) {
        if (all.isEmpty()) {
            return whole(snapshot, all);
        }
        Map<LabelSet, Map<Field, Value>> series = new LinkedHashMap<>();
        series.put(LabelSet.EMPTY, only(snapshot.values(), field -> field.use().isPresent()));
        Map<Field, Value> repeated =
                only(snapshot.values(), field -> field.use().isEmpty());
        for (Owner owner : all) {
            // Where pods' UIDs are told anyway, these are one and the same.
            series.computeIfAbsent(labels(owner, style), labels -> new LinkedHashMap<>())
                    .putAll(repeated);
            series.computeIfAbsent(labels(owner, style.ofShares()), labels -> new LinkedHashMap<>())
                    .putAll(shares(snapshot, owner));
        }
        return series.entrySet().stream()
                .map(entry -> new OwnedValues(entry.getKey(), entry.getValue()))
                .toList();
    }

    private Map<Field, Value> shares(EntitySnapshot snapshot, Owner owner) {
        Map<Field, Value> known = new LinkedHashMap<>();
        snapshot.shares()
                .forEach((field, shares) -> amounts(shares, metadata(owner))
                        .ifPresent(amounts ->
                                known.put(field, field.use().orElseThrow().in(field, amounts))));
        return known;
    }

    /** What each of the pod's processes uses; empty where that is not known. */
    private static Optional<List<Long>> amounts(Shares shares, PodMetadata pod) {
        return shares instanceof Shares.Known known && isIdentified(pod)
                ? Optional.of(known.byPod().getOrDefault(pod.cgroupUid(), List.of()))
                : Optional.empty();
    }

    private static boolean isIdentified(PodMetadata pod) {
        return !pod.uid().isEmpty() && !pod.cgroupUid().isEmpty();
    }

    /**
     * For clean names: what pods that have the entity use of it, as far as it is known. No two are of the same pod and
     * use.
     */
    public List<PodShare> podShares(EntitySnapshot snapshot) {
        // Fields that differ in the unit alone are of one use.
        Map<List<Object>, PodShare> known = new LinkedHashMap<>();
        snapshot.shares()
                .forEach((field, shares) -> pods(snapshot)
                        .forEach((pod, metadata) -> amounts(shares, metadata).ifPresent(amounts -> {
                            ProcessUse use = field.use().orElseThrow();
                            known.putIfAbsent(List.of(use, pod), new PodShare(use, pod, use.inBaseUnit(amounts)));
                        })));
        return List.copyOf(known.values());
    }

    /**
     * Why a pod that has the entity has no share of a field's value; of several reasons one. A field that is not in it
     * has all shares, or is of nobody's entity.
     */
    public Map<Field, String> absentShares(EntitySnapshot snapshot) {
        Map<LabelSet, PodMetadata> here = pods(snapshot);
        Map<Field, String> reasons = new LinkedHashMap<>();
        snapshot.shares().forEach((field, shares) -> {
            if (shares instanceof Shares.Unknown unknown && !here.isEmpty()) {
                reasons.put(field, unknown.reason());
            } else if (!here.values().stream().allMatch(SeriesLabels::isIdentified)) {
                reasons.put(field, UNKNOWN_POD_UID);
            }
        });
        return reasons;
    }

    /** Those that have the entity or a part of it. */
    private Map<LabelSet, PodMetadata> pods(EntitySnapshot snapshot) {
        Map<LabelSet, PodMetadata> all = new LinkedHashMap<>();
        for (Owner owner : owners.of(Place.of(snapshot.entity()))) {
            PodMetadata metadata = metadata(owner);
            SortedMap<String, String> attributes = new TreeMap<>();
            attributes.put("namespace", owner.namespace());
            attributes.put("pod", owner.pod());
            attributes.put("pod_uid", metadata.uid());
            all.put(new LabelSet(new TreeMap<>(), bounded(attributes)), metadata);
        }
        return all;
    }

    private PodMetadata metadata(Owner owner) {
        return pods.apply(owner.namespace(), owner.pod());
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
        List<String> ids = entity.nvlink().isPresent() ? List.of() : jobs(Place.of(entity));
        return ids.stream().map(id -> LabelSet.EMPTY.withAttribute(JOB, id)).toList();
    }

    /**
     * Whose a device is, whatever is read of it: one set of labels for each container that has it or a part of it, also
     * where series name but one of them, and each of them with each job; one without labels where nobody has it.
     */
    public List<LabelSet> holders(Entity entity) {
        Place place = Place.of(entity);
        List<LabelSet> named = owners.of(place).stream()
                .map(owner -> new LabelSet(new TreeMap<>(), bounded(names(owner, style.oldNamespace()))))
                .distinct()
                .toList();
        List<LabelSet> having = named.isEmpty() ? List.of(LabelSet.EMPTY) : named;
        List<String> ids = jobs(place);
        return ids.isEmpty()
                ? having
                : having.stream()
                        .flatMap(holder -> ids.stream().map(id -> holder.withAttribute(JOB, id)))
                        .toList();
    }

    /** As {@link #podInfo}, a row of {@code nvml_container_info} for each container that a runtime tells of. */
    public List<LabelSet> containerInfo(Entity entity) {
        List<String> names = entity.nvlink().isPresent() ? List.of() : containers.of(Place.of(entity));
        return names.stream()
                .map(name -> LabelSet.EMPTY.withAttribute(CONTAINER, name))
                .toList();
    }

    private List<String> jobs(Place place) {
        return jobs.of(place).stream().map(LabelText::bounded).distinct().toList();
    }

    private List<LabelSet> labels(List<Owner> named, Style written) {
        return named.stream().map(owner -> labels(owner, written)).distinct().toList();
    }

    private LabelSet labels(Owner owner, Style written) {
        PodMetadata metadata = metadata(owner);
        SortedMap<String, String> attributes = names(owner, written.oldNamespace());
        attributes.putAll(owner.claim());
        attributes.put("pod_uid", written.podUid() ? metadata.uid() : "");
        attributes.put("vgpu", written.everyOwner() ? owner.vgpu() : "");
        return new LabelSet(LabelText.ofPod(written.podLabels() ? metadata.labels() : Map.of()), bounded(attributes));
    }

    /** Of the container and its pod. */
    private static SortedMap<String, String> names(Owner owner, boolean old) {
        SortedMap<String, String> names = new TreeMap<>();
        names.put(old ? "pod_name" : "pod", owner.pod());
        names.put(old ? "pod_namespace" : "namespace", owner.namespace());
        names.put(old ? "container_name" : "container", owner.container());
        return names;
    }

    private static SortedMap<String, String> bounded(SortedMap<String, String> attributes) {
        attributes.values().removeIf(String::isEmpty);
        attributes.replaceAll((name, value) -> LabelText.bounded(value));
        return attributes;
    }

    private static Map<Field, Value> only(Map<Field, Value> values, Predicate<Field> kept) {
        Map<Field, Value> some = new LinkedHashMap<>();
        values.forEach((field, value) -> {
            if (kept.test(field)) {
                some.put(field, value);
            }
        });
        return some;
    }
}
