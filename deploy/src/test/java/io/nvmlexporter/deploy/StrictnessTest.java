package io.nvmlexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PodSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks that every rendered object goes through find what they are there for. */
class StrictnessTest {
    private static final String RENDERED = Chart.withHelmTest().text("gpu", "monitoring", """
            serviceMonitor: {enabled: true}
            kubernetes: {enablePodLabels: true}
            networkPolicy: {enabled: true}
            """);

    @Test
    void whatTheChartRendersPasses() {
        assertThatCode(() -> check(RENDERED)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            readOnlyRootFilesystem: true    | readOnlyRootFileSystem: true             | readOnlyRootFileSystem
            interval: 15s                   | intervall: 15s                           | intervall
            value: "true"                   | value: 7                                 | Cannot coerce Integer value
            value: "true"                   | value: true                              | Cannot coerce Boolean value
            containerPort: 9400             | containerPort: "9400"                    | Cannot coerce String value
            interval: 15s                   | {interval: 15s, interval: 16s}           | interval
            hostPID: false                  | hostPID: "false"                         | Cannot coerce String value
            kind: ServiceMonitor            | kind: ServiceMonitors                    | ServiceMonitors
            """)
    void aFieldOrTypeThatTheKindDoesNotHaveIsFound(String right, String wrong, String message) {
        String spoilt = wrong.startsWith("{")
                ? right + "\n      " + wrong.substring(1, wrong.length() - 1).split(", ")[1]
                : wrong;
        assertFound(right, spoilt, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            name: NODE_NAME                 | name: NVIDIA_VISIBLE_DEVICES             | NVIDIA_VISIBLE_DEVICES
            - name: pod-gpu-resources       | - name: pod_gpu                          | pod_gpu
            memory: 96Mi                    | memory: 1Gi                              | the limit of memory
            runAsUser: 0                    | privileged: true                         | privileged
            targetPort: metrics             | targetPort: http                         | http
            namespace: monitoring           | namespace: elsewhere                     | elsewhere
            app.kubernetes.io/component: metrics | app.kubernetes.io/component: x y     | x y
            """)
    void whatTheApiServerOrTheOtherObjectsDoNotTakeIsFound(String right, String wrong, String message) {
        assertFound(right, wrong, message);
    }

    private static void assertFound(String right, String wrong, String message) {
        int at = RENDERED.lastIndexOf(right);
        assertThat(at).as(right).isNotNegative();
        String spoilt = RENDERED.substring(0, at) + wrong + RENDERED.substring(at + right.length());
        assertThatThrownBy(() -> check(spoilt)).hasStackTraceContaining(message);
    }

    private static void check(String rendered) {
        Manifests manifests = Manifests.parse(rendered);
        ApiServer.accepts(manifests);
        Wiring.holds(manifests);
    }

    @Test
    void eachWayOutOfARestrictedPodIsFound() {
        assertThat(PodSecurity.againstRestricted(restricted("{}"))).isEmpty();
        assertThat(PodSecurity.againstRestricted(restricted("""
                        runAsNonRoot: false
                        runAsUser: 0
                        allowPrivilegeEscalation: true
                        privileged: true
                        seccompProfile: {type: Unconfined}
                        capabilities: {add: [SYS_ADMIN], drop: [KILL]}
                        """)))
                .containsExactly(
                        "privileged",
                        "added capabilities",
                        "seccomp unconfined",
                        "may gain privileges",
                        "may be root",
                        "uid 0",
                        "no seccomp profile",
                        "keeps capabilities",
                        "added capabilities");
    }

    private static PodSpec restricted(String securityContext) {
        Manifests manifests = Manifests.parse(Chart.ofThisRepository()
                .text("gpu", "monitoring", "profile: metrics\nsecurityContext:\n" + securityContext.indent(2)));
        return manifests.pod();
    }

    @Test
    void theNodesOwnNamespacesAndPortsAreFoundToo() {
        PodSpec pod = Chart.ofThisRepository()
                .render("{profile: metrics, hostNetwork: true, hostPort: 9400, hostPID: true}")
                .pod();
        assertThat(PodSecurity.againstBaseline(pod)).containsExactly("hostNetwork", "hostPID", "hostPort");
    }
}
