package io.nvmlexporter.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client in a JVM of its own, with the flags and the libraries that it is shipped with. */
@Timeout(60)
class KubeletProcessTest {
    @TempDir
    private Path directory;

    /** Asks once. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) {
            try (KubeletClient client = new KubeletClient(Path.of(arguments[0]))) {
                System.out.println("pods: " + client.list().size());
            } catch (KubeletException e) {
                System.out.println(e.reason().label());
            }
        }
    }

    @Test
    void withoutASocketNothingOfGrpcIsLoaded() throws IOException, InterruptedException {
        Path loaded = directory.resolve("loaded");
        assertThat(ask(List.of("-Xlog:class+load:file=" + loaded))).containsExactly("socket_missing");
        assertThat(Files.readAllLines(loaded))
                .anyMatch(line -> line.contains("io.nvmlexporter.kubelet.KubeletClient"))
                .noneMatch(line ->
                        line.contains("io.grpc.") || line.contains("io.netty.") || line.contains("com.google."));
    }

    /** The root file system may be read-only. */
    @Test
    void nothingIsWrittenIntoTheTemporaryDirectoryAndNothingSaidOnStderr() throws IOException, InterruptedException {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        try (KubeletDouble kubelet = KubeletDouble.answering(socket(), Answers.listing(Answers.pods(3, 1, 1)))) {
            assertThat(ask(List.of("-Djava.io.tmpdir=" + temporary))).containsExactly("pods: 3");
            assertThat(kubelet.connections()).isEqualTo(1);
        }
        assertThat(temporary).isEmptyDirectory();
    }

    private Path socket() {
        return directory.resolve("kubelet.sock");
    }

    /** What the process prints, errors included. */
    private List<String> ask(List<String> flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("..", "deploy", "jvm.options")));
        if (Runtime.version().feature() >= 24) {
            // As nvml-exporter sets it there: protobuf uses sun.misc.Unsafe.
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(), Main.class.getName(), socket().toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed.lines().toList();
    }

    /** Without the SLF4J that ArchUnit brings, to which Netty would log. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("slf4j"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
