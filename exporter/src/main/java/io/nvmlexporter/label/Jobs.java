package io.nvmlexporter.label;

import java.util.List;
import java.util.Map;

/**
 * The jobs of a batch system (Slurm, …) that run on GPUs and GPU instances.
 *
 * @param problems why what files say is missing here
 */
public record Jobs(Map<Place, List<String>> jobs, List<Problem> problems) {
    public static final Jobs NONE = new Jobs(Map.of(), List.of());

    public Jobs {
        jobs = Map.copyOf(jobs);
        problems = List.copyOf(problems);
    }

    /**
     * A file, or the directory, that says nothing.
     *
     * @param reason as a label's value: {@code unreadable}, {@code too_large}, {@code line_too_long},
     *     {@code too_many_jobs}, {@code too_many_files}, {@code unknown_name}, {@code directory}, {@code hidden},
     *     {@code timeout}, or that of a name which is no device of this node, as {@link Resolution.Reason} has it
     * @param message one line: what, where, and how to mend it; empty for what is nobody's mistake
     */
    public record Problem(String reason, String message) {}

    /** The ids of those that have it, in the file's order. */
    List<String> of(Place place) {
        return jobs.getOrDefault(place, List.of());
    }
}
