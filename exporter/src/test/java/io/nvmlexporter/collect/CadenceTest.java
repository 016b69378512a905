package io.nvmlexporter.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.collect.GpuSnapshot.CollectionTime;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.FieldCatalog;
import io.nvmlexporter.field.Value;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlDouble;
import io.nvmlexporter.nvml.NvmlReturn;
import io.nvmlexporter.simulation.BundledCaptures;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A GPU's reader on the C double, with two groups of fields of different intervals. The test moves the clock, so that
 * ten minutes pass in no time, and what is late is late on every machine.
 */
@Timeout(60)
class CadenceTest {
    private static final Field TEMPERATURE = field("DCGM_FI_DEV_GPU_TEMP");
    private static final Field USED = field("DCGM_FI_DEV_FB_USED");
    private static final Field LINK_RATE = field("DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL");
    private static final Field SM_ACTIVE = field("DCGM_FI_PROF_SM_ACTIVE");
    private static final Field LINK_STATE = field("DCGM_FI_DEV_NVLINK_GET_STATE");
    private static final String OF_FAST = "gpu 0 nvmlDeviceGetTemperatureV";
    private static final String OF_SLOW = "gpu 0 nvmlDeviceGetMemoryInfo_v2";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    private NvmlDouble node;
    private Nvml nvml;
    private GpuPoller poller;
    private GpuReader reader;
    /** Where it starts does not matter, also not that it overflows. */
    private long now = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();

    @BeforeEach
    void aNode() throws IOException {
        open("h100");
    }

    @AfterEach
    void tidyUp() {
        poller.close();
        nvml.close();
        node.close();
    }

    @Test
    void eachGroupIsAskedForAtItsOwnIntervalAndNoValueIsOlderThanThat() {
        read(group("fast", SECOND, TEMPERATURE), group("slow", FIVE_MINUTES, USED));
        long begin = now;
        while (reader.next() - begin <= Duration.ofMinutes(10).toNanos()) {
            now = reader.next() - 1;
            assertThat(age("fast", begin)).isLessThanOrEqualTo(SECOND.toNanos());
            assertThat(age("slow", begin)).isLessThanOrEqualTo(FIVE_MINUTES.toNanos());
            now++;
            assertThat(reader.poll()).isTrue();
        }
        // At once, a quarter of a second later, and from then on at each interval.
        assertThat(node.calls(OF_FAST)).isEqualTo(2 + 599);
        assertThat(node.calls(OF_SLOW)).isEqualTo(2 + 1);
    }

    @Test
    void theFirstPageHasEveryGroup() {
        read(group("fast", SECOND, TEMPERATURE), group("slow", FIVE_MINUTES, USED, SM_ACTIVE));
        assertThat(reader.state().problem()).isEqualTo("starting");
        poll();
        assertThat(values()).containsOnlyKeys(TEMPERATURE, USED);
        poll();
        assertThat(values()).containsOnlyKeys(TEMPERATURE, USED, SM_ACTIVE);
    }

    @Test
    void aSlowValueStaysAsItWasReadUntilItIsReadAgain() {
        read(group("fast", SECOND, TEMPERATURE), group("slow", FIVE_MINUTES, USED));
        pollFor(SECOND);
        Value before = values().get(USED);
        node.command("set gpu 0 nvmlDeviceGetTemperatureV(0) 77");
        node.command("set gpu 0 nvmlDeviceGetMemoryInfo_v2 total:85520809984 reserved:0 free:85519761408 used:1048576");
        pollFor(SECOND);
        assertThat(values()).containsEntry(TEMPERATURE, new Value.Int(77)).containsEntry(USED, before);
        pollFor(FIVE_MINUTES);
        assertThat(values()).containsEntry(USED, new Value.Int(1));
    }

    @Test
    void aRateIsOverTheIntervalOfItsOwnGroup() {
        read(group("fast", SECOND, TEMPERATURE), group("slow", FIVE_MINUTES, LINK_RATE));
        transferred(0);
        pollFor(SECOND);
        // 300 s by 2,000,000 KiB.
        transferred(600_000_000);
        pollFor(FIVE_MINUTES);
        assertThat(values()).containsEntry(LINK_RATE, new Value.Int(2_000));
    }

    @Test
    void aLostGpuIsNoticedAtTheShortestIntervalAndLosesTheSlowValuesToo() {
        read(group("fast", SECOND, TEMPERATURE), group("slow", FIVE_MINUTES, USED, SM_ACTIVE));
        pollFor(Duration.ofSeconds(10));
        node.command("lose gpu 0");
        pollFor(SECOND);
        assertThat(reader.state().problem()).isEqualTo("gpu_lost");
        assertThat(reader.state().snapshot()).isEmpty();
        node.command("find gpu 0");
        long slow = node.calls(OF_SLOW);
        pollFor(SECOND);
        assertThat(values()).containsKeys(TEMPERATURE, USED);
        pollFor(SECOND);
        assertThat(values()).containsKeys(TEMPERATURE, USED, SM_ACTIVE);
        assertThat(node.calls(OF_SLOW)).as("not every second from then on").isEqualTo(slow + 2);
    }

    @Test
    void aGpuThatDoesNotAnswerLosesAllOfThemAfterTwoOfTheShortestInterval() {
        read(group("fast", SECOND, TEMPERATURE), group("slow", FIVE_MINUTES, USED));
        pollFor(SECOND);
        now = reader.state().snapshot().orElseThrow().takenNanos()
                + Duration.ofSeconds(7).toNanos();
        assertThat(values()).containsOnlyKeys(TEMPERATURE, USED);
        now++;
        assertThat(reader.state()).isEqualTo(GpuState.down(0, poller.uuid(), "timeout"));
    }

    @Test
    void aGroupThatCouldNotBeReadInTimeIsAbsentAloneAndSaysWhy() {
        read(
                Names.BOTH,
                group("two", Duration.ofSeconds(2), TEMPERATURE, SM_ACTIVE),
                group("three", Duration.ofSeconds(3), USED));
        poller.poll(group -> true);
        now += Duration.ofSeconds(8).toNanos();
        GpuReading late = poller.poll(group -> group == 1);
        assertThat(late.at(now).board().values()).containsOnlyKeys(TEMPERATURE, USED);
        now += SECOND.toNanos() + 1;
        EntitySnapshot board = late.at(now).board();
        assertThat(board.values()).containsOnlyKeys(USED);
        assertThat(board.clean().keySet()).isSubsetOf(USED.clean());
        assertThat(board.absences()).isEqualTo(Map.of(TEMPERATURE, "timeout", SM_ACTIVE, "timeout"));
    }

    @Test
    void aReadingThatIsLateIsNotMadeUpFor() {
        read(group("fast", SECOND, TEMPERATURE), group("slow", FIVE_MINUTES, USED));
        pollFor(SECOND);
        now += Duration.ofSeconds(90).toNanos();
        assertThat(reader.poll()).isTrue();
        long calls = node.calls(OF_FAST);
        pollFor(Duration.ofSeconds(3));
        assertThat(node.calls(OF_FAST)).isEqualTo(calls + 4);
        assertThat(node.calls(OF_SLOW)).isEqualTo(2);
    }

    @Test
    void aGpuInstanceThatIsMadeIsReadByEveryGroupAtOnce() throws IOException {
        nvml.close();
        node.close();
        open("h100-mig");
        node.command("remove gpu 0 mig 1");
        read(group("fast", SECOND, TEMPERATURE), group("slow", FIVE_MINUTES, USED, SM_ACTIVE));
        pollFor(SECOND);
        assertThat(instances()).hasSize(3);
        node.command("add gpu 0 mig 1");
        pollFor(SECOND);
        assertThat(instances())
                .hasSize(4)
                .allSatisfy(instance -> assertThat(instance.values()).containsKey(USED));
        pollFor(SECOND);
        assertThat(instances())
                .allSatisfy(instance -> assertThat(instance.values()).containsKeys(USED, SM_ACTIVE));
        node.command("remove gpu 0 mig 1");
        pollFor(SECOND);
        assertThat(instances()).hasSize(3);
    }

    @Test
    void linksAreThoseOfTheGroupThatAsksForThem() {
        read(group("fast", SECOND, TEMPERATURE), group("slow", FIVE_MINUTES, LINK_STATE));
        pollFor(SECOND);
        int links = reader.state().snapshot().orElseThrow().links().size();
        assertThat(links).isPositive();
        long calls = node.calls("gpu 0 nvmlDeviceGetNvLinkState");
        pollFor(Duration.ofSeconds(10));
        assertThat(reader.state().snapshot().orElseThrow().links()).hasSize(links);
        assertThat(node.calls("gpu 0 nvmlDeviceGetNvLinkState")).isEqualTo(calls);
    }

    private void open(String capture) throws IOException {
        try (InputStream text = BundledCaptures.class.getResourceAsStream("captures/" + capture + ".txt")) {
            node = NvmlDouble.answering(new String(text.readAllBytes(), UTF_8));
        }
        nvml = Nvml.open(Optional.of(node.library().toString()));
    }

    private void read(FieldGroup... groups) {
        read(Names.DCGM, groups);
    }

    private void read(Names names, FieldGroup... groups) {
        Plan plan = new Plan(List.of(groups), names, DeviceSelection.parse("f"), Windows.STANDARD, Optional.empty());
        Xids xids = new Xids(plan.windows().xids());
        xids.received(nvml.gpu(0).uuid(), NvmlReturn.SUCCESS);
        poller = new GpuPoller(nvml, Session.nodeOf(nvml), 0, plan, xids, gpu -> true, () -> {}, () -> now);
        reader = new GpuReader(0, poller, plan, () -> {}, () -> now);
    }

    private static FieldGroup group(String name, Duration interval, Field... fields) {
        return new FieldGroup(name, List.of(fields), interval);
    }

    private void poll() {
        now = reader.next();
        assertThat(reader.poll()).isTrue();
    }

    /** As the reader's thread does, until the time is over. */
    private void pollFor(Duration time) {
        long end = now + time.toNanos();
        while (reader.next() - end <= 0) {
            poll();
        }
        now = end;
    }

    private long age(String group, long begin) {
        return reader.state().snapshot().stream()
                .flatMap(snapshot -> snapshot.collections().stream())
                .filter(collection -> collection.name().equals(group))
                .map(CollectionTime::takenNanos)
                .mapToLong(taken -> now - taken)
                .findFirst()
                .orElse(now - begin);
    }

    private void transferred(long kibibytes) {
        node.command("set gpu 0 nvmlDeviceGetFieldValues(138,4294967295) u64:" + kibibytes);
        node.command("set gpu 0 nvmlDeviceGetFieldValues(139,4294967295) u64:0");
    }

    private Map<Field, Value> values() {
        return reader.state().snapshot().orElseThrow().board().values();
    }

    private List<EntitySnapshot> instances() {
        return reader.state().snapshot().orElseThrow().instances();
    }

    private static Field field(String name) {
        return FieldCatalog.find(name).orElseThrow();
    }
}
