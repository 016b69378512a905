package io.nvmlexporter.collect;

import io.nvmlexporter.field.CleanMetric;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.field.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What one poll found of one GPU, GPU instance or NVLink.
 *
 * @param values by field, in DCGM's units; a field that has no value is not in it
 * @param clean the same as clean metrics, in base units
 * @param absences of the fields that have no value, the reason as a label value: {@code not_supported},
 *     {@code no_permission}, {@code driver_too_old}, {@code mig_unsupported}, {@code out_of_range}, or NVML's own word
 * @param shares of the fields that processes have parts of, what pods use; none where it is not asked for
 */
public record EntitySnapshot(
        Entity entity,
        Map<Field, Value> values,
        Map<CleanMetric, Value> clean,
        Map<Field, String> absences,
        Map<Field, Shares> shares) {
    /** Why a board does not show what each of its GPU instances shows a part of. */
    private static final String ON_INSTANCES = "on_instances";

    /** One whose processes are not asked for. */
    public EntitySnapshot(
            Entity entity, Map<Field, Value> values, Map<CleanMetric, Value> clean, Map<Field, String> absences) {
        this(entity, values, clean, absences, Map.of());
    }

    /**
     * The board's own, but for what its GPU instances have for themselves, as their parts of the memory: with the whole
     * beside them, sums would count it twice. That, and what a board in MIG mode does not tell of itself, as the errors
     * of its SRAMs, is explained.
     */
    EntitySnapshot withoutInstanceValues() {
        Map<Field, String> reasons = new LinkedHashMap<>(absences);
        values.keySet().stream()
                .filter(field -> field.scope() == Scope.INSTANCE)
                .forEach(field -> reasons.put(field, ON_INSTANCES));
        return new EntitySnapshot(
                entity,
                only(values, field -> field.scope() != Scope.INSTANCE),
                only(clean, metric -> metric.scope() != Scope.INSTANCE),
                reasons,
                only(shares, field -> field.scope() != Scope.INSTANCE));
    }

    /** What DCGM shows on this instance: the board's values again, and its own. */
    EntitySnapshot withValuesOf(EntitySnapshot board) {
        Map<Field, Value> all = only(board.values, field -> repeats(field.scope()));
        Map<Field, String> reasons =
                only(board.absences, field -> field.scope() != Scope.INSTANCE && !isOfBoardItself(field));
        board.values.keySet().stream()
                .filter(field -> field.scope() == Scope.BOARD_ONLY && !isOfBoardItself(field))
                .forEach(field -> reasons.put(field, "mig_unsupported"));
        all.putAll(values);
        reasons.putAll(absences);
        return new EntitySnapshot(entity, all, clean, reasons, shares);
    }

    /** Whether this board has a part in {@link #itself} at all. */
    boolean isAskedForItself() {
        return Stream.concat(values.keySet().stream(), absences.keySet().stream())
                .anyMatch(EntitySnapshot::isOfBoardItself);
    }

    /** What dcgm-exporter shows of a board also where only its instances have series, and what labels are made of. */
    EntitySnapshot itself() {
        return new EntitySnapshot(
                entity,
                only(values, field -> isOfBoardItself(field) || field.type() == Field.Type.TEXT),
                Map.of(),
                only(absences, EntitySnapshot::isOfBoardItself));
    }

    /** Health and peers: dcgm-exporter makes them for every board, and for no instance. */
    private static boolean isOfBoardItself(Field field) {
        return field.scope() == Scope.BOARD_ONLY && field.type() == Field.Type.SAMPLES;
    }

    /** This link's, and the node's values that the board shows. */
    EntitySnapshot withNodeValuesOf(EntitySnapshot board) {
        Map<Field, Value> all = only(board.values, field -> field.scope() == Scope.NODE);
        all.putAll(values);
        return new EntitySnapshot(entity, all, clean, absences);
    }

    private static boolean repeats(Scope scope) {
        return scope == Scope.BOARD || scope == Scope.NODE;
    }

    private static <K, V> Map<K, V> only(Map<K, V> all, Predicate<K> kept) {
        Map<K, V> some = new LinkedHashMap<>();
        all.forEach((key, value) -> {
            if (kept.test(key)) {
                some.put(key, value);
            }
        });
        return some;
    }
}
