package io.nvmlexporter.label;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The labels of a series that say whose it is, by name. dcgm-exporter writes a pod's own labels among those that the
 * counters file asks for, and all others behind them, so they come apart. No name is in both, and no value is empty.
 *
 * @param podLabels the pod's own
 * @param attributes all others
 */
public record LabelSet(SortedMap<String, String> podLabels, SortedMap<String, String> attributes) {
    /** Of what is nobody's. */
    public static final LabelSet EMPTY = new LabelSet(new TreeMap<>(), new TreeMap<>());

    public LabelSet {
        podLabels = Collections.unmodifiableSortedMap(new TreeMap<>(podLabels));
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    LabelSet withAttribute(String name, String value) {
        SortedMap<String, String> more = new TreeMap<>(attributes);
        more.put(name, value);
        return new LabelSet(podLabels, more);
    }
}
