package io.nvmlexporter.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nvmlexporter.apiserver.ApiServerException.Reason;
import io.nvmlexporter.apiserver.ListWatch.Pace;
import io.nvmlexporter.label.PodMetadata;
import io.nvmlexporter.label.ResourceDevice;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The cluster, as far as a pod is told of it. Nothing is asked, and nothing can fail, before something is read.
 *
 * @param host {@code KUBERNETES_SERVICE_HOST}; empty outside of a cluster
 * @param port {@code KUBERNETES_SERVICE_PORT}
 * @param account the directory of the service account
 * @param node the name of this node; where it is empty, the account's token may say it
 */
public record Cluster(Optional<String> host, Optional<String> port, Path account, Optional<String> node) {
    private static final Duration READING = Duration.ofSeconds(10);
    private static final String JSON = "application/json";

    /**
     * Follows this node's pods.
     *
     * @param labels which of a pod's labels are kept, by their names in Kubernetes
     */
    public ListWatch<PodMetadata> pods(Predicate<String> labels) {
        return pods(labels, Pace.STANDARD);
    }

    ListWatch<PodMetadata> pods(Predicate<String> labels, Pace pace) {
        return new ListWatch<>(Pods.NAME, () -> new ResourceClient<>(server(), Pods.of(nodeName(), labels)), pace);
    }

    /** Follows what NVIDIA's driver of dynamic resource allocation offers on this node. */
    public ListWatch<ResourceSlice> resourceSlices() {
        return resourceSlices(Pace.STANDARD);
    }

    ListWatch<ResourceSlice> resourceSlices(Pace pace) {
        return new ListWatch<>(
                ResourceSlices.NAME, () -> new ResourceClient<>(server(), ResourceSlices.of(nodeName())), pace);
    }

    /** What NVIDIA's driver of dynamic resource allocation offers on this node now. */
    public List<ResourceDevice> offeredDevices() throws ApiServerException {
        try (ResourceClient<ResourceSlice> client = new ResourceClient<>(server(), ResourceSlices.of(nodeName()))) {
            return ResourceSlice.devices(client.list().objects().all().values());
        }
    }

    /**
     * Reads a ConfigMap.
     *
     * @return its text under that key; empty where it has none
     */
    public Optional<String> configMap(String namespace, String name, String key) throws ApiServerException {
        String path = "/api/v1/namespaces/" + encoded(namespace) + "/configmaps/" + encoded(name);
        try (ApiServer server = server()) {
            return server.get(path, JSON, READING, answer -> new ObjectStream(answer).next())
                    .flatMap(map -> map.text("data", key));
        }
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, UTF_8).replace("+", "%20");
    }

    private ApiServer server() throws ApiServerException {
        return new ApiServer(serviceAccount());
    }

    private ServiceAccount serviceAccount() throws ApiServerException {
        return ServiceAccount.of(host, port, account);
    }

    private String nodeName() throws ApiServerException {
        Optional<String> named = node.filter(name -> !name.isEmpty());
        return (named.isPresent() ? named : serviceAccount().nodeName())
                .orElseThrow(() -> new ApiServerException(
                        Reason.NO_NODE_NAME,
                        "it is not known which node this is, and those of the whole cluster would be too many; set"
                                + " NODE_NAME from spec.nodeName"));
    }
}
