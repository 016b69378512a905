package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class UnknownVariablesTest {
    @Test
    void aVariableThatNoFlagReadsIsToldWithTheNearestThatOneReads() throws UsageException {
        Map<String, String> environment =
                Map.of("DCGM_EXPORTER_INTERVALL", "3", "NVML_EXPORTER_SOMETHING_ELSE_ENTIRELY", "x", "HOME", "/");
        assertThat(Settings.of(Flags.parse(List.of(), environment), environment).notices())
                .containsExactly(
                        "The environment variable DCGM_EXPORTER_INTERVALL does nothing; did you mean"
                                + " DCGM_EXPORTER_INTERVAL?",
                        "The environment variable NVML_EXPORTER_SOMETHING_ELSE_ENTIRELY does nothing; --help lists"
                                + " those that do");
    }

    @Test
    void whatAFlagReadsOrKubernetesSetsForAServiceIsNotTold() {
        Map<String, String> environment = Arrays.stream(Flag.values())
                .flatMap(flag -> flag.variable().stream())
                .collect(Collectors.toMap(Function.identity(), name -> ""));
        assertThat(UnknownVariables.lines(environment)).isEmpty();
        assertThat(UnknownVariables.lines(Map.of(
                        "DCGM_EXPORTER_SERVICE_HOST", "10.0.0.1",
                        "DCGM_EXPORTER_SERVICE_PORT", "9400",
                        "DCGM_EXPORTER_SERVICE_PORT_METRICS", "9400",
                        "DCGM_EXPORTER_PORT", "tcp://10.0.0.1:9400",
                        "NVML_EXPORTER_PORT_9400_TCP", "tcp://10.0.0.1:9400",
                        "NVML_EXPORTER_PORT_9400_TCP_ADDR", "10.0.0.1",
                        "NVML_EXPORTER_METRICS_SERVICE_HOST", "10.0.0.1")))
                .isEmpty();
    }
}
