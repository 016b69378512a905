package io.nvmlexporter.collect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the processes of pods use of one device, of all that one field is the value of. */
public sealed interface Shares {
    /**
     * All of it is known, also that a pod uses nothing.
     *
     * @param byPod what each process uses, in the unit of {@link io.nvmlexporter.field.ProcessUse}, by the UID of its
     *     pod as its cgroup has it; a pod that is not in it has no such process
     */
    record Known(Map<String, List<Long>> byPod) implements Shares {
        public Known {
            Map<String, List<Long>> copies = new HashMap<>(byPod);
            copies.replaceAll((pod, amounts) -> List.copyOf(amounts));
            byPod = Map.copyOf(copies);
        }
    }

    /**
     * It was not all found out, so of no pod it is known how much it uses.
     *
     * @param reason as a label value: one of {@link UnattributedException}, or why NVML told nothing
     */
    record Unknown(String reason) implements Shares {}
}
