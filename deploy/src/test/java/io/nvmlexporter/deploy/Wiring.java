package io.nvmlexporter.deploy;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** That the objects of an installation find one another: what an API server takes in, and what then never works. */
final class Wiring {
    private Wiring() {}

    static void holds(Manifests manifests) {
        DaemonSet set = manifests.daemonSet();
        Map<String, String> pods = set.getSpec().getTemplate().getMetadata().getLabels();
        List<String> ports = manifests.container().getPorts().stream()
                .map(ContainerPort::getName)
                .toList();

        assertThat(set.getSpec().getSelector().getMatchLabels().keySet())
                .as("what cannot change in an upgrade")
                .doesNotContain("app.kubernetes.io/version", "helm.sh/chart");
        assertThat(manifests.all(Service.class)).allSatisfy(service -> {
            assertThat(pods).containsAllEntriesOf(service.getSpec().getSelector());
            assertThat(service.getSpec().getPorts())
                    .extracting(port -> port.getTargetPort().getStrVal())
                    .isSubsetOf(ports);
        });
        theMonitorsFind(manifests, pods, ports);
        everythingIsIn(set.getMetadata().getNamespace(), manifests);
        theRolesAreThePods(manifests);
        theConfigMapsAreThere(manifests);
    }

    private static void theMonitorsFind(Manifests manifests, Map<String, String> pods, List<String> ports) {
        assertThat(manifests.all(ServiceMonitor.class))
                .allSatisfy(monitor -> finds(monitor, manifests.the(Service.class)));
        assertThat(manifests.all(PodMonitor.class)).allSatisfy(monitor -> {
            assertThat(pods)
                    .containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
            assertThat(monitor.getSpec().getPodMetricsEndpoints())
                    .extracting(endpoint -> endpoint.getPort())
                    .isSubsetOf(ports);
        });
        assertThat(manifests.all(NetworkPolicy.class))
                .allSatisfy(policy -> assertThat(pods)
                        .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels()));
    }

    private static void finds(ServiceMonitor monitor, Service service) {
        assertThat(service.getMetadata().getLabels())
                .containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
        assertThat(monitor.getSpec().getEndpoints())
                .extracting(endpoint -> endpoint.getPort())
                .isSubsetOf(service.getSpec().getPorts().stream()
                        .map(ServicePort::getName)
                        .toList());
    }

    /** But for roles over all namespaces, and the one that reads a ConfigMap elsewhere. */
    private static void everythingIsIn(String namespace, Manifests manifests) {
        List<Class<?>> elsewhere =
                List.of(ClusterRole.class, ClusterRoleBinding.class, Role.class, RoleBinding.class, ConfigMap.class);
        assertThat(manifests.objects())
                .filteredOn(object -> !elsewhere.contains(object.getClass()))
                .extracting(object -> object.getMetadata().getNamespace())
                .containsOnly(namespace);
    }

    private static void theRolesAreThePods(Manifests manifests) {
        String account = manifests.pod().getServiceAccountName();
        String namespace = manifests.daemonSet().getMetadata().getNamespace();
        assertThat(manifests.all(ServiceAccount.class))
                .extracting(made -> made.getMetadata().getName())
                .allMatch(account::equals);
        manifests
                .all(ClusterRoleBinding.class)
                .forEach(binding -> isOf(
                        account,
                        namespace,
                        binding.getSubjects(),
                        binding.getRoleRef(),
                        manifests.all(ClusterRole.class)));
        manifests
                .all(RoleBinding.class)
                .forEach(binding -> isOf(
                        account, namespace, binding.getSubjects(), binding.getRoleRef(), manifests.all(Role.class)));
    }

    private static void isOf(
            String account, String namespace, List<Subject> subjects, RoleRef role, List<? extends HasMetadata> roles) {
        assertThat(subjects)
                .extracting(subject -> subject.getNamespace() + "/" + subject.getName())
                .containsExactly(namespace + "/" + account);
        assertThat(roles).extracting(made -> made.getMetadata().getName()).contains(role.getName());
    }

    /** The counters that the chart makes are mounted, and by a key that they have. */
    private static void theConfigMapsAreThere(Manifests manifests) {
        Map<String, Collection<String>> keys = manifests.all(ConfigMap.class).stream()
                .collect(toMap(
                        map -> map.getMetadata().getName(), map -> map.getData().keySet()));
        manifests.pod().getVolumes().stream()
                .map(volume -> volume.getConfigMap())
                .filter(Objects::nonNull)
                .filter(volume -> keys.containsKey(volume.getName()))
                .forEach(volume -> assertThat(volume.getItems())
                        .allMatch(item -> keys.get(volume.getName()).contains(item.getKey())));
    }
}
