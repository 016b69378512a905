package io.nvmlexporter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Slow clients of the program itself, since the JDK's server is told once in a process for how long it waits. Each
 * bound is below the default, so that the flag is what decides.
 */
@Timeout(120)
class WebTimeoutsTest {
    private static final Duration SHORTER_THAN_THE_READ_DEFAULT = Duration.ofSeconds(8);
    private static final Duration SHORTER_THAN_THE_WRITE_DEFAULT = Duration.ofSeconds(20);

    private final Program program = Program.start(
            "--demo", "--still", "-a", "127.0.0.1:0", "--web-read-timeout=2s", "--web-write-timeout=1500ms");

    @AfterEach
    void stop() {
        program.close();
    }

    @Test
    void aRequestThatDoesNotArriveInTimeIsNotWaitedFor() throws IOException {
        try (Socket socket = connect()) {
            long begun = System.nanoTime();
            socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: ".getBytes(ISO_8859_1));
            socket.setSoTimeout((int) SHORTER_THAN_THE_READ_DEFAULT.toMillis());
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofMillis(1900), SHORTER_THAN_THE_READ_DEFAULT);
        }
        assertThat(program.page()).contains("DCGM_FI_DEV_GPU_TEMP");
    }

    @Test
    void anAnswerThatIsNotTakenInTimeIsNotWaitedFor() throws IOException {
        byte[] request = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1);
        try (Socket socket = connect()) {
            long begun = System.nanoTime();
            // One after the other, until the answers fill all buffers; then the server has given up.
            assertThatThrownBy(() -> {
                        while (true) {
                            socket.getOutputStream().write(request);
                            Thread.sleep(1);
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofMillis(1400), SHORTER_THAN_THE_WRITE_DEFAULT);
        }
        assertThat(program.page()).contains("DCGM_FI_DEV_GPU_TEMP");
    }

    private Socket connect() throws IOException {
        URI url = program.url();
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
        return socket;
    }
}
