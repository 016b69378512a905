package io.nvmlexporter.collect;

import io.nvmlexporter.field.CleanMetric;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.field.Read;
import io.nvmlexporter.field.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * One value to get: a field's as DCGM has it, or one of its clean metrics.
 *
 * @param clean empty for DCGM's
 * @param reads the read, by the index of the NVLink where the scope is {@link Scope#LINK}
 */
record Question(Field field, Optional<CleanMetric> clean, Scope scope, IntFunction<Read> reads) {
    /** What has to be got for a field to be served under these names. */
    static List<Question> of(Field field, Names names) {
        List<Question> questions = new ArrayList<>();
        if (names.dcgm() && field.type() != Field.Type.STRUCT) {
            questions.add(new Question(field, Optional.empty(), field.scope(), field.reads()));
        }
        if (names.prometheus()) {
            field.clean()
                    .forEach(metric ->
                            questions.add(new Question(field, Optional.of(metric), metric.scope(), metric.reads())));
        }
        return questions;
    }

    void answer(Findings findings, Value value) {
        clean.ifPresentOrElse(
                metric -> findings.clean().put(metric, value),
                () -> findings.values().put(field, value));
    }
}
