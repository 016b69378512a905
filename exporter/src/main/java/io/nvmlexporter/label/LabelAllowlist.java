package io.nvmlexporter.label;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
     * As dcgm-exporter: what is no pattern is left out, and without one that is, all labels are allowed.
     *
     * @param patterns none for all labels
     * @param told gets a line for each that is left out, which names it
     */
    public static LabelAllowlist of(List<String> patterns, Consumer<String> told) {
        List<Pattern> known = new ArrayList<>();
        for (String text : patterns) {
            try {
                known.add(Pattern.compile(text));
            } catch (PatternSyntaxException e) {
                told.accept("'" + text + "' is no regular expression of RE2 (" + e.getDescription()
                        + ") and is left out; a comma ends one, so that {1,3} cannot be written");
            }
        }
        if (known.isEmpty() && !patterns.isEmpty()) {
            told.accept("without one that is, every label of the pods is on the page");
        }
        return new LabelAllowlist(List.copyOf(known));
    }

    /** @param name as Kubernetes has it, prefix included */
    @Override
    public boolean test(String name) {
        return patterns.isEmpty()
                || patterns.stream().anyMatch(pattern -> pattern.matcher(name).find());
    }
}
