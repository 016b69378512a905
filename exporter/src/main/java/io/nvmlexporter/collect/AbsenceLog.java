package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Says why fields have no value: each in detail to those who debug, and after a poll all that are new in one line for
 * each reason. What passes by itself, as a rate before the second poll, is not worth that line. For one thread.
 */
final class AbsenceLog {
    private static final System.Logger LOG = System.getLogger(AbsenceLog.class.getName());
    private static final Set<String> PASSING = Set.of("not_ready", "no_data");

    private final String device;
    private final String absent;
    private final Map<Field, String> reasons = new HashMap<>();
    private final Map<String, Set<String>> news = new TreeMap<>();
    private final Set<Field> reported = new HashSet<>();

    /**
     * @param device for people: {@code GPU 0}
     * @param absent what fields lack: {@code no value for}
     */
    AbsenceLog(String device, String absent) {
        this.device = device;
        this.absent = absent;
    }

    /**
     * Of the reasons that a field has in one poll, as one for each link, the first counts.
     *
     * @param detail what NVML was asked and what it said
     */
    void report(Field field, String reason, String detail) {
        if (reported.add(field) && !reason.equals(reasons.put(field, reason))) {
            LOG.log(Level.DEBUG, "{0}: {1} {2}: {3} ({4})", device, absent, field, reason, detail);
            if (!PASSING.contains(reason)) {
                news.computeIfAbsent(reason, r -> new TreeSet<>()).add(field.name());
            }
        }
    }

    /** Ends a poll. */
    void tell() {
        news.forEach((reason, fields) ->
                LOG.log(Level.INFO, "{0}: {1}: {2} {3}", device, reason, absent, String.join(", ", fields)));
        news.clear();
        reported.clear();
    }
}
