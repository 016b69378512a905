package io.nvmlexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The three ways to get a node's GPUs into a pod that has none of its own. */
class GpuAccessTest {
    private final Chart chart = Chart.ofThisRepository();

    @Test
    void theRuntimeIsAskedByVariables() {
        Manifests runtime = chart.render("{profile: metrics, runtimeClassName: nvidia}");
        assertThat(runtime.pod().getRuntimeClassName()).isEqualTo("nvidia");
        assertThat(runtime.environment())
                .containsEntry("NVIDIA_VISIBLE_DEVICES", "all")
                .containsEntry("NVIDIA_DRIVER_CAPABILITIES", "utility");
        assertThat(runtime.hostPaths()).isEmpty();
    }

    /** What NVIDIA's container toolkit takes from a pod without privileges where it does not heed the variable. */
    @Test
    void theToolkitIsAskedByAMountOfNothing() {
        Manifests mount = chart.render("{profile: metrics, gpus: {access: volume-mount}}");
        assertThat(mount.hostPaths()).isEqualTo(Map.of("/var/run/nvidia-container-devices/all", "/dev/null"));
        assertThat(mount.environment())
                .containsEntry("NVIDIA_VISIBLE_DEVICES", "/var/run/nvidia-container-devices")
                .containsEntry("NVIDIA_DRIVER_CAPABILITIES", "utility");
        assertThat(PodSecurity.againstBaseline(mount.pod())).containsExactly("hostPath all-gpus");
    }

    @Test
    void theLibrariesComeFromTheNodeAndTheDevicesByPrivilege() {
        Manifests libraries = chart.render(
                "gpus: {access: host-libraries, driverDirectory: /opt/nvidia, library: libnvidia-ml.so.1}");
        assertThat(libraries.hostPaths()).containsEntry("/usr/local/nvidia", "/opt/nvidia");
        assertThat(libraries.environment())
                .containsEntry("NVML_EXPORTER_NVML_LIBRARY", "/usr/local/nvidia/libnvidia-ml.so.1")
                .doesNotContainKey("NVIDIA_VISIBLE_DEVICES");
        SecurityContext context = libraries.container().getSecurityContext();
        assertThat(context.getPrivileged()).isTrue();
        assertThat(context.getReadOnlyRootFilesystem()).isTrue();
    }

    @Test
    void whereAPluginGivesTheDevicesPrivilegeCanBeTakenBack() {
        SecurityContext context = chart.render("""
                        gpus: {access: host-libraries}
                        securityContext: {privileged: false}
                        """).container().getSecurityContext();
        assertThat(context.getPrivileged()).isFalse();
        assertThat(context.getAllowPrivilegeEscalation()).isFalse();
        assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
    }
}
