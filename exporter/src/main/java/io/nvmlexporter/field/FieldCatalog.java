package io.nvmlexporter.field;

import io.nvmlexporter.field.Field.Type;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Every DCGM field this exporter serves. */
public final class FieldCatalog {
    private static final Set<Integer> TEXTS = Set.of(1, 2, 51, 53, 56, 80, 81, 82, 85);
    private static final Set<Integer> REALS = Set.of(155, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008);

    private static final List<Field> FIELDS = IntStream.of(
                    1, 2, 51, 53, 56, 80, 81, 82, 85, 100, 101, 140, 150, 155, 156, 202, 203, 204, 206, 207, 230, 240,
                    241, 242, 243, 244, 245, 251, 252, 253, 310, 311, 312, 313, 390, 391, 392, 393, 394, 395, 409, 419,
                    429, 439, 440, 449, 526, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010)
            .mapToObj(FieldCatalog::field)
            .toList();

    private FieldCatalog() {}

    /** The field of that name, whichever of its names it is; empty where this exporter does not serve it. */
    public static Optional<Field> find(String name) {
        return FIELDS.stream()
                .filter(field -> field.name().equals(name) || field.otherNames().contains(name))
                .findFirst();
    }

    public static List<Field> all() {
        return FIELDS;
    }

    private static Field field(int id) {
        List<String> names = DcgmField.names(id);
        Type type = TEXTS.contains(id) ? Type.TEXT : REALS.contains(id) ? Type.REAL : Type.INT;
        return new Field(id, names.get(0), names.subList(1, names.size()), type);
    }
}
