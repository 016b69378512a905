package io.nvmlexporter.monitoring;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code deploy/compose/prometheus.yaml}, changed as little as it takes to run it on loopback and in a hurry: other
 * addresses, and a scrape every second.
 */
final class ComposeConfiguration {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String EXPORTER = "nvml-exporter";

    private final ObjectNode root;

    private ComposeConfiguration(ObjectNode root) {
        this.root = root;
    }

    static ComposeConfiguration read() throws IOException {
        ObjectNode root =
                (ObjectNode) YAML.readTree(Path.of("compose", "prometheus.yaml").toFile());
        root.withObject("/global").put("scrape_interval", "1s").put("evaluation_interval", "1s");
        return new ComposeConfiguration(root);
    }

    /** @param files a pattern of the rule files */
    ComposeConfiguration rules(String files) {
        root.putArray("rule_files").add(files);
        return this;
    }

    ComposeConfiguration alertmanager(Optional<URI> server) {
        ArrayNode targets = ((ObjectNode) root.at("/alerting/alertmanagers/0/static_configs/0")).putArray("targets");
        server.ifPresent(uri -> targets.add(uri.getAuthority()));
        return this;
    }

    /** These pages in place of the one exporter of the file; the other parts of Compose are not there. */
    ComposeConfiguration exporters(List<URI> pages) {
        ArrayNode jobs = (ArrayNode) root.get("scrape_configs");
        for (int i = jobs.size() - 1; i >= 0; i--) {
            if (!jobs.get(i).path("job_name").asText().equals(EXPORTER)) {
                jobs.remove(i);
            }
        }
        ArrayNode targets = ((ObjectNode) jobs.get(0).at("/static_configs/0")).putArray("targets");
        pages.forEach(page -> targets.add(page.getAuthority()));
        return this;
    }

    /** As a ServiceMonitor of the chart relabels: every series of that page has the name of the node. */
    ComposeConfiguration node(URI page, String name) {
        ObjectNode relabeling = ((ObjectNode) root.at("/scrape_configs/0"))
                .withArray("relabel_configs")
                .addObject();
        relabeling.putArray("source_labels").add("__address__");
        relabeling.put("regex", page.getAuthority());
        relabeling.put("target_label", "kubernetes_pod_node_name").put("replacement", name);
        return this;
    }

    ComposeConfiguration application(String job, List<URI> pages) {
        ObjectNode added = ((ArrayNode) root.get("scrape_configs")).addObject().put("job_name", job);
        ArrayNode targets = added.putArray("static_configs").addObject().putArray("targets");
        pages.forEach(page -> targets.add(page.getAuthority()));
        return this;
    }

    Path write(Path file) throws IOException {
        YAML.writeValue(file.toFile(), root);
        return file;
    }
}
