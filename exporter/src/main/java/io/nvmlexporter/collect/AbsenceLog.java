package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;
import java.util.HashMap;
import java.util.Map;

/** Says once for each field of a GPU why it has no value, and again when the reason changes. For one thread. */
final class AbsenceLog {
    private static final System.Logger LOG = System.getLogger(AbsenceLog.class.getName());

    private final String device;
    private final Map<Field, String> reasons = new HashMap<>();

    /** @param device for people: {@code GPU 0} */
    AbsenceLog(String device) {
        this.device = device;
    }

    /** @param detail what NVML was asked and what it said */
    void report(Field field, String reason, String detail) {
        if (!reason.equals(reasons.put(field, reason))) {
            // Most GPUs lack some fields, so this is of interest to whoever looks for one, not to everybody.
            LOG.log(System.Logger.Level.DEBUG, "{0}: no {1}: {2} ({3})", device, field, reason, detail);
        }
    }
}
