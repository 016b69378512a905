package io.nvmlexporter.dashboards;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What Grafana asks Prometheus. */
final class Targets {
    static final ObjectNode DATA_SOURCE = Json.object("type", "prometheus", "uid", "${datasource}");

    private Targets() {}

    /** @param instant for one value of now; else for a course */
    static ObjectNode target(int index, String query, boolean instant) {
        return Json.object(
                "refId",
                ref(index),
                "datasource",
                DATA_SOURCE,
                "editorMode",
                "code",
                "expr",
                query,
                "instant",
                instant,
                "range",
                !instant);
    }

    /** Grafana's name for the query of this number, from 0 on. */
    static String ref(int index) {
        return String.valueOf((char) ('A' + index));
    }
}
