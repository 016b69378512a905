package io.nvmlexporter.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An API server over HTTPS that keeps objects, versions them, lists them by field selector and page, and tells watches
 * what changes. It can be made to refuse, to forget its past, to break its watches, and to answer nonsense.
 */
public final class ApiServerDouble implements AutoCloseable {
    private static final Gson JSON = new GsonBuilder()
            .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
            .create();
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final KeyStore KEYS = newKeys();

    /** @param type ADDED, MODIFIED or DELETED */
    private record Event(long version, String type, String path, Map<String, Object> object) {}

    /** What was asked. */
    record Request(String path, Map<String, String> query, String accept, String authorization) {
        boolean isWatch() {
            return query.containsKey("watch");
        }
    }

    private final Path account;
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Map<String, Map<String, Object>>> collections = new HashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private final List<HttpExchange> watches = new ArrayList<>();
    private long version = 100;
    private long oldest;
    private int pageSize = Integer.MAX_VALUE;
    private boolean expiresByStatus;
    private Optional<Integer> refusal = Optional.empty();
    private boolean refusesWatches;
    private Optional<byte[]> nonsense = Optional.empty();

    private ApiServerDouble(Path account, KeyStore keys) throws IOException, GeneralSecurityException {
        this.account = account;
        Files.createDirectories(account);
        Files.writeString(account.resolve("token"), "token-1");
        byte[] certificate = keys.getCertificate("a").getEncoded();
        Files.writeString(
                account.resolve("ca.crt"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate)
                        + "\n-----END CERTIFICATE-----\n");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls(keys)));
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** @param account where to put the {@code token} and {@code ca.crt} of a service account */
    public static ApiServerDouble start(Path account) {
        return start(account, KEYS);
    }

    /** One whose certificate nobody else vouches for. */
    static ApiServerDouble ofAnotherAuthority(Path account) {
        return start(account, newKeys());
    }

    private static ApiServerDouble start(Path account, KeyStore keys) {
        try {
            return new ApiServerDouble(account, keys);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext tls(KeyStore keys) throws GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        return tls;
    }

    /** A new key with a certificate of its own. */
    private static KeyStore newKeys() {
        try {
            Path store = Files.createTempDirectory("api-server").resolve("keys");
            keytool("-genkeypair -keyalg EC -alias a -dname CN=kubernetes -validity 2 -ext SAN=ip:127.0.0.1"
                    + " -storetype PKCS12 -storepass changeit -keystore " + store);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            Files.delete(store);
            Files.delete(store.getParent());
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(String arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(Arrays.asList(arguments.split(" ")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + said);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The cluster as a pod on that node sees it. */
    Cluster cluster(String node) {
        return new Cluster(Optional.of("127.0.0.1"), Optional.of(port()), account, Optional.of(node));
    }

    /** The environment of a pod on that node. */
    public Map<String, String> environment(String node) {
        return Map.of(
                "KUBERNETES_SERVICE_HOST",
                "127.0.0.1",
                "KUBERNETES_SERVICE_PORT",
                port(),
                "NODE_NAME",
                node,
                "NVML_EXPORTER_SERVICE_ACCOUNT_DIR",
                account.toString());
    }

    private String port() {
        return Integer.toString(server.getAddress().getPort());
    }

    /**
     * Adds or changes an object.
     *
     * @param collection its path in the API
     * @param json as one would write it, with {@code '} for quotes
     */
    public synchronized void put(String collection, String json) {
        Map<String, Object> object = parse(json);
        metadata(object).put("resourceVersion", Long.toString(++version));
        boolean known = collection(collection).put(key(object), object) != null;
        events.add(new Event(version, known ? "MODIFIED" : "ADDED", collection, object));
        notifyAll();
    }

    synchronized void delete(String collection, String key) {
        Map<String, Object> object = collection(collection).remove(key);
        metadata(object).put("resourceVersion", Long.toString(++version));
        events.add(new Event(version, "DELETED", collection, object));
        notifyAll();
    }

    /** A kind of objects that this cluster has, even if it has no object of it. */
    synchronized void serve(String collection) {
        collection(collection);
    }

    public synchronized void refuse(int status) {
        refusal = Optional.of(status);
    }

    /** As a role has it that may list and not watch. */
    synchronized void refuseWatches() {
        refusesWatches = true;
    }

    public synchronized void allow() {
        refusal = Optional.empty();
        refusesWatches = false;
        nonsense = Optional.empty();
    }

    /** Every answer is 200 and these bytes. */
    synchronized void answer(String bytes) {
        nonsense = Optional.of(bytes.getBytes(UTF_8));
    }

    synchronized void setPageSize(int objects) {
        pageSize = objects;
    }

    /**
     * Forgets what was, so that nobody can watch from before.
     *
     * @param byStatus whether it says so by the status of the answer, and not by an event
     */
    synchronized void forgetThePast(boolean byStatus) {
        version++;
        oldest = version;
        expiresByStatus = byStatus;
        events.clear();
    }

    /** Closes the connections of all watches in the middle of their answers. */
    synchronized void breakWatches() {
        watches.forEach(HttpExchange::close);
        watches.clear();
    }

    synchronized int watches() {
        return watches.size();
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    private void handle(HttpExchange exchange) throws IOException {
        Request request = new Request(
                exchange.getRequestURI().getPath(),
                query(exchange.getRequestURI().getRawQuery()),
                exchange.getRequestHeaders().getFirst("Accept"),
                exchange.getRequestHeaders().getFirst("Authorization"));
        try {
            answer(exchange, request);
        } catch (InterruptedException e) {
            exchange.close();
        }
    }

    private void answer(HttpExchange exchange, Request request) throws IOException, InterruptedException {
        Answer answer = answerOf(request);
        if (answer != null) {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
            exchange.close();
        } else {
            watch(exchange, request);
        }
    }

    private record Answer(int status, byte[] body) {
        static Answer of(int status, String reason) throws IOException {
            return new Answer(
                    status,
                    JSON.toJson(Map.of("kind", "Status", "message", reason, "code", status))
                            .getBytes(UTF_8));
        }
    }

    /** @return null for a watch that may begin */
    private synchronized Answer answerOf(Request request) throws IOException {
        requests.add(request);
        if (refusal.isPresent()) {
            return Answer.of(refusal.get(), "refused by the test");
        }
        if (refusesWatches && request.isWatch()) {
            return Answer.of(403, "refused by the test");
        }
        if (nonsense.isPresent()) {
            return new Answer(200, nonsense.get());
        }
        if (!("Bearer " + Files.readString(account.resolve("token"))).equals(request.authorization())) {
            return Answer.of(401, "Unauthorized");
        }
        Map<String, Map<String, Object>> objects = collections.get(request.path());
        if (objects == null) {
            return single(request.path());
        }
        if (!request.isWatch()) {
            return new Answer(200, JSON.toJson(list(request, objects)).getBytes(UTF_8));
        }
        boolean tooOld = Long.parseLong(request.query().get("resourceVersion")) < oldest;
        return tooOld && expiresByStatus ? Answer.of(410, "too old resource version") : null;
    }

    private Answer single(String path) throws IOException {
        int slash = path.lastIndexOf('/');
        Map<String, Map<String, Object>> objects = collections.get(path.substring(0, Math.max(slash, 0)));
        Object object = objects == null ? null : objects.get(path.substring(slash + 1));
        return object == null
                ? Answer.of(404, "not found")
                : new Answer(200, JSON.toJson(object).getBytes(UTF_8));
    }

    private Map<String, Object> list(Request request, Map<String, Map<String, Object>> objects) {
        int from = Integer.parseInt(request.query().getOrDefault("continue", "0"));
        List<Map<String, Object>> items = objects.values().stream()
                .filter(object -> selects(request, object))
                .map(object -> asAsked(request, object))
                .toList();
        int to = Math.min(items.size(), from + Math.min(pageSize, items.size()));
        Map<String, Object> metadata = new LinkedHashMap<>(Map.of("resourceVersion", Long.toString(version)));
        if (to < items.size()) {
            metadata.put("continue", Integer.toString(to));
        }
        return Map.of("kind", "List", "metadata", metadata, "items", items.subList(from, to));
    }

    private void watch(HttpExchange exchange, Request request) throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 0);
        long seen = Long.parseLong(request.query().get("resourceVersion"));
        OutputStream out = exchange.getResponseBody();
        out.flush();
        synchronized (this) {
            watches.add(exchange);
            if (seen < oldest) {
                watches.remove(exchange);
                write(out, "ERROR", Map.of("kind", "Status", "code", 410, "message", "too old resource version"));
                exchange.close();
                return;
            }
            while (watches.contains(exchange)) {
                for (Event event : List.copyOf(events)) {
                    if (event.version() > seen
                            && event.path().equals(request.path())
                            && selects(request, event.object())) {
                        write(out, event.type(), asAsked(request, event.object()));
                    }
                    seen = Math.max(seen, event.version());
                }
                wait(20);
            }
        }
    }

    private static void write(OutputStream out, String type, Map<String, Object> object) throws IOException {
        out.write((JSON.toJson(Map.of("type", type, "object", object)) + "\n").getBytes(UTF_8));
        out.flush();
    }

    /** As the API server has it: {@code a.b=c,d.e=f} by the object's members. */
    private static boolean selects(Request request, Map<String, Object> object) {
        return Arrays.stream(request.query().getOrDefault("fieldSelector", "").split(","))
                .filter(term -> !term.isEmpty())
                .map(term -> term.split("=", 2))
                .allMatch(term -> new ApiObject(JSON.toJsonTree(object).getAsJsonObject())
                        .text(term[0].split("\\."))
                        .filter(term[1]::equals)
                        .isPresent());
    }

    private static Map<String, Object> asAsked(Request request, Map<String, Object> object) {
        return request.accept().contains("as=PartialObjectMetadata")
                ? Map.of("kind", "PartialObjectMetadata", "metadata", object.get("metadata"))
                : object;
    }

    private Map<String, Map<String, Object>> collection(String path) {
        return collections.computeIfAbsent(path, p -> new LinkedHashMap<>());
    }

    private static String key(Map<String, Object> object) {
        String namespace = (String) metadata(object).get("namespace");
        String name = (String) metadata(object).get("name");
        return namespace == null ? name : namespace + "/" + name;
    }

    @SuppressWarnings("unchecked") // As the tests write them.
    private static Map<String, Object> metadata(Map<String, Object> object) {
        return (Map<String, Object>) object.get("metadata");
    }

    private static Map<String, Object> parse(String json) {
        return JSON.fromJson(json.replace('\'', '"'), new TypeToken<Map<String, Object>>() {});
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
        }
        return query;
    }

    @Override
    public void close() {
        breakWatches();
        server.stop(0);
        threads.shutdownNow();
    }
}
