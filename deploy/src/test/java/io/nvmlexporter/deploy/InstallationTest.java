package io.nvmlexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Helm installs the chart in a cluster, which it asks what kinds it knows. */
@Timeout(60)
class InstallationTest {
    private final Chart chart = Chart.ofThisRepository();

    @TempDir
    private Path work;

    @Test
    void whereThePrometheusOperatorIsThereIsAServiceMonitor() throws IOException {
        try (Cluster cluster = Cluster.withPrometheusOperator()) {
            assertThat(cluster.install(chart.archive(), values("")))
                    .containsExactlyInAnyOrder("daemonsets", "services", "serviceaccounts", "servicemonitors");
        }
    }

    @Test
    void withoutThePrometheusOperatorThereIsNone() throws IOException {
        try (Cluster cluster = Cluster.plain()) {
            assertThat(cluster.install(chart.archive(), values("")))
                    .containsExactlyInAnyOrder("daemonsets", "services", "serviceaccounts");
        }
    }

    @Test
    void aPodMonitorTakesThePlaceOfTheServiceMonitor() throws IOException {
        try (Cluster cluster = Cluster.withPrometheusOperator()) {
            assertThat(cluster.install(chart.archive(), values("podMonitor: {enabled: true}")))
                    .containsExactlyInAnyOrder("daemonsets", "podmonitors", "services", "serviceaccounts");
        }
    }

    @Test
    void withoutAServiceThereIsNoServiceMonitorEither() throws IOException {
        try (Cluster cluster = Cluster.withPrometheusOperator()) {
            assertThat(cluster.install(chart.archive(), values("service: {enable: false}")))
                    .containsExactlyInAnyOrder("daemonsets", "serviceaccounts");
        }
    }

    @Test
    void aServiceMonitorThatIsAskedForIsNotLeftOut() throws IOException {
        try (Cluster cluster = Cluster.plain()) {
            Path values = values("serviceMonitor: {enabled: true}");
            assertThatThrownBy(() -> cluster.install(chart.archive(), values))
                    .hasMessageContaining("no matches for kind \"ServiceMonitor\"");
        }
    }

    private Path values(String text) throws IOException {
        return Files.writeString(work.resolve("values.yaml"), text);
    }
}
