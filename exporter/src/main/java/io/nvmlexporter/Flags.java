package io.nvmlexporter;

import io.nvmlexporter.collect.Spelling;
import io.nvmlexporter.config.ConfigFile.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The flags as given: on the command line, else in the environment, else in the config file, else by default. Written
 * as dcgm-exporter takes them: one dash or two, for names and aliases alike, and a value behind a blank or an equals
 * sign.
 *
 * <p>What starts dcgm-exporter starts this, too: of a flag that is given twice the last counts, and a word that is no
 * flag ends the flags, so that what stands behind it is not looked at; {@link #warnings} tells of both. Two things
 * differ since they would hide a mistake: {@code -k false} means what it says, and a word that comes first must be one
 * of this program's commands.
 */
final class Flags {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");
    /** An integer as Go writes it: the prefix says the base. */
    private static final Pattern INTEGER = Pattern.compile(
            "(?<sign>[+-]?)(?:(?<prefix>0[xX]|0[bB]|0[oO]?)_?)?(?<digits>\\p{XDigit}+(?:_\\p{XDigit}+)*)");

    private static final Map<String, Flag> BY_NAME = byName();

    private final Map<Flag, String> commandLine;
    private final Map<String, String> environment;
    private final Map<Flag, Value> configFile;
    private final List<String> warnings;

    private Flags(
            Map<Flag, String> commandLine,
            Map<String, String> environment,
            Map<Flag, Value> configFile,
            List<String> warnings) {
        this.commandLine = commandLine;
        this.environment = environment;
        this.configFile = configFile;
        this.warnings = List.copyOf(warnings);
    }

    /**
     * The same, with what a config file says where neither the command line nor the environment does.
     *
     * @throws UsageException with one line, where a value does not fit its flag
     */
    Flags over(Map<Flag, Value> values) throws UsageException {
        Flags flags = new Flags(commandLine, environment, values, warnings);
        flags.check();
        return flags;
    }

    /**
     * Whoever asks for help or the version gets it, whatever else is wrong.
     *
     * @throws UsageException with one line, also where the environment is wrong
     */
    static Flags parse(List<String> arguments, Map<String, String> environment) throws UsageException {
        Optional<Flag> asked = arguments.stream()
                .filter(argument -> argument.startsWith("-"))
                .map(argument -> BY_NAME.get(withoutDashes(argument)))
                .filter(flag -> flag == Flag.HELP || flag == Flag.VERSION)
                .findFirst();
        try {
            List<String> warnings = new ArrayList<>();
            Deque<String> rest = new ArrayDeque<>(arguments);
            Flags flags = new Flags(read(rest, warnings), environment, Map.of(), warnings);
            flags.check();
            // Nothing is left, but behind a word that is no flag.
            return rest.isEmpty() || asked.isEmpty() ? flags : only(asked.get());
        } catch (UsageException wrong) {
            return only(asked.orElseThrow(() -> wrong));
        }
    }

    private static Flags only(Flag asked) {
        return new Flags(Map.of(asked, "true"), Map.of(), Map.of(), List.of());
    }

    /** Takes the flags away from what is given, up to a word that is none. */
    private static Map<Flag, String> read(Deque<String> rest, List<String> warnings) throws UsageException {
        Map<Flag, String> commandLine = new EnumMap<>(Flag.class);
        Map<Flag, String> names = new EnumMap<>(Flag.class);
        while (!rest.isEmpty()) {
            String argument = rest.peek();
            if (!argument.startsWith("-") && !argument.isEmpty() && commandLine.isEmpty()) {
                throw new UsageException("unexpected argument " + argument + "; --help lists what there is");
            }
            if (!argument.startsWith("-") || argument.matches("--?")) {
                warnings.add("'" + String.join(" ", rest) + "' is not looked at, since '" + argument
                        + "' ends the flags; dcgm-exporter does not look at it either");
                return commandLine;
            }
            rest.remove();
            String[] parts = withoutDashes(argument).split("=", 2);
            Flag flag = BY_NAME.get(parts[0]);
            if (flag == null) {
                throw unknown(argument, parts[0]);
            }
            String value = parts.length == 2 ? parts[1] : next(flag, rest);
            String name = names.putIfAbsent(flag, parts[0]);
            if (name != null && !name.equals(parts[0])) {
                throw new UsageException("--" + flag.text() + " is given twice, as -"
                        + flag.alias().orElse("") + " too; leave one out");
            }
            commandLine.merge(flag, value, (one, other) -> {
                if (flag.kind() == Flag.Kind.LIST) {
                    return one + "," + other;
                }
                if (!one.equals(other)) {
                    warnings.add(
                            "--" + flag.text() + " is given twice: " + other + " counts, and " + one + " does not");
                }
                return other;
            });
        }
        return commandLine;
    }

    private static String withoutDashes(String argument) {
        return argument.replaceFirst("^--?", "");
    }

    private static Map<String, Flag> byName() {
        Map<String, Flag> byName = new LinkedHashMap<>();
        for (Flag flag : Flag.values()) {
            byName.put(flag.text(), flag);
        }
        for (Flag flag : Flag.values()) {
            flag.alias().ifPresent(alias -> byName.put(alias, flag));
        }
        return byName;
    }

    /** The value that stands in the arguments behind the flag, or what the flag means without one. */
    private static String next(Flag flag, Deque<String> rest) throws UsageException {
        boolean another = rest.isEmpty() || rest.peek().startsWith("-");
        return switch (flag.kind()) {
            // A word that is neither is not the switch's: dcgm-exporter takes none.
            case BOOL ->
                !another && (TRUE.contains(rest.peek()) || FALSE.contains(rest.peek())) ? rest.remove() : "true";
            case OPTIONAL_STRING -> another ? flag.standard() : rest.remove();
            case INT, STRING, LIST -> {
                if (rest.isEmpty()) {
                    throw new UsageException("--" + flag.text() + " needs a value");
                }
                yield rest.remove();
            }
        };
    }

    private static UsageException unknown(String argument, String name) {
        String mend = Spelling.nearest(name, BY_NAME.keySet())
                .map(nearest -> "did you mean --" + nearest + "?")
                .orElse("--help lists the flags");
        return new UsageException("unknown flag " + argument + "; " + mend);
    }

    /** The parts of a list, without blanks around them. */
    List<String> list(Flag flag) {
        return Arrays.stream(text(flag).split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private void check() throws UsageException {
        for (Flag flag : Flag.values()) {
            String text = text(flag);
            if (flag.kind() == Flag.Kind.BOOL && !TRUE.contains(text) && !FALSE.contains(text)) {
                throw wrong(flag, "write true or false");
            }
            if (flag.kind() == Flag.Kind.INT && integer(text).isEmpty()) {
                throw wrong(flag, "write a whole number, at most " + Long.MAX_VALUE);
            }
        }
    }

    private static Optional<Long> integer(String text) {
        Matcher form = INTEGER.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String prefix = String.valueOf(form.group("prefix"));
        int base = switch (prefix) {
            case "0x", "0X" -> 16;
            case "0b", "0B" -> 2;
            case "0", "0o", "0O" -> 8;
            default -> 10;
        };
        try {
            return Optional.of(
                    Long.parseLong(form.group("sign") + form.group("digits").replace("_", ""), base));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether the command line, the environment or the config file names it, with whatever value. */
    boolean isGiven(Flag flag) {
        return isGivenByHand(flag) || configFile.containsKey(flag);
    }

    /** Whether the command line or the environment names it. */
    boolean isGivenByHand(Flag flag) {
        return commandLine.containsKey(flag) || fromEnvironment(flag).isPresent();
    }

    String text(Flag flag) {
        return Optional.ofNullable(commandLine.get(flag))
                .or(() -> fromEnvironment(flag))
                .or(() -> Optional.ofNullable(configFile.get(flag)).map(Value::text))
                .orElse(flag.standard());
    }

    /** The text of a flag that has no default, or that means something only when given. */
    Optional<String> optionalText(Flag flag) {
        return isGiven(flag) ? Optional.of(text(flag)) : Optional.empty();
    }

    boolean isOn(Flag flag) {
        return TRUE.contains(text(flag));
    }

    long number(Flag flag) {
        return integer(text(flag)).orElseThrow();
    }

    /**
     * A flag's value is refused.
     *
     * @param mend what to write instead
     */
    UsageException wrong(Flag flag, String mend) {
        return new UsageException(asGiven(flag) + ": " + mend);
    }

    /** What gave the value that counts, with that value. */
    String asGiven(Flag flag) {
        return source(flag) + "=" + text(flag);
    }

    /** The flag, its variable, or its place in the config file: whichever counts. */
    String source(Flag flag) {
        if (commandLine.containsKey(flag)) {
            return "--" + flag.text();
        }
        return fromEnvironment(flag).isEmpty() && configFile.containsKey(flag)
                ? configFile.get(flag).place()
                : flag.variable().orElseThrow();
    }

    /** A line each, about what was given and does not count. */
    List<String> warnings() {
        return warnings;
    }

    /** An empty variable is an empty text, is false, and is no number, as dcgm-exporter has it. */
    private Optional<String> fromEnvironment(Flag flag) {
        Optional<String> value = flag.variable().map(environment::get);
        return switch (flag.kind()) {
            case BOOL -> value.map(text -> text.isEmpty() ? "false" : text);
            case INT -> value.filter(text -> !text.isEmpty());
            case STRING, OPTIONAL_STRING, LIST -> value;
        };
    }
}
