package io.nvmlexporter.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.monitoring.SlackDouble.Message;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a GPU that falls ill to the message that a person reads: exporter, Prometheus, Alertmanager and Slack's webhook,
 * with the rules and configurations of this repository.
 *
 * <p>Only the waits are shorter: an alert's {@code for} is two seconds, and an XID is old after 25 (for the exporter's
 * health check, after five).
 */
class AlertingTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    @TempDir
    private static Path folder;

    private static final Deque<Closeable> PARTS = new ArrayDeque<>();
    private static FaultyNode hot;
    private static FaultyNode losing;
    private static FaultyNode failing;
    private static SlackDouble slack;
    private static Prometheus prometheus;

    @BeforeAll
    static void start() throws Exception {
        hot = keep(FaultyNode.start("gpu-a", "aa", folder));
        losing = keep(FaultyNode.start("gpu-b", "bb", folder));
        failing = keep(FaultyNode.start("gpu-c", "cc", folder, "-x", "5000"));
        slack = keep(new SlackDouble());
        Alertmanager alertmanager = keep(Alertmanager.start(slack.webhook(), folder));
        Path configuration = ComposeConfiguration.read()
                .rules(hurriedRules() + "/*.yaml")
                .alertmanager(Optional.of(alertmanager.uri()))
                .exporters(List.of(hot.page(), losing.page(), failing.page()))
                .write(folder.resolve("prometheus.yaml"));
        prometheus = keep(Prometheus.start(configuration, folder));
        Stack.await("every node to be scraped twice", prometheus, "count(count_over_time(up[1m]) >= 3) == 3");
    }

    private static <T extends Closeable> T keep(T part) {
        PARTS.push(part);
        return part;
    }

    private static Path hurriedRules() throws IOException {
        Path copies = Files.createDirectory(folder.resolve("alerts"));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("../alerts"), "*.yaml")) {
            for (Path file : files) {
                String hurried = Files.readString(file)
                        .replaceAll("(?m)^( +for:) \\w+$", "$1 2s")
                        .replaceAll("time\\(\\) - \\d+", "time() - 25");
                Files.writeString(copies.resolve(file.getFileName()), hurried);
            }
        }
        return copies;
    }

    @AfterAll
    static void stop() throws IOException {
        while (!PARTS.isEmpty()) {
            PARTS.pop().close();
        }
    }

    @Test
    void eachFaultIsOneMessageAndItsEndAnother() throws Exception {
        assertThat(prometheus.query("ALERTS")).as("alerts of healthy nodes").isEmpty();

        hot.heat(0, 93);
        hot.heat(5, 91);
        Message overheated = next("GPUs that are hot");
        assertThat(overheated.title()).contains("FIRING", "gpu-a");
        assertThat(overheated.text())
                .contains("GPU 0", "GPU 5", "93", "91", "GPU-aa", "runbooks/HighGpuTemperature.md")
                .doesNotContain("gpu-b", "gpu-c");
        hot.heat(0, 50);
        hot.heat(5, 50);
        assertIsEndOf(overheated, end("GPUs that are cool again"), "gpu-a");

        losing.lose(2);
        Message lost = next("a GPU that is lost");
        assertThat(lost.title()).contains("FIRING", "gpu-b");
        assertThat(lost.text()).contains("GPU 2", "NVIDIA H100 80GB HBM3", "GPU-bb", "gpu_lost", "runbooks/GpuLost.md");
        losing.find(2);
        assertIsEndOf(lost, end("a GPU that is found again"), "gpu-b");

        failing.xid(7, 79);
        Message fallen = next("a GPU that has fallen off the bus");
        assertThat(fallen.title()).contains("FIRING", "gpu-c");
        assertThat(fallen.text()).contains("GPU 7", "XID 79", "GPU-cc", "runbooks/XidGpuFellOffBus.md");
        assertIsEndOf(fallen, end("an XID that is long past"), "gpu-c");

        losing.heat(0, 95);
        losing.lose(3);
        Message both = next("a node with two kinds of faults");
        while (both.title().contains("FIRING 1")) {
            // One was seen so much later than the other that a message had gone.
            both = next("the second of two kinds of faults");
        }
        assertThat(both.title()).contains("FIRING 2", "gpu-b");
        assertThat(both.text()).contains("runbooks/HighGpuTemperature.md", "runbooks/GpuLost.md");
    }

    /** The message of the end of all. Before it, one may say that the first of several has ended. */
    private static Message end(String what) {
        Message message = next(what);
        while (message.title().contains("FIRING")) {
            assertThat(message.text()).as("after the one message of the fault").contains("*Resolved:*");
            message = next(what);
        }
        return message;
    }

    private static void assertIsEndOf(Message firing, Message end, String node) {
        assertThat(end.title()).contains("RESOLVED", node).doesNotContain("FIRING");
        assertThat(end.channel()).isEqualTo(firing.channel());
        assertThat(end.color()).isNotEqualTo(firing.color());
    }

    private static final List<Message> READ = new ArrayList<>();

    /** The next message that was not read yet. It is readable: no label without a value, no text of a template. */
    private static Message next(String what) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (slack.messages().size() == READ.size()) {
            assertThat(System.nanoTime())
                    .as("waited for a message of %s after %s", what, READ)
                    .isLessThan(deadline);
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        Message message = slack.messages().get(READ.size());
        READ.add(message);
        assertThat(message.title()).hasSizeLessThan(150);
        assertThat(message.title() + message.text()).doesNotContain("{{", "<no value>", "``", "()", "  ");
        return message;
    }
}
