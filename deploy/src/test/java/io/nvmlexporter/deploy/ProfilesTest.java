package io.nvmlexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of its node each of the three profiles shows the pod. */
class ProfilesTest {
    private static final String POD_RESOURCES = "/var/lib/kubelet/pod-resources";

    private final Chart chart = Chart.ofThisRepository();

    @Test
    void metricsIsLetIntoARestrictedNamespace() {
        Manifests metrics = chart.render("profile: metrics");
        assertThat(PodSecurity.againstRestricted(metrics.pod())).isEmpty();
        assertThat(metrics.container().getSecurityContext().getRunAsUser()).isEqualTo(65532);
        assertThat(metrics.environment()).doesNotContainKey("DCGM_EXPORTER_KUBERNETES");
    }

    @Test
    void podsIsUid0WithoutACapabilityAndHasOneDirectoryOfTheNode() {
        Manifests pods = chart.render("");
        assertThat(PodSecurity.againstBaseline(pods.pod())).containsExactly("hostPath pod-gpu-resources");
        assertThat(PodSecurity.againstRestricted(pods.pod()))
                .containsExactly(
                        "hostPath pod-gpu-resources", "the kind of volume pod-gpu-resources", "may be root", "uid 0");
        assertThat(pods.hostPaths()).isEqualTo(Map.of(POD_RESOURCES, POD_RESOURCES));
        assertThat(pods.environment()).containsEntry("DCGM_EXPORTER_KUBERNETES", "true");
    }

    @Test
    void fullIsPodsAndTheNodesProcesses() {
        Manifests full = chart.render("profile: full");
        assertThat(full.pod().getHostPID()).isTrue();
        full.pod().setHostPID(false);
        assertThat(full.pod()).isEqualTo(chart.render("profile: pods").pod());
    }

    @Test
    void theValuesSayMoreThanTheProfile() {
        assertThat(chart.render("{profile: pods, hostPID: true}").pod().getHostPID())
                .isTrue();
        assertThat(chart.render("{profile: full, hostPID: false}").pod().getHostPID())
                .isFalse();
        SecurityContext context = chart.render(
                        "{profile: metrics, securityContext: {runAsUser: 1000, readOnlyRootFilesystem: false}}")
                .container()
                .getSecurityContext();
        assertThat(context.getRunAsUser()).isEqualTo(1000);
        assertThat(context.getReadOnlyRootFilesystem()).isFalse();
        assertThat(context.getRunAsNonRoot()).isTrue();
        assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics", "pods", "full"})
    void everyProfileHasNoWritableVolumeNoTokenAndNoRole(String profile) {
        Manifests manifests = chart.render("profile: " + profile);
        assertThat(manifests.container().getSecurityContext().getReadOnlyRootFilesystem())
                .isTrue();
        assertThat(manifests.container().getVolumeMounts())
                .allSatisfy(mount -> assertThat(mount.getReadOnly()).isTrue());
        assertThat(manifests.pod().getAutomountServiceAccountToken()).isFalse();
        assertThat(manifests.objects())
                .extracting(HasMetadata::getKind)
                .isEqualTo(List.of("ServiceAccount", "Service", "DaemonSet"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics", "pods", "full"})
    void everyProfileKnowsItsNode(String profile) {
        assertThat(chart.render("profile: " + profile).container().getEnv())
                .filteredOn(variable -> variable.getName().equals("NODE_NAME"))
                .singleElement()
                .satisfies(variable -> assertThat(
                                variable.getValueFrom().getFieldRef().getFieldPath())
                        .isEqualTo("spec.nodeName"));
    }
}
