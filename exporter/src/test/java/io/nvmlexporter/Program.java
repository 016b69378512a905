package io.nvmlexporter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program in a process of its own, with the flags of the JVM that it is shipped with. */
final class Program implements AutoCloseable {
    /** Much longer than anything here takes, for machines that have much else to do. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    private static final Pattern SERVING = Pattern.compile("Serving (http://[^\\s,\"]+)");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final CompletableFuture<String> out;
    private final List<String> log = new ArrayList<>();
    private final Thread logReader = new Thread(this::readLog, "log reader");

    private Program(Process process) {
        this.process = process;
        this.out = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
        logReader.start();
    }

    static Program start(String... arguments) {
        return start(Map.of(), List.of(arguments));
    }

    static Program start(Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("..", "deploy", "jvm.options"),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ExporterCommand.class.getName()));
        command.addAll(arguments);
        return launch(environment, command);
    }

    /** The program as it is installed, or in another way. */
    static Program launch(Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeIf(name -> name.matches("(DCGM|NVML|NVIDIA|KUBERNETES|JAVA_TOOL|_JAVA).*"));
        builder.environment().putAll(environment);
        try {
            return new Program(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All lines of stderr so far. */
    List<String> log() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }

    /** What stdout had, when the program has ended. */
    String out() {
        return out.join();
    }

    /** Where the page is, once the log tells. */
    URI url() {
        await("the log to say where the page is", () -> find(SERVING) != null);
        return URI.create(find(SERVING));
    }

    private String find(Pattern pattern) {
        return log().stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst()
                .orElse(null);
    }

    String page() {
        return ask(HttpRequest.newBuilder(url()), BodyHandlers.ofString());
    }

    /** As a Prometheus asks for it. */
    byte[] compressedPage() {
        return ask(HttpRequest.newBuilder(url()).header("Accept-Encoding", "gzip"), BodyHandlers.ofByteArray());
    }

    private <T> T ask(HttpRequest.Builder request, BodyHandler<T> form) {
        try {
            return client.send(request.timeout(LIMIT).build(), form).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first page that is as expected. */
    String awaitPage(String what, Predicate<String> expected) {
        String[] last = {""};
        await(what, () -> {
            last[0] = page();
            return expected.test(last[0]);
        });
        return last[0];
    }

    /** Asks again and again. */
    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain for " + what + "; the log:\n" + String.join("\n", log()));
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    /** Sends SIGTERM. The process itself would close our ends of its streams, too. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** The exit status, when the program has ended; all of {@link #log} is there then. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the program does not end; the log:\n" + String.join("\n", log()));
        }
        logReader.join(LIMIT.toMillis());
        return process.exitValue();
    }

    private void readLog() {
        try (BufferedReader lines = process.errorReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (log) {
                    log.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
