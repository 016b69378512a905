package io.nvmlexporter;

import io.nvmlexporter.apiserver.Cluster;
import io.nvmlexporter.apiserver.ListWatch;
import io.nvmlexporter.apiserver.ObjectName;
import io.nvmlexporter.apiserver.ResourceSlice;
import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.kubelet.KubeletClient;
import io.nvmlexporter.kubelet.Peer;
import io.nvmlexporter.kubelet.Pod;
import io.nvmlexporter.kubelet.PodList;
import io.nvmlexporter.kubelet.PodWatcher;
import io.nvmlexporter.kubelet.RunningContainer;
import io.nvmlexporter.kubelet.RuntimeClient;
import io.nvmlexporter.kubelet.Watcher;
import io.nvmlexporter.label.Claims;
import io.nvmlexporter.label.FoundJobs;
import io.nvmlexporter.label.JobFiles;
import io.nvmlexporter.label.JobWatcher;
import io.nvmlexporter.label.Ownership;
import io.nvmlexporter.label.PodMetadata;
import io.nvmlexporter.label.ResourceDevice;
import io.nvmlexporter.label.SeriesLabels.Style;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What asks the kubelet, the API server and the container runtime and reads job files, as far as it is wanted; no more
 * is even loaded.
 */
final class Owning implements AutoCloseable {
    private static final Duration BETWEEN_READINGS = Duration.ofSeconds(10);

    private final Cluster cluster;
    private final boolean claimsAtOnce;
    private final Optional<KubeletClient> kubelet;
    private final Optional<PodWatcher> pods;
    private final Optional<ListWatch<PodMetadata>> metadata;
    private final Optional<JobWatcher> jobs;
    private final Optional<RuntimeClient> runtime;
    private final Optional<Watcher<RunningContainer>> containers;
    private final Ownership ownership;
    private boolean closed;
    private volatile Optional<ListWatch<ResourceSlice>> slices = Optional.empty();

    /**
     * @param latest the node's devices, by which the log is told of job files that name none
     * @param processes whether those of the node are seen
     */
    Owning(OwnershipSettings settings, Supplier<NodeSnapshot> latest, boolean oldNamespace, boolean processes) {
        cluster = settings.cluster();
        claimsAtOnce = settings.claims();
        kubelet = settings.kubelet().map(KubeletClient::new);
        pods = kubelet.map(client -> new PodWatcher(() -> followingClaims(client.list())));
        metadata = settings.needsPodMetadata(processes)
                ? Optional.of(cluster.pods(name -> settings.podLabels()
                        .filter(allowed -> allowed.test(name))
                        .isPresent()))
                : Optional.empty();
        jobs = settings.jobFiles()
                .map(directory -> new JobWatcher(
                        new JobFiles(directory)::read,
                        found -> ownership().jobs(found, latest.get()).problems(),
                        BETWEEN_READINGS));
        runtime = settings.containerRuntime().map(RuntimeClient::new);
        containers = runtime.map(client -> new Watcher<>(Peer.CONTAINER_RUNTIME, client::list));
        Supplier<PodList> podList =
                pods.<Supplier<PodList>>map(watcher -> watcher::podList).orElse(() -> PodList.STARTING);
        Supplier<FoundJobs> jobList =
                jobs.<Supplier<FoundJobs>>map(watcher -> watcher::jobs).orElse(() -> FoundJobs.NONE);
        ownership = new Ownership(
                new Ownership.Sources(
                        podList, this::metadata, this::offered, jobList, containers.map(watcher -> watcher::heard)),
                settings.resources(),
                Style.of(settings.everyOwner(), oldNamespace, settings.podUid()));
    }

    Ownership ownership() {
        return ownership;
    }

    /** Of each kind of objects that the API server is asked for, why it does not tell them; empty where it does. */
    Map<String, String> apiServer() {
        Map<String, String> reasons = new TreeMap<>();
        metadata.ifPresent(watch -> reasons.put("pods", watch.watched().reason()));
        slices.ifPresent(watch -> reasons.put("resourceslices", watch.watched().reason()));
        return reasons;
    }

    void start() {
        metadata.ifPresent(ListWatch::start);
        pods.ifPresent(PodWatcher::start);
        jobs.ifPresent(JobWatcher::start);
        containers.ifPresent(Watcher::start);
        if (claimsAtOnce && pods.isPresent()) {
            followClaims();
        }
    }

    private PodMetadata metadata(String namespace, String pod) {
        return metadata.map(watch -> watch.watched().objects().get(new ObjectName(namespace, pod)))
                .orElse(PodMetadata.NONE);
    }

    private List<ResourceDevice> offered() {
        return slices.map(
                        watch -> ResourceSlice.devices(watch.watched().objects().values()))
                .orElse(List.of());
    }

    /** A claim says nothing without the ResourceSlices, which nobody needs to ask for without a claim. */
    private List<Pod> followingClaims(List<Pod> listed) {
        if (slices.isEmpty() && Claims.anyOfGpus(listed)) {
            followClaims();
        }
        return listed;
    }

    private synchronized void followClaims() {
        if (!closed && slices.isEmpty()) {
            ListWatch<ResourceSlice> watch = cluster.resourceSlices();
            watch.start();
            slices = Optional.of(watch);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        pods.ifPresent(PodWatcher::close);
        slices.ifPresent(ListWatch::close);
        metadata.ifPresent(ListWatch::close);
        jobs.ifPresent(JobWatcher::close);
        containers.ifPresent(Watcher::close);
        kubelet.ifPresent(KubeletClient::close);
        runtime.ifPresent(RuntimeClient::close);
    }
}
