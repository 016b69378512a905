package io.nvmlexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

/** The real kubectl. 1.32 is what it is tested with. */
final class Kubectl {
    private static final Tool KUBECTL = Tool.of("KUBECTL", "kubectl");

    private Kubectl() {}

    /** What {@code kubectl kustomize} builds of a directory. */
    static String kustomize(Path directory) throws IOException, InterruptedException {
        Tool.Result built = KUBECTL.run("kustomize", directory.toString());
        assertThat(built.errors()).as("errors and warnings").isEmpty();
        assertThat(built.status()).isZero();
        return built.out();
    }
}
