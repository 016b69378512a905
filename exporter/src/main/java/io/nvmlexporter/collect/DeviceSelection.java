package io.nvmlexporter.collect;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which devices get series of their own, as dcgm-exporter's {@code -d} says it.
 *
 * @param kind GPUs, GPU instances, or each GPU's instances where it has any
 * @param gpus the indexes of the GPUs selected; empty for all
 */
public record DeviceSelection(Kind kind, Optional<Set<Integer>> gpus) {
    /** {@code f}, {@code g} and {@code i}. */
    public enum Kind {
        FLEXIBLE,
        GPUS,
        INSTANCES
    }

    private static final int HIGHEST = 4096;

    /**
     * @param text {@code f}, {@code g}, {@code g:0,2-4} or {@code i}
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
            case "i" ->
                withoutList(
                        Kind.INSTANCES, list, "GPU instances cannot be picked one by one yet; write i for all of them");
            default -> throw new IllegalArgumentException("'" + text + "' is none of f, g, g:<list>, i");
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

    boolean includes(int gpu) {
        return gpus.map(selected -> selected.contains(gpu)).orElse(true);
    }
}
