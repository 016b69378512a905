package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;
import java.time.Duration;
import java.util.List;

/**
 * Fields that are read together.
 *
 * @param name of the collection that asks for them; empty for those that no collection of the config file names
 * @param fields each once, and in no other group
 * @param interval between the starts of two readings
 * @param oldest the age from which what was read is not served any more
 */
public record FieldGroup(String name, List<Field> fields, Duration interval, Duration oldest) {
    /** What a driver may take longer than usual for a reading before what it said last counts as old. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    public FieldGroup {
        fields = List.copyOf(fields);
    }

    /** A group that grows old when one reading was missed, and some grace is over. */
    public FieldGroup(String name, List<Field> fields, Duration interval) {
        this(name, fields, interval, interval.multipliedBy(2).plus(GRACE));
    }

    /** What has to be got of a GPU and its links for them to be served under these names. */
    List<Question> questions(Names names) {
        return fields.stream()
                .flatMap(field -> Question.of(field, names).stream())
                .toList();
    }
}
