package io.nvmlexporter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nvmlexporter.apiserver.ApiServerException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ApiServerTest {
    @TempDir
    private Path folder;

    @Test
    void anAnswerWithoutAnEndIsGivenUp() throws ApiServerException {
        try (ApiServerDouble endless = ApiServerDouble.start(folder)) {
            endless.serve("/api/v1/pods");
            Cluster cluster = endless.cluster("a");
            ServiceAccount account = ServiceAccount.of(cluster.host(), cluster.port(), folder);

            try (ApiServer server = new ApiServer(account)) {
                assertThatExceptionOfType(ApiServerException.class)
                        .isThrownBy(() -> server.get(
                                "/api/v1/pods?watch=true&resourceVersion=200",
                                "application/json",
                                Duration.ofMillis(200),
                                answer -> new ObjectStream(answer).next()))
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
            }
        }
    }
}
