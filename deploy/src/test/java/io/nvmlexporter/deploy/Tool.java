package io.nvmlexporter.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of the machine. Where it is missing the test is skipped, but not in CI.
 *
 * @param command its name, or its path
 */
public record Tool(String command) {
    /** The one that the variable names, else that on the path. */
    public static Tool of(String variable, String name) {
        return new Tool(System.getenv().getOrDefault(variable, name));
    }

    /**
     * @param out what it wrote to stdout
     * @param errors what it wrote to stderr
     */
    public record Result(int status, String out, String errors) {}

    public Result run(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(arguments));
        Path errors = Files.createTempFile("tool", ".log");
        try {
            Process process = start(new ProcessBuilder(words).redirectError(errors.toFile()));
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS))
                    .as("%s ended", words)
                    .isTrue();
            return new Result(process.exitValue(), out, Files.readString(errors));
        } finally {
            Files.delete(errors);
        }
    }

    private Process start(ProcessBuilder builder) throws IOException {
        try {
            return builder.start();
        } catch (IOException e) {
            assumeTrue("true".equals(System.getenv("CI")), () -> command + " is not installed");
            throw e;
        }
    }
}
