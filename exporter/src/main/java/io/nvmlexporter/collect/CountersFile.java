package io.nvmlexporter.collect;

import io.nvmlexporter.field.DcgmField;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.FieldCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the file that says which fields are exported, under which name, type and help text.
 *
 * <p>It accepts and refuses what dcgm-exporter does: one wrong row refuses the whole file. A field that DCGM knows and
 * this exporter does not serve is left out with a warning, so that a file written for dcgm-exporter still works. Where
 * dcgm-exporter prints a field listed twice as duplicate series, the first row counts here.
 */
public final class CountersFile {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_SHOWN = 60;
    private static final String LABEL = "label";
    private static final Set<String> SHIPPED = Set.of(
            "default-counters.csv",
            "default-counters-4.8.3.csv",
            "default-counters-4.9.csv",
            "dcp-metrics-included.csv",
            "monitoring-counters.csv",
            "1.x-compatibility-metrics.csv");

    private final String file;
    private final Compatibility compatibility;
    private final List<Metric> metrics = new ArrayList<>();
    private final List<LabelField> labels = new ArrayList<>();
    private final List<StructField> structs = new ArrayList<>();
    private final Map<String, String> unserved = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<Field, Integer> lines = new HashMap<>();

    private CountersFile(String file, Compatibility compatibility) {
        this.file = file;
        this.compatibility = compatibility;
    }

    /** Reads a file of at most 1 MiB; bytes that are not UTF-8 are read as U+FFFD. */
    public static Counters read(Path file, Compatibility compatibility) throws CountersFileException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw new CountersFileException("cannot read the counters file " + file + ": " + FileProblem.of(e));
        }
        if (bytes.length > MOST_BYTES) {
            throw new CountersFileException(file + ": larger than 1 MiB; is it a counters file?");
        }
        return parse(new String(bytes, StandardCharsets.UTF_8), file.toString(), compatibility);
    }

    /** Whether this exporter brings a file of that name. */
    public static boolean isShipped(String file) {
        return SHIPPED.contains(file);
    }

    /**
     * Reads one of the files that this exporter brings: {@code default-counters.csv},
     * {@code default-counters-4.8.3.csv}, {@code default-counters-4.9.csv}, {@code monitoring-counters.csv},
     * {@code dcp-metrics-included.csv} or {@code 1.x-compatibility-metrics.csv}.
     */
    public static Counters shipped(String file, Compatibility compatibility) throws CountersFileException {
        try (InputStream in = CountersFile.class.getResourceAsStream(file)) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), file, compatibility);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param file what messages call it */
    public static Counters parse(String text, String file, Compatibility compatibility) throws CountersFileException {
        CountersFile counters = new CountersFile(file, compatibility);
        for (CsvLexer.Row row : new CsvLexer(text, file).rows()) {
            counters.add(row.line(), row.columns());
        }
        return counters.all();
    }

    /**
     * Counters whose rows are not in a file of commas.
     *
     * @param file what messages call it, with the rows' lines
     */
    public static Counters of(List<CountersRow> rows, String file, Compatibility compatibility)
            throws CountersFileException {
        CountersFile counters = new CountersFile(file, compatibility);
        for (CountersRow row : rows) {
            counters.add(row.line(), row.name(), row.type(), row.help());
        }
        return counters.all();
    }

    private Counters all() {
        return new Counters(metrics, labels, structs, unserved, warnings);
    }

    private void add(int line, List<String> columns) throws CountersFileException {
        requireThree(line, columns);
        add(line, trim(columns.get(0)), trim(columns.get(1)), trim(columns.get(2)));
    }

    private void add(int line, String name, String type, String help) throws CountersFileException {
        if (compatibility.hasNewRenderer()) {
            type(line, type);
        }
        Optional<Field> field = FieldCatalog.find(name);
        if (field.isPresent()) {
            Optional<MetricType> ofMetric =
                    field.get().type() == Field.Type.SAMPLES ? Optional.of(typeOfSamples(type)) : type(line, type);
            addServed(line, field.get(), name, ofMetric, help);
        } else {
            String reason = whyUnserved(line, name);
            type(line, type);
            leaveOut(line, name, reason);
            DcgmField.find(name).ifPresent(known -> unserved.put(name, known.reason()));
        }
    }

    private void requireThree(int line, List<String> columns) throws CountersFileException {
        String first = columns.get(0);
        if (columns.size() == 1 && first.isBlank()) {
            throw wrong(line, "nothing but blanks; empty the line or delete it");
        }
        if (first.strip().startsWith("#")) {
            throw wrong(line, "a comment must have its # as the first character of the line; move it there");
        }
        if (columns.size() < 3) {
            throw wrong(line, columns.size() + " of the 3 columns field, type, help; add the rest");
        }
        if (columns.size() > 3) {
            throw wrong(
                    line,
                    columns.size() + " columns where field, type and help are wanted;"
                            + " put a help text that has commas in double quotes");
        }
    }

    /** The type of that word; empty for {@code label}. */
    private Optional<MetricType> type(int line, String word) throws CountersFileException {
        Optional<MetricType> type = known(word);
        if (type.isEmpty() && !word.equals(LABEL)) {
            String choice = compatibility.types().stream().map(MetricType::text).collect(Collectors.joining(", "));
            throw wrong(line, "unknown type " + shown(word) + "; write one of " + choice + ", " + LABEL);
        }
        return type;
    }

    /**
     * The type of a field that dcgm-exporter makes itself. Up to 4.8.2 it takes any word and writes it to the page; one
     * that Prometheus does not know is {@code untyped} here, and so is {@code label}, as several values are no label.
     */
    private MetricType typeOfSamples(String word) {
        return known(word).orElse(MetricType.UNTYPED);
    }

    private Optional<MetricType> known(String word) {
        return compatibility.types().stream()
                .filter(candidate -> candidate.text().equals(word))
                .findFirst();
    }

    private void addServed(int line, Field field, String name, Optional<MetricType> type, String help) {
        if (type.isPresent() && field.type() == Field.Type.TEXT) {
            leaveOut(line, name, "its value is a text, which cannot be a sample; give it the type " + LABEL);
            return;
        }
        Integer first = lines.putIfAbsent(field, line);
        if (first != null) {
            leaveOut(line, name, "line " + first + " has the same field already; delete one of them");
        } else if (field.type() == Field.Type.STRUCT) {
            structs.add(new StructField(field, name, place(line)));
        } else if (type.isPresent()) {
            metrics.add(new Metric(field, name, type.get(), help));
        } else {
            labels.add(new LabelField(field, name));
        }
    }

    private void leaveOut(int line, String name, String reason) {
        warnings.add(place(line) + ": " + name + " is left out: " + reason);
    }

    /** Why there will be no metric of that name; refuses a name that nobody knows. */
    private String whyUnserved(int line, String name) throws CountersFileException {
        return DcgmField.find(name)
                .orElseThrow(() -> wrong(line, "unknown field " + shown(name) + suggestion(name)))
                .whyUnserved();
    }

    private static String suggestion(String name) {
        return Spelling.nearest(name, DcgmField.names())
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("; write a field of DCGM, such as DCGM_FI_DEV_GPU_TEMP");
    }

    /** A text of the file in a message of one line. */
    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return "'" + (line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "…") + "'";
    }

    private CountersFileException wrong(int line, String what) {
        return new CountersFileException(place(line) + ": " + what);
    }

    private String place(int line) {
        return file + ":" + line;
    }

    /** Takes spaces off both ends, and no other blank, as dcgm-exporter does. */
    private static String trim(String column) {
        int start = 0;
        int end = column.length();
        while (start < end && column.charAt(start) == ' ') {
            start++;
        }
        while (end > start && column.charAt(end - 1) == ' ') {
            end--;
        }
        return column.substring(start, end);
    }
}
