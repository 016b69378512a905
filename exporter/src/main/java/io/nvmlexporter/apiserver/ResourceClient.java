package io.nvmlexporter.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nvmlexporter.apiserver.ApiServerException.Reason;
import java.net.URLEncoder;
import java.time.Duration;

/** Lists and watches one kind of objects. For one thread, and another that closes it. */
final class ResourceClient<T> implements AutoCloseable {
    private static final Duration LISTING = Duration.ofSeconds(60);
    /** Beyond what the API server was asked for, before the connection is taken for dead. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    private static final String JSON = "application/json";
    private static final String METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1," + JSON;
    private static final String METADATA_LIST =
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1," + JSON;

    private final ApiServer server;
    private final Resource<T> resource;

    ResourceClient(ApiServer server, Resource<T> resource) {
        this.server = server;
        this.resource = resource;
    }

    /**
     * All objects.
     *
     * @param path where they were found
     * @param version from which to watch
     */
    record Listing<T>(String path, String version, KeptObjects<T> objects) {}

    /** Lists by the newest version of the API that this cluster has. */
    Listing<T> list() throws ApiServerException {
        ApiServerException missing = null;
        for (String path : resource.paths()) {
            try {
                return list(path);
            } catch (ApiServerException e) {
                if (e.reason() != Reason.NOT_FOUND) {
                    throw e;
                }
                missing = e;
            }
        }
        throw missing;
    }

    private Listing<T> list(String path) throws ApiServerException {
        KeptObjects<T> objects = new KeptObjects<>(resource.size());
        ApiObject metadata;
        // The API server may answer from its cache, which spares etcd; a next page continues the first one's state.
        String page = "resourceVersion=0";
        do {
            metadata = server.get(
                    path + "?" + selector() + "&limit=500&" + page,
                    resource.metadataOnly() ? METADATA_LIST : JSON,
                    LISTING,
                    answer -> new ObjectStream(answer).list(object -> put(objects, object)));
            page = "continue=" + encoded(metadata.text("continue").orElse(""));
        } while (!page.equals("continue="));
        String version = metadata.text("resourceVersion")
                .orElseThrow(() -> new ApiServerException(
                        Reason.GARBLED, "the API server's list of " + resource.name() + " has no resourceVersion"));
        return new Listing<>(path, version, objects);
    }

    /**
     * Watches once.
     *
     * @param path where they were listed
     * @param version what is known already
     * @param length how long to watch
     */
    <R> R watch(String path, String version, Duration length, ApiServer.Reader<R> events) throws ApiServerException {
        return server.get(
                path + "?" + selector() + "&watch=true&allowWatchBookmarks=true&resourceVersion=" + encoded(version)
                        + "&timeoutSeconds=" + Math.max(1, length.toSeconds()),
                resource.metadataOnly() ? METADATA : JSON,
                length.plus(GRACE),
                events);
    }

    void put(KeptObjects<T> objects, ApiObject object) throws ApiServerException {
        objects.put(name(object), resource.read().apply(object));
    }

    static ObjectName name(ApiObject object) {
        return new ObjectName(
                object.text("metadata", "namespace").orElse(""),
                object.text("metadata", "name").orElse(""));
    }

    private String selector() {
        return "fieldSelector=" + encoded(resource.fieldSelector());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    @Override
    public void close() {
        server.close();
    }
}
