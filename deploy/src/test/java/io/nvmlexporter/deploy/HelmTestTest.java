package io.nvmlexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code helm test} runs, run by the shell and wget of busybox, as in its image, against the program. */
@Timeout(120)
class HelmTestTest {
    private static final Path BUSYBOX = Path.of("/bin/busybox");

    private final int port;

    @TempDir
    private Path work;

    HelmTestTest() throws IOException {
        port = Program.freePort();
    }

    @BeforeEach
    void busybox() throws IOException, InterruptedException {
        assumeTrue(
                Files.isExecutable(BUSYBOX) || "true".equals(System.getenv("CI")),
                "busybox is not installed (busybox)");
        Path tools = Files.createDirectory(work.resolve("tools"));
        new ProcessBuilder(BUSYBOX.toString(), "--install", "-s", tools.toString())
                .inheritIO()
                .start()
                .waitFor();
    }

    @Test
    void itAsksTheServiceAndMayRunInARestrictedNamespace() {
        Manifests manifests = Chart.withHelmTest().render("service: {port: 9500}");
        Pod pod = manifests.the(Pod.class);
        assertThat(PodSecurity.againstRestricted(pod.getSpec())).isEmpty();
        URI url = URI.create(url(pod));
        assertThat(url.getHost())
                .isEqualTo(manifests.the(Service.class).getMetadata().getName() + ".monitoring.svc");
        assertThat(url.getPort()).isEqualTo(9500);
        assertThat(Chart.withHelmTest().render("service: {enable: false}").all(Pod.class))
                .isEmpty();
    }

    @Test
    void itPassesWhereADriverIsRead() throws Exception {
        try (Program program = program(List.of("--demo"))) {
            assertThat(run(program.uri("/metrics"))).isEqualTo("nvml_exporter_driver_up 1.0\n0");
        }
    }

    @Test
    void itSaysWhatToLookAtWhereNoDriverIsRead() throws Exception {
        try (Program program = program(List.of("--nvml-library=/nowhere/libnvidia-ml.so.1"))) {
            assertThat(run(program.uri("/metrics")))
                    .startsWith("nvml_exporter_driver_up{reason=")
                    .contains("nodeSelector")
                    .endsWith("\n1");
            assertThat(run(program.uri("/"))).isEqualTo(program.uri("/") + " is not nvml-exporter's page\n1");
        }
    }

    @Test
    void itSaysThatNobodyAnswers() throws Exception {
        URI nobody = URI.create("http://127.0.0.1:" + port + "/metrics");
        assertThat(run(nobody)).endsWith("no exporter answers at " + nobody + "\n1");
    }

    private Program program(List<String> arguments) throws IOException, InterruptedException {
        return Program.start(
                arguments, Map.of("DCGM_EXPORTER_LISTEN", "127.0.0.1:" + port), port, work.resolve("program.log"));
    }

    /** What the test prints, and its exit status. */
    private String run(URI url) throws IOException, InterruptedException {
        Container container = Chart.withHelmTest()
                .render("")
                .the(Pod.class)
                .getSpec()
                .getContainers()
                .get(0);
        ProcessBuilder test = new ProcessBuilder(container.getCommand());
        test.command()
                .set(0, work.resolve("tools").resolve(test.command().get(0)).toString());
        test.environment().clear();
        test.environment().put("PATH", work.resolve("tools").toString());
        test.environment().put("URL", url.toString());
        Path output = work.resolve("output");
        int status = test.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        return Files.readString(output) + status;
    }

    private static String url(Pod pod) {
        return pod.getSpec().getContainers().get(0).getEnv().stream()
                .filter(variable -> variable.getName().equals("URL"))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow();
    }
}
