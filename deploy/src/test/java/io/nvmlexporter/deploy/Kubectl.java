package io.nvmlexporter.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The real kubectl: the one that KUBECTL names, else that on the path. 1.32 is what it is tested with. */
final class Kubectl {
    private static final String COMMAND = System.getenv().getOrDefault("KUBECTL", "kubectl");

    private Kubectl() {}

    /**
     * What {@code kubectl kustomize} builds of a directory. Skips the test where there is no kubectl, but not in CI.
     */
    static String kustomize(Path directory) throws IOException, InterruptedException {
        assumeTrue(isThere() || "true".equals(System.getenv("CI")), "kubectl is not installed");
        Path errors = Files.createTempFile("kubectl", ".log");
        try {
            Process kubectl = new ProcessBuilder(COMMAND, "kustomize", directory.toString())
                    .redirectError(errors.toFile())
                    .start();
            String built = new String(kubectl.getInputStream().readAllBytes(), UTF_8);
            assertThat(kubectl.waitFor(30, TimeUnit.SECONDS)).as("ended").isTrue();
            assertThat(Files.readString(errors)).as("errors and warnings").isEmpty();
            assertThat(kubectl.exitValue()).isZero();
            return built;
        } finally {
            Files.delete(errors);
        }
    }

    private static boolean isThere() throws InterruptedException {
        try {
            return new ProcessBuilder(COMMAND, "version", "--client").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
