package io.nvmlexporter.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.nvmlexporter.kubelet.KubeletException.Reason;
import io.nvmlexporter.kubelet.RunningContainer.Gpus;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client and a container runtime over a unix socket, by Docker's API or by CRI, or something that is neither. */
@Timeout(60)
class RuntimeClientTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static final RunningContainer TRAIN = new RunningContainer("train", new Gpus(List.of("GPU-1"), false));

    @TempDir
    private Path directory;

    private Path socket;
    private RuntimeClient client;
    private Closeable server;

    @BeforeEach
    void aClient() {
        socket = directory.resolve("runtime.sock");
        client = new RuntimeClient(socket);
    }

    @AfterEach
    void tidyUp() throws IOException {
        client.close();
        if (server != null) {
            server.close();
        }
    }

    @Test
    void dockersContainersAreListedAndEachIsInspectedOnce() throws IOException {
        DockerDouble docker = docker(Map.of("train", DockerDouble.requesting("GPU-1")));
        assertThat(client.list()).containsExactly(TRAIN);
        assertThat(client.list()).containsExactly(TRAIN);
        assertThat(docker.asked())
                .containsExactly(
                        "/containers/json", "/containers/" + DockerDouble.id("train") + "/json", "/containers/json");

        docker.running(Map.of("other", DockerDouble.requesting("2")));
        assertThat(client.list()).containsExactly(new RunningContainer("other", new Gpus(List.of("2"), false)));
        docker.running(Map.of());
        assertThat(client.list()).isEmpty();
    }

    @Test
    void aContainerThatIsGoneBeforeItIsInspectedIsNone() throws IOException {
        Map<String, String> two = new LinkedHashMap<>();
        two.put("gone", "{}");
        two.put("train", DockerDouble.requesting("GPU-1"));
        docker(two).answer("/containers/" + DockerDouble.id("gone") + "/json", 404, "{}");
        assertThat(client.list()).containsExactly(TRAIN);
    }

    @Test
    void aContainerThatCannotBeInspectedCostsOnlyItself() throws IOException {
        Map<String, String> three = new LinkedHashMap<>();
        three.put("broken", "{}");
        three.put("garbled", "[17");
        three.put("train", DockerDouble.requesting("GPU-1"));
        docker(three).answer("/containers/" + DockerDouble.id("broken") + "/json", 500, "{}");
        assertThat(client.list())
                .containsExactly(
                        new RunningContainer("broken", Gpus.UNKNOWN),
                        new RunningContainer("garbled", Gpus.UNKNOWN),
                        TRAIN);
    }

    @Test
    void aContainerWithoutANameHasAShortId() throws IOException {
        DockerDouble docker = docker(Map.of());
        docker.answer("/containers/json", 200, "[{\"Id\":\"0123456789abcdef\",\"Names\":null},null,{\"Id\":null}]");
        docker.answer("/containers/0123456789abcdef/json", 200, "{}");
        assertThat(client.list()).containsExactly(new RunningContainer("0123456789ab", Gpus.NONE));
    }

    @Test
    void anIdThatIsNoneIsNotMadeAPath() throws IOException {
        DockerDouble docker = docker(Map.of());
        docker.answer("/containers/json", 200, "[{\"Id\":\"../../secrets\",\"Names\":[\"/x\"]}]");
        assertThat(client.list()).containsExactly(new RunningContainer("x", Gpus.UNKNOWN));
        assertThat(docker.asked()).containsExactly("/containers/json");
    }

    @Test
    void whatDockersApiRefusesIsToldByItsReason() throws IOException {
        DockerDouble docker = docker(Map.of());
        Map.of(403, Reason.PERMISSION_DENIED, 500, Reason.INTERNAL_ERROR).forEach((status, reason) -> {
            docker.answer("/containers/json", status, "{}");
            assertReason(reason);
        });
        docker.answer("/containers/json", 200, "{\"a\":1}");
        assertReason(Reason.GARBLED);
        docker.answer("/containers/json", 200, "x".repeat(HttpSocket.LARGEST_ANSWER + 1));
        assertReason(Reason.TOO_LARGE);
    }

    @Test
    void criIsAskedWhereNobodySpeaksHttp() throws IOException {
        AtomicInteger statuses = new AtomicInteger();
        cri(id -> {
            statuses.incrementAndGet();
            return "{\"sandboxID\":\"s\",\"pid\":7,\"runtimeSpec\":{\"ociVersion\":\"1.2.1\",\"process\":{\"env\":["
                    + "\"PATH=/bin\",\"NVIDIA_VISIBLE_DEVICES=GPU-1\"]}}}";
        });
        assertThat(client.list()).containsExactly(TRAIN);
        assertThat(client.list()).containsExactly(TRAIN);
        assertThat(statuses).hasValue(1);
    }

    @Test
    void aContainerOfCriThatIsGoneIsNoneAndOneThatIsGarbledCostsOnlyItself() throws IOException {
        cri(id -> {
            throw Status.NOT_FOUND.asRuntimeException();
        });
        assertThat(client.list()).isEmpty();
        server.close();
        cri(id -> "no JSON {");
        client = new RuntimeClient(socket);
        assertThat(client.list()).containsExactly(new RunningContainer("train", Gpus.UNKNOWN));
        client.close();
        server.close();
        cri(id -> "");
        assertThat(client.list()).containsExactly(new RunningContainer("train", Gpus.NONE));
    }

    @Test
    void aRuntimeOlderThanCriV1IsToldAsThat() throws IOException {
        server = KubeletDouble.withoutTheService(socket);
        assertReason(Reason.UNIMPLEMENTED);
        assertThat(failure()).hasMessageContaining("CRI v1");
    }

    /** As CRI-O has it, at whose socket HTTP is answered too. */
    @Test
    void criIsAskedWhereHttpIsSpokenAndNotDockers() throws IOException {
        DockerDouble other = docker(Map.of());
        other.answer("/containers/json", 404, "can't find the container with id json");
        assertThat(failure()).hasMessageContaining("neither Docker's API nor CRI");
        assertThat(other.asked()).startsWith("/containers/json", "*");
    }

    @Test
    void whatIsNeitherIsTold() throws IOException {
        server = new PlainServer(socket, "220 mail.example ESMTP\r\n".getBytes(UTF_8));
        assertThat(failure()).hasMessageContaining("neither Docker's API nor CRI");
        assertThat(failure().getMessage()).doesNotContain("\n");
    }

    @Test
    void whatNeverAnswersIsGivenUp() throws IOException {
        client = new RuntimeClient(socket, Duration.ofMillis(300));
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(socket));
            assertReason(Reason.TIMEOUT);
        }
    }

    @Test
    void aMissingSocketIsToldAndItsRuntimeIsFoundWhenItComes() throws IOException {
        assertReason(Reason.SOCKET_MISSING);
        assertThat(failure()).hasMessageStartingWith("no socket at " + socket + "; where there is a container runtime");
        docker(Map.of("train", DockerDouble.requesting("GPU-1")));
        assertThat(client.list()).containsExactly(TRAIN);
        server.close();
        assertReason(Reason.SOCKET_MISSING);
        cri(id -> "{}");
        assertThat(client.list()).containsExactly(new RunningContainer("train", Gpus.NONE));
    }

    /** Debian's python3-grpcio, which is gRPC's C core, as containerd and CRI-O have yet another one. */
    @Test
    void criOfAnotherGrpcIsUnderstood() throws IOException, InterruptedException {
        boolean found = Files.isExecutable(Path.of(PYTHON))
                && new ProcessBuilder(PYTHON, "-c", "import grpc").start().waitFor() == 0;
        assumeTrue(found || "true".equals(System.getenv("CI")), "gRPC of Python is not installed (python3-grpcio)");
        Path script = directory.resolve("runtime.py");
        try (InputStream source = getClass().getResourceAsStream("runtime.py")) {
            Files.write(script, source.readAllBytes());
        }
        Process runtime = new ProcessBuilder(PYTHON, script.toString(), socket.toString())
                .redirectError(directory.resolve("runtime.log").toFile())
                .start();
        try {
            assertThat(runtime.inputReader().readLine())
                    .as("the script's first line; its errors:\n%s", Files.readString(directory.resolve("runtime.log")))
                    .isEqualTo("listening");
            assertThat(client.list()).containsExactly(TRAIN);
        } finally {
            runtime.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private DockerDouble docker(Map<String, String> running) throws IOException {
        DockerDouble docker = new DockerDouble(socket).running(running);
        server = docker;
        return docker;
    }

    /** One that has a running container {@code train} and an ended one. */
    private void cri(Function<String, String> info) throws IOException {
        byte[] list = Wire.message(1, Wire.text(1, "c1"), Wire.message(3, Wire.text(1, "train")), Wire.number(6, 1))
                .concat(Wire.message(1, Wire.text(1, "c2"), Wire.message(3, Wire.text(1, "ended")), Wire.number(6, 2)))
                .toByteArray();
        server = KubeletDouble.runtime(socket, Map.of("ListContainers", request -> list, "ContainerStatus", request -> {
            assertThat(request)
                    .isEqualTo(Wire.text(1, "c1").concat(Wire.number(2, 1)).toByteArray());
            ByteString status = Wire.message(1, Wire.text(1, "c1"));
            return status.concat(Wire.message(2, Wire.text(1, "info"), Wire.text(2, info.apply("c1"))))
                    .toByteArray();
        }));
    }

    private KubeletException failure() {
        return catchThrowableOfType(KubeletException.class, client::list);
    }

    private void assertReason(Reason reason) {
        KubeletException failure = failure();
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
        assertThat(failure.getMessage()).doesNotContain("\n").contains("" + socket);
    }
}
