package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthCommandTest {
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

    @ParameterizedTest
    @CsvSource({":0, :", "127.0.0.1:0, 127.0.0.1:", "[::]:0, 0.0.0.0:", ":0, localhost:"})
    void anExporterThatServesIsInOrder(String listens, String asked) throws UsageException, InterruptedException {
        try (Program exporter = Program.start("--demo", "--address=" + listens)) {
            String address = asked + exporter.url().getPort();
            HealthCommand.run(List.of(), Map.of("DCGM_EXPORTER_LISTEN", address), NOWHERE);
            try (Program health = Program.start("health", "--address", address)) {
                assertThat(health.awaitExit()).isZero();
                assertThat(health.log()).isEmpty();
            }
        }
    }

    @Test
    void whereNothingListensItEndsWithOneAndOneLine() throws IOException, InterruptedException {
        int port = freePort();
        try (Program health = Program.start("health", "-a", ":" + port)) {
            assertThat(health.awaitExit()).isOne();
            assertThat(health.log())
                    .singleElement()
                    .asString()
                    .startsWith("nvml-exporter: health: http://127.0.0.1:" + port + "/health does not answer: ")
                    .endsWith("; is it up, and told to listen there (--address) as well?");
        }
    }

    @Test
    void anotherAnswerThan200IsNotInOrder() throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.start();
        try {
            String address = "127.0.0.1:" + other.getAddress().getPort();
            assertThatExceptionOfType(UsageException.class)
                    .isThrownBy(() -> HealthCommand.run(List.of("-a", address), Map.of(), NOWHERE))
                    .withMessageStartingWith("health: http://" + address + "/health answers with 404");
        } finally {
            other.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"9400", "a b:9400", "[::1:9400"})
    void whatIsNoAddressIsNamed(String address) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> HealthCommand.run(List.of("-a", address), Map.of(), NOWHERE))
                .withMessageStartingWith("health: ")
                .withMessageContaining("'" + address.replace("a b:9400", "a b") + "'");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
