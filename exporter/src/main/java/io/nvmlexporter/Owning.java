package io.nvmlexporter;

import io.nvmlexporter.kubelet.KubeletClient;
import io.nvmlexporter.kubelet.PodList;
import io.nvmlexporter.kubelet.PodWatcher;
import io.nvmlexporter.label.JobFiles;
import io.nvmlexporter.label.JobWatcher;
import io.nvmlexporter.label.Jobs;
import io.nvmlexporter.label.Ownership;
import io.nvmlexporter.label.PodMetadata;
import io.nvmlexporter.label.SeriesLabels.Style;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** What asks the kubelet and reads job files, as far as it is wanted; what is not wanted is not even loaded. */
final class Owning implements AutoCloseable {
    private static final Duration BETWEEN_READINGS = Duration.ofSeconds(10);

    private final Optional<KubeletClient> kubelet;
    private final Optional<PodWatcher> pods;
    private final Optional<JobWatcher> jobs;
    private final Ownership ownership;

    Owning(OwnershipSettings settings, boolean oldNamespace) {
        kubelet = settings.kubelet().map(KubeletClient::new);
        pods = kubelet.map(client -> new PodWatcher(client::list));
        jobs = settings.jobFiles().map(directory -> new JobWatcher(new JobFiles(directory)::read, BETWEEN_READINGS));
        Supplier<PodList> podList =
                pods.<Supplier<PodList>>map(watcher -> watcher::podList).orElse(() -> PodList.STARTING);
        Supplier<Jobs> jobList =
                jobs.<Supplier<Jobs>>map(watcher -> watcher::jobs).orElse(() -> Jobs.NONE);
        ownership = new Ownership(
                podList,
                jobList,
                (namespace, name) -> PodMetadata.NONE,
                settings.resources(),
                new Style(settings.everyOwner(), oldNamespace));
    }

    Ownership ownership() {
        return ownership;
    }

    void start() {
        pods.ifPresent(PodWatcher::start);
        jobs.ifPresent(JobWatcher::start);
    }

    @Override
    public void close() {
        pods.ifPresent(PodWatcher::close);
        jobs.ifPresent(JobWatcher::close);
        kubelet.ifPresent(KubeletClient::close);
    }
}
