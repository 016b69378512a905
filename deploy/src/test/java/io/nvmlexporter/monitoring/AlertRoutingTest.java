package io.nvmlexporter.monitoring;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real Alertmanager, with this repository's configuration, silences and puts into one message. */
class AlertRoutingTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    /** Each pair has a node or a GPU of its own: what fires | what else fires | whether that is silenced. */
    private static final String PAIRS = """
            alertname=XidGpuFellOffBus UUID=1 subject=availability | alertname=GpuLost UUID=1 subject=availability | silenced
            alertname=XidGpuFellOffBus UUID=2 subject=availability | alertname=NvlinkDown UUID=2 subject=nvlink | silenced
            alertname=XidGpuFellOffBus UUID=3 | alertname=GpuLost UUID=3b | sent
            alertname=GpuLost UUID=5 subject=availability | alertname=GpuMissing UUID=5 subject=availability | silenced
            alertname=GpuLost UUID=6 Hostname=n6 | alertname=XidGspError UUID=6 hostname=n6 | silenced
            alertname=GpuLost UUID=7 Hostname=n7 | alertname=GpuStuck UUID=7b Hostname=n7 | sent
            alertname=GpuLost Hostname=n8 | alertname=GpuStuck Hostname=n8 | sent
            alertname=A UUID=9 subject=heat severity=critical | alertname=B UUID=9 subject=heat severity=warning | silenced
            alertname=A UUID=10 subject=heat severity=critical | alertname=B UUID=10 subject=heat severity=info | silenced
            alertname=A UUID=11 subject=heat severity=critical | alertname=B UUID=11 subject=power severity=warning | sent
            alertname=A UUID=12 subject=heat severity=critical | alertname=B UUID=12b subject=heat severity=warning | sent
            alertname=A UUID=13 subject=heat severity=critical | alertname=B UUID=13 subject=heat severity=critical | sent
            alertname=A UUID=14 subject=heat severity=warning | alertname=B UUID=14 subject=heat severity=info | sent
            alertname=A UUID=15 severity=critical | alertname=B UUID=15 severity=warning | sent
            alertname=A subject=x16 severity=critical | alertname=B subject=x16 severity=warning | sent
            alertname=GpuRowRemapFailed UUID=17 severity=critical | alertname=GpuHealthFailed UUID=17 severity=critical | silenced
            alertname=GpuRowRemapFailed UUID=18 severity=critical | alertname=GpuHealthFailed UUID=18b severity=critical | sent
            alertname=GpuThermalThrottling UUID=19 severity=warning | alertname=GpuHealthFailed UUID=19 severity=critical | sent
            alertname=GpuHealthFailed health_watch=a UUID=20 severity=critical | alertname=GpuHealthFailed health_watch=b UUID=20 severity=critical | sent
            alertname=GpuDriverDown Hostname=n21 | alertname=GpuMissing Hostname=n21 UUID=21 | silenced
            alertname=GpuDriverDown Hostname=n22 | alertname=GpuDevicesUnmapped Hostname=n22 | silenced
            alertname=GpuDriverDown hostname=n23 | alertname=GpuMissing hostname=n23 UUID=23 | silenced
            alertname=GpuDriverDown hostname=n24 | alertname=GpuDevicesUnmapped hostname=n24 | silenced
            alertname=GpuDriverDown Hostname=n25 | alertname=GpuMissing Hostname=n25b UUID=25 | sent
            alertname=GpuDriverDown Hostname=n26 | alertname=GpuPodMappingDown Hostname=n26 | sent
            alertname=GpuDriverDown instance=i27 | alertname=GpuMissing instance=i27 UUID=27 | sent
            """;

    /** What one message each is of. */
    private static final String MESSAGES = """
            alertname=HighGpuTemperature Hostname=g1 UUID=31 job=gpu instance=a | alertname=NvlinkDown Hostname=g1 UUID=32
            alertname=GpuStuck hostname=g2 UUID=33 | alertname=GpuDevicesUnmapped hostname=g2 instance=b
            alertname=GpuExporterDown job=gpu instance=c
            alertname=GpuExporterDown job=gpu instance=d
            alertname=HighErrorRate job=rag instance=e | alertname=LowCacheHitRate job=rag instance=e
            """;

    @TempDir
    private static Path folder;

    private static final Deque<Closeable> PARTS = new ArrayDeque<>();
    private static Alertmanager alertmanager;

    @BeforeAll
    static void start() throws IOException {
        SlackDouble slack = new SlackDouble();
        PARTS.push(slack);
        alertmanager = Alertmanager.start(slack.webhook(), folder);
        PARTS.push(alertmanager);
    }

    @AfterAll
    static void stop() throws IOException {
        while (!PARTS.isEmpty()) {
            PARTS.pop().close();
        }
    }

    @Test
    void whatFollowsFromAnotherFaultIsSilencedAndNothingElse() throws IOException, InterruptedException {
        Set<Map<String, String>> expected = lines(PAIRS)
                .filter(pair -> pair.endsWith("silenced"))
                .map(pair -> alerts(pair).get(1))
                .collect(toSet());
        alertmanager.take(lines(PAIRS)
                .flatMap(pair -> alerts(pair).subList(0, 2).stream())
                .toList());

        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (silenced().size() < expected.size() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        assertThat(silenced()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void whatIsWrongWithOneNodeIsOneMessage() throws IOException, InterruptedException {
        List<Set<Map<String, String>>> expected = lines(MESSAGES)
                .<Set<Map<String, String>>>map(message -> new HashSet<>(alerts(message)))
                .toList();
        alertmanager.take(expected.stream().flatMap(Set::stream).toList());

        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!messages().containsAll(expected) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        assertThat(messages()).containsAll(expected);
    }

    private static Stream<String> lines(String table) {
        return table.lines().map(String::strip);
    }

    private static List<Map<String, String>> alerts(String line) {
        return Arrays.stream(line.split(" \\| ")).map(AlertRoutingTest::labels).toList();
    }

    private static Map<String, String> labels(String words) {
        return Arrays.stream(words.split(" "))
                .map(word -> word.split("="))
                .collect(toMap(pair -> pair[0], pair -> pair.length > 1 ? pair[1] : ""));
    }

    private static Set<Map<String, String>> silenced() throws IOException, InterruptedException {
        return of(alertmanager.alerts(), true);
    }

    private static List<Set<Map<String, String>>> messages() throws IOException, InterruptedException {
        return alertmanager.groups().findValues("alerts").stream()
                .map(alerts -> of(alerts, false))
                .toList();
    }

    private static Set<Map<String, String>> of(JsonNode alerts, boolean silenced) {
        Set<Map<String, String>> labels = new HashSet<>();
        for (JsonNode alert : alerts) {
            if (!alert.at("/status/inhibitedBy").isEmpty() || !silenced) {
                Map<String, String> each = new HashMap<>();
                alert.path("labels")
                        .properties()
                        .forEach(label ->
                                each.put(label.getKey(), label.getValue().asText()));
                labels.add(each);
            }
        }
        return labels;
    }
}
