package io.nvmlexporter.collect;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody meant who wrote another one. */
public final class Spelling {
    /** Longer than any name of DCGM by far; the comparison takes time by the product of the lengths. */
    private static final int LONGEST = 100;

    private Spelling() {}

    /**
     * The known name that is fewest single-character edits away, letter case aside; empty where none is within a fifth
     * of the name's length, rounded so that four letters allow one. Two neighbours that changed places are one edit. Of
     * names equally near, the first.
     */
    public static Optional<String> nearest(String written, Collection<String> known) {
        if (written.length() > LONGEST) {
            return Optional.empty();
        }
        String sought = written.toUpperCase(Locale.ROOT);
        Optional<String> nearest = Optional.empty();
        int least = (written.length() + 1) / 5 + 1;
        for (String name : known) {
            int distance = distance(sought, name.toUpperCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                nearest = Optional.of(name);
            }
        }
        return nearest;
    }

    /** Levenshtein's distance, with a swap of neighbours as one edit. */
    private static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            edits[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            edits[i][0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
