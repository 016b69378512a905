package io.nvmlexporter.field;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every DCGM field this exporter serves, and the NVML read that serves it; and what else NVML numbers.
 *
 * <p>To add a field, add one row to the class of its subject: DCGM's number and name for it, its type and unit there,
 * what it is a value of, and the read. No other code lists fields. The other names that dcgm-exporter takes for a field
 * are in {@code dcgm-fields.tsv}. Which of the fields are exported, under which type and help text, is for the counters
 * file to say.
 */
public final class FieldCatalog {
    /** In the order of DCGM's numbers. */
    private static final List<Field> FIELDS = Stream.of(
                    DeviceFields.ROWS,
                    PowerFields.ROWS,
                    EccFields.ROWS,
                    NvlinkErrorFields.ROWS,
                    NvlinkRateFields.ROWS,
                    Nvlink5Fields.ROWS,
                    C2cFields.ROWS,
                    LinkFields.ROWS,
                    LinkPortFields.ROWS,
                    ProfilingFields.ROWS,
                    BaseUnitFields.ROWS,
                    Dcgm47Fields.ROWS,
                    FabricFields.ROWS,
                    PlatformFields.ROWS,
                    TopologyFields.ROWS,
                    SharingFields.ROWS,
                    CostlyFields.ROWS,
                    SessionFields.ROWS,
                    ProcessFields.ROWS,
                    ExporterFields.ROWS,
                    NvmlFields.ROWS,
                    OwnFields.ROWS)
            .flatMap(List::stream)
            .sorted(Comparator.comparingInt(Field::id))
            .toList();

    private static final Map<String, Field> BY_NAME = byName();

    private FieldCatalog() {}

    /** The field of that name, current or older; empty where it is not served. */
    public static Optional<Field> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    public static List<Field> all() {
        return FIELDS;
    }

    private static Map<String, Field> byName() {
        Map<String, Field> fields = new HashMap<>();
        for (Field field : FIELDS) {
            fields.put(field.name(), field);
            field.otherNames().forEach(name -> fields.put(name, field));
        }
        return Map.copyOf(fields);
    }
}
