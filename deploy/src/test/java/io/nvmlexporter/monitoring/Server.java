package io.nvmlexporter.monitoring;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Prometheus or Alertmanager, as the machine has it, started by a test. Where it is missing the test is skipped, but
 * not in CI.
 */
final class Server implements Closeable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Process process;
    private final int port;

    private Server(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Returns once it says that it is ready: it takes connections before it has read its storage. */
    static Server start(String command, int port, Path log, List<String> arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
        Server server = new Server(launch(builder, command), port);
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!server.isReady()) {
            if (!server.process.isAlive() || System.nanoTime() > deadline) {
                server.close();
                throw new IllegalStateException(command + " does not start:\n" + Files.readString(log));
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return server;
    }

    private static Process launch(ProcessBuilder builder, String command) throws IOException {
        try {
            return builder.start();
        } catch (IOException e) {
            assumeTrue("true".equals(System.getenv("CI")), () -> command + " is not installed");
            throw e;
        }
    }

    private boolean isReady() {
        try {
            HttpURLConnection asked =
                    (HttpURLConnection) uri().resolve("/-/ready").toURL().openConnection();
            asked.setConnectTimeout(1000);
            asked.setReadTimeout(1000);
            return asked.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(20, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
