package io.nvmlexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A token and a role only where a feature asks the API, and no more than it asks for. */
class ApiAccessTest {
    private final Chart chart = Chart.ofThisRepository();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kubernetes: {enablePodLabels: true}                 | pods
            kubernetes: {enablePodUID: true}                    | pods
            {profile: full, kubernetes: {virtualGPUs: true}}    | pods
            {hostPID: true, kubernetes: {virtualGPUs: true}}    | pods
            kubernetesDRA: {enabled: true}                      | resourceslices
            """)
    void aFeatureMayReadWhatItNeedsAndNothingElse(String values, String resource) {
        Manifests manifests = chart.render(values);
        assertThat(manifests.the(ClusterRole.class).getRules()).singleElement().satisfies(rule -> {
            assertThat(rule.getResources()).containsExactly(resource);
            assertThat(rule.getVerbs()).containsExactly("list", "watch");
        });
        assertThat(manifests.pod().getAutomountServiceAccountToken()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kubernetes: {virtualGPUs: true}",
                "profile: full",
                "customMetrics: x",
                "hpcJobMappingDirectory: /run/jobs",
                "kubernetes: {nvidiaResourceNames: [acme.com/gpu]}"
            })
    void withoutSuchAFeatureThereIsNoRoleAndNoToken(String values) {
        Manifests manifests = chart.render(values);
        assertThat(manifests.all(ClusterRole.class)).isEmpty();
        assertThat(manifests.all(Role.class)).isEmpty();
        assertThat(manifests.pod().getAutomountServiceAccountToken()).isFalse();
    }

    @Test
    void countersOfAConfigMapAreReadFromThatOneAlone() {
        Manifests manifests = chart.render("kubernetes: {configMapData: 'gpu-config:counters'}");
        assertThat(manifests.environment()).containsEntry("DCGM_EXPORTER_CONFIGMAP_DATA", "gpu-config:counters");
        Role role = manifests.the(Role.class);
        assertThat(role.getMetadata().getNamespace())
                .isEqualTo("gpu-config")
                .isEqualTo(manifests.the(RoleBinding.class).getMetadata().getNamespace());
        PolicyRule rule = role.getRules().get(0);
        assertThat(rule.getResources()).containsExactly("configmaps");
        assertThat(rule.getResourceNames()).containsExactly("counters");
        assertThat(rule.getVerbs()).containsExactly("get");
        assertThat(manifests.all(ClusterRole.class)).isEmpty();
    }

    @Test
    void aNetworkPolicyLetsPrometheusInAndNothingOut() {
        NetworkPolicy policy = chart.render("networkPolicy: {enabled: true}").the(NetworkPolicy.class);
        assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(policy.getSpec().getEgress()).isEmpty();
        assertThat(policy.getSpec().getIngress()).singleElement().satisfies(in -> {
            assertThat(in.getFrom()).as("from everywhere").isEmpty();
            assertThat(in.getPorts())
                    .extracting(NetworkPolicyPort::getPort)
                    .containsExactly(new IntOrString("metrics"));
        });
    }

    @Test
    void aNetworkPolicyKnowsWhoMayComeAndLetsTheHelmTestIn() {
        NetworkPolicy policy = chart.render("""
                        networkPolicy:
                          enabled: true
                          from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
                        """).the(NetworkPolicy.class);
        assertThat(policy.getSpec().getIngress().get(0).getFrom()).hasSize(2);
        assertThat(policy.getSpec()
                        .getIngress()
                        .get(0)
                        .getFrom()
                        .get(1)
                        .getPodSelector()
                        .getMatchLabels())
                .isEqualTo(Chart.withHelmTest()
                        .render("")
                        .the(Pod.class)
                        .getMetadata()
                        .getLabels());
    }

    @Test
    void aNetworkPolicyLetsTheExporterAskTheApiWhereItDoes() {
        NetworkPolicy policy = chart.render("{networkPolicy: {enabled: true}, kubernetesDRA: {enabled: true}}")
                .the(NetworkPolicy.class);
        assertThat(policy.getSpec().getEgress())
                .flatExtracting(out -> out.getPorts())
                .extracting(port -> port.getPort().getIntVal())
                .containsExactly(443, 6443, 53, 53);
    }
}
