package io.nvmlexporter.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client and a server made with another gRPC implementation: Debian's python3-grpcio, which is gRPC's C core. */
@Timeout(60)
class PythonKubeletTest {
    private static final String PYTHON = "/usr/bin/python3";

    @TempDir
    private Path directory;

    @BeforeEach
    void pythonWithGrpc() throws IOException, InterruptedException {
        boolean found = Files.isExecutable(Path.of(PYTHON))
                && new ProcessBuilder(PYTHON, "-c", "import grpc").start().waitFor() == 0;
        assumeTrue(found || "true".equals(System.getenv("CI")), "gRPC of Python is not installed (python3-grpcio)");
    }

    @Test
    void theListOfAKubeletMadeWithAnotherGrpcIsReadAlsoAfterItsRestart() throws IOException, InterruptedException {
        Path socket = directory.resolve("kubelet.sock");
        try (KubeletClient client = new KubeletClient(socket)) {
            for (int containers : List.of(4, 1)) {
                Process kubelet = start(socket, 1_000, containers);
                try {
                    assertThat(client.list()).isEqualTo(pods(1_000, containers));
                } finally {
                    kubelet.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
                }
            }
        }
    }

    private Process start(Path socket, int pods, int containers) throws IOException {
        Path script = directory.resolve("kubelet.py");
        try (InputStream source = getClass().getResourceAsStream("kubelet.py")) {
            Files.write(script, source.readAllBytes());
        }
        Process kubelet = new ProcessBuilder(PYTHON, script.toString(), socket.toString(), "" + pods, "" + containers)
                .redirectError(directory.resolve("kubelet.log").toFile())
                .start();
        BufferedReader out = kubelet.inputReader();
        assertThat(out.readLine())
                .as("the script's first line; its errors:\n%s", Files.readString(directory.resolve("kubelet.log")))
                .isEqualTo("listening");
        return kubelet;
    }

    private static List<Pod> pods(int pods, int containers) {
        return IntStream.range(0, pods)
                .mapToObj(pod -> new Pod(
                        "team",
                        "train-" + pod,
                        IntStream.range(0, containers)
                                .mapToObj(container -> container(pod, container))
                                .toList()))
                .toList();
    }

    private static Container container(int pod, int index) {
        return new Container(
                "worker-" + index,
                List.of(new Device("nvidia.com/gpu", "GPU-" + pod + "-" + index)),
                List.of(new Claim("team", "claim-" + pod, "gpu.nvidia.com", "node-1", "gpu-" + index)));
    }
}
