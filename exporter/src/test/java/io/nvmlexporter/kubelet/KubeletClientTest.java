package io.nvmlexporter.kubelet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.nvmlexporter.kubelet.KubeletException.Reason;
import io.nvmlexporter.kubelet.PodResourcesProto.ListPodResourcesResponse;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client and a real gRPC server over a unix socket, or something there that is none. */
@Timeout(60)
class KubeletClientTest {
    private static final List<Pod> ONE = Answers.pods(1, 1, 1);

    @TempDir
    private Path directory;

    private Path socket;
    private KubeletClient client;
    private Closeable server;

    @BeforeEach
    void aClient() {
        socket = directory.resolve("kubelet.sock");
        client = new KubeletClient(socket);
    }

    @AfterEach
    void tidyUp() throws IOException {
        client.close();
        end();
    }

    @Test
    void aNodeWithoutPodsHasNone() throws IOException {
        serve(KubeletDouble.answering(socket, ListPodResourcesResponse.getDefaultInstance()));
        assertThat(client.list()).isEmpty();
    }

    @Test
    void aThousandPodsOfFourContainersAreListedAsTheyAre() throws IOException {
        List<Pod> pods = Answers.pods(1_000, 4, 2);
        KubeletDouble kubelet = KubeletDouble.answering(socket, Answers.listing(pods));
        serve(kubelet);
        assertThat(client.list()).isEqualTo(pods);
        assertThat(client.list()).isEqualTo(pods);
        assertThat(kubelet.connections()).isEqualTo(1);
    }

    @Test
    void anAnswerOfTenMebibytesIsRead() throws IOException {
        List<Pod> pods = Answers.pods(1_000, 4, 10);
        // As with CPUs and memory, which we do not read.
        ByteString others = Wire.text(99, "x".repeat(8_000));
        byte[] answer = ByteString.copyFrom(Answers.listing(pods).getPodResourcesList().stream()
                        .map(pod -> Wire.message(1, pod.toByteString(), others))
                        .toList())
                .toByteArray();
        assertThat(answer).hasSizeGreaterThan(10 << 20);
        serve(KubeletDouble.answering(socket, answer));
        assertThat(client.list()).isEqualTo(pods);
    }

    @Test
    void fieldsThatAreUnknownAreSkipped() throws IOException {
        ByteString answer = Wire.message(
                1,
                Wire.text(1, "train"),
                Wire.text(2, "team"),
                Wire.number(4, 7),
                Wire.message(5, Wire.text(1, "hugepages-2Mi"), Wire.number(2, 1 << 21)),
                Wire.message(
                        3,
                        Wire.text(1, "main"),
                        Wire.number(3, 17),
                        Wire.message(2, Wire.text(1, "nvidia.com/gpu"), Wire.text(2, "GPU-1"), Wire.message(3)),
                        Wire.message(
                                5,
                                Wire.text(1, "old class"),
                                Wire.text(2, "claim"),
                                Wire.text(3, "team"),
                                Wire.message(
                                        4,
                                        Wire.message(1, Wire.text(1, "vendor.com/gpu=0")),
                                        Wire.text(2, "gpu.nvidia.com"),
                                        Wire.text(3, "node"),
                                        Wire.text(4, "gpu-0"),
                                        Wire.text(5, "share"))),
                        Wire.text(1_000, "of the future")));
        serve(KubeletDouble.answering(socket, Wire.number(99, 1).concat(answer).toByteArray()));
        assertThat(client.list())
                .containsExactly(new Pod(
                        "team",
                        "train",
                        List.of(new Container(
                                "main",
                                List.of(new Device("nvidia.com/gpu", "GPU-1")),
                                List.of(new Claim("team", "claim", "gpu.nvidia.com", "node", "gpu-0"))))));
    }

    @Test
    void anAnswerAboveTheLimitIsRefused() throws IOException {
        serve(KubeletDouble.answering(socket, new byte[Connection.LARGEST_ANSWER + 1]));
        try (Recorded log = new Recorded("io.grpc.internal.AbstractClientStream")) {
            assertThat(failure()).hasMessageContaining("too large").hasMessageContaining("" + socket);
            assertReason(Reason.TOO_LARGE);
            assertThat(log.records())
                    .extracting(LogRecord::getMessage)
                    .as("what gRPC says of the rest")
                    .isEmpty();
        }
    }

    @Test
    void aPodThatIsTooLargeIsRefusedBeforeItIsRead() throws IOException {
        ByteString answer = Wire.message(1, Wire.text(99, "x".repeat(5 << 20)));
        serve(KubeletDouble.answering(socket, answer.toByteArray()));
        assertThat(failure()).hasMessageContaining("a pod's part");
        assertReason(Reason.TOO_LARGE);
    }

    @Test
    void moreDevicesThanTheHeapIsMeantForAreRefused() throws IOException {
        serve(KubeletDouble.answering(socket, Answers.listing(Answers.pods(200, 1, 1_000))));
        assertThat(failure()).hasMessageContaining("bytes of memory");
        assertReason(Reason.TOO_LARGE);
    }

    @Test
    void aLimitOfTheKubeletsOwnIsToldAsThat() throws IOException {
        Status refusal = Status.RESOURCE_EXHAUSTED.withDescription("trying to send message larger than max");
        serve(KubeletDouble.refusing(socket, refusal));
        assertReason(Reason.TOO_LARGE);
    }

    @Test
    void aKubeletThatIsAskedTooOftenByAllIsUnavailable() throws IOException {
        Status refusal = Status.RESOURCE_EXHAUSTED.withDescription("rejected by rate limit");
        serve(KubeletDouble.refusing(socket, refusal));
        assertThat(failure()).hasMessageContaining("rejected by rate limit");
        assertReason(Reason.UNAVAILABLE);
    }

    @Test
    void bytesThatAreNoProtobufAreGarbled() throws IOException {
        serve(KubeletDouble.answering(socket, "no protobuf".getBytes(UTF_8)));
        assertReason(Reason.GARBLED);
    }

    @Test
    void textThatIsNoUtf8IsGarbled() throws IOException {
        ByteString bad = ByteString.copyFrom(new byte[] {10, 2, (byte) 0xc3, 0x28});
        serve(KubeletDouble.answering(socket, Wire.message(1, bad).toByteArray()));
        assertReason(Reason.GARBLED);
    }

    @Test
    void aSocketThatSendsNoiseIsGarbled() throws IOException {
        byte[] noise = new byte[10_000];
        new Random(1).nextBytes(noise);
        serve(new PlainServer(socket, noise));
        assertThat(failure()).hasMessageContaining("does not speak gRPC");
        assertReason(Reason.GARBLED);
    }

    @Test
    void anHttp1ServerIsGarbled() throws IOException {
        serve(new PlainServer(socket, "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII)));
        assertReason(Reason.GARBLED);
    }

    @Test
    void aServerThatHangsUpIsUnavailable() throws IOException {
        serve(new PlainServer(socket, new byte[0]));
        assertReason(Reason.UNAVAILABLE);
    }

    @Test
    void aSocketThatNobodyListensToIsUnavailable() throws IOException {
        leaveADeadSocket();
        assertThat(failure()).hasMessageContaining("is it running?").hasMessageContaining("Connection refused");
        assertReason(Reason.UNAVAILABLE);
    }

    @Test
    void aDirectoryInPlaceOfTheSocketIsToldAsThat() throws IOException {
        Files.createDirectory(socket);
        assertThat(failure()).hasMessageContaining("is not a socket; mount the directory");
        assertReason(Reason.UNAVAILABLE);
    }

    @Test
    void noSocketIsNoKubelet() {
        assertThat(failure()).hasMessageStartingWith("no socket at " + socket);
        assertReason(Reason.SOCKET_MISSING);
    }

    @Test
    void aKubeletThatDoesNotAnswerInTimeIsGivenUp() throws IOException {
        client = new KubeletClient(socket, Duration.ofMillis(200));
        serve(KubeletDouble.silent(socket));
        assertThat(failure()).hasMessageContaining("within 200 ms");
        assertReason(Reason.TIMEOUT);
    }

    @Test
    void aKubeletOlderThanTheApiIsToldAsThat() throws IOException {
        serve(KubeletDouble.withoutTheService(socket));
        assertReason(Reason.UNIMPLEMENTED);
    }

    @Test
    void anErrorOfTheKubeletIsToldInOneLine() throws IOException {
        Status refusal = Status.UNKNOWN.withDescription("failed:\n\tno checkpoint " + "x".repeat(1_000));
        serve(KubeletDouble.refusing(socket, refusal));
        assertThat(failure().getMessage())
                .contains("failed: no checkpoint")
                .doesNotContain("\n")
                .hasSizeLessThan(600);
        assertReason(Reason.INTERNAL_ERROR);
    }

    @Test
    void aKubeletThatRestartsIsFoundAgain() throws IOException {
        List<Pod> others = Answers.pods(2, 1, 1);
        serve(KubeletDouble.answering(socket, Answers.listing(ONE)));
        assertThat(client.list()).isEqualTo(ONE);
        end();
        serve(KubeletDouble.answering(socket, Answers.listing(others)));
        assertThat(client.list()).isEqualTo(others);
    }

    @Test
    void aSocketThatVanishesIsFoundWhenItReturns() throws IOException {
        serve(KubeletDouble.answering(socket, Answers.listing(ONE)));
        assertThat(client.list()).isEqualTo(ONE);
        end();
        assertReason(Reason.SOCKET_MISSING);
        assertReason(Reason.SOCKET_MISSING);
        leaveADeadSocket();
        assertReason(Reason.UNAVAILABLE);
        Files.delete(socket);
        serve(KubeletDouble.answering(socket, Answers.listing(ONE)));
        assertThat(client.list()).isEqualTo(ONE);
    }

    /** As root, for whom these tests may run, the system refuses nothing: so the words it would use are given. */
    @Test
    void aSocketThatMayNotBeOpenedIsPermissionDenied() throws IOException {
        leaveADeadSocket();
        KubeletException denied = new NodeSocket(socket, Peer.KUBELET).explain("Permission denied: " + socket, null);
        assertThat(denied.reason()).isEqualTo(Reason.PERMISSION_DENIED);
        assertThat(denied).hasMessageStartingWith("may not open the kubelet's socket " + socket + " as uid ");
    }

    @Test
    void theRemedyForADeniedSocketIsTheUidOrTheSecurityModule() {
        assertThat(NodeSocket.remedy(Optional.of(65532), Optional.of(0)))
                .contains("for uid 0 alone", "runAsUser")
                .doesNotContain("SELinux");
        assertThat(NodeSocket.remedy(Optional.of(0), Optional.of(0))).contains("SELinux");
        assertThat(NodeSocket.remedy(Optional.of(1000), Optional.of(1000))).contains("SELinux");
    }

    @Test
    void nettysWarningOfKeepAliveIsSilencedAndNoOther() throws IOException {
        String bootstrap = "io.netty.bootstrap.Bootstrap";
        serve(KubeletDouble.answering(socket, Answers.listing(ONE)));
        try (Recorded log = new Recorded(bootstrap)) {
            client.list();
            Logger.getLogger(bootstrap).warning("another");
            assertThat(log.records()).extracting(LogRecord::getMessage).containsExactly("another");
        }
    }

    private void serve(Closeable another) {
        server = another;
    }

    private void end() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private KubeletException failure() {
        return catchThrowableOfType(KubeletException.class, client::list);
    }

    private void assertReason(Reason reason) {
        assertThat(failure().reason()).isEqualTo(reason);
        assertThat(failure().getMessage()).doesNotContain("\n");
    }

    /** What a kubelet leaves that was killed. */
    private void leaveADeadSocket() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
        }
    }
}
