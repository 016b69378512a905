package io.nvmlexporter.dashboards;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * A file of {@code dashboards/source}: one dashboard, as a person writes it. What is left out is as {@link Common} has
 * it for all.
 *
 * @param description what the dashboard is for, and which counters it needs
 * @param range how far back it looks at first, such as {@code 6h}
 * @param refresh how often it asks anew, such as {@code 5m}; else as {@link Common#dashboard()} says
 * @param variables names of {@link Common#variables()}, in the order of the bar
 * @param single those of them that take one value and no All
 * @param verbatim its queries are others' words: nothing is expanded in them, and no selector is added
 */
record Source(
        String title,
        String description,
        String range,
        String refresh,
        List<String> variables,
        List<String> single,
        boolean verbatim,
        List<Row> rows) {
    Source {
        single = requireNonNullElse(single, List.of());
    }

    record Row(String title, List<Panel> panels) {}

    /**
     * A panel. Colours, lines, tooltips and the like are those of its type in {@link Common#styles()}.
     *
     * @param type Grafana's name for it
     * @param width of 24 columns
     * @param height of rows; else the type's
     * @param query its only query, shown by {@code legend}
     * @param queries its queries by legend
     * @param legend a name of {@link Common#legends()}, or Grafana's own text
     * @param limits which of the queries are a limit that the others are to stay below: dashed, not filled
     * @param by of a table: the labels that make its rows, first columns from the left
     * @param where of a table: only rows for which this has a value
     * @param values of a table: its other columns by title
     * @param sort of a table: columns by which its rows are ordered, the first before the others; a minus before one
     *     puts its highest first
     * @param steps into how many the time shown is divided for {@code $__interval}; else as many as the panel has
     *     pixels
     * @param empty what stands there without data, in the place of Grafana's "No data"
     * @param absent what it does where a GPU lacks a value that it reads: a name of {@link Common#absent()}, or a text;
     *     else as for its type. It ends the description
     * @param beside the legend stands at the right: for many series, which it would cut off below
     * @param floor what lies below the threshold is bad, and coloured
     * @param thresholds a name of {@link Common#thresholds()}, or values and the colour from each on
     * @param mapping a name of {@link Common#mappings()}
     * @param runbooks alerts that are about this
     * @param detail the dashboard, by the name of its file, that tells more
     */
    record Panel(
            String title,
            String type,
            String description,
            Integer width,
            Integer height,
            String query,
            Map<String, String> queries,
            String legend,
            List<String> limits,
            List<String> by,
            String where,
            Map<String, Column> values,
            List<String> sort,
            Integer steps,
            String empty,
            String absent,
            String unit,
            Integer decimals,
            Double min,
            Double max,
            boolean stacked,
            boolean beside,
            boolean floor,
            JsonNode thresholds,
            String mapping,
            List<String> runbooks,
            String detail) {
        Panel {
            queries = requireNonNullElse(queries, query == null ? Map.of() : Map.of(shown(legend), query));
            limits = requireNonNullElse(limits, List.of());
            by = requireNonNullElse(by, List.of());
            values = requireNonNullElse(values, Map.of());
            sort = requireNonNullElse(sort, List.of());
            runbooks = requireNonNullElse(runbooks, List.of());
        }

        private static String shown(String legend) {
            return requireNonNullElse(legend, "");
        }

        boolean isTable() {
            return !values.isEmpty();
        }
    }

    /**
     * A column of a table that a query fills.
     *
     * @param width in pixels, where an equal part of what others leave is too little or too much
     */
    record Column(String query, String unit, Integer decimals, JsonNode thresholds, String mapping, Integer width) {}
}
