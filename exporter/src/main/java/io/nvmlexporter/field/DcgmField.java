package io.nvmlexporter.field;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A field that a counters file of dcgm-exporter 4.5.3-4.8.2 may name, whether this exporter serves it or not.
 *
 * @param id DCGM's number
 * @param source what DCGM asks for it
 */
public record DcgmField(int id, String name, Source source) {

    /** What DCGM asks for a field's value, which tells why this exporter has none. */
    public enum Source {
        NVML("this version does not serve it yet"),
        NVSWITCH("it is a reading of an NVSwitch, which NVML does not give"),
        CPU("it is a reading of the CPU, which NVML does not give"),
        CONNECTX("it is a reading of a ConnectX adapter, which NVML does not give"),
        DIAGNOSTICS("it is a result of dcgmi's diagnostics, not a reading"),
        IMEX("it is an answer of nvidia-imex-ctl, not of NVML"),
        /** A mark in DCGM's numbering. */
        NONE("it has no value in DCGM either");

        private final String reason;

        Source(String reason) {
            this.reason = reason;
        }

        private static Source of(String word) {
            return word.equals("-") ? NONE : valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    private static final Map<String, DcgmField> BY_NAME = load();
    private static final Map<Integer, List<String>> NAMES =
            BY_NAME.values().stream().collect(groupingBy(DcgmField::id, mapping(DcgmField::name, toList())));

    /** The field of that name, current or older. */
    public static Optional<DcgmField> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** All names that dcgm-exporter knows, current and older. */
    public static Set<String> names() {
        return BY_NAME.keySet();
    }

    /** The names but that one which dcgm-exporter knows for a number of DCGM. */
    static List<String> otherNames(int id, String name) {
        return NAMES.getOrDefault(id, List.of()).stream()
                .filter(other -> !other.equals(name))
                .toList();
    }

    /** Why a field that is not in the {@link FieldCatalog} is not served: half a sentence that begins with "it". */
    public String whyUnserved() {
        return source.reason;
    }

    /** Whether NVML gives it, so that a version of this exporter can. */
    public boolean isInNvml() {
        return source == Source.NVML;
    }

    private static Map<String, DcgmField> load() {
        Map<String, DcgmField> fields = new LinkedHashMap<>();
        for (List<String> row : Table.rows("dcgm-fields.tsv")) {
            for (String name : row.get(1).split(",")) {
                fields.put(name, new DcgmField(Integer.parseInt(row.get(0)), name, Source.of(row.get(2))));
            }
        }
        return Collections.unmodifiableMap(fields);
    }
}
