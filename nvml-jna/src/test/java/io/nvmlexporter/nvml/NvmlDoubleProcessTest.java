package io.nvmlexporter.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The double in a process that is not the test's, as the whole program loads it. */
@Timeout(60)
class NvmlDoubleProcessTest {
    private static final String CAPTURE = """
            # nvml-exporter capture 1
            [system]
            nvmlDeviceGetCount_v2 = 1
            [gpu 0]
            nvmlDeviceGetPowerUsage = 300000
            """;

    @Test
    void aProcessOfItsOwnIsToldByFiles(@TempDir Path folder) throws IOException {
        Path source = Files.writeString(folder.resolve("probe.c"), NvmlDouble.resource("probe.c"));
        Path program = folder.resolve("probe");
        NvmlDouble.compile(program, List.of(source.toString()));
        NvmlDouble node = NvmlDouble.answering(CAPTURE);
        ProcessBuilder probe =
                new ProcessBuilder(program.toString(), node.library().toString());
        probe.environment().putAll(node.environment());
        Process process = probe.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (node;
                OutputStream asked = process.getOutputStream();
                BufferedReader answered = process.inputReader()) {
            assertThat(ask(asked, answered)).isEqualTo("0 0 300000");
            node.command("set gpu 0 nvmlDeviceGetPowerUsage 301000");
            assertThat(ask(asked, answered)).isEqualTo("0 0 301000");
            node.command("refuse gpu 0 nvmlDeviceGetPowerUsage 77");
            assertThat(ask(asked, answered)).isEqualTo("0 77 0");
            node.command("lose driver");
            assertThat(ask(asked, answered)).isEqualTo("9 1 0");
            node.command("version-mismatch");
            assertThat(ask(asked, answered)).isEqualTo("18 1 0");
            node.command("return driver");
            node.command("allow *");
            for (String release : List.of("release gpu 0", "release")) {
                node.command("hang gpu 0 nvmlDeviceGetPowerUsage");
                asked.write('\n');
                asked.flush();
                node.command(release);
                assertThat(answered.readLine()).isEqualTo("0 0 301000");
            }
        } finally {
            process.destroy();
        }
    }

    private static String ask(OutputStream asked, BufferedReader answered) throws IOException {
        asked.write('\n');
        asked.flush();
        return answered.readLine();
    }
}
