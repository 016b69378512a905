package io.nvmlexporter;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the program takes, for the tests of what the chart gives it. */
public final class ProgramFlags {
    /** The environment variables, of which NODE_NAME belongs to no flag. */
    public static final Set<String> VARIABLES = Stream.concat(
                    Stream.of("NODE_NAME"),
                    Arrays.stream(Flag.values()).map(Flag::variable).flatMap(Optional::stream))
            .collect(toUnmodifiableSet());

    /** The long names, with two dashes. */
    public static final Set<String> FLAGS =
            Arrays.stream(Flag.values()).map(flag -> "--" + flag.text()).collect(toUnmodifiableSet());

    private ProgramFlags() {}
}
