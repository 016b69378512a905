package io.nvmlexporter.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;
import io.nvmlexporter.kubelet.GrantedGpus.Inspected;
import io.nvmlexporter.kubelet.HttpSocket.Answer;
import io.nvmlexporter.kubelet.HttpSocket.NotDockerException;
import io.nvmlexporter.kubelet.KubeletException.Reason;
import io.nvmlexporter.kubelet.RunningContainer.Gpus;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Docker's HTTP API, which Podman has as well. */
final class DockerApi implements RuntimeApi {
    private static final Gson GSON = new Gson();
    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private record Listed(
            @SerializedName("Id") String id,
            @SerializedName("Names") List<String> names) {}

    private final NodeSocket socket;
    private final HttpSocket http;

    DockerApi(NodeSocket socket) {
        this.socket = socket;
        http = new HttpSocket(socket);
    }

    @Override
    public List<Found> running(Duration deadline) throws NotDockerException {
        Answer answer = http.get("/containers/json", deadline);
        if (answer.status() == NOT_FOUND) {
            // CRI-O has pages of its own beside gRPC at the same socket.
            throw new NotDockerException("it has no /containers/json");
        }
        Listed[] listed = parse(ok(answer), Listed[].class);
        return Arrays.stream(listed)
                .filter(container -> container != null
                        && container.id() != null
                        && !container.id().isEmpty())
                .map(container -> new Found(container.id(), name(container)))
                .toList();
    }

    /** A link to another container is a further name, as {@code /other/alias}. */
    private static String name(Listed container) {
        return Optional.ofNullable(container.names()).orElse(List.of()).stream()
                .filter(Objects::nonNull)
                .map(name -> name.startsWith("/") ? name.substring(1) : name)
                .filter(name -> !name.contains("/"))
                .findFirst()
                .orElse("");
    }

    @Override
    public Optional<Gpus> gpus(String id, Duration deadline) {
        if (!id.matches("[a-zA-Z0-9]+")) {
            throw failure(Reason.GARBLED, "lists a container whose id is none");
        }
        try {
            Answer answer = http.get("/containers/" + id + "/json", deadline);
            return answer.status() == NOT_FOUND
                    ? Optional.empty()
                    : Optional.of(GrantedGpus.of(parse(ok(answer), Inspected.class)));
        } catch (NotDockerException e) {
            throw failure(Reason.UNAVAILABLE, "did not answer to the end: " + e.getMessage());
        }
    }

    private byte[] ok(Answer answer) {
        if (answer.status() == OK) {
            return answer.body();
        }
        if (answer.status() == FORBIDDEN) {
            throw failure(
                    Reason.PERMISSION_DENIED,
                    "answers with HTTP status 403; let whatever stands before it pass GET /containers");
        }
        throw failure(Reason.INTERNAL_ERROR, "answers with HTTP status " + answer.status());
    }

    private <T> T parse(byte[] json, Class<T> type) {
        try {
            return Objects.requireNonNull(GSON.fromJson(new String(json, UTF_8), type), "nothing");
        } catch (JsonParseException | NullPointerException e) {
            throw failure(Reason.GARBLED, "answers with JSON that is not Docker's");
        }
    }

    private KubeletException failure(Reason reason, String what) {
        return new KubeletException(reason, "the " + socket.peer().noun() + " at " + socket.path() + " " + what);
    }

    @Override
    public void close() {
        http.close();
    }
}
