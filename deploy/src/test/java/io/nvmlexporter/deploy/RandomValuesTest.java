package io.nvmlexporter.deploy;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever options are put together, what comes out is taken by the API server and finds one another. */
class RandomValuesTest {
    /** For each key some of what it may be; never what contradicts what another key may be. */
    private static final List<List<String>> CHOICES = List.of(
            List.of("profile: pods", "profile: full"),
            List.of(
                    "gpus: {access: runtime}",
                    "gpus: {access: volume-mount}",
                    "gpus: {access: host-libraries, driverDirectory: /opt/nvidia}"),
            List.of("hostPID: true", "hostPID: false", "hostPID: null"),
            List.of("hostNetwork: true", "hostPort: 9400", "rollingUpdate: {maxSurge: 25%, maxUnavailable: 0}"),
            List.of("runtimeClassName: nvidia", "runtimeClassName: '123'"),
            List.of("priorityClassName: ''", "priorityClassName: high"),
            List.of("arguments: [--names=both]", "arguments: [-c, 5000, --debug]", "arguments: [-f, '/a b: {c}.csv']"),
            List.of("image: {tag: '1.0'}", "image: {repository: 'localhost:5000/x', pullPolicy: Never}"),
            List.of("imagePullSecrets: [{name: a}, {name: b}]"),
            List.of("nameOverride: dcgm-exporter", "fullnameOverride: dcgm-exporter", "namespaceOverride: gpu"),
            List.of("serviceAccount: {create: false, name: x}", "serviceAccount: {annotations: {a/b: 'true'}}"),
            List.of("updateStrategy: OnDelete", "updateStrategy: RollingUpdate"),
            List.of("podLabels: {app: nvidia-dcgm-exporter, n: '1'}"),
            List.of("podAnnotations: {prometheus.io/scrape: 'true', x: '{\"a\": [1]}'}"),
            List.of("podSecurityContext: {fsGroup: 1, seccompProfile: {type: Unconfined}}"),
            List.of(
                    "securityContext: {capabilities: {add: [SYS_ADMIN]}}",
                    "securityContext: {privileged: true}",
                    "securityContext: {runAsUser: 1000, runAsNonRoot: true, readOnlyRootFilesystem: false}"),
            List.of(
                    "service: {type: NodePort, annotations: {a: '1'}}",
                    "service: {address: '[::]:9400', webReadTimeout: 1m30s, webWriteTimeout: 0.5s}",
                    "service: {clusterIP: None, internalTrafficPolicy: Local}"),
            List.of("resources: {}", "resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 500m}}"),
            List.of(
                    "serviceMonitor: {enabled: true, honorLabels: false, additionalLabels: {release: x}}",
                    "serviceMonitor: {enabled: true, relabelings: [{action: labeldrop, regex: pod}]}",
                    "podMonitor: {enabled: true, interval: 1m30s, metricRelabelings: [{action: drop, regex: a}]}"),
            List.of("nodeSelector: {accelerator: nvidia-gpu, a: 'true'}", "affinity: {nodeAffinity: {}}"),
            List.of("tolerations: []", "tolerations: [{operator: Exists}]"),
            List.of("extraHostVolumes: [{name: h, hostPath: /h}]\nextraVolumeMounts: [{name: h, mountPath: /h}]"),
            List.of(
                    "extraVolumes: [{name: e, emptyDir: {}}]",
                    "extraConfigMapVolumes: [{name: c, configMap: {name: c}}]"),
            List.of("extraEnv: [{name: DCGM_EXPORTER_KUBERNETES, value: 'false'}, {name: A, value: '1'}]"),
            List.of("initContainers: [{name: wait, image: x}]"),
            List.of("kubeletPath: /data/kubelet"),
            List.of(
                    "kubernetes: {enablePodLabels: true, podLabelAllowlistRegex: ['^a\"b$', 'c:d']}",
                    "kubernetes: {enablePodUID: true, rbac: {create: false}}",
                    "kubernetes: {virtualGPUs: true, nvidiaResourceNames: [a/b]}",
                    "kubernetes: {configMapData: 'ns:map', enablePodLabels: true}",
                    "countersFile: monitoring-counters.csv",
                    "countersFile: dcp-metrics-included.csv",
                    "customMetrics: \"# é: {{ x }}\\n\\nDCGM_FI_DEV_GPU_TEMP, gauge, T\\n\""),
            List.of("kubernetesDRA: {enabled: true}"),
            List.of(
                    "config: {enabled: true, data: {version: 2, server: {maxConcurrentScrapes: 4}}}",
                    "config: {enabled: true, data: \"# é: {{ x }}\\nversion: 1\\n\", mountPath: /c/x.yml}",
                    "config: {enabled: true, create: false, name: theirs, key: a.yaml, mountPath: /c/}",
                    "config: {enabled: false, create: true}"),
            List.of("debugDump: {enabled: true, directory: '/a b'}"),
            List.of("livenessProbe: {initialDelaySeconds: 45}", "livenessProbe: {httpGet: {port: 9400}}"),
            List.of("readinessProbe: {periodSeconds: 3}"),
            List.of("startupProbe: {failureThreshold: 5}"),
            List.of("terminationGracePeriodSeconds: 0", "terminationGracePeriodSeconds: 60"),
            List.of("hpcJobMappingDirectory: /run/jobs"),
            List.of("prometheusRule: {enabled: true, alertLabels: {a: b}}"),
            List.of("dashboards: {enabled: true, namespace: grafana}"),
            List.of("networkPolicy: {enabled: true}", "networkPolicy: {enabled: true, from: [{podSelector: {}}]}"),
            List.of("global: {x: 1}", "enabled: true"));

    private static List<Integer> seeds() {
        return IntStream.range(0, 150).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyCombinationOfOptionsIsValid(int seed) {
        Random random = new Random(seed);
        double share = random.nextDouble();
        String values = CHOICES.stream()
                .filter(choices -> random.nextDouble() < share)
                .map(choices -> choices.get(random.nextInt(choices.size())))
                .collect(Collectors.joining("\n"));
        assertThatCode(() -> Chart.withHelmTest().render(values)).as(values).doesNotThrowAnyException();
    }

    @Test
    void eachOptionIsValidByItself() {
        CHOICES.stream()
                .flatMap(List::stream)
                .forEach(values -> assertThatCode(() -> Chart.withHelmTest().render(values))
                        .as(values)
                        .doesNotThrowAnyException());
    }
}
