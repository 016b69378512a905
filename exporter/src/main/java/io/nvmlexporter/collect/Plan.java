package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What to read, of which devices, and how often.
 *
 * @param groups at least one; each field is in one of them
 * @param names under which the fields are served, so that nothing else is read
 * @param cgroups where to find out whose the processes on a device are; empty to ask for no processes
 */
public record Plan(
        List<FieldGroup> groups, Names names, DeviceSelection devices, Windows windows, Optional<Cgroups> cgroups) {
    public Plan {
        groups = List.copyOf(groups);
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("no group of fields");
        }
    }

    /** A plan of one group. */
    public Plan(
            List<Field> fields,
            Names names,
            DeviceSelection devices,
            Duration interval,
            Duration oldest,
            Windows windows,
            Optional<Cgroups> cgroups) {
        this(List.of(new FieldGroup("", fields, interval, oldest)), names, devices, windows, cgroups);
    }

    /** A plan of one group, which grows old as groups do. */
    public Plan(
            List<Field> fields,
            Names names,
            DeviceSelection devices,
            Duration interval,
            Windows windows,
            Optional<Cgroups> cgroups) {
        this(List.of(new FieldGroup("", fields, interval)), names, devices, windows, cgroups);
    }

    /** As the one above, with the windows of dcgm-exporter and without processes. */
    public Plan(List<Field> fields, Names names, DeviceSelection devices, Duration interval) {
        this(fields, names, devices, interval, Windows.STANDARD, Optional.empty());
    }

    /** The shortest of the groups' intervals: how often a GPU is read, of whatever group. */
    public Duration interval() {
        return groups.stream()
                .map(FieldGroup::interval)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** How long a GPU may let a reading wait before it counts as one that does not answer. */
    Duration oldest() {
        return groups.stream()
                .map(FieldGroup::oldest)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }
}
