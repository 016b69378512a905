package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to read, of which devices, and how often.
 *
 * @param fields each once
 * @param names under which the fields are served, so that nothing else is read
 * @param interval between the starts of two polls of a GPU
 * @param oldest the age from which a snapshot is not served any more
 * @param cgroups where to find out whose the processes on a device are; empty to ask for no processes
 */
public record Plan(
        List<Field> fields,
        Names names,
        DeviceSelection devices,
        Duration interval,
        Duration oldest,
        Windows windows,
        Optional<Cgroups> cgroups) {
    /** What a driver may take longer than usual for a poll before what it said last counts as old. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** A plan under which a snapshot grows old when one poll was missed, and some grace is over. */
    public Plan(
            List<Field> fields,
            Names names,
            DeviceSelection devices,
            Duration interval,
            Windows windows,
            Optional<Cgroups> cgroups) {
        this(fields, names, devices, interval, interval.multipliedBy(2).plus(GRACE), windows, cgroups);
    }

    /** As the one above, with the windows of dcgm-exporter and without processes. */
    public Plan(List<Field> fields, Names names, DeviceSelection devices, Duration interval) {
        this(fields, names, devices, interval, Windows.STANDARD, Optional.empty());
    }

    /** All that is to be read of a GPU and its links. */
    List<Question> questions() {
        return fields.stream()
                .flatMap(field -> Question.of(field, names).stream())
                .toList();
    }
}
