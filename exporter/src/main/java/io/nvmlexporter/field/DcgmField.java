package io.nvmlexporter.field;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A field that a counters file of dcgm-exporter may name, whether this exporter serves it or not.
 *
 * @param id DCGM's number
 * @param spellings all its names, in one unit
 * @param source what DCGM asks for it
 */
public record DcgmField(int id, String name, List<String> spellings, Source source) {

    /** What DCGM asks for a field's value, which tells why this exporter has none. */
    public enum Source {
        /** It has a row in the {@link FieldCatalog}. */
        NVML("it is served"),
        NVSWITCH("it is a reading of an NVSwitch, which NVML does not give"),
        CPU("it is a reading of the CPU, which NVML does not give"),
        CONNECTX("it is a reading of a ConnectX adapter, which NVML does not give"),
        DIAGNOSTICS("it is a result of dcgmi's diagnostics, not a reading"),
        IMEX("it is an answer of nvidia-imex-ctl, not of NVML"),
        STRUCT("it is a structure in DCGM, which no page can show"),
        VGPU("it is a value of a vGPU on a hypervisor's host, for which dcgm-exporter has no series either"),
        PROCESS("it is a value of each process, of which DCGM keeps only one"),
        EVENT("it is an event, which has no value between one and the next"),
        NEVER("DCGM has no value for it either"),
        /** What dcgm-exporter counts itself. */
        EXPORTER("it is served"),
        /** What NVML numbers and DCGM has no field for, under NVML's own name. */
        OWN("it is served"),
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

    /** The reason, as a label value, of a field that is several values in one. */
    public static final String NO_SINGLE_VALUE = "no_single_value";

    private static final Map<String, DcgmField> BY_NAME = load();

    /** The field of that name, current or older. */
    public static Optional<DcgmField> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** All names that dcgm-exporter knows, current and older. */
    public static Set<String> names() {
        return BY_NAME.keySet();
    }

    /** All fields, each under its first name, in the order of their numbers. */
    public static Stream<DcgmField> all() {
        return BY_NAME.values().stream().filter(field -> field.name.equals(field.spellings.get(0)));
    }

    /** The other names of a field. */
    static List<String> otherNames(String name) {
        return find(name).stream()
                .flatMap(field -> field.spellings.stream())
                .filter(other -> !other.equals(name))
                .toList();
    }

    /** Why a field that is not in the {@link FieldCatalog} is not served: half a sentence that begins with "it". */
    public String whyUnserved() {
        return source.reason;
    }

    /** The same as a label value. */
    public String reason() {
        return switch (source) {
            case NVML, EXPORTER, OWN -> throw new IllegalStateException(name + " is served");
            case STRUCT, VGPU, PROCESS, EVENT -> NO_SINGLE_VALUE;
            case NVSWITCH, CPU, CONNECTX, DIAGNOSTICS, IMEX, NEVER, NONE -> "not_in_nvml";
        };
    }

    private static Map<String, DcgmField> load() {
        Map<String, DcgmField> fields = new LinkedHashMap<>();
        for (List<String> row : Table.rows("dcgm-fields.tsv")) {
            List<String> names = List.of(row.get(1).split(","));
            for (String name : names) {
                fields.put(name, new DcgmField(Integer.parseInt(row.get(0)), name, names, Source.of(row.get(2))));
            }
        }
        return Collections.unmodifiableMap(fields);
    }
}
