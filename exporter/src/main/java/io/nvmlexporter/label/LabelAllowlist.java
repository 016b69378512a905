package io.nvmlexporter.label;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which labels of pods become labels of series: those in whose name one of the patterns is found. They are written for
 * RE2, which cannot be made to take long.
 */
public final class LabelAllowlist implements Predicate<String> {
    private final List<Pattern> patterns;

    private LabelAllowlist(List<Pattern> patterns) {
        this.patterns = patterns;
    }

    /**
     * @param patterns none for all labels
     * @throws IllegalArgumentException where one is none, with a line that names it
     */
    public static LabelAllowlist of(List<String> patterns) {
        return new LabelAllowlist(patterns.stream().map(LabelAllowlist::pattern).toList());
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no regular expression of RE2 (" + e.getDescription()
                            + "); a comma ends one, so that {1,3} cannot be written",
                    e);
        }
    }

    /** @param name as Kubernetes has it, prefix included */
    @Override
    public boolean test(String name) {
        return patterns.isEmpty()
                || patterns.stream().anyMatch(pattern -> pattern.matcher(name).find());
    }
}
