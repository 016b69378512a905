package io.nvmlexporter.collect;

import java.time.Duration;
import java.util.List;

/**
 * How often some of the fields are read, where not as often as the others.
 *
 * @param name of the collection
 * @param place where it is asked for, for people: {@code config.yaml:7}
 * @param interval between the starts of two readings
 * @param patterns of the fields' names, any of which is enough
 */
public record Cadence(String name, String place, Duration interval, List<Glob> patterns) {
    public Cadence {
        patterns = List.copyOf(patterns);
    }

    boolean matches(String field) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(field));
    }
}
