package io.nvmlexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names and labels, whatever the release and the namespace are called. */
class NamesTest {
    /** All that has a name of its own. */
    private static final String EVERYTHING = """
            serviceMonitor: {enabled: true}
            networkPolicy: {enabled: true}
            customMetrics: x
            kubernetes: {enablePodLabels: true}
            """;

    private final Chart chart = Chart.ofThisRepository();

    @ParameterizedTest
    @CsvSource({
        "gpu, monitoring, gpu-nvml-exporter",
        "nvml-exporter, monitoring, nvml-exporter",
        "our-nvml-exporter, monitoring, our-nvml-exporter",
        // YAML would read this namespace as a number.
        "gpu, 0x10, gpu-nvml-exporter",
        // The longest name that Helm allows a release, and Kubernetes a namespace.
        "r2345678901234567890123456789012345678901234567890123,"
                + " n23456789012345678901234567890123456789012345678901234567890123,"
                + " r2345678901234567890123456789012345678901234567890123-nvml-expo"
    })
    void everythingIsNamedForTheRelease(String release, String namespace, String name) {
        Manifests manifests = Manifests.parse(chart.text(release, namespace, EVERYTHING));
        ApiServer.accepts(manifests);
        Wiring.holds(manifests);
        assertThat(manifests.daemonSet().getMetadata().getName())
                .isEqualTo(name)
                .isEqualTo(manifests.the(Service.class).getMetadata().getName());
        assertThat(manifests.objects())
                .extracting(HasMetadata::getMetadata)
                .allSatisfy(metadata -> assertThat(metadata.getName()).contains(name));
    }

    /** Which a Service's name may not begin with. */
    @ParameterizedTest
    @CsvSource({"123, 456, 123-nvml-exporter", "1e3, 0x10, 1e3-nvml-exporter"})
    void aReleaseThatBeginsWithADigitHasNoService(String release, String namespace, String name) {
        Manifests manifests = Manifests.parse(chart.text(release, namespace, """
                service: {enable: false}
                podMonitor: {enabled: true}
                customMetrics: x
                """));
        ApiServer.accepts(manifests);
        assertThat(manifests.daemonSet().getMetadata().getName()).isEqualTo(name);
    }

    @Test
    void twoReleasesInOneNamespaceDoNotMeet() {
        Manifests one = Manifests.parse(chart.text("one", "gpu", EVERYTHING));
        Manifests other = Manifests.parse(chart.text("other", "gpu", EVERYTHING));
        assertThat(one.objects())
                .extracting(object -> object.getMetadata().getName())
                .doesNotContainAnyElementsOf(other.objects().stream()
                        .map(object -> object.getMetadata().getName())
                        .toList());
    }

    @Test
    void theContainerAndThePortHaveTheNamesThatOtherToolsKnow() {
        Manifests manifests = chart.render("");
        assertThat(manifests.container().getName()).isEqualTo("exporter");
        assertThat(manifests.container().getPorts().get(0).getName()).isEqualTo("metrics");
    }

    @Test
    void labelsOfOnesOwnDoNotHideThePodsFromTheirService() {
        Manifests manifests = chart.render("""
                podLabels: {app.kubernetes.io/name: mine, app.kubernetes.io/version: '2', team: ml}
                serviceMonitor: {enabled: true, additionalLabels: {app.kubernetes.io/instance: mine}}
                """);
        Map<String, String> labels =
                manifests.daemonSet().getSpec().getTemplate().getMetadata().getLabels();
        assertThat(labels)
                .containsEntry("app.kubernetes.io/name", "nvml-exporter")
                .containsEntry("app.kubernetes.io/version", "2")
                .containsEntry("team", "ml");
    }

    @Test
    void anImageHasAtItsEndADigestOrATagOrTheVersion() {
        String digest = "sha256:" + "0f".repeat(32);
        assertThat(image("")).isEqualTo("ghcr.io/nvml-exporter/nvml-exporter:0.1.0");
        assertThat(image("image: {tag: '9'}")).isEqualTo("ghcr.io/nvml-exporter/nvml-exporter:9");
        assertThat(image("image: {tag: '9', digest: '" + digest + "'}"))
                .isEqualTo("ghcr.io/nvml-exporter/nvml-exporter@" + digest);
    }

    private String image(String values) {
        return chart.render(values).container().getImage();
    }

    @Test
    void aServiceAccountMadeElsewhereIsUsed() {
        Manifests named = chart.render("serviceAccount: {create: false, name: theirs}");
        assertThat(named.all(ServiceAccount.class)).isEmpty();
        assertThat(named.pod().getServiceAccountName()).isEqualTo("theirs");
        assertThat(chart.render("serviceAccount: {create: false}").pod().getServiceAccountName())
                .isEqualTo("default");
    }
}
