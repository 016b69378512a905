package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Shares the fields of the counters out among the collections that ask for a cadence of their own. */
public final class FieldGroups {
    private FieldGroups() {}

    /**
     * @param interval of the fields that no collection names
     * @param cadences in the order of the groups that are made of them
     * @return at least one group; those fields that no collection names are the first
     * @throws CadenceException where a collection names no field, or two name the same
     */
    public static List<FieldGroup> of(Counters counters, Duration interval, List<Cadence> cadences)
            throws CadenceException {
        Map<Cadence, List<Field>> named = new LinkedHashMap<>();
        cadences.forEach(cadence -> named.put(cadence, new ArrayList<>()));
        Set<Cadence> matched = new LinkedHashSet<>();
        List<Field> others = new ArrayList<>();
        for (Map.Entry<String, Optional<Field>> counter : counters.byName().entrySet()) {
            Optional<Cadence> one = theOne(counter.getKey(), cadences);
            one.ifPresent(matched::add);
            List<Field> group = one.map(named::get).orElse(others);
            counter.getValue().ifPresent(group::add);
        }
        for (Cadence cadence : cadences) {
            if (!matched.contains(cadence)) {
                throw new CadenceException(cadence.place() + ": the collection '" + cadence.name()
                        + "' names none of the metrics that are served: " + cadence.patterns()
                        + "; add one of them to the counters, or leave the collection out");
            }
        }
        List<FieldGroup> groups = new ArrayList<>();
        named.forEach((cadence, fields) -> {
            if (!fields.isEmpty()) {
                groups.add(new FieldGroup(cadence.name(), fields, cadence.interval()));
            }
        });
        if (!others.isEmpty() || groups.isEmpty()) {
            groups.add(0, new FieldGroup("", others, interval));
        }
        return List.copyOf(groups);
    }

    private static Optional<Cadence> theOne(String field, List<Cadence> cadences) throws CadenceException {
        List<Cadence> all =
                cadences.stream().filter(cadence -> cadence.matches(field)).toList();
        if (all.size() > 1) {
            throw new CadenceException(all.get(1).place() + ": " + field + " is in the collections '"
                    + all.get(0).name() + "' (" + all.get(0).place() + ") and '"
                    + all.get(1).name() + "'; let one of them name it");
        }
        return all.stream().findFirst();
    }
}
