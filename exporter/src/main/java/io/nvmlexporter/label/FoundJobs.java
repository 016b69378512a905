package io.nvmlexporter.label;

import io.nvmlexporter.label.Jobs.Problem;
import io.nvmlexporter.label.Resolution.Reason;
import io.nvmlexporter.label.Resolution.Resolved;
import io.nvmlexporter.label.Resolution.Unresolved;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What lies in the directory of job files, before it is known which devices the names mean: they come and go.
 *
 * @param directory for messages
 * @param files those that could be read and name a job
 * @param problems of all others
 */
public record FoundJobs(Path directory, List<JobFile> files, List<Problem> problems) {
    /** Where there is no directory of jobs. */
    public static final FoundJobs NONE = new FoundJobs(Path.of(""), List.of(), List.of());

    /** Of one GPU or GPU instance. Each is a copy of all its series. */
    static final int MOST_JOBS = 256;

    public FoundJobs {
        files = List.copyOf(files);
        problems = List.copyOf(problems);
    }

    /** Nothing, since nothing was heard of the directory for so long. */
    FoundJobs forgotten(Duration silence) {
        return new FoundJobs(
                directory,
                List.of(),
                List.of(new Problem(
                        "timeout",
                        "the directory " + directory + " of job files was not read to the end for "
                                + silence.toSeconds() + " s; does its file system answer?")));
    }

    /**
     * The jobs by device. Where several files name one device, by its index and by its UUID, those of all run there. A
     * file of a GPU that is not read now is no mistake: it counts as a problem, and has no line.
     */
    Jobs on(DeviceIds ids) {
        Map<Place, Set<String>> jobs = new LinkedHashMap<>();
        List<Problem> all = new ArrayList<>(problems);
        for (JobFile file : files) {
            Resolution meant = file.meaning().resolve(ids);
            if (meant instanceof Resolved resolved) {
                add(file, jobs.computeIfAbsent(resolved.place(), place -> new LinkedHashSet<>()), all);
            } else if (meant instanceof Unresolved unresolved) {
                all.add(problem(file, unresolved));
            }
        }
        Map<Place, List<String>> placed = new LinkedHashMap<>();
        jobs.forEach((place, running) -> placed.put(place, List.copyOf(running)));
        return new Jobs(placed, all);
    }

    private void add(JobFile file, Set<String> running, List<Problem> all) {
        Set<String> together = new LinkedHashSet<>(running);
        together.addAll(file.jobs());
        if (together.size() > MOST_JOBS) {
            all.add(new Problem(
                    "too_many_jobs",
                    where(file) + ": with the other file of that GPU " + together.size() + " jobs, and " + MOST_JOBS
                            + " are the most for one GPU; remove those that have ended"));
        } else {
            running.addAll(file.jobs());
        }
    }

    private Problem problem(JobFile file, Unresolved why) {
        String line = why.reason() == Reason.GPU_NOT_READ
                ? ""
                : where(file) + ": " + why.explanation() + "; remove it, or name it by a GPU of this node";
        return new Problem(why.reason().label(), line);
    }

    private String where(JobFile file) {
        return "job file " + directory + "/" + file.fileName();
    }
}
