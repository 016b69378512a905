package io.nvmlexporter.deploy;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Kubernetes' Pod Security Standards (v1.32), as far as a pod on Linux can break them: what a pod has against each
 * level. AppArmor, SELinux, procMount and sysctls, which nothing here sets, must simply not be set.
 */
final class PodSecurity {
    private static final Set<String> BASELINE_CAPABILITIES = Set.of(
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "MKNOD",
            "NET_BIND_SERVICE",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT");

    private PodSecurity() {}

    /** What the level {@code baseline} forbids; empty where it lets the pod in. */
    static List<String> againstBaseline(PodSpec pod) {
        List<String> found = new ArrayList<>();
        find(found, "hostNetwork", pod.getHostNetwork());
        find(found, "hostPID", pod.getHostPID());
        find(found, "hostIPC", pod.getHostIPC());
        pod.getVolumes().forEach(volume -> find(found, "hostPath " + volume.getName(), volume.getHostPath() != null));
        find(found, "an option of the pod", hasOptions(pod.getSecurityContext()));
        containers(pod).forEach(container -> {
            SecurityContext context = container.getSecurityContext();
            find(found, "hostPort", container.getPorts().stream().anyMatch(PodSecurity::isHostPort));
            find(found, "privileged", context.getPrivileged());
            find(found, "added capabilities", !BASELINE_CAPABILITIES.containsAll(added(context)));
            find(found, "seccomp unconfined", seccomp(pod, context).equals(Optional.of("Unconfined")));
            find(
                    found,
                    "an option of the container",
                    context.getProcMount() != null
                            || context.getSeLinuxOptions() != null
                            || context.getAppArmorProfile() != null);
        });
        return found;
    }

    /** What the level {@code restricted} forbids; empty where it lets the pod in. */
    static List<String> againstRestricted(PodSpec pod) {
        List<String> found = new ArrayList<>(againstBaseline(pod));
        pod.getVolumes().forEach(volume -> find(found, "the kind of volume " + volume.getName(), !isPlain(volume)));
        containers(pod).forEach(container -> {
            SecurityContext context = container.getSecurityContext();
            find(found, "may gain privileges", !Boolean.FALSE.equals(context.getAllowPrivilegeEscalation()));
            find(found, "may be root", !Boolean.TRUE.equals(either(pod, context, SecurityContext::getRunAsNonRoot)));
            find(found, "uid 0", Objects.equals(either(pod, context, SecurityContext::getRunAsUser), 0L));
            find(
                    found,
                    "no seccomp profile",
                    seccomp(pod, context)
                            .filter(Set.of("RuntimeDefault", "Localhost")::contains)
                            .isEmpty());
            find(found, "keeps capabilities", !dropped(context).contains("ALL"));
            find(found, "added capabilities", !Set.of("NET_BIND_SERVICE").containsAll(added(context)));
        });
        return found;
    }

    static Stream<Container> containers(PodSpec pod) {
        return Stream.of(pod.getInitContainers(), pod.getContainers()).flatMap(List::stream);
    }

    private static void find(List<String> found, String what, Boolean is) {
        if (Boolean.TRUE.equals(is)) {
            found.add(what);
        }
    }

    private static boolean isHostPort(ContainerPort port) {
        return port.getHostPort() != null && port.getHostPort() != 0;
    }

    private static boolean hasOptions(PodSecurityContext context) {
        return context.getSeLinuxOptions() != null
                || context.getAppArmorProfile() != null
                || !context.getSysctls().isEmpty();
    }

    private static boolean isPlain(Volume volume) {
        return Stream.of(
                        volume.getConfigMap(),
                        volume.getCsi(),
                        volume.getDownwardAPI(),
                        volume.getEmptyDir(),
                        volume.getEphemeral(),
                        volume.getPersistentVolumeClaim(),
                        volume.getProjected(),
                        volume.getSecret())
                .anyMatch(Objects::nonNull);
    }

    private static List<String> added(SecurityContext context) {
        return capabilities(context, Capabilities::getAdd);
    }

    private static List<String> dropped(SecurityContext context) {
        return capabilities(context, Capabilities::getDrop);
    }

    private static List<String> capabilities(SecurityContext context, Function<Capabilities, List<String>> which) {
        return Optional.ofNullable(context.getCapabilities()).map(which).orElse(List.of());
    }

    /** The container's own, else the pod's. */
    private static <T> T either(PodSpec pod, SecurityContext own, Function<SecurityContext, T> which) {
        T ofContainer = which.apply(own);
        PodSecurityContext ofPod = pod.getSecurityContext();
        SecurityContext asContainer = new SecurityContext();
        asContainer.setRunAsNonRoot(ofPod.getRunAsNonRoot());
        asContainer.setRunAsUser(ofPod.getRunAsUser());
        asContainer.setSeccompProfile(ofPod.getSeccompProfile());
        return ofContainer == null ? which.apply(asContainer) : ofContainer;
    }

    private static Optional<String> seccomp(PodSpec pod, SecurityContext own) {
        return Optional.ofNullable(either(pod, own, SecurityContext::getSeccompProfile))
                .map(SeccompProfile::getType);
    }
}
