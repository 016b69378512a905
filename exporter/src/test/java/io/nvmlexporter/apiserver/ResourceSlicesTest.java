package io.nvmlexporter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nvmlexporter.apiserver.ApiServerDouble.Request;
import io.nvmlexporter.apiserver.ApiServerException.Reason;
import io.nvmlexporter.label.ResourceDevice;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceSlicesTest {
    private static final String V1 = "/apis/resource.k8s.io/v1/resourceslices";
    private static final ResourceDevice GPU_0 = new ResourceDevice("a", "gpu-0", "gpu", "GPU-1", "", "");

    @TempDir
    private Path folder;

    private ApiServerDouble server;

    @BeforeEach
    void start() {
        server = ApiServerDouble.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"v1, ''", "v1beta2, ''", "v1beta1, basic"})
    void theNewestVersionThatTheClusterHasIsRead(String version, String below) throws ApiServerException {
        server.put(
                "/apis/resource.k8s.io/" + version + "/resourceslices", slice("a", "gpu.nvidia.com", 1, gpu0(below)));

        assertThat(server.cluster("a").offeredDevices()).containsExactly(GPU_0);
    }

    @Test
    void aMigDeviceHasItsParentAndProfile() throws ApiServerException {
        server.put(
                V1,
                slice(
                        "a",
                        "gpu.nvidia.com",
                        1,
                        "{'name': 'gpu-0-mig-9', 'attributes': {'type': {'string': 'mig'}, 'uuid': {'string': 'MIG-1'},"
                                + " 'gpu.nvidia.com/parentUUID': {'string': 'GPU-1'}, 'profile': {'string': '1g.10gb'},"
                                + " 'cudaComputeCapability': {'version': '9.0.0'}, 'index': {'int': 7}}}"));

        assertThat(server.cluster("a").offeredDevices())
                .containsExactly(new ResourceDevice("a", "gpu-0-mig-9", "mig", "MIG-1", "GPU-1", "1g.10gb"));
    }

    @Test
    void otherNodesAndOtherDriversAreNotAskedFor() throws ApiServerException {
        server.put(V1, slice("a", "gpu.nvidia.com", 1, gpu0("")));
        server.put(V1, slice("b", "gpu.nvidia.com", 1, gpu0("")));
        server.put(V1, slice("a", "dra.net", 1, gpu0("")));

        assertThat(server.cluster("a").offeredDevices()).containsExactly(GPU_0);
        assertThat(server.requests())
                .extracting(Request::query)
                .allMatch(query -> query.get("fieldSelector").equals("spec.driver=gpu.nvidia.com,spec.nodeName=a"));
    }

    @Test
    void ofAPoolOnlyTheNewestGenerationCounts() throws ApiServerException {
        server.put(V1, slice("a", "gpu.nvidia.com", 1, "{'name': 'gone'}"));
        server.put(V1, slice("a", "gpu.nvidia.com", 2, gpu0("")));

        assertThat(server.cluster("a").offeredDevices()).containsExactly(GPU_0);
    }

    @Test
    void aClusterWithoutThemSaysSo() {
        assertThatExceptionOfType(ApiServerException.class)
                .isThrownBy(() -> server.cluster("a").offeredDevices())
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
    }

    private static String gpu0(String below) {
        String attributes = "'attributes': {'type': {'string': 'gpu'}, 'uuid': {'string': 'GPU-1'}}";
        return "{'name': 'gpu-0', " + (below.isEmpty() ? attributes : "'" + below + "': {" + attributes + "}") + "}";
    }

    private static String slice(String node, String driver, int generation, String devices) {
        return "{'metadata': {'name': '" + node + "-" + driver + "-" + generation + "'}, 'spec': {'nodeName': '" + node
                + "', 'driver': '" + driver + "', 'pool': {'name': '" + node + "', 'generation': " + generation
                + ", 'resourceSliceCount': 1}, 'devices': [" + devices + "]}}";
    }
}
