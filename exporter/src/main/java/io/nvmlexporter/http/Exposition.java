package io.nvmlexporter.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nvmlexporter.collect.Counters;
import io.nvmlexporter.collect.EntitySnapshot;
import io.nvmlexporter.collect.LabelField;
import io.nvmlexporter.collect.Metric;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.Value;
import io.nvmlexporter.field.XidText;
import io.nvmlexporter.label.LabelSet;
import io.nvmlexporter.label.OwnedValues;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Writes what was read as the page that dcgm-exporter serves: Prometheus' text format, in DCGM's dialect.
 *
 * <p>Families come by DCGM's field number (4.8.3: by name), samples in the order of the entities, labels in
 * dcgm-exporter's order. A family without samples is not written, nor is a number that is not finite. Where
 * dcgm-exporter prints an invalid page, for want of escaping or by a series twice, this one is valid.
 */
public final class Exposition {
    private final List<Family> families;
    private final List<LabelField> labels;
    private final PageFormat format;

    public Exposition(Counters counters, PageFormat format) {
        this.format = format;
        Comparator<Metric> order = format.compatibility().hasNewRenderer()
                ? Comparator.comparing(Metric::name)
                : Comparator.comparingInt(metric -> metric.field().id());
        families = counters.metrics().stream().sorted(order).map(Family::of).toList();
        labels = counters.labels().stream()
                .sorted(Comparator.comparing(LabelField::name))
                .toList();
    }

    /**
     * The page as UTF-8. Of two series whose labels are all equal, only the first is on it.
     *
     * @param whose an entity's values with the labels that say whose they are
     */
    public byte[] page(List<EntitySnapshot> entities, Function<EntitySnapshot, List<OwnedValues>> whose) {
        Set<Series> all = new LinkedHashSet<>();
        for (EntitySnapshot entity : entities) {
            for (OwnedValues owned : whose.apply(entity)) {
                LabelSet set = owned.labels();
                all.add(new Series(labels(entity, set), set.attributes(), owned.values()));
            }
        }
        StringBuilder page = new StringBuilder(1 << 16);
        for (Family family : families) {
            writeFamily(page, family, all);
        }
        return page.toString().getBytes(UTF_8);
    }

    /**
     * What samples of an entity have in common, for one that it belongs to.
     *
     * @param labels written once
     * @param attributes which come behind them, in one order with those of the sample
     */
    private record Series(String labels, SortedMap<String, String> attributes, Map<Field, Value> values) {
        /** By its labels alone. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Series that && that.labels.equals(labels) && that.attributes.equals(attributes);
        }

        @Override
        public int hashCode() {
            return Objects.hash(labels, attributes);
        }
    }

    /** The labels of all series of an entity, a pod's own among those that the counters file asks for. */
    private String labels(EntitySnapshot snapshot, LabelSet set) {
        LabelBlock block = new LabelBlock().addEntity(snapshot.entity(), format);
        SortedMap<String, String> named = new TreeMap<>(set.podLabels());
        for (LabelField label : labels) {
            text(snapshot.values().get(label.field())).ifPresent(value -> named.put(label.name(), value));
        }
        named.forEach(block::add);
        return block.toString();
    }

    private void writeFamily(StringBuilder page, Family family, Set<Series> all) {
        int begin = page.length();
        page.append(family.header());
        int samples = page.length();
        for (Series series : all) {
            Value value = series.values().get(family.metric().field());
            if (value instanceof Value.Samples several) {
                several.samples()
                        .forEach(sample -> writeSample(
                                page, family.metric(), series, sample.labels(), new Value.Int(sample.value())));
            } else {
                writeSample(page, family.metric(), series, attributes(family.metric(), value), value);
            }
        }
        if (page.length() == samples) {
            page.setLength(begin);
        }
    }

    private void writeSample(
            StringBuilder page, Metric metric, Series series, Map<String, String> ofSample, Value value) {
        number(value)
                .ifPresent(number -> page.append(metric.name())
                        .append('{')
                        .append(series.labels())
                        .append(attributes(series.attributes(), ofSample))
                        .append("} ")
                        .append(number)
                        .append('\n'));
    }

    /** What only the samples of one metric have: an XID is told with its meaning. */
    private static Map<String, String> attributes(Metric metric, Value value) {
        return metric.field().id() == XidText.FIELD_ID && value instanceof Value.Int xid
                ? Map.of("err_code", Long.toString(xid.value()), "err_msg", XidText.of(xid.value()))
                : Map.of();
    }

    private static String attributes(SortedMap<String, String> ofSeries, Map<String, String> ofSample) {
        if (ofSeries.isEmpty() && ofSample.isEmpty()) {
            return "";
        }
        SortedMap<String, String> all = new TreeMap<>(ofSeries);
        all.putAll(ofSample);
        LabelBlock block = new LabelBlock();
        all.forEach(block::add);
        return "," + block;
    }

    /** A label's value; empty where the field has none. */
    private Optional<String> text(Value value) {
        if (value instanceof Value.Text text) {
            return Optional.of(text.value());
        }
        return value instanceof Value.Int number ? Optional.of(Long.toString(number.value())) : number(value);
    }

    /** A sample's value; empty where there is none, or none that a page should have. */
    private Optional<String> number(Value value) {
        // 4.8.3 prints integers as the floats that Prometheus makes of them anyway.
        boolean shortest = format.compatibility().hasNewRenderer();
        if (value instanceof Value.Int number) {
            return Optional.of(shortest ? Numbers.shortest((double) number.value()) : Long.toString(number.value()));
        }
        if (value instanceof Value.Real real && Double.isFinite(real.value())) {
            return Optional.of(shortest ? Numbers.shortest(real.value()) : Numbers.sixDecimals(real.value()));
        }
        return Optional.empty();
    }

    /** @param header what stands above its samples */
    private record Family(Metric metric, String header) {
        static Family of(Metric metric) {
            StringBuilder header =
                    new StringBuilder("# HELP ").append(metric.name()).append(' ');
            Escape.help(header, metric.help());
            header.append("\n# TYPE ").append(metric.name()).append(' ');
            header.append(metric.type().text()).append('\n');
            return new Family(metric, header.toString());
        }
    }
}
