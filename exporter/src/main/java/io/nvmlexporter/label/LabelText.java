package io.nvmlexporter.label;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Makes of texts that others chose labels that a page can have: valid, none twice, bounded in number and length. */
final class LabelText {
    /** In UTF-16 characters. Kubernetes allows 63 in a label's value and 253 in a name. */
    static final int LONGEST_VALUE = 1024;
    /** Kubernetes allows a prefix of 253 characters, a slash and 63 characters. */
    static final int LONGEST_KEY = 317;

    static final int MOST_LABELS = 64;

    private static final Pattern UNFIT = Pattern.compile("[^a-zA-Z0-9_]");

    /** All names that the page may give a series of its own, in any release of dcgm-exporter and with any flag. */
    private static final Set<String> OURS = Set.of(
            "gpu",
            "UUID",
            "uuid",
            "gpu_uuid",
            "pci_bus_id",
            "device",
            "modelName",
            "model_name",
            "Hostname",
            "hostname",
            "GPU_I_PROFILE",
            "GPU_I_ID",
            "nvlink",
            "xid",
            "err_code",
            "err_msg",
            "window_size_in_ms",
            "clock_event",
            "health_watch",
            "health_error_code",
            "peer_gpu",
            "link_status",
            "pod",
            "namespace",
            "container",
            "pod_name",
            "pod_namespace",
            "container_name",
            "pod_uid",
            "vgpu",
            "hpc_job",
            // Of histograms and summaries, which none of ours is; promtool would complain.
            "le",
            "quantile");

    /** Of the labels of claims, and of DCGM's fields that a counters file may make labels. */
    private static final Set<String> OUR_PREFIXES = Set.of("dra_", "DCGM_", "dcgm_", "NVML_");

    private LabelText() {}

    /** At most {@link #LONGEST_VALUE} characters of it, and never half of a surrogate pair. */
    static String bounded(String value) {
        if (value.length() <= LONGEST_VALUE) {
            return value;
        }
        boolean splitsPair = Character.isHighSurrogate(value.charAt(LONGEST_VALUE - 1));
        return value.substring(0, splitsPair ? LONGEST_VALUE - 1 : LONGEST_VALUE);
    }

    /**
     * A pod's own labels under names that Prometheus takes. One that has the name of a label of ours is called
     * {@code pod_label_<name>}, as since 4.6.0-4.8.3. Of two whose names become the same, the first by Kubernetes' name
     * counts. One without a value is none.
     */
    static SortedMap<String, String> ofPod(Map<String, String> labels) {
        SortedMap<String, String> clean = new TreeMap<>();
        mostOf(labels).forEach((key, value) -> clean.putIfAbsent(name(key), value));
        return clean;
    }

    /** Those of a pod's labels that can be on a page, by Kubernetes' names; they are bounded in number and length. */
    static SortedMap<String, String> mostOf(Map<String, String> labels) {
        SortedMap<String, String> most = new TreeMap<>();
        labels.entrySet().stream()
                .filter(label -> !label.getKey().isEmpty() && label.getKey().length() <= LONGEST_KEY)
                .filter(label -> !label.getValue().isEmpty())
                .sorted(Map.Entry.comparingByKey())
                .limit(MOST_LABELS)
                .forEach(label -> most.put(label.getKey(), bounded(label.getValue())));
        return most;
    }

    private static String name(String key) {
        String name = UNFIT.matcher(key).replaceAll("_");
        if (isOurs(name)) {
            return "pod_label_" + name;
        }
        return Character.isDigit(name.charAt(0)) ? "_" + name : name;
    }

    /** Names that begin with two underscores are Prometheus' own. */
    private static boolean isOurs(String name) {
        return OURS.contains(name)
                || name.startsWith("__")
                || OUR_PREFIXES.stream().anyMatch(name::startsWith);
    }
}
