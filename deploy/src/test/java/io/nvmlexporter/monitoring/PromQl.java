package io.nvmlexporter.monitoring;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that an expression of Prometheus uses. Prometheus answers a misspelt name with nothing at all, so that a
 * test must ask for each by itself.
 */
final class PromQl {
    private static final Pattern TOKEN = Pattern.compile("""
            (?<space>\\s+|\\#[^\\n]*)
            |(?<string>"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|`[^`]*`)
            |(?<number>0x[0-9a-fA-F]+|[0-9][0-9a-zA-Z.]*(?:(?<=e)[+-]?[0-9]+)?)
            |(?<word>[a-zA-Z_:][a-zA-Z0-9_:]*)
            |(?<sign>=~|!~|!=|==|>=|<=|.)
            """, Pattern.COMMENTS | Pattern.DOTALL);

    private static final Set<String> LISTS_OF_LABELS =
            Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> WORDS =
            Set.of("and", "or", "unless", "bool", "offset", "inf", "nan", "atan2", "Inf", "NaN");
    private static final Set<String> MATCHES = Set.of("=", "!=", "=~", "!~");

    private final Map<String, Set<String>> selected = new TreeMap<>();
    private final Set<String> listed = new TreeSet<>();
    private final Set<String> made = new TreeSet<>();
    private final List<String> tokens = new ArrayList<>();
    private final Deque<Call> calls = new ArrayDeque<>();

    /** An open parenthesis of a function: which, and how many of its commas have passed. */
    private static final class Call {
        private final String function;
        private int argument;

        Call(String function) {
            this.function = function;
        }
    }

    private PromQl(String expression) {
        Matcher matcher = TOKEN.matcher(expression);
        while (matcher.find()) {
            if (matcher.group("space") == null) {
                tokens.add(matcher.group());
            }
        }
    }

    static PromQl parse(String expression) {
        PromQl parsed = new PromQl(expression);
        for (int i = 0; i < parsed.tokens.size(); ) {
            i = parsed.read(i);
        }
        return parsed;
    }

    /** Each metric, with the labels by which it is selected. */
    Map<String, Set<String>> selected() {
        return selected;
    }

    /** Labels that are grouped or matched by, or replaced. */
    Set<String> listed() {
        return listed;
    }

    /** Labels that the expression makes itself. */
    Set<String> made() {
        return made;
    }

    private int read(int at) {
        String token = tokens.get(at);
        if (token.equals("(")) {
            calls.push(new Call(at > 0 ? tokens.get(at - 1) : ""));
        } else if (token.equals(")")) {
            calls.pop();
        } else if (token.equals(",") && !calls.isEmpty()) {
            calls.peek().argument++;
        } else if (token.equals("{")) {
            return matchers(at, Set.of());
        } else if (token.charAt(0) == '"') {
            replaced(token.substring(1, token.length() - 1));
        } else if (Character.isLetter(token.charAt(0)) || token.charAt(0) == '_') {
            return word(at);
        }
        return at + 1;
    }

    private int word(int at) {
        String word = tokens.get(at);
        String next = at + 1 < tokens.size() ? tokens.get(at + 1) : "";
        if (LISTS_OF_LABELS.contains(word)) {
            return next.equals("(") ? labels(at + 2) : at + 1;
        }
        boolean aggregates = LISTS_OF_LABELS.contains(next) && isAggregator(word);
        if (next.equals("(") || WORDS.contains(word) || aggregates) {
            return at + 1;
        }
        selected.computeIfAbsent(word, name -> new TreeSet<>());
        return next.equals("{") ? matchers(at + 1, Set.of(word)) : at + 1;
    }

    private static boolean isAggregator(String word) {
        return Set.of("sum", "min", "max", "avg", "count", "group", "stddev", "stdvar", "topk", "bottomk", "quantile")
                .contains(word);
    }

    private int labels(int at) {
        int i = at;
        for (; !tokens.get(i).equals(")"); i++) {
            if (!tokens.get(i).equals(",")) {
                listed.add(tokens.get(i));
            }
        }
        return i + 1;
    }

    /**
     * From the brace on; without a name before it, names are given by the label {@code __name__}. A label that must be
     * empty need not be there.
     */
    private int matchers(int at, Set<String> metric) {
        Set<String> names = new TreeSet<>(metric);
        Set<String> labels = new TreeSet<>();
        int i = at + 1;
        for (; !tokens.get(i).equals("}"); i++) {
            if (!MATCHES.contains(tokens.get(i + 1))) {
                continue;
            }
            String value = tokens.get(i + 2);
            if (tokens.get(i).equals("__name__")) {
                names.addAll(List.of(value.substring(1, value.length() - 1).split("\\|")));
            } else if (!tokens.get(i + 1).equals("=") || value.length() > 2) {
                labels.add(tokens.get(i));
            }
            i += 2;
        }
        names.forEach(
                of -> selected.computeIfAbsent(of, known -> new TreeSet<>()).addAll(labels));
        return i + 1;
    }

    /** A text among the arguments of a function. */
    private void replaced(String text) {
        Call call = calls.peek();
        if (call == null) {
            return;
        }
        boolean replaces = call.function.equals("label_replace");
        boolean joins = call.function.equals("label_join");
        if ((replaces || joins) && call.argument == 1) {
            made.add(text);
        } else if ((replaces && call.argument == 3) || (joins && call.argument > 2)) {
            listed.add(text);
        } else if (call.function.equals("count_values") && call.argument == 0) {
            made.add(text);
        }
    }
}
