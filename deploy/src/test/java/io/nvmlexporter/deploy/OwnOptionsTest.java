package io.nvmlexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Options that dcgm-exporter's chart does not have, and defaults that differ from its. */
class OwnOptionsTest {
    private final Chart chart = Chart.ofThisRepository();

    /**
     * Figures of the program: 84 MB resident with a pod and 115 MB with the labels of 1,000 (138 where they are as long
     * as they may be), an answer in a second.
     */
    @Test
    void theDefaultsFitTheProgram() {
        Manifests manifests = chart.render("");
        assertThat(manifests.container().getResources().getRequests())
                .isEqualTo(Map.of("cpu", new Quantity("20m"), "memory", new Quantity("96Mi")));
        assertThat(manifests.container().getResources().getLimits()).isEqualTo(Map.of("memory", new Quantity("192Mi")));
        Probe startup = manifests.container().getStartupProbe();
        assertThat(startup.getPeriodSeconds()).isEqualTo(1);
        assertThat(startup.getFailureThreshold()).isEqualTo(60);
        assertThat(manifests.container().getLivenessProbe().getInitialDelaySeconds())
                .as("the startup probe waits already")
                .isNull();
        assertThat(manifests.pod().getTerminationGracePeriodSeconds()).isEqualTo(10);
        assertThat(manifests
                        .daemonSet()
                        .getSpec()
                        .getUpdateStrategy()
                        .getRollingUpdate()
                        .getMaxUnavailable()
                        .getStrVal())
                .isEqualTo("10%");
    }

    @Test
    void aProbeMayAskInAnotherWay() {
        Probe probe = chart.render("livenessProbe: {exec: {command: [nvml-exporter, health]}}")
                .container()
                .getLivenessProbe();
        assertThat(probe.getExec().getCommand()).containsExactly("nvml-exporter", "health");
        assertThat(probe.getHttpGet()).isNull();
    }

    @Test
    void aPortOfTheNodeLeadsToTheExporter() {
        Manifests manifests = chart.render("hostPort: 9401");
        assertThat(manifests.container().getPorts().get(0).getHostPort()).isEqualTo(9401);
        assertThat(manifests.container().getPorts().get(0).getContainerPort()).isEqualTo(9400);
    }

    @Test
    void anUpgradeCanBeLeftToTheUser() {
        var strategy =
                chart.render("updateStrategy: OnDelete").daemonSet().getSpec().getUpdateStrategy();
        assertThat(strategy.getType()).isEqualTo("OnDelete");
        assertThat(strategy.getRollingUpdate()).isNull();
    }

    @Test
    void anArgumentIsTheTextThatWasWritten() {
        assertThat(chart.render("arguments: [-x, 3600000, 0.5, true, 'a \"b\"']")
                        .container()
                        .getArgs())
                .containsExactly("-x", "3600000", "0.5", "true", "a \"b\"");
    }

    @Test
    void aVariableOfTheChartCanBeSetOtherwise() {
        Manifests manifests = chart.render("""
                extraEnv:
                  - {name: DCGM_EXPORTER_LISTEN, value: '[::]:9400'}
                  - {name: NODE_NAME, value: node-7}
                """);
        assertThat(manifests.environment())
                .containsEntry("DCGM_EXPORTER_LISTEN", "[::]:9400")
                .containsEntry("NODE_NAME", "node-7");
        assertThat(manifests.container().getEnv()).extracting(EnvVar::getName).doesNotHaveDuplicates();
    }

    @Test
    void theProgramCanListenOnOneAddressAndBeProbedThere() {
        Manifests manifests = chart.render("""
                hostNetwork: true
                service: {address: '127.0.0.1:9400'}
                startupProbe: {httpGet: {host: 127.0.0.1}}
                """);
        assertThat(manifests.environment()).containsEntry("DCGM_EXPORTER_LISTEN", "127.0.0.1:9400");
        var get = manifests.container().getStartupProbe().getHttpGet();
        assertThat(get.getHost()).isEqualTo("127.0.0.1");
        assertThat(get.getPath()).isEqualTo("/health");
    }

    @Test
    void theCountersThatAlertsAndDashboardsReadAreAWord() {
        assertThat(chart.render("countersFile: monitoring-counters.csv").environment())
                .containsEntry("DCGM_EXPORTER_COLLECTORS", "/etc/dcgm-exporter/monitoring-counters.csv");
        assertThat(chart.render("").environment()).doesNotContainKey("DCGM_EXPORTER_COLLECTORS");
    }

    @Test
    void everyCountersFileOfTheImageAndNoOtherCanBeNamed() throws IOException {
        Set<String> files = new TreeSet<>(Set.of(""));
        try (var shipped =
                Files.newDirectoryStream(Path.of("../exporter/src/main/resources/io/nvmlexporter/collect"), "*.csv")) {
            shipped.forEach(file -> files.add(file.getFileName().toString()));
        }
        Set<String> named = new TreeSet<>();
        new ObjectMapper()
                .readTree(Path.of("helm/nvml-exporter/values.schema.json").toFile())
                .at("/properties/countersFile/enum")
                .forEach(name -> named.add(name.asText()));
        assertThat(named).isEqualTo(files);
    }

    @Test
    void jobsAreReadFromADirectoryOfTheNode() {
        Manifests manifests = chart.render("hpcJobMappingDirectory: /run/slurm/gpus");
        assertThat(manifests.hostPaths())
                .containsEntry(manifests.environment().get("DCGM_HPC_JOB_MAPPING_DIR"), "/run/slurm/gpus");
    }

    @Test
    void sharedGpusAndOtherResourcesAreTold() {
        assertThat(chart.render("kubernetes: {virtualGPUs: true, nvidiaResourceNames: [a/b, c/d]}")
                        .environment())
                .containsEntry("KUBERNETES_VIRTUAL_GPUS", "true")
                .containsEntry("NVIDIA_RESOURCE_NAMES", "a/b,c/d");
    }

    @Test
    void moreVolumesAreMounted() {
        Manifests manifests = chart.render("""
                extraVolumes: [{name: config, configMap: {name: ours}}]
                extraVolumeMounts: [{name: config, mountPath: /config, readOnly: true}]
                """);
        assertThat(manifests.container().getVolumeMounts())
                .filteredOn(mount -> mount.getMountPath().equals("/config"))
                .singleElement()
                .satisfies(mount -> assertThat(
                                manifests.volume(mount).getConfigMap().getName())
                        .isEqualTo("ours"));
    }
}
