package io.nvmlexporter.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nvmlexporter.apiserver.ApiServerException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterTest {
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

    @Test
    void aConfigMapIsReadByItsKey() throws ApiServerException {
        server.put(
                "/api/v1/namespaces/gpu/configmaps",
                "{'metadata': {'name': 'counters'}, 'data': {'metrics': 'A, gauge, b'}}");
        server.put("/api/v1/namespaces/gpu/configmaps", "{'metadata': {'name': 'empty'}}");

        assertThat(server.cluster("a").configMap("gpu", "counters", "metrics")).contains("A, gauge, b");
        assertThat(server.cluster("a").configMap("gpu", "empty", "metrics")).isEmpty();
        refuses(Reason.NOT_FOUND, () -> server.cluster("a").configMap("gpu", "none/of ?those", "metrics"));
    }

    @Test
    void aRefusalIsOneLineThatSaysWhoRefusedWhat() {
        server.refuse(403);

        assertThatExceptionOfType(ApiServerException.class)
                .isThrownBy(() -> server.cluster("a").configMap("gpu", "counters", "metrics"))
                .withMessageMatching(
                        "the API server https://127.0.0.1:\\d+ answers 403: refused by the test; .*ClusterRole");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 443, https://10.0.0.1:443",
        "fd00::1, 6443, https://[fd00::1]:6443",
        "api.local, , https://api.local:443"
    })
    void theAddressIsThatOfTheEnvironment(String host, String port, String server) throws ApiServerException {
        ServiceAccount account = ServiceAccount.of(Optional.of(host), Optional.ofNullable(port), folder);

        assertThat(account.server()).hasToString(server);
    }

    @Test
    void whatIsMissingIsNamed() {
        refuses(Reason.NO_SERVICE_ACCOUNT, () -> ServiceAccount.of(Optional.empty(), Optional.empty(), folder));
        refuses(Reason.NO_SERVICE_ACCOUNT, () -> ServiceAccount.of(Optional.of(""), Optional.empty(), folder));
        refuses(Reason.NO_SERVICE_ACCOUNT, () -> ServiceAccount.of(Optional.of("a b"), Optional.empty(), folder));
        for (String port : List.of("abc", "0", "99999999", "443/x")) {
            refuses(Reason.NO_SERVICE_ACCOUNT, () -> ServiceAccount.of(Optional.of("h"), Optional.of(port), folder));
        }
        refuses(Reason.NO_SERVICE_ACCOUNT, () -> ServiceAccount.of(Optional.of("a_b"), Optional.empty(), folder));
        refuses(
                Reason.NO_SERVICE_ACCOUNT,
                () -> ServiceAccount.of(Optional.of("h"), Optional.empty(), folder.resolve("none")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not a certificate"})
    void anAuthorityThatIsNoneIsNamed(String authority) throws IOException {
        Files.writeString(folder.resolve("ca.crt"), authority);

        assertThatExceptionOfType(ApiServerException.class)
                .isThrownBy(() -> server.cluster("a").offeredDevices())
                .withMessageContaining("ca.crt");
    }

    @Test
    void aTokenWithLinesInItIsNoHeader() throws IOException {
        Files.writeString(folder.resolve("token"), "a\r\nX-Other: b");

        refuses(Reason.NO_SERVICE_ACCOUNT, () -> server.cluster("a").offeredDevices());
    }

    @Test
    void theNodesNameIsInTheToken() throws IOException, ApiServerException {
        Files.writeString(folder.resolve("token"), token("{\"kubernetes.io\": {\"node\": {\"name\": \"gpu-7\"}}}"));
        Cluster cluster = server.cluster("");
        server.serve("/apis/resource.k8s.io/v1/resourceslices");

        assertThat(cluster.offeredDevices()).isEmpty();
        assertThat(server.requests().get(0).query().get("fieldSelector")).endsWith("spec.nodeName=gpu-7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"kubernetes.io\": {\"pod\": {}}}", "no JSON", "[]", ""})
    void aTokenThatDoesNotNameTheNodeIsAReason(String claims) throws IOException {
        Files.writeString(folder.resolve("token"), token(claims));

        refuses(Reason.NO_NODE_NAME, () -> server.cluster("").offeredDevices());
    }

    private static String token(String claims) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return "e30." + encoder.encodeToString(claims.getBytes(UTF_8)) + ".c2ln";
    }

    private static void refuses(Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(ApiServerException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
}
