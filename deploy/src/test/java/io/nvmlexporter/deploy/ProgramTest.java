package io.nvmlexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.nvmlexporter.ProgramFlags;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program takes what the chart gives it. */
@Timeout(120)
class ProgramTest {
    /** Those that the NVIDIA container toolkit reads. */
    private static final Set<String> OF_THE_TOOLKIT = Set.of("NVIDIA_VISIBLE_DEVICES", "NVIDIA_DRIVER_CAPABILITIES");

    private final Chart chart = Chart.ofThisRepository();
    private final int port;

    @TempDir
    private Path work;

    ProgramTest() throws IOException {
        port = Program.freePort();
    }

    @Test
    void itStartsAsTheDefaultsHaveItAndAnswersTheProbes() throws Exception {
        Manifests manifests = chart.render("service: {port: " + port + "}");
        HTTPGetAction probe = manifests.container().getStartupProbe().getHttpGet();
        try (Program program = start(manifests)) {
            assertThat(program.get(probe.getPath())).isEqualTo("OK");
            assertThat(program.get("/metrics")).contains("DCGM_FI_DEV_GPU_TEMP{gpu=\"7\"");
        }
    }

    @Test
    void itStartsAsAValuesFileOfDcgmExporterHasIt() throws Exception {
        Manifests manifests =
                chart.render(Resources.text("dcgm-exporter-values.yaml").replace("9500", Integer.toString(port)));
        try (Program program = start(manifests)) {
            assertThat(program.get("/metrics")).contains("DCGM_FI_DEV_GPU_TEMP{gpu=\"7\"");
            assertThat(program.log()).contains("--dump-enabled");
        }
    }

    private Program start(Manifests manifests) throws IOException, InterruptedException {
        List<String> arguments = Stream.concat(manifests.container().getArgs().stream(), Stream.of("--demo"))
                .toList();
        return Program.start(arguments, manifests.environment(), port, work.resolve("log"));
    }

    @Test
    void itKnowsEveryVariableAndArgumentOfTheChart() {
        Stream.of("runtime", "volume-mount", "host-libraries").forEach(access -> {
            Manifests manifests = chart.render("""
                    profile: full
                    gpus: {access: %s}
                    debugDump: {enabled: true}
                    kubernetes:
                      enablePodLabels: true
                      enablePodUID: true
                      podLabelAllowlistRegex: [^app$, team]
                      virtualGPUs: true
                      nvidiaResourceNames: [acme.com/gpu, acme.com/big-gpu]
                      configMapData: gpu:counters
                    kubernetesDRA: {enabled: true}
                    hpcJobMappingDirectory: /run/jobs
                    """.formatted(access));
            assertThat(manifests.container().getEnv())
                    .extracting(EnvVar::getName)
                    .filteredOn(name -> !OF_THE_TOOLKIT.contains(name))
                    .hasSizeGreaterThan(9)
                    .isSubsetOf(ProgramFlags.VARIABLES);
            assertThat(manifests.container().getArgs())
                    .hasSize(4)
                    .allMatch(argument -> ProgramFlags.FLAGS.contains(argument.split("=")[0]));
        });
    }
}
