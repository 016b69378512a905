package io.nvmlexporter;

import io.nvmlexporter.collect.Spelling;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Environment variables that look as if they were meant for this program, and that no flag reads. */
final class UnknownVariables {
    private static final Pattern MEANT_FOR_US = Pattern.compile("(?:DCGM|NVML)_EXPORTER_.+");

    /** Kubernetes sets these in every pod, for each Service of the namespace, such as {@code dcgm-exporter}. */
    private static final Pattern OF_A_SERVICE = Pattern.compile(
            ".+_(?:SERVICE_HOST|SERVICE_PORT(?:_.+)?|PORT|PORT_[0-9]+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)");

    private static final List<String> KNOWN = Arrays.stream(Flag.values())
            .flatMap(flag -> flag.variable().stream())
            .toList();

    private UnknownVariables() {}

    /** A line each, by name. */
    static List<String> lines(Map<String, String> environment) {
        return new TreeSet<>(environment.keySet())
                .stream()
                        .filter(name -> MEANT_FOR_US.matcher(name).matches())
                        .filter(name -> !KNOWN.contains(name)
                                && !OF_A_SERVICE.matcher(name).matches())
                        .map(UnknownVariables::line)
                        .toList();
    }

    private static String line(String name) {
        Optional<String> nearest = Spelling.nearest(name, KNOWN);
        return "The environment variable " + name + " does nothing; "
                + nearest.map(known -> "did you mean " + known + "?").orElse("--help lists those that do");
    }
}
