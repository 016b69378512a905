package io.nvmlexporter.collect;

import io.nvmlexporter.field.DcgmField;
import io.nvmlexporter.field.FieldCatalog;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the likely cause of a row that is no row of a counters file: which column the type is in, what divides the
 * columns, what is beside a word that is nearly right. Each answer is one line that says how to mend the row.
 */
final class RowMistake {
    static final String LABEL = "label";

    private static final int MOST_SHOWN = 60;
    private static final String ORDER = "the columns are field, type, help";
    private static final String COMMAS = "divide them by commas";
    /** What no reader of the file sees: blanks of all kinds but the plain one, control and format characters. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Z}&&[^ ]]");
    /** What people and their editors write around a word. */
    private static final Pattern QUOTES = Pattern.compile("[\"'`´‘’‚“”„«»]");

    private static final Pattern HEADING = Pattern.compile("(?i).*\\btype\\b.*");

    private final Compatibility compatibility;
    private final List<String> columns;

    /** @param columns of the row, without blanks around them */
    RowMistake(Compatibility compatibility, List<String> columns) {
        this.compatibility = compatibility;
        this.columns = columns;
    }

    /** What is wrong with a row that has not the three columns. */
    String ofItsColumns() {
        return columns.size() < 3 ? tooFew() : tooMany();
    }

    private String tooFew() {
        String first = columns.get(0);
        if (columns.size() == 1 && first.indexOf(',') >= 0) {
            return "the whole row is in double quotes; put single columns in quotes, not the row";
        }
        if (first.indexOf(';') >= 0) {
            return "the columns are divided by semicolons; " + COMMAS;
        }
        if (first.indexOf('\t') >= 0) {
            return "the columns are divided by tabs; " + COMMAS;
        }
        if (first.indexOf('|') >= 0) {
            return "the columns are divided by |; " + COMMAS;
        }
        if (first.indexOf(' ') >= 0 && isField(first.substring(0, first.indexOf(' ')))) {
            return "the columns are divided by blanks; " + COMMAS;
        }
        String few = columns.size() + " of the 3 columns field, type, help";
        return columns.size() == 2 && !isType(columns.get(1))
                ? few + ", and " + shown(columns.get(1)) + " is no type; write one of " + choice()
                : few + "; add the rest";
    }

    private String tooMany() {
        String many = columns.size() + " columns where field, type and help are wanted";
        if (isType(columns.get(1))) {
            return columns.stream().skip(3).allMatch(String::isEmpty)
                    ? many + "; delete the comma at the end"
                    : many + "; put a help text that has commas in double quotes";
        }
        Optional<Integer> typed = columnOfType();
        if (typed.isEmpty()) {
            return many + ", and " + shown(columns.get(1)) + " in column 2 is no type; write one of " + choice();
        }
        if (typed.get() == 2) {
            return many + ": the type " + shown(columns.get(2)) + " is in column 3; delete " + shown(columns.get(1))
                    + " in column 2, as a metric has no name but its field's";
        }
        return many + ": the type " + shown(columns.get(typed.get())) + " is in column " + (typed.get() + 1) + "; "
                + ORDER;
    }

    /** What is wrong with a row of three columns whose second is no type of the release. */
    String ofItsType() {
        String word = columns.get(1);
        String unknown = "unknown type " + shown(word);
        if (word.isEmpty()) {
            return unknown + ", as column 2 is empty; write one of " + choice();
        }
        Optional<String> beside = beside(word, types());
        if (beside.isPresent()) {
            return unknown + beside.get();
        }
        Optional<Integer> typed = columnOfType();
        if (typed.isPresent()) {
            return unknown + ", and the type " + shown(columns.get(typed.get())) + " is in column " + (typed.get() + 1)
                    + "; " + ORDER + ", and a metric has no name but its field's";
        }
        Optional<String> meant = Spelling.nearest(word, types());
        if (meant.isPresent()) {
            return unknown + "; did you mean " + meant.get() + "?";
        }
        return otherRelease(word)
                .map(release -> unknown + ", which is one with --compat " + release + "; write one of " + choice())
                .orElseGet(() ->
                        unknown + "; column 2 is the type, and neither a name nor a unit; write one of " + choice());
    }

    /** What is wrong with a row whose first column is no field. */
    String ofItsField() {
        String name = columns.get(0);
        String unknown = "unknown field " + shown(name);
        if (isHeading()) {
            return unknown + "; if it is a row of headings, put # before it";
        }
        Optional<String> beside = beside(name, List.of());
        if (beside.isPresent()) {
            return unknown + beside.get();
        }
        for (int i = 1; i < columns.size(); i++) {
            if (isField(columns.get(i))) {
                return unknown + ", and the field " + shown(columns.get(i)) + " is in column " + (i + 1) + "; " + ORDER;
            }
        }
        if (name.startsWith("nvml_")) {
            return unknown + "; write the field of DCGM that it is of, and --names prometheus or both";
        }
        return unknown
                + Spelling.nearest(name, DcgmField.names())
                        .map(nearest -> "; did you mean " + nearest + "?")
                        .orElse("; write a field of DCGM, such as DCGM_FI_DEV_GPU_TEMP");
    }

    /** Whether the row tells what the columns are, and is no row of a field. */
    boolean isHeading() {
        return !isField(columns.get(0)) && HEADING.matcher(columns.get(1)).matches();
    }

    /** That only what is around it keeps the word from being right. */
    private Optional<String> beside(String word, List<String> right) {
        if (isRight(INVISIBLE.matcher(word).replaceAll("").strip(), right)) {
            return Optional.of(", with a tab or another invisible character beside it; delete that");
        }
        return isRight(QUOTES.matcher(word).replaceAll("").strip(), right)
                ? Optional.of(", with quotes that are none of a CSV file; delete them")
                : Optional.empty();
    }

    private static boolean isRight(String word, List<String> right) {
        return right.isEmpty() ? isField(word) : right.contains(word);
    }

    /** Of the columns after the second. */
    private Optional<Integer> columnOfType() {
        for (int i = 2; i < columns.size(); i++) {
            if (isType(columns.get(i))) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private boolean isType(String word) {
        return types().contains(word);
    }

    private static boolean isField(String name) {
        return FieldCatalog.find(name).isPresent() || DcgmField.find(name).isPresent();
    }

    /** The release, as {@code --compat} has it, in which the word is a type. */
    private static Optional<String> otherRelease(String word) {
        for (Compatibility release : Compatibility.values()) {
            if (release.types().stream().anyMatch(type -> type.text().equals(word.toLowerCase(Locale.ROOT)))) {
                return Optional.of(release.text());
            }
        }
        return Optional.empty();
    }

    private List<String> types() {
        List<String> types =
                compatibility.types().stream().map(MetricType::text).collect(Collectors.toList());
        types.add(LABEL);
        return types;
    }

    private String choice() {
        return String.join(", ", types());
    }

    /** A text of the file in a message of one line. */
    private static String shown(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
        return "'" + (line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "…") + "'";
    }
}
