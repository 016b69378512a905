package io.nvmlexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDaemonSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What an API server looks at beyond the names and types of fields, as far as our objects could break it. */
final class ApiServer {
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    /** RFC 1035: such a name is also one of the DNS. */
    private static final Pattern SERVICE_NAME = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");

    private static final Pattern LABEL_VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");
    private static final Pattern QUALIFIED_NAME =
            Pattern.compile("([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern CONFIG_MAP_KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");
    private static final Pattern PORT_NAME = Pattern.compile("[a-z0-9](-?[a-z0-9])*");

    private ApiServer() {}

    static void accepts(Manifests manifests) {
        assertThat(manifests.objects()).isNotEmpty().allSatisfy(ApiServer::accepts);
        assertThat(manifests.objects())
                .as("objects of one kind and name")
                .extracting(
                        object -> object.getKind() + " " + object.getMetadata().getNamespace() + "/"
                                + object.getMetadata().getName())
                .doesNotHaveDuplicates();
    }

    private static void accepts(HasMetadata object) {
        accepts(object.getMetadata());
        if (object instanceof DaemonSet set) {
            accepts(set);
        } else if (object instanceof Pod pod) {
            accepts(pod.getSpec());
        } else if (object instanceof Service service) {
            assertThat(service.getMetadata().getName()).matches(SERVICE_NAME);
        } else if (object instanceof ConfigMap map) {
            assertThat(map.getData().keySet())
                    .allMatch(key -> CONFIG_MAP_KEY.matcher(key).matches());
        }
    }

    private static void accepts(ObjectMeta metadata) {
        assertThat(metadata.getName()).matches(NAME).hasSizeLessThanOrEqualTo(253);
        accepts(metadata.getLabels());
        assertThat(metadata.getAnnotations().keySet())
                .allMatch(key -> QUALIFIED_NAME.matcher(key).matches());
    }

    private static void accepts(Map<String, String> labels) {
        assertThat(labels).allSatisfy((key, value) -> {
            assertThat(key).matches(QUALIFIED_NAME);
            assertThat(value).as(key).matches(LABEL_VALUE);
        });
    }

    private static void accepts(DaemonSet set) {
        assertThat(set.getMetadata().getName()).as("it names pods and a label").hasSizeLessThanOrEqualTo(63);
        Map<String, String> labels = set.getSpec().getTemplate().getMetadata().getLabels();
        accepts(labels);
        assertThat(labels).containsAllEntriesOf(set.getSpec().getSelector().getMatchLabels());
        RollingUpdateDaemonSet rolling = set.getSpec().getUpdateStrategy().getRollingUpdate();
        if (rolling != null) {
            assertThat(Stream.of(rolling.getMaxSurge(), rolling.getMaxUnavailable())
                            .map(number -> number.getValue().toString())
                            .filter(number -> number.matches("0%?")))
                    .as("one of surge and unavailable is zero")
                    .hasSize(1);
        }
        accepts(set.getSpec().getTemplate().getSpec());
    }

    private static void accepts(PodSpec pod) {
        List<String> volumes = pod.getVolumes().stream().map(Volume::getName).toList();
        assertThat(volumes)
                .doesNotHaveDuplicates()
                .allMatch(name -> NAME.matcher(name).matches());
        assertThat(pod.getVolumes())
                .allSatisfy(volume -> assertThat(sources(volume))
                        .as("sources of volume %s", volume.getName())
                        .hasSize(1));
        assertThat(PodSecurity.containers(pod).map(Container::getName)).doesNotHaveDuplicates();
        assertThat(PodSecurity.containers(pod)).allSatisfy(container -> {
            assertThat(container.getImage()).isNotBlank().doesNotContain(" ").doesNotEndWith(":");
            assertThat(container.getEnv()).extracting(EnvVar::getName).doesNotHaveDuplicates();
            assertThat(container.getVolumeMounts())
                    .extracting(VolumeMount::getMountPath)
                    .doesNotHaveDuplicates();
            assertThat(container.getVolumeMounts())
                    .extracting(VolumeMount::getName)
                    .isSubsetOf(volumes);
            acceptsPorts(pod, container.getPorts());
            acceptsProbes(container);
            acceptsResources(container);
            accepts(Optional.ofNullable(container.getSecurityContext()).orElseGet(SecurityContext::new));
        });
    }

    private static List<Object> sources(Volume volume) {
        return Stream.<Object>of(
                        volume.getHostPath(),
                        volume.getConfigMap(),
                        volume.getSecret(),
                        volume.getEmptyDir(),
                        volume.getProjected())
                .filter(Objects::nonNull)
                .toList();
    }

    private static void acceptsPorts(PodSpec pod, List<ContainerPort> ports) {
        assertThat(ports).extracting(ContainerPort::getName).doesNotHaveDuplicates();
        assertThat(ports).allSatisfy(port -> {
            assertThat(port.getName()).matches(PORT_NAME).hasSizeLessThanOrEqualTo(15);
            if (Boolean.TRUE.equals(pod.getHostNetwork()) && port.getHostPort() != null) {
                assertThat(port.getHostPort()).isEqualTo(port.getContainerPort());
            }
        });
    }

    private static void acceptsProbes(Container container) {
        List<Probe> probes = new ArrayList<>();
        probes.add(container.getStartupProbe());
        probes.add(container.getLivenessProbe());
        probes.add(container.getReadinessProbe());
        probes.removeIf(Objects::isNull);
        assertThat(probes)
                .allSatisfy(probe -> assertThat(
                                Stream.of(probe.getHttpGet(), probe.getTcpSocket(), probe.getExec(), probe.getGrpc()))
                        .filteredOn(Objects::nonNull)
                        .hasSize(1));
    }

    private static void acceptsResources(Container container) {
        if (container.getResources() == null) {
            return;
        }
        Map<String, Quantity> limits = container.getResources().getLimits();
        container.getResources().getRequests().forEach((name, request) -> {
            assertThat(request.getNumericalAmount()).as(name).isPositive();
            if (limits.containsKey(name)) {
                assertThat(limits.get(name).getNumericalAmount())
                        .as("the limit of %s", name)
                        .isGreaterThanOrEqualTo(request.getNumericalAmount());
            }
        });
    }

    /** Who may not gain privileges cannot have them all. */
    private static void accepts(SecurityContext context) {
        if (Boolean.FALSE.equals(context.getAllowPrivilegeEscalation())) {
            assertThat(context.getPrivileged()).as("privileged").isNotEqualTo(true);
            if (context.getCapabilities() != null) {
                assertThat(context.getCapabilities().getAdd()).doesNotContain("CAP_SYS_ADMIN");
            }
        }
    }
}
