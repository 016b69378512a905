package io.nvmlexporter.deploy;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.nvmlexporter.ProgramFlags;
import io.nvmlexporter.ProgramFlags.DcgmFlag;
import io.nvmlexporter.deploy.ValuesTable.Row;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code docs/compatibility.md}, made of the program's flags, the chart's values and dcgm-exporter's lists of both. */
final class CompatibilityDocument {
    private static final String INTRODUCTION = """
            # What dcgm-exporter's settings do here

            Every flag, variable, key of the configuration file and value of the chart that dcgm-exporter 4.8.2, 4.8.3 and
            4.8.4 have, and what each does here. "since" is the first of these releases that has it; 4.8.2 has all that older
            ones have. Where a default differs, both are given.

            This text is made of the program's table of flags and of the chart's values by `./mvnw verify -Dupdate`, and a
            test compares it.

            What starts dcgm-exporter starts this program:

            - A number that is too small or too large for its flag counts as the nearest that is not, with one warning in
              the log: `DCGM_EXPORTER_INTERVAL=3` reads the GPUs every 100 ms. What is no number stops the start, as there.
            - Of a flag that is given twice the last counts, with a warning; the long and the short name together stop the
              start, as there. A word that is no flag ends the flags; what stands behind it is not looked at, as there, but
              here the log says so. A word that comes first must be one of this program's own commands.
            - `-k false` means what it says. There it is `-k`, and all behind it is not looked at.
            - A pattern of labels that is none is left out, with a warning.

            Two things stop the start here and not there: `--web-config-file`, since TLS and passwords are not served yet,
            and an address that is a `vsock://`, which Java cannot listen at, or has a service's name for its port.

            """;

    /** Defaults of the chart that 4.8.3 has otherwise, or has first. */
    private static final Map<String, String> STANDARDS_OF_4_8_3 = Map.of(
            "arguments", "[]",
            "serviceMonitor.interval", "30s",
            "serviceMonitor.scrapeTimeout", "25s",
            "service.webReadTimeout", "10s",
            "service.webWriteTimeout", "30s");

    private CompatibilityDocument() {}

    static String text(String values) throws IOException {
        StringBuilder text = new StringBuilder(INTRODUCTION);
        flags(text);
        configuration(text);
        chart(text, values);
        return text.toString();
    }

    private static void flags(StringBuilder text) throws IOException {
        text.append("## Flags and variables\n\n| flag | variable | since | default | what it does here |\n")
                .append("| --- | --- | --- | --- | --- |\n");
        for (DcgmFlag flag : ProgramFlags.dcgmExporters()) {
            row(
                    text,
                    flag.names(),
                    code(flag.variable()),
                    flag.since(),
                    standards(flag.there(), flag.here()),
                    flag.meaning());
        }
        text.append("""

                "after 4.8.3": it is in dcgm-exporter's sources after 4.8.3, and in no release note that was seen.

                Two more variables count in both: `NODE_NAME`, the node's name on series and for the API server, and
                `KUBERNETES_SERVICE_HOST` with `_PORT`, which Kubernetes sets.

                """);
    }

    private static void configuration(StringBuilder text) throws IOException {
        Map<String, DcgmFlag> flags = ProgramFlags.dcgmExporters().stream()
                .collect(toMap(flag -> flag.names().replaceAll(".*`--|`", ""), flag -> flag));
        text.append("## Keys of the configuration file\n\nOf `--config-file`. A flag or a variable counts more than a")
                .append(" key.\n\n| key | version | since | the same as | what it is |\n")
                .append("| --- | --- | --- | --- | --- |\n");
        for (String line :
                Resources.text("dcgm-exporter-configuration.tsv").lines().toList()) {
            if (!line.startsWith("#")) {
                String[] columns = line.split("\t");
                String flag = columns[2].equals("-") ? "" : "`--" + columns[2] + "`";
                String since = columns[1].equals("1") ? "4.8.3" : "4.8.4";
                String meaning = columns[3];
                if (!flag.isEmpty() && flags.get(columns[2]).meaning().startsWith("Accepted: ")) {
                    meaning += "; " + lowered(flags.get(columns[2]).meaning().replaceFirst("\\.$", ""));
                }
                row(text, code(columns[0]), columns[1], since, flag, meaning);
            }
        }
        text.append('\n');
    }

    private static void chart(StringBuilder text, String values) {
        JsonNode there = StrictYaml.documents(Resources.text("dcgm-exporter-default-values.yaml"))
                .get(0);
        JsonNode ours = StrictYaml.documents(values).get(0);
        Map<String, Row> rows = ValuesTable.rows(values).stream().collect(toMap(Row::key, row -> row));
        text.append("""
                ## Values of the chart

                Of 4.8.4 no new value is known, and of some of 4.8.3 no default. What a value does is in the
                [chart's README](../deploy/helm/nvml-exporter/README.md) too, with those that only this chart has.

                | value | since | default | what it does here |
                | --- | --- | --- | --- |
                """);
        for (String key : DcgmValuesTest.KEYS) {
            chartRow(text, key, "4.8.2", there, ours, rows);
        }
        for (String key : DcgmValuesTest.KEYS_OF_4_8_3) {
            chartRow(text, key, "4.8.3", there, ours, rows);
        }
    }

    private static void chartRow(
            StringBuilder text, String key, String since, JsonNode there, JsonNode ours, Map<String, Row> rows) {
        // Of a probe, the chart's own table has no keys.
        Row row = rows.getOrDefault(key, rows.get(key.replaceAll("\\..*", "")));
        String later = STANDARDS_OF_4_8_3.getOrDefault(key, "");
        String theirs = shown(there, key);
        String here = shown(ours, key);
        String standard = theirs.isEmpty() && later.isEmpty()
                ? "here " + (here.isEmpty() ? "none" : code(here))
                : standards(
                        later.isEmpty() || theirs.isEmpty() ? theirs + later : theirs + "`, since 4.8.3 `" + later,
                        here);
        row(text, code(key), since, standard, row.meaning());
    }

    /** Empty where nothing is said of it. */
    private static String shown(JsonNode values, String key) {
        JsonNode value = values.at("/" + key.replace('.', '/'));
        return value.isMissingNode() ? "" : ValuesTable.shown(value);
    }

    private static String standards(String there, String here) {
        if (there.equals(here)) {
            return code(here);
        }
        String none = "none";
        return (there.isEmpty() ? none : code(there)) + "; here " + (here.isEmpty() ? none : code(here));
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    private static String lowered(String text) {
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    private static void row(StringBuilder text, String... cells) {
        List<String> escaped =
                List.of(cells).stream().map(cell -> cell.replace("|", "\\|")).toList();
        text.append("| ").append(String.join(" | ", escaped)).append(" |\n");
    }
}
