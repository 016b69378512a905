package io.nvmlexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the program does not serve, or what contradicts itself, stops the render with one line that says how to mend it.
 */
class RefusalsTest {
    private final Chart chart = Chart.ofThisRepository();

    @Test
    void tlsIsNotServed() {
        assertThat(chart.refusal("tlsServerConfig: {enabled: true}"))
                .isEqualTo("tlsServerConfig.enabled: the exporter does not serve TLS yet; set it to false, and let a"
                        + " NetworkPolicy or a service mesh protect the port");
    }

    @Test
    void passwordsAreNotServed() {
        assertThat(chart.refusal("basicAuth: {users: {prometheus: secret}}"))
                .isEqualTo("basicAuth.users: the exporter does not ask for passwords yet; remove them, and let a"
                        + " NetworkPolicy or a service mesh protect the port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--web-config-file=/web.yaml", "-web-config-file"})
    void anArgumentThatTheProgramRefusesIsRefusedHere(String argument) {
        assertThat(chart.refusal("arguments: [-f, /counters.csv, '" + argument + "']"))
                .isEqualTo("arguments: the exporter refuses to start with " + argument
                        + ", which it does not serve yet; remove it");
    }

    @Test
    void aVariableThatTheProgramRefusesIsRefusedHere() {
        assertThat(chart.refusal("extraEnv: [{name: DCGM_EXPORTER_WEB_CONFIG_FILE, value: /x.yaml}]"))
                .isEqualTo("extraEnv: the exporter refuses to start with DCGM_EXPORTER_WEB_CONFIG_FILE,"
                        + " which it does not serve yet; remove it");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            image: {repository: nvcr.io/nvidia/k8s/dcgm-exporter} | image.repository
            kubernetes: {podLabelAllowlistRegex: ['a{1,3}']} | kubernetes.podLabelAllowlistRegex: the comma in a{1,3}
            service: {port: 9500, address: ':9400'} | service.address :9400 does not end in service.port 9500
            service: {address: '127.0.0.1:9400'} | service.address 127.0.0.1:9400 is the pod's own loopback
            service: {address: '[::1]:9400'} | service.address [::1]:9400 is the pod's own loopback
            fullnameOverride: 1gpu | no Service with the name 1gpu
            fullnameOverride: gpu.node | no Service with the name gpu.node
            {profile: metrics, kubernetes: {enablePodLabels: true}} | the profile metrics does not ask the kubelet
            {profile: metrics, kubernetes: {enablePodUID: true}} | the profile metrics does not ask the kubelet
            {profile: metrics, kubernetes: {virtualGPUs: true}} | the profile metrics does not ask the kubelet
            {profile: metrics, kubernetes: {nvidiaResourceNames: [a/b]}} | the profile metrics does not ask the kubelet
            {profile: metrics, kubernetesDRA: {enabled: true}} | the profile metrics does not ask the kubelet for claims
            {hostNetwork: true, hostPort: 9401} | hostPort 9401 is not service.port 9400
            {hostPort: 9400, rollingUpdate: {maxSurge: 1}} | two pods cannot have one port of a node
            rollingUpdate: {maxSurge: 1} | takes exactly one of maxUnavailable and maxSurge
            rollingUpdate: {maxUnavailable: 0%} | takes exactly one of maxUnavailable and maxSurge
            {hostNetwork: true, rollingUpdate: {maxSurge: 5%}} | two pods cannot have one port of a node
            {service: {enable: false}, serviceMonitor: {enabled: true}} | there is no Service to select
            config: {enabled: true} | config.data is empty
            config: {enabled: true, create: false, data: {version: 1}} | config.name must say which ConfigMap
            {customMetrics: x, kubernetes: {configMapData: 'a:b'}} | read kubernetes.configMapData instead
            {countersFile: monitoring-counters.csv, customMetrics: x} | countersFile: monitoring-counters.csv would not be
            {countersFile: monitoring-counters.csv, kubernetes: {configMapData: 'a:b'}} | would not be used
            {podMonitor: {enabled: true}, serviceMonitor: {enabled: true}} | every pod would be scraped twice
            """)
    void contradictionsAreRefused(String values, String reason) {
        assertThat(chart.refusal(values)).contains(reason).doesNotContain("\n");
    }

    @Test
    void countersGivenTwiceAreRefused() {
        assertThat(chart.refusal("""
                        customMetrics: DCGM_FI_DEV_GPU_TEMP, gauge, T
                        extraConfigMapVolumes: [{name: mine, configMap: {name: mine}}]
                        extraVolumeMounts:
                          - {name: mine, mountPath: /etc/dcgm-exporter/default-counters.csv, subPath: counters.csv}
                        """))
                .isEqualTo("customMetrics: extraVolumeMounts has a file at /etc/dcgm-exporter/default-counters.csv too;"
                        + " keep one");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            profil: full                              | profil
            profile: everything                       | profile
            gpus: {access: magic}                     | access
            service: {port: 94000}                    | port
            service: {enabled: true}                  | enabled
            serviceMonitor: {interval: 15}            | interval
            serviceMonitor: {interval: soon}          | interval
            nodeSelector: {gpu: true}                 | gpu
            image: {digest: 'sha256:12'}              | digest
            kubernetes: {configMapData: counters}     | configMapData
            extraHostVolumes: [{name: x}]             | hostPath
            """)
    void whatTheSchemaDoesNotKnowIsRefused(String values, String where) {
        assertThat(chart.refusal(values))
                .contains("don't meet the specifications of the schema")
                .contains(where);
    }
}
