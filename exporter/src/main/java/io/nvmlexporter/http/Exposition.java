package io.nvmlexporter.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.Counters;
import io.nvmlexporter.collect.EntitySnapshot;
import io.nvmlexporter.collect.LabelField;
import io.nvmlexporter.collect.Metric;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.Value;
import io.nvmlexporter.field.XidText;
import java.io.ByteArrayOutputStream;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes what was read as the page that dcgm-exporter serves: Prometheus' text format, in DCGM's dialect.
 *
 * <p>Families come by DCGM's field number (4.8.3: by name), samples in the order of the entities, labels in
 * dcgm-exporter's order. A family without samples is not written, nor is a number that is not finite. Where
 * dcgm-exporter prints an invalid page, for want of escaping or by a series twice, this one is valid.
 */
public final class Exposition {
    private static final byte[] NONE = {};

    private final List<Family> families;
    private final List<LabelField> labels;
    private final PageFormat format;

    public Exposition(Counters counters, PageFormat format) {
        this.format = format;
        Comparator<Metric> order = format.compatibility() == Compatibility.V4_8_3
                ? Comparator.comparing(Metric::name)
                : Comparator.comparingInt(metric -> metric.field().id());
        families = counters.metrics().stream().sorted(order).map(Family::of).toList();
        labels = counters.labels().stream()
                .sorted(Comparator.comparing(LabelField::name))
                .toList();
    }

    /** The page as UTF-8. Of two entities whose labels are all equal, only the first is on it. */
    public byte[] page(List<EntitySnapshot> entities) {
        Map<String, Series> series = new LinkedHashMap<>();
        for (EntitySnapshot entity : entities) {
            String block = labels(entity);
            series.putIfAbsent(block, new Series(block.getBytes(UTF_8), entity.values()));
        }
        ByteArrayOutputStream page = new ByteArrayOutputStream(1 << 16);
        for (Family family : families) {
            writeFamily(page, family, series.values());
        }
        return page.toByteArray();
    }

    private String labels(EntitySnapshot snapshot) {
        LabelBlock block = new LabelBlock().addEntity(snapshot.entity(), format);
        for (LabelField label : labels) {
            text(snapshot.values().get(label.field())).ifPresent(value -> block.add(label.name(), value));
        }
        return block.toString();
    }

    private void writeFamily(ByteArrayOutputStream page, Family family, Collection<Series> series) {
        boolean begun = false;
        for (Series one : series) {
            Value value = one.values().get(family.metric().field());
            Optional<String> number = number(value);
            if (number.isPresent()) {
                if (!begun) {
                    page.writeBytes(family.header());
                    begun = true;
                }
                page.writeBytes(family.sampleStart());
                page.writeBytes(one.labels());
                page.writeBytes(attributes(family.metric(), value));
                page.writeBytes(("} " + number.get() + "\n").getBytes(US_ASCII));
            }
        }
    }

    /** What only the samples of one metric have: an XID is told with its meaning. */
    private static byte[] attributes(Metric metric, Value value) {
        if (metric.field().id() != XidText.FIELD_ID || !(value instanceof Value.Int xid)) {
            return NONE;
        }
        LabelBlock block =
                new LabelBlock().add("err_code", Long.toString(xid.value())).add("err_msg", XidText.of(xid.value()));
        return ("," + block).getBytes(UTF_8);
    }

    /** A label's value; empty where the field has none. */
    private Optional<String> text(Value value) {
        return value instanceof Value.Text text ? Optional.of(text.value()) : number(value);
    }

    /** A sample's value; empty where there is none, or none that a page should have. */
    private Optional<String> number(Value value) {
        if (value instanceof Value.Int number) {
            return Optional.of(Long.toString(number.value()));
        }
        if (value instanceof Value.Real real && Double.isFinite(real.value())) {
            boolean shortest = format.compatibility() == Compatibility.V4_8_3;
            return Optional.of(shortest ? Numbers.shortest(real.value()) : Numbers.sixDecimals(real.value()));
        }
        return Optional.empty();
    }

    /** An entity's labels, written once for all of its samples. */
    private record Series(byte[] labels, Map<Field, Value> values) {}

    /** @param sampleStart what its samples have before their labels */
    private record Family(Metric metric, byte[] header, byte[] sampleStart) {
        static Family of(Metric metric) {
            StringBuilder header =
                    new StringBuilder("# HELP ").append(metric.name()).append(' ');
            Escape.help(header, metric.help());
            header.append("\n# TYPE ").append(metric.name()).append(' ');
            header.append(metric.type().text()).append('\n');
            return new Family(metric, header.toString().getBytes(UTF_8), (metric.name() + "{").getBytes(US_ASCII));
        }
    }
}
