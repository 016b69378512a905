package io.nvmlexporter.collect;

import com.google.re2j.Pattern;

/**
 * A pattern of names as Go's {@code path.Match} takes it: {@code *} and {@code ?} for any characters and for one, but
 * not for {@code /}; {@code [a-z]} and {@code [^a-z]} for one of some; a backslash before what is to stand for itself.
 */
public final class Glob {
    private final String text;
    private final Pattern pattern;

    private Glob(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /** @throws IllegalArgumentException where it is no pattern; the message says why and how to mend it */
    public static Glob of(String text) {
        StringBuilder expression = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            at++;
            switch (c) {
                case '*' -> expression.append("[^/]*");
                case '?' -> expression.append("[^/]");
                case '[' -> at = characters(text, at, expression);
                case '\\' -> {
                    expression.append(Pattern.quote(String.valueOf(escaped(text, at))));
                    at++;
                }
                default -> expression.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return new Glob(text, Pattern.compile(expression.toString(), Pattern.DOTALL));
    }

    /** @return where the pattern goes on behind the bracket that closes */
    private static int characters(String text, int from, StringBuilder expression) {
        int at = from;
        expression.append('[');
        if (at < text.length() && text.charAt(at) == '^') {
            expression.append('^');
            at++;
        }
        int first = at;
        while (at >= text.length() || text.charAt(at) != ']' || at == first) {
            int low = at;
            at = member(text, low);
            char lowest = text.charAt(at - 1);
            char highest = lowest;
            if (at < text.length() && text.charAt(at) == '-') {
                at = member(text, at + 1);
                highest = text.charAt(at - 1);
            }
            if (highest < lowest) {
                throw new IllegalArgumentException(
                        "in [" + lowest + "-" + highest + "] the second comes before the first");
            }
            expression.append(quoted(lowest)).append('-').append(quoted(highest));
        }
        expression.append(']');
        return at + 1;
    }

    /** @return where the pattern goes on behind one character of a bracket, which is the last before that */
    private static int member(String text, int at) {
        if (at >= text.length() || text.charAt(at) == '-' || text.charAt(at) == ']') {
            throw new IllegalArgumentException("a [ that is not closed, or is empty; write [abc] or [a-z], or \\[");
        }
        if (text.charAt(at) == '\\') {
            escaped(text, at + 1);
            return at + 2;
        }
        return at + 1;
    }

    private static char escaped(String text, int at) {
        if (at >= text.length()) {
            throw new IllegalArgumentException("a backslash at the end; write two, or what it is to stand before");
        }
        return text.charAt(at);
    }

    private static String quoted(char c) {
        return String.format("\\x{%x}", (int) c);
    }

    /** Whether it matches the whole name. */
    public boolean matches(String name) {
        return pattern.matches(name);
    }

    @Override
    public String toString() {
        return text;
    }
}
