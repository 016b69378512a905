package io.nvmlexporter.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.marcnuri.helm.Helm;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An API server, as far as Helm needs one for an installation: it says which kinds it knows, has no object yet, and
 * takes every new one.
 */
final class Cluster implements AutoCloseable {
    /** The plural names of the kinds, by group and version, as far as a chart of ours uses them. */
    private static final Map<String, Map<String, String>> KUBERNETES = Map.of(
            "api/v1",
            Map.of(
                    "ConfigMap", "configmaps",
                    "Pod", "pods",
                    "Secret", "secrets",
                    "Service", "services",
                    "ServiceAccount", "serviceaccounts"),
            "apis/apps/v1",
            Map.of("DaemonSet", "daemonsets"));

    private static final Map<String, String> PROMETHEUS_OPERATOR =
            Map.of("PodMonitor", "podmonitors", "ServiceMonitor", "servicemonitors");

    private static final String NOT_FOUND = "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"status\": \"Failure\","
            + " \"reason\": \"NotFound\", \"message\": \"not found\", \"code\": 404}";

    private final HttpServer server;
    private final Map<String, Map<String, String>> kinds = new TreeMap<>(KUBERNETES);
    private final ConcurrentLinkedQueue<String> created = new ConcurrentLinkedQueue<>();

    private Cluster() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    static Cluster plain() throws IOException {
        return new Cluster();
    }

    static Cluster withPrometheusOperator() throws IOException {
        Cluster cluster = new Cluster();
        cluster.kinds.put("apis/monitoring.coreos.com/v1", PROMETHEUS_OPERATOR);
        return cluster;
    }

    /** Installs a chart by Helm, and says of which kinds it made an object, by their plurals. */
    List<String> install(Path chart, Path values) {
        new Helm(chart)
                .install()
                .withName("gpu")
                .withNamespace("monitoring")
                .withValuesFile(values)
                .withKubeConfigContents(kubeConfig())
                .disableOpenApiValidation()
                .call();
        // Where Helm itself keeps what it did.
        created.remove("secrets");
        return List.copyOf(created);
    }

    private String kubeConfig() {
        return """
                apiVersion: v1
                kind: Config
                current-context: test
                contexts: [{name: test, context: {cluster: test, user: test}}]
                clusters: [{name: test, cluster: {server: 'http://127.0.0.1:%d'}}]
                users: [{name: test, user: {}}]
                """.formatted(server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring(1);
            if (exchange.getRequestMethod().equals("GET")) {
                String found = get(path);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                send(exchange, found == null ? 404 : 200, (found == null ? NOT_FOUND : found).getBytes(UTF_8));
                return;
            }
            boolean isNew = exchange.getRequestMethod().equals("POST");
            if (isNew) {
                created.add(path.substring(path.lastIndexOf('/') + 1));
            }
            // As it came: Helm's own records come as protobuf.
            exchange.getResponseHeaders()
                    .set("Content-Type", exchange.getRequestHeaders().getFirst("Content-Type"));
            send(exchange, isNew ? 201 : 200, exchange.getRequestBody().readAllBytes());
        }
    }

    private String get(String path) {
        return switch (path) {
            case "version" -> "{\"major\": \"1\", \"minor\": \"32\", \"gitVersion\": \"v1.32.0\"}";
            case "api" -> "{\"kind\": \"APIVersions\", \"versions\": [\"v1\"]}";
            case "apis" -> "{\"kind\": \"APIGroupList\", \"apiVersion\": \"v1\", \"groups\": [%s]}".formatted(groups());
            default -> kinds.containsKey(path) ? resources(path) : null;
        };
    }

    private String groups() {
        return kinds.keySet().stream()
                .filter(path -> path.startsWith("apis/"))
                .map(path -> path.split("/"))
                .map(parts ->
                        "{\"name\": \"%1$s\", \"versions\": [{\"groupVersion\": \"%1$s/%2$s\", \"version\": \"%2$s\"}]}"
                                .formatted(parts[1], parts[2]))
                .collect(joining(", "));
    }

    private String resources(String path) {
        return kinds.get(path).entrySet().stream()
                .map(kind ->
                        "{\"name\": \"%s\", \"namespaced\": true, \"kind\": \"%s\", \"verbs\": [\"create\", \"get\"]}"
                                .formatted(kind.getValue(), kind.getKey()))
                .collect(joining(
                        ", ",
                        "{\"kind\": \"APIResourceList\", \"groupVersion\": \"%s\", \"resources\": ["
                                .formatted(path.replaceFirst("apis?/", "")),
                        "]}"));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
