package io.nvmlexporter.dashboards;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes PromQL of what a source says: macros are expanded, and every metric of ours gets the matchers of the variables
 * that choose among its series.
 */
final class Queries {
    private static final Pattern METRIC =
            Pattern.compile("\"[^\"]*\"|\\b((?:DCGM_(?:FI_DEV|FI_PROF|EXP)|nvml_(?:exporter|xid))_\\w+)(\\{)?");
    private static final Pattern MATCHERS_OF_VARIABLE = Pattern.compile("@(\\w+)(, )?");

    private final Common common;
    private final List<String> variables;
    private final boolean verbatim;
    private final Pattern macro;

    private Queries(Common common, List<String> variables, boolean verbatim) {
        this.common = common;
        this.variables = variables;
        this.verbatim = verbatim;
        this.macro = Pattern.compile("\\b(" + String.join("|", common.macros().keySet()) + ")\\(");
    }

    /** @param variables those of the dashboard: a matcher of another is left out */
    static Queries of(Common common, List<String> variables) {
        return new Queries(common, variables, false);
    }

    /** Leaves queries as they are. */
    static Queries verbatim(Common common) {
        return new Queries(common, List.of(), true);
    }

    String of(String source) {
        return verbatim ? source : selected(expanded(source)).strip();
    }

    private String expanded(String source) {
        Matcher call = macro.matcher(source);
        if (!call.find()) {
            return source;
        }
        int end = closing(source, call.end());
        String argument = source.substring(call.end(), end);
        String body = common.macros().get(call.group(1)).strip().replace("ARG", argument);
        return expanded(source.substring(0, call.start()) + body + source.substring(end + 1));
    }

    /** Where the bracket closes before {@code from}. */
    private static int closing(String source, int from) {
        boolean quoted = false;
        int depth = 1;
        for (int i = from; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted) {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (depth == 0) {
                    return i;
                }
            }
        }
        throw new IllegalArgumentException("no bracket closes the one before: " + source.substring(from));
    }

    private String selected(String query) {
        String all = METRIC.matcher(query).replaceAll(found -> Matcher.quoteReplacement(withSelector(found)));
        return MATCHERS_OF_VARIABLE
                .matcher(all)
                .replaceAll(found -> Matcher.quoteReplacement(matchers(found.group(1))))
                .replace(", }", "}")
                .replace("{}", "");
    }

    private String withSelector(MatchResult metric) {
        String name = metric.group(1);
        if (name == null) {
            return metric.group();
        }
        String own = selectors(name).map(variable -> "@" + variable + ", ").collect(Collectors.joining());
        return name + "{" + own + (metric.group(2) == null ? "}" : "");
    }

    private Stream<String> selectors(String metric) {
        return common.selectors().entrySet().stream()
                .filter(entry -> metric.matches(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("common.yaml: no selector matches " + metric))
                .stream();
    }

    private String matchers(String variable) {
        return variables.contains(variable) ? common.variables().get(variable).filter() + ", " : "";
    }
}
