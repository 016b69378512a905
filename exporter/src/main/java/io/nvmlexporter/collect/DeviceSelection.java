package io.nvmlexporter.collect;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which devices get series of their own, as dcgm-exporter's {@code -d} says it.
 *
 * @param kind GPUs, GPU instances, both, or each GPU's instances where it has any
 * @param listed the indexes of the GPUs selected, or for {@link Kind#INSTANCES} DCGM's numbers of the GPU instances;
 *     empty for all
 */
public record DeviceSelection(Kind kind, Optional<Set<Integer>> listed) {
    /** {@code f}, {@code g}, {@code i} and {@code g+i}. */
    public enum Kind {
        FLEXIBLE,
        GPUS,
        INSTANCES,
        BOTH
    }

    private static final int HIGHEST = 4096;
    /** DCGM's DCGM_MAX_INSTANCES_PER_GPU: it numbers GPU instances so many a GPU, whether they are there or not. */
    private static final int INSTANCES_PER_GPU = 8;

    /**
     * @param text {@code f}, {@code g}, {@code g:0,2-4}, {@code i}, {@code i:0,8-9} or {@code g+i}
     * @throws IllegalArgumentException with one line that says what is wrong with it
     */
    public static DeviceSelection parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length > 2) {
            throw new IllegalArgumentException("'" + text + "' has more than one ':'; write g:0,2-4");
        }
        Optional<String> list = parts.length == 2 ? Optional.of(parts[1]) : Optional.empty();
        return switch (parts[0]) {
            case "f" -> withoutList(Kind.FLEXIBLE, list, "no list can be given with f, which selects all devices");
            case "g" -> new DeviceSelection(Kind.GPUS, list.map(DeviceSelection::indexes));
            case "i" -> new DeviceSelection(Kind.INSTANCES, list.map(DeviceSelection::indexes));
            case "g+i" -> withoutList(Kind.BOTH, list, "no list can be given with g+i, which selects all devices");
            default -> throw new IllegalArgumentException("'" + text + "' is none of f, g, g:<list>, i, i:<list>, g+i");
        };
    }

    private static DeviceSelection withoutList(Kind kind, Optional<String> list, String message) {
        if (list.isPresent()) {
            throw new IllegalArgumentException(message);
        }
        return new DeviceSelection(kind, Optional.empty());
    }

    private static Set<Integer> indexes(String list) {
        Set<Integer> indexes = new TreeSet<>();
        for (String item : list.split(",", -1)) {
            String[] ends = item.split("-", -1);
            if (ends.length > 2) {
                throw new IllegalArgumentException("'" + item + "' is not a number or a range such as 2-4");
            }
            int last = index(ends[ends.length - 1], item);
            for (int i = index(ends[0], item); i <= last; i++) {
                indexes.add(i);
            }
        }
        return indexes;
    }

    private static int index(String digits, String item) {
        if (!digits.matches("\\d{1,4}") || Integer.parseInt(digits) > HIGHEST) {
            throw new IllegalArgumentException("'" + item + "' is not a number or a range such as 2-4");
        }
        return Integer.parseInt(digits);
    }

    /** Whether the GPU or an instance of it may be selected, so that it has to be read. */
    boolean includes(int gpu) {
        int each = kind == Kind.INSTANCES ? INSTANCES_PER_GPU : 1;
        return listed.map(numbers -> numbers.stream().anyMatch(number -> number / each == gpu))
                .orElse(true);
    }

    /** The listed numbers that a node of so many GPUs cannot have. */
    List<Integer> beyond(int gpuCount) {
        int each = kind == Kind.INSTANCES ? INSTANCES_PER_GPU : 1;
        return listed.orElse(Set.of()).stream()
                .filter(number -> number / each >= gpuCount)
                .sorted()
                .toList();
    }

    /**
     * Whether a GPU instance gets series of its own.
     *
     * @param localIndex its place among the instances of its GPU, in NVML's order, from 0
     */
    boolean includesInstance(int gpu, int localIndex) {
        if (kind != Kind.INSTANCES) {
            return kind != Kind.GPUS;
        }
        return listed.map(numbers ->
                        localIndex < INSTANCES_PER_GPU && numbers.contains(gpu * INSTANCES_PER_GPU + localIndex))
                .orElse(true);
    }
}
