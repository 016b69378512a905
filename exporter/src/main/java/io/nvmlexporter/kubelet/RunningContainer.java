package io.nvmlexporter.kubelet;

import java.util.List;

/**
 * A container that runs on this node, as its runtime tells it.
 *
 * @param name as people know it, without control characters; else a short id
 */
public record RunningContainer(String name, Gpus gpus) {
    /**
     * What GPUs a container was given.
     *
     * @param devices {@code all}, or what single devices are called there: {@code 0}, {@code GPU-…}, {@code MIG-…},
     *     {@code nvidia0}, …
     * @param unnamed whether it has or may have more, and nothing says which
     */
    public record Gpus(List<String> devices, boolean unnamed) {
        /** It has none. */
        public static final Gpus NONE = new Gpus(List.of(), false);

        /** Nothing says whether it has any. */
        public static final Gpus UNKNOWN = new Gpus(List.of(), true);

        /** It has all GPUs of the node. */
        public static final String ALL = "all";

        public Gpus {
            devices = List.copyOf(devices);
        }
    }
}
