package io.nvmlexporter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The flags as given: on the command line, else in the environment, else by default. Written as dcgm-exporter takes
 * them: one dash or two, for names and aliases alike.
 */
final class Flags {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False", "");

    private final ParseResult result;
    private final Map<String, String> environment;

    private Flags(ParseResult result, Map<String, String> environment) {
        this.result = result;
        this.environment = environment;
    }

    /** The flags as picocli knows them, for parsing and for the help text. */
    static CommandSpec spec(Map<String, String> environment) {
        CommandSpec spec = CommandSpec.create()
                .name("nvml-exporter")
                .mixinStandardHelpOptions(false)
                .defaultValueProvider(argument -> defaultValue(argument, environment));
        for (Flag flag : Flag.values()) {
            spec.addOption(option(flag));
        }
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this text.")
                .build());
        spec.addOption(OptionSpec.builder("-v", "--version")
                .versionHelp(true)
                .description("Show the version.")
                .build());
        return spec;
    }

    /** @throws UsageException with one line, also where the environment is wrong */
    static Flags parse(List<String> arguments, Map<String, String> environment) throws UsageException {
        CommandLine parser = new CommandLine(spec(environment));
        try {
            return new Flags(parser.parseArgs(canonical(arguments)), environment);
        } catch (UnmatchedArgumentException e) {
            throw new UsageException(unknown(e));
        } catch (ParameterException e) {
            throw new UsageException(e.getMessage().lines().findFirst().orElse("") + origin(e, arguments));
        }
    }

    private static OptionSpec option(Flag flag) {
        OptionSpec.Builder option = OptionSpec.builder("--" + flag.text()).description(description(flag));
        if (flag.help().isEmpty()) {
            option.hidden(true);
        }
        return switch (flag.kind()) {
            case BOOL ->
                option.type(Boolean.class)
                        .arity("0..1")
                        .fallbackValue("true")
                        .converters((ITypeConverter<Boolean>) Flags::bool)
                        .paramLabel("true|false")
                        .build();
            case INT ->
                option.type(Integer.class)
                        .arity("1")
                        .converters((ITypeConverter<Integer>) Flags::integer)
                        .paramLabel("N")
                        .build();
            case STRING ->
                option.type(String.class).arity("1").paramLabel("TEXT").build();
            case OPTIONAL_STRING ->
                option.type(String.class)
                        .arity("0..1")
                        .fallbackValue(flag.standard())
                        .paramLabel("NAME")
                        .build();
            case LIST ->
                option.type(List.class)
                        .auxiliaryTypes(String.class)
                        .arity("1")
                        .splitRegex(",")
                        .paramLabel("TEXT")
                        .build();
        };
    }

    private static String description(Flag flag) {
        String names = flag.alias().map(alias -> " (-" + alias + ")").orElse("")
                + flag.variable().map(variable -> " [" + variable + "]").orElse("");
        String standard =
                flag.kind() == Flag.Kind.BOOL || flag.standard().isEmpty() ? "" : " Default: " + flag.standard() + ".";
        return flag.help() + standard + names;
    }

    private static String defaultValue(ArgSpec argument, Map<String, String> environment) {
        Flag flag = flag((OptionSpec) argument);
        if (flag == null || flag.kind() == Flag.Kind.OPTIONAL_STRING) {
            return null;
        }
        String value = flag.variable().map(environment::get).orElse(null);
        boolean given = value != null && !(flag.kind() == Flag.Kind.INT && value.isEmpty());
        return given ? value : flag.standard();
    }

    private static Flag flag(OptionSpec option) {
        return Arrays.stream(Flag.values())
                .filter(flag -> option.longestName().equals("--" + flag.text()))
                .findFirst()
                .orElse(null);
    }

    /** Each flag under its long name with two dashes, however it was written; all else as it is. */
    private static String[] canonical(List<String> arguments) {
        Map<String, Flag> byName = Arrays.stream(Flag.values()).collect(Collectors.toMap(Flag::text, flag -> flag));
        for (Flag flag : Flag.values()) {
            flag.alias().ifPresent(alias -> byName.put(alias, flag));
        }
        List<String> canonical = new ArrayList<>();
        for (String argument : arguments) {
            String bare = argument.startsWith("--")
                    ? argument.substring(2)
                    : argument.substring(argument.startsWith("-") ? 1 : 0);
            String[] parts = bare.split("=", 2);
            Flag flag = argument.startsWith("-") ? byName.get(parts[0]) : null;
            canonical.add(flag == null ? argument : "--" + flag.text() + (parts.length == 2 ? "=" + parts[1] : ""));
        }
        return canonical.toArray(String[]::new);
    }

    private static boolean bool(String text) {
        if (TRUE.contains(text)) {
            return true;
        }
        if (FALSE.contains(text)) {
            return false;
        }
        throw new TypeConversionException("'" + text + "' is neither true nor false");
    }

    private static int integer(String text) {
        try {
            return Integer.decode(text.replace("_", ""));
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a whole number");
        }
    }

    private static String unknown(UnmatchedArgumentException e) {
        String argument = e.getUnmatched().get(0);
        String suggestion = e.getSuggestions().stream()
                .filter(name -> name.startsWith("--"))
                .findFirst()
                .map(name -> "; did you mean " + name + "?")
                .orElse("; --help lists the flags");
        return (argument.startsWith("-") ? "unknown flag " : "unexpected argument ") + argument + suggestion;
    }

    /** Where a wrong value came from, when it was not the command line. */
    private static String origin(ParameterException e, List<String> arguments) {
        if (!(e.getArgSpec() instanceof OptionSpec option)) {
            return "";
        }
        boolean onCommandLine = Arrays.stream(canonical(arguments)).anyMatch(a -> a.startsWith(option.longestName()));
        Flag flag = flag(option);
        return onCommandLine || flag == null
                ? ""
                : flag.variable()
                        .map(variable -> " (from the environment: " + variable + ")")
                        .orElse("");
    }

    boolean helpAsked() {
        return result.isUsageHelpRequested();
    }

    boolean versionAsked() {
        return result.isVersionHelpRequested();
    }

    /** Whether the command line or the environment names it, with whatever value. */
    boolean isGiven(Flag flag) {
        return result.hasMatchedOption("--" + flag.text())
                || flag.variable().filter(environment::containsKey).isPresent();
    }

    String text(Flag flag) {
        return (String) value(flag);
    }

    /** The text of a flag that has no default; empty also where it was given as nothing. */
    Optional<String> optionalText(Flag flag) {
        String text = (String) value(flag);
        return text == null || text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    boolean isOn(Flag flag) {
        return (Boolean) value(flag);
    }

    int number(Flag flag) {
        return (Integer) value(flag);
    }

    /** As the user would recognize it in a message. */
    String valueOf(Flag flag) {
        return String.valueOf(value(flag));
    }

    private Object value(Flag flag) {
        return result.commandSpec().findOption("--" + flag.text()).getValue();
    }
}
