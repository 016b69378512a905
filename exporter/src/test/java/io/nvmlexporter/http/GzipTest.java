package io.nvmlexporter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "GZip",
                "x-gzip",
                "deflate, gzip",
                "gzip;q=0.5",
                "gzip; q=0.001",
                "gzip ; q = 1",
                "*",
                "identity;q=0, *;q=0.1"
            })
    void gzipIsTakenWhereItIsNamedOrAnythingIs(String acceptEncoding) {
        assertThat(Gzip.isAccepted(List.of(acceptEncoding))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "identity",
                "deflate, br",
                "gzip;q=0",
                "gzip; q=0.000",
                "*, gzip;q=0",
                "*;q=0",
                "gzipped",
                ";",
                ",;,"
            })
    void gzipIsNotForcedOnAnybody(String acceptEncoding) {
        assertThat(Gzip.isAccepted(List.of(acceptEncoding))).isFalse();
    }

    @Test
    void theHeaderMayComeInSeveralLines() {
        assertThat(Gzip.isAccepted(List.of())).isFalse();
        assertThat(Gzip.isAccepted(List.of("deflate", "gzip"))).isTrue();
    }

    @Test
    void whatIsCompressedComesBack() throws IOException {
        byte[] body = "DCGM_FI_DEV_GPU_TEMP 41\n".repeat(1000).getBytes();
        byte[] compressed = Gzip.compress(body);
        assertThat(compressed).hasSizeLessThan(body.length / 30);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes())
                .isEqualTo(body);
    }
}
