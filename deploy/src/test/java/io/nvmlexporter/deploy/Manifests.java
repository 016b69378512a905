package io.nvmlexporter.deploy;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.List;
import java.util.Map;

/** Objects for a cluster, each read strictly as what it says it is. */
record Manifests(List<HasMetadata> objects) {
    /** All that we make. Another kind, or another version of one, is a mistake. */
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.ofEntries(
            Map.entry("v1/ConfigMap", ConfigMap.class),
            Map.entry("v1/Namespace", Namespace.class),
            Map.entry("v1/Pod", Pod.class),
            Map.entry("v1/ResourceQuota", ResourceQuota.class),
            Map.entry("v1/Service", Service.class),
            Map.entry("v1/ServiceAccount", ServiceAccount.class),
            Map.entry("apps/v1/DaemonSet", DaemonSet.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
            Map.entry("rbac.authorization.k8s.io/v1/ClusterRole", ClusterRole.class),
            Map.entry("rbac.authorization.k8s.io/v1/ClusterRoleBinding", ClusterRoleBinding.class),
            Map.entry("rbac.authorization.k8s.io/v1/Role", Role.class),
            Map.entry("rbac.authorization.k8s.io/v1/RoleBinding", RoleBinding.class),
            Map.entry("monitoring.coreos.com/v1/PodMonitor", PodMonitor.class),
            Map.entry("monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class),
            Map.entry("monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class));

    static Manifests parse(String yaml) {
        return new Manifests(
                StrictYaml.documents(yaml).stream().map(Manifests::object).toList());
    }

    private static HasMetadata object(JsonNode document) {
        String kind = document.path("apiVersion").asText() + "/"
                + document.path("kind").asText();
        assertThat(KINDS).as("the kinds that there may be").containsKey(kind);
        return StrictYaml.read(document, KINDS.get(kind));
    }

    <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The only one of its kind. */
    <T extends HasMetadata> T the(Class<T> kind) {
        List<T> all = all(kind);
        assertThat(all).as(kind.getSimpleName()).hasSize(1);
        return all.get(0);
    }

    DaemonSet daemonSet() {
        return the(DaemonSet.class);
    }

    /** The exporter's pod. */
    PodSpec pod() {
        return daemonSet().getSpec().getTemplate().getSpec();
    }

    /** The exporter's container. */
    Container container() {
        assertThat(pod().getContainers()).hasSize(1);
        return pod().getContainers().get(0);
    }

    /** The exporter's environment variables that have a value of their own, by name. */
    Map<String, String> environment() {
        return container().getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .collect(toMap(EnvVar::getName, EnvVar::getValue));
    }

    /** The directories and files of the node that the pod has, by where they are in the container. */
    Map<String, String> hostPaths() {
        return container().getVolumeMounts().stream()
                .filter(mount -> volume(mount).getHostPath() != null)
                .collect(toMap(
                        VolumeMount::getMountPath,
                        mount -> volume(mount).getHostPath().getPath()));
    }

    Volume volume(VolumeMount mount) {
        return pod().getVolumes().stream()
                .filter(volume -> volume.getName().equals(mount.getName()))
                .findFirst()
                .orElseThrow();
    }
}
