package io.nvmlexporter.collect;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which devices get series of their own, as dcgm-exporter's {@code -d} says it.
 *
 * @param kind GPUs, GPU instances, both, or each GPU's instances where it has any
 * @param gpus the indexes of the GPUs selected as such; empty for all
 * @param instances DCGM's numbers of the GPU instances selected; empty for all
 */
public record DeviceSelection(Kind kind, Optional<DeviceNumbers> gpus, Optional<DeviceNumbers> instances) {
    /** {@code f}, {@code g}, {@code i} and {@code g+i}. */
    public enum Kind {
        FLEXIBLE,
        GPUS,
        INSTANCES,
        BOTH
    }

    /** DCGM's DCGM_MAX_INSTANCES_PER_GPU: it numbers GPU instances so many a GPU, whether they are there or not. */
    private static final int INSTANCES_PER_GPU = 8;

    /**
     * @param text {@code f}, {@code g}, {@code g:0,2-4}, {@code i}, {@code i:0,8-9}, or a {@code g} and an {@code i}
     *     with a plus between them: {@code g+i}, {@code g:0+i:8-9}
     * @throws IllegalArgumentException with one line that says what is wrong with it
     */
    public static DeviceSelection parse(String text) {
        String[] parts = text.split("\\+", -1);
        if (parts.length == 2
                && letter(parts[0]).equals("g")
                && letter(parts[1]).equals("i")) {
            return new DeviceSelection(Kind.BOTH, list(parts[0]), list(parts[1]));
        }
        if (parts.length > 1) {
            throw none(text);
        }
        return switch (letter(text)) {
            case "f" -> flexible(text);
            case "g" -> new DeviceSelection(Kind.GPUS, list(text), Optional.empty());
            case "i" -> new DeviceSelection(Kind.INSTANCES, Optional.empty(), list(text));
            default -> throw none(text);
        };
    }

    private static DeviceSelection flexible(String text) {
        if (text.contains(":")) {
            throw new IllegalArgumentException("no list can be given with f, which selects all devices");
        }
        return new DeviceSelection(Kind.FLEXIBLE, Optional.empty(), Optional.empty());
    }

    private static IllegalArgumentException none(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is none of f, g, g:<list>, i, i:<list>, g+i, g:<list>+i:<list>");
    }

    private static String letter(String part) {
        return part.split(":", 2)[0];
    }

    private static Optional<DeviceNumbers> list(String part) {
        String[] halves = part.split(":", -1);
        if (halves.length > 2) {
            throw new IllegalArgumentException("'" + part + "' has more than one ':'; write " + halves[0] + ":0,2-4");
        }
        return halves.length == 2 ? Optional.of(DeviceNumbers.parse(halves[1])) : Optional.empty();
    }

    /** Whether the GPU or an instance of it may be selected, so that it has to be read. */
    boolean includes(int gpu) {
        boolean asGpu = kind != Kind.INSTANCES && isListed(gpu);
        boolean byInstance = (kind == Kind.INSTANCES || kind == Kind.BOTH)
                && instances
                        .map(numbers -> numbers.containsAnyOf((long) gpu * INSTANCES_PER_GPU, INSTANCES_PER_GPU))
                        .orElse(true);
        return asGpu || byInstance;
    }

    /**
     * Whether a whole GPU gets series of its own.
     *
     * @param divided whether an instance of it does
     */
    boolean includesBoard(int gpu, boolean divided) {
        return switch (kind) {
            case FLEXIBLE -> !divided;
            case GPUS, BOTH -> isListed(gpu);
            case INSTANCES -> false;
        };
    }

    /** Whether the links of a GPU get series: as dcgm-exporter, of the GPUs selected as such or by default. */
    boolean includesLinks(int gpu) {
        return kind != Kind.INSTANCES && isListed(gpu);
    }

    private boolean isListed(int gpu) {
        return gpus.map(numbers -> numbers.contains(gpu)).orElse(true);
    }

    /** The listed numbers and ranges that a node of so many GPUs cannot have, as they would be written. */
    List<String> beyond(int gpuCount) {
        return Stream.concat(
                        gpus.stream().flatMap(numbers -> numbers.from(gpuCount).stream()),
                        instances.stream()
                                .flatMap(numbers -> numbers.from((long) gpuCount * INSTANCES_PER_GPU).stream()))
                .map(DeviceNumbers.Range::toString)
                .toList();
    }

    /**
     * Whether a GPU instance gets series of its own.
     *
     * @param localIndex its place among the instances of its GPU, in NVML's order, from 0
     */
    boolean includesInstance(int gpu, int localIndex) {
        if (kind == Kind.GPUS) {
            return false;
        }
        return instances
                .map(numbers ->
                        localIndex < INSTANCES_PER_GPU && numbers.contains((long) gpu * INSTANCES_PER_GPU + localIndex))
                .orElse(true);
    }
}
