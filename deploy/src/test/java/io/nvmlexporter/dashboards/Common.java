package io.nvmlexporter.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code dashboards/source/common.yaml}: what all dashboards share.
 *
 * @param dashboard what Grafana wants to know of each dashboard alike
 * @param variables by name
 * @param selectors which variables choose among the series of a metric, by a regular expression for the metric's name;
 *     the first that matches counts
 * @param macros PromQL by name; {@code ARG} is what stands in the brackets
 * @param legends Grafana's legend texts by name
 * @param columns how a label is shown as the column of a table
 * @param thresholds values and colours by name
 * @param mappings texts and colours for values, by name
 * @param absent what a panel does where a GPU lacks a value that it reads, by name
 * @param styles how each type of panel looks
 * @param runbooks where the runbooks are; the alert's name and {@code .md} follow
 */
record Common(
        JsonNode dashboard,
        LinkedHashMap<String, Variable> variables,
        LinkedHashMap<String, List<String>> selectors,
        Map<String, String> macros,
        Map<String, String> legends,
        Map<String, ColumnStyle> columns,
        Map<String, JsonNode> thresholds,
        Map<String, JsonNode> mappings,
        Map<String, String> absent,
        Map<String, Style> styles,
        String runbooks) {
    /**
     * @param label above its box
     * @param type Grafana's
     * @param query for the values
     * @param regex which part of what {@code query_result} gave is the value
     * @param filter the matchers by which it chooses series
     * @param dimension the label of series that has its value, where that is not its name
     * @param value what it is at first, where a person writes or chooses it
     * @param hidden whether nobody chooses it: all its values count, or none where there are none
     */
    record Variable(
            String label,
            String type,
            String query,
            String regex,
            String filter,
            String dimension,
            String value,
            boolean hidden) {}

    /**
     * @param height of rows
     * @param instant whether it shows one value of now, and no course
     * @param absent a name of {@link Common#absent()}
     * @param panel Grafana's JSON
     */
    record Style(int height, boolean instant, String absent, ObjectNode panel) {}

    /**
     * @param detail the dashboard that a click on the value opens, by the name of its file
     * @param width in pixels, where Grafana's own is too wide
     */
    record ColumnStyle(String title, String detail, Integer width) {}
}
