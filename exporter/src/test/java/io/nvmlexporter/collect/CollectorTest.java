package io.nvmlexporter.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.nvmlexporter.collect.Entity.MigInstance;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.FieldCatalog;
import io.nvmlexporter.field.Value;
import io.nvmlexporter.field.Value.Sample;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlDouble;
import io.nvmlexporter.simulation.BundledCaptures;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The collector on a node of eight H100 that are the C double's, so that all goes through the real binding. */
@Timeout(60)
class CollectorTest {
    private static final Field TEMPERATURE = field("DCGM_FI_DEV_GPU_TEMP");
    private static final Field UTILIZATION = field("DCGM_FI_DEV_GPU_UTIL");
    private static final Field XIDS_IN_WINDOW = field("DCGM_EXP_XID_ERRORS_COUNT");
    private static final Field XIDS_IN_TOTAL = field("DCGM_EXP_XID_ERRORS_TOTAL");
    private static final Field HEALTH = field("DCGM_EXP_GPU_HEALTH_STATUS");
    private static final Field PEERS = field("DCGM_EXP_P2P_STATUS");
    private static final Field USED = field("DCGM_FI_DEV_FB_USED");
    private static final Field FREE = field("DCGM_FI_DEV_FB_FREE");
    private static final Field XID = field("DCGM_FI_DEV_XID_ERRORS");
    private static final Field SM_ACTIVE = field("DCGM_FI_PROF_SM_ACTIVE");
    private static final Field LINK_RATE = field("DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL");
    private static final DeviceSelection ALL = DeviceSelection.parse("f");

    private NvmlDouble node;
    private Collector collector;
    private View view;

    @BeforeEach
    void aNodeOfEight() throws IOException {
        node = NvmlDouble.answering(capture("h100"));
    }

    @AfterEach
    void tidyUp() {
        // Before the collector, so that no thread of it hangs any more.
        node.command("release");
        if (collector != null) {
            collector.close();
        }
        node.close();
    }

    @Test
    void everyGpuIsServedInTheDriversOrder() {
        collectEvery(50);
        await(snapshot -> entities(snapshot).size() == 8);
        assertThat(entities(collector.snapshot()))
                .extracting(snapshot -> snapshot.entity().gpu())
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(collector.snapshot().driver().node().orElseThrow().driverVersion())
                .isEqualTo("580.105.08");
    }

    @Test
    void aLostGpuCostsOnlyItsOwnSeriesAndComesBack() {
        collectEvery(50);
        await(snapshot -> entities(snapshot).size() == 8);
        node.command("lose gpu 3");
        await(snapshot -> gpu(snapshot, 3).problem().equals("gpu_lost"));
        assertThat(entities(collector.snapshot()))
                .extracting(snapshot -> snapshot.entity().gpu())
                .containsExactly(0, 1, 2, 4, 5, 6, 7);
        assertThat(gpu(collector.snapshot(), 3).uuid()).startsWith("GPU-");
        node.command("find gpu 3");
        await(snapshot -> entities(snapshot).size() == 8);
    }

    @Test
    void aCallThatHangsCostsOnlyItsOwnGpu() {
        collect(new Plan(
                FieldCatalog.all(),
                Names.DCGM,
                ALL,
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                Windows.STANDARD,
                Optional.empty()));
        await(snapshot -> entities(snapshot).size() == 8);
        node.command("hang gpu 5 nvmlDeviceGetPowerUsage");
        await(snapshot -> gpu(snapshot, 5).problem().equals("timeout"));
        assertThat(entities(collector.snapshot()))
                .extracting(snapshot -> snapshot.entity().gpu())
                .containsExactly(0, 1, 2, 3, 4, 6, 7);
        node.command("release gpu 5");
        await(snapshot -> entities(snapshot).size() == 8);
    }

    @Test
    void aGpuThatHangsFromTheStartKeepsNobodyWaiting() throws InterruptedException {
        node.command("hang gpu 0 nvmlDeviceGetUUID");
        collectEvery(50);
        await(snapshot -> entities(snapshot).size() == 7);
        assertThat(gpu(collector.snapshot(), 0).problem()).isEqualTo("starting");
    }

    @Test
    void aGpuThatNeverAnswersIsCalledHungAfterAWhile() {
        node.command("hang gpu 0 nvmlDeviceGetUUID");
        collect(new Plan(
                FieldCatalog.all(),
                Names.DCGM,
                ALL,
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                Windows.STANDARD,
                Optional.empty()));
        await(snapshot -> gpu(snapshot, 0).problem().equals("timeout"));
    }

    @Test
    void theAgeOfAValueCountsFromWhenItsPollBegan() {
        // The temperature is read first, and then the poll takes longer than a value may live.
        node.command("slow gpu 0 nvmlDeviceGetGridLicensableFeatures_v4 1000");
        collect(new Plan(
                FieldCatalog.all(),
                Names.DCGM,
                ALL,
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                Windows.STANDARD,
                Optional.empty()));
        await(snapshot ->
                entities(snapshot).size() == 7 && gpu(snapshot, 0).problem().equals("timeout"));
    }

    @Test
    void aGpuWithoutAUuidIsNotServedUntilItHasOne() {
        node.command("refuse gpu 0 nvmlDeviceGetUUID UNKNOWN");
        collectEvery(50);
        await(snapshot ->
                entities(snapshot).size() == 7 && gpu(snapshot, 0).problem().equals("unknown"));
        node.command("allow gpu 0 nvmlDeviceGetUUID");
        await(snapshot -> entities(snapshot).size() == 8);
    }

    @Test
    void aNameThatWasRefusedAtFirstIsAskedForAgain() {
        node.command("refuse gpu 0 nvmlDeviceGetName TIMEOUT");
        collectEvery(50);
        await(snapshot -> entities(snapshot).size() == 8);
        assertThat(entities(collector.snapshot()).get(0).entity().modelName()).isEmpty();
        node.command("allow gpu 0 nvmlDeviceGetName");
        await(snapshot -> entities(snapshot).get(0).entity().modelName().equals("NVIDIA H100 80GB HBM3"));
    }

    @Test
    void aLostDriverTakesAllSeriesAndIsFoundAgain() {
        collectEvery(50);
        await(snapshot -> entities(snapshot).size() == 8);
        node.command("lose driver");
        await(snapshot -> snapshot.driver().reason().equals("driver_not_loaded"));
        assertThat(collector.snapshot().gpus()).isEmpty();
        node.command("return driver");
        await(snapshot -> entities(snapshot).size() == 8);
        assertThat(collector.snapshot().driver().isUp()).isTrue();
    }

    @Test
    void aDriverOfAnotherVersionThanItsLibraryIsToldAsThat() {
        node.command("version-mismatch");
        collectEvery(50);
        await(snapshot -> snapshot.driver().reason().equals("lib_rm_version_mismatch"));
        node.command("return driver");
        await(snapshot -> entities(snapshot).size() == 8);
    }

    @Test
    void gpusThatAreUnpluggedAreNoticed() {
        collectEvery(50);
        await(snapshot -> entities(snapshot).size() == 8);
        node.command("count 6");
        await(snapshot -> snapshot.gpus().size() == 6 && entities(snapshot).size() == 6);
    }

    @Test
    void anXidIsServedOnItsGpuAndStaysUntilTheNext() {
        collectEvery(50);
        awaitListeners(8);
        assertThat(values(3)).doesNotContainKey(XID);
        node.command("xid gpu 3 79");
        await(snapshot -> new Value.Int(79).equals(values(3).get(XID)));
        assertThat(values(2)).doesNotContainKey(XID);
        node.command("xid gpu 3 48");
        await(snapshot -> new Value.Int(48).equals(values(3).get(XID)));
    }

    @Test
    void everyXidOfAStormIsCountedOnce() {
        collectEvery(50);
        awaitListeners(8);
        for (int i = 0; i < 10_000; i++) {
            node.command("xid gpu 3 " + (i % 2 == 0 ? 79 : 48));
        }
        await(snapshot -> collector.xids().stream().mapToLong(XidCount::count).sum() == 10_000);
        assertThat(collector.xids())
                .extracting(XidCount::gpu, XidCount::code, XidCount::count)
                .containsExactly(tuple(3, 48L, 5_000L), tuple(3, 79L, 5_000L));
    }

    @Test
    void theNumbersOfAStormAreExactInTheWindowAndInTheTotal() {
        collect(new Plan(List.of(XIDS_IN_WINDOW, XIDS_IN_TOTAL), Names.DCGM, ALL, Duration.ofMillis(50)));
        awaitListeners(8);
        await(snapshot -> samples(2, XIDS_IN_TOTAL).equals(List.of(new Sample(Map.of(), 0))));
        for (int i = 0; i < 10_000; i++) {
            node.command("xid gpu 3 " + (i % 2 == 0 ? 79 : 48));
        }
        await(snapshot -> samples(3, XIDS_IN_TOTAL)
                .equals(List.of(new Sample(Map.of("xid", "48"), 5_000), new Sample(Map.of("xid", "79"), 5_000))));
        String window = "window_size_in_ms";
        assertThat(samples(3, XIDS_IN_WINDOW))
                .containsExactly(
                        new Sample(Map.of(window, "300000", "xid", "48"), 5_000),
                        new Sample(Map.of(window, "300000", "xid", "79"), 5_000));
        assertThat(samples(2, XIDS_IN_WINDOW)).containsExactly(new Sample(Map.of(window, "300000"), 0));
    }

    @Test
    void aGpuThatWasNeverGoneIsListenedToOnce() {
        collectEvery(50);
        awaitListeners(8);
        for (int xid = 1; xid <= 3; xid++) {
            // Each wakes the listener, which looks then whether it is to listen anew.
            node.command("xid gpu 3 " + xid);
            Value last = new Value.Int(xid);
            await(snapshot -> last.equals(values(3).get(XID)));
        }
        assertThat(node.calls("gpu 3 nvmlDeviceRegisterEvents")).isOne();
    }

    @Test
    void anXidOfAGpuThatIsBeingLostIsCountedAndShownWhenItIsBack() {
        collect(new Plan(List.of(XIDS_IN_TOTAL), Names.DCGM, ALL, Duration.ofMillis(50)));
        awaitListeners(8);
        node.command("xid gpu 3 79");
        node.command("lose gpu 3");
        await(snapshot -> gpu(snapshot, 3).problem().equals("gpu_lost")
                && collector.xids().size() == 1);
        node.command("find gpu 3");
        await(snapshot -> entities(snapshot).size() == 8
                && samples(3, XIDS_IN_TOTAL).equals(List.of(new Sample(Map.of("xid", "79"), 1))));
    }

    @Test
    void whereXidsCannotBeReceivedTheirNumberIsAbsent() {
        node.command("refuse gpu 3 nvmlDeviceRegisterEvents NOT_SUPPORTED");
        collect(new Plan(List.of(XIDS_IN_TOTAL), Names.DCGM, ALL, Duration.ofMillis(50)));
        await(snapshot -> entities(snapshot).size() == 8
                && "not_supported".equals(entity(3).absences().get(XIDS_IN_TOTAL)));
        await(snapshot -> values(2).containsKey(XIDS_IN_TOTAL));
        assertThat(values(3)).isEmpty();
    }

    @Test
    void aMigBoardsHealthAndPeersAreOnItsOwnSeriesAndNothingElseIs() throws IOException {
        node.close();
        node = NvmlDouble.answering(capture("h100-mig"));
        collect(new Plan(List.of(HEALTH, TEMPERATURE), Names.DCGM, ALL, Duration.ofMillis(50)));
        await(snapshot -> entities(snapshot).size() == 5);
        List<EntitySnapshot> all = entities(collector.snapshot());
        assertThat(all.get(4).entity().mig()).isEmpty();
        assertThat(all.get(4).values()).containsOnlyKeys(HEALTH);
        assertThat(all.subList(0, 4)).allSatisfy(instance -> {
            assertThat(instance.values()).containsOnlyKeys(TEMPERATURE);
            assertThat(instance.absences()).isEmpty();
        });
    }

    @Test
    void aThresholdThatIsExceededFailsTheWatchThroughTheLibrary() {
        collect(new Plan(List.of(HEALTH), Names.DCGM, ALL, Duration.ofMillis(50)));
        Map<String, String> pass = Map.of("health_watch", "MEM", "health_error_code", "DCGM_FR_OK");
        Map<String, String> fail = Map.of("health_watch", "MEM", "health_error_code", "DCGM_FR_ROW_REMAP_FAILURE");
        await(snapshot -> entities(snapshot).size() == 8 && samples(1, HEALTH).contains(new Sample(pass, 0)));
        node.command("set gpu 1 nvmlDeviceGetFieldValues(145,0) u32:1");
        await(snapshot -> samples(1, HEALTH).contains(new Sample(fail, 20)));
        assertThat(samples(2, HEALTH)).contains(new Sample(pass, 0));
    }

    @Test
    void anXidFailsTheGpusHealth() {
        collect(new Plan(List.of(HEALTH), Names.DCGM, ALL, Duration.ofMillis(50)));
        awaitListeners(8);
        node.command("xid gpu 3 95");
        Map<String, String> fail = Map.of("health_watch", "ALL", "health_error_code", "DCGM_FR_UNCONTAINED_ERROR");
        await(snapshot -> samples(3, HEALTH).contains(new Sample(fail, 20)));
    }

    @Test
    void aPeerThatIsLostCostsOnlyItsOwnSample() {
        collect(new Plan(List.of(PEERS), Names.DCGM, ALL, Duration.ofMillis(50)));
        await(snapshot -> entities(snapshot).size() == 8 && samples(1, PEERS).size() == 7);
        node.command("lose gpu 3");
        await(snapshot -> entities(snapshot).size() == 7 && samples(1, PEERS).size() == 6);
        assertThat(samples(1, PEERS))
                .extracting(sample -> sample.labels().get("peer_gpu"))
                .doesNotContain("1", "3");
        long calls = node.calls("gpu 1 nvmlDeviceGetP2PStatus");
        assertThat(calls).as("each peer once").isEqualTo(7);
    }

    @Test
    void aGpuThatHangsFromTheStartKeepsNoOtherFromItsPeers() {
        node.command("hang gpu 3 *");
        collect(new Plan(List.of(PEERS), Names.DCGM, ALL, Duration.ofMillis(50)));
        await(snapshot -> entities(snapshot).size() == 7 && samples(1, PEERS).size() == 6);
    }

    @Test
    void anXidOfAGpuThatCameBackIsSeen() {
        collectEvery(50);
        awaitListeners(8);
        node.command("lose gpu 3");
        await(snapshot -> gpu(snapshot, 3).problem().equals("gpu_lost"));
        node.command("find gpu 3");
        awaitListeners(9);
        node.command("xid gpu 3 31");
        await(snapshot -> entities(snapshot).size() == 8
                && new Value.Int(31).equals(values(3).get(XID)));
    }

    @Test
    void theXidsOfOthersAreSeenWhileAGpuIsLost() {
        collectEvery(50);
        awaitListeners(8);
        node.command("lose gpu 5");
        node.command("xid gpu 1 31");
        await(snapshot -> new Value.Int(31).equals(values(1).get(XID)));
        await(snapshot -> gpu(snapshot, 5).problem().equals("gpu_lost"));
        node.command("xid gpu 1 48");
        await(snapshot -> new Value.Int(48).equals(values(1).get(XID)));
    }

    @Test
    void theXidsOfOthersAreSeenWhileAGpuHangsFromTheStart() {
        node.command("hang gpu 3 *");
        collectEvery(50);
        awaitListeners(7);
        node.command("lose gpu 5");
        node.command("find gpu 5");
        node.command("xid gpu 1 48");
        await(snapshot -> new Value.Int(48).equals(values(1).get(XID)));
    }

    @Test
    void aScrapeDoesNotEnterTheDriver() throws InterruptedException {
        collect(new Plan(List.of(TEMPERATURE), Names.DCGM, ALL, Duration.ofHours(1)));
        // The second poll follows the first at once; the third comes in an hour.
        collector.awaitFirst(Duration.ofSeconds(30));
        long before = node.calls("") - waits();
        for (int i = 0; i < 1000; i++) {
            assertThat(entities(collector.snapshot())).hasSize(8);
        }
        assertThat(node.calls("") - waits()).isEqualTo(before);
    }

    private long waits() {
        return node.calls("nvmlEventSetWait_v2") + node.calls("nvmlSystemEventSetWait");
    }

    @Test
    void aStructIsReadOnceAPollForAllItsFields() throws InterruptedException {
        collect(new Plan(List.of(USED, FREE), Names.DCGM, ALL, Duration.ofHours(1)));
        collector.awaitFirst(Duration.ofSeconds(30));
        assertThat(node.calls("gpu 0 nvmlDeviceGetMemoryInfo_v2")).isEqualTo(2);
    }

    @Test
    void numberedValuesAndGpmMetricsAreOneCallEachAPoll() throws InterruptedException {
        collect(new Plan(FieldCatalog.all(), Names.DCGM, ALL, Duration.ofHours(1)));
        collector.awaitFirst(Duration.ofSeconds(30));
        assertThat(node.calls("gpu 0 nvmlDeviceGetFieldValues")).isEqualTo(2);
        // The first poll has no earlier sample to compare with.
        assertThat(node.calls("nvmlGpmMetricsGet")).isEqualTo(8);
    }

    @Test
    void aValueThatIsRefusedCostsOnlyItself() {
        node.command("refuse gpu 0 nvmlDeviceGetTemperatureV NO_PERMISSION");
        node.command("refuse gpu 0 nvmlDeviceGetTemperature NO_PERMISSION");
        collectEvery(50);
        await(snapshot -> entities(snapshot).size() == 8);
        assertThat(values(0)).doesNotContainKey(TEMPERATURE).containsKey(USED);
        assertThat(entity(0).absences())
                .containsEntry(TEMPERATURE, "no_permission")
                .doesNotContainKey(USED);
        assertThat(values(1)).containsKeys(TEMPERATURE, USED);
        assertThat(entity(1).absences()).doesNotContainKeys(TEMPERATURE, USED);
    }

    @Test
    void numberedValuesThatAreRefusedAsAWholeCostOnlyThemselves() {
        node.command("refuse gpu 0 nvmlDeviceGetFieldValues NOT_SUPPORTED");
        collectEvery(50);
        await(snapshot -> entities(snapshot).size() == 8);
        assertThat(values(0)).doesNotContainKey(LINK_RATE).containsKeys(TEMPERATURE, USED);
    }

    @Test
    void aGpuThatWillNotSayWhetherMigIsOnIsServedAsAGpu() {
        node.command("refuse gpu 0 nvmlDeviceGetMigMode NO_PERMISSION");
        collectEvery(50);
        await(snapshot -> entities(snapshot).size() == 8);
        assertThat(values(0)).containsKeys(TEMPERATURE, USED);
    }

    @Test
    void anInstanceThatIsRefusedCostsOnlyItself() throws IOException {
        node.close();
        node = NvmlDouble.answering(capture("h100-mig"));
        node.command("refuse gpu 0 mig 1 nvmlDeviceGetGpuInstanceId NO_PERMISSION");
        collectEvery(50);
        await(snapshot -> instances(snapshot).size() == 3);
        assertThat(entities(collector.snapshot()).stream().flatMap(snapshot -> snapshot.entity().mig().stream()))
                .containsExactly(
                        new MigInstance("3g.40gb", 2, "MIG-54f5154b-f069-40ed-aca6-8b68bc011a23"),
                        new MigInstance("1g.10gb", 9, "MIG-115569a2-a6f2-4733-8bf2-d6827211553a"),
                        new MigInstance("1g.10gb", 10, "MIG-54fd931f-198c-47e0-a411-b87113d93e40"));
    }

    @Test
    void aValueThatCannotBeTrueIsCountedAndNotServed() {
        collectEvery(50);
        await(snapshot -> entities(snapshot).size() == 8 && values(0).containsKey(UTILIZATION));
        assertThat(gpu(collector.snapshot(), 0).snapshot().orElseThrow().refused())
                .isZero();
        node.command("set gpu 0 nvmlDeviceGetUtilizationRates gpu:4294967295 memory:1");
        await(snapshot -> gpu(snapshot, 0).snapshot().orElseThrow().refused() > 1);
        assertThat(values(0)).doesNotContainKey(UTILIZATION);
        assertThat(entity(0).absences()).containsEntry(UTILIZATION, "out_of_range");
        assertThat(gpu(collector.snapshot(), 1).snapshot().orElseThrow().refused())
                .isZero();
    }

    @Test
    void anInstanceThatIsDestroyedGoesAndOneThatIsMadeComesWithoutAGapForTheOthers() throws IOException {
        node.close();
        node = NvmlDouble.answering(capture("h100-mig"));
        collectEvery(50);
        await(snapshot -> instances(snapshot).equals(List.of(2, 3, 9, 10)));
        node.command("remove gpu 0 mig 1");
        await(snapshot -> {
            assertThat(instances(snapshot)).contains(2, 9, 10).doesNotHaveDuplicates();
            return instances(snapshot).equals(List.of(2, 9, 10));
        });
        node.command("set gpu 0 mig 1 nvmlDeviceGetUUID \"MIG-a-new-one\"");
        node.command("add gpu 0 mig 1");
        await(snapshot -> {
            assertThat(instances(snapshot)).contains(2, 9, 10).doesNotHaveDuplicates();
            return instances(snapshot).equals(List.of(2, 3, 9, 10));
        });
        await(snapshot -> entities(snapshot).get(1).values().containsKey(SM_ACTIVE));
    }

    @Test
    void anInstanceThatIsMadeAnewWithTheSameIdStartsWithoutThePastOfTheOld() throws IOException {
        node.close();
        node = NvmlDouble.answering(capture("h100-mig"));
        node.command("slow gpu 0 nvmlDeviceGetMigMode 100");
        collectEvery(50);
        await(snapshot -> instances(snapshot).equals(List.of(2, 3, 9, 10)));
        for (int i = 0; i < 10; i++) {
            node.command("remove gpu 0 mig 1");
            node.command("set gpu 0 mig 1 nvmlDeviceGetUUID \"MIG-" + i + "\"");
            node.command("add gpu 0 mig 1");
            await(snapshot -> instances(snapshot).equals(List.of(2, 3, 9, 10))
                    && entities(snapshot).get(1).values().containsKey(SM_ACTIVE));
        }
    }

    @Test
    void ratesAndGpmComeWithTheSecondPoll() throws InterruptedException {
        collect(new Plan(List.of(SM_ACTIVE, LINK_RATE), Names.DCGM, ALL, Duration.ofHours(1)));
        collector.awaitFirst(Duration.ofSeconds(30));
        assertThat(values(0)).containsKeys(SM_ACTIVE, LINK_RATE);
    }

    @Test
    void aLibraryWithoutTheNewerFunctionsServesTheOlderOnes() throws IOException {
        node.close();
        node = NvmlDouble.answering(capture("h100"), NvmlDouble.symbols(470));
        collectEvery(50);
        await(snapshot -> entities(snapshot).size() == 8);
        assertThat(values(6)).containsEntry(USED, new Value.Int(479)).doesNotContainKey(SM_ACTIVE);
        assertThat(values(6)).containsKey(TEMPERATURE);
    }

    @Test
    void onlyTheSelectedGpusAreRead() {
        collect(new Plan(FieldCatalog.all(), Names.DCGM, DeviceSelection.parse("g:1,6-7"), Duration.ofMillis(50)));
        await(snapshot -> entities(snapshot).size() == 3);
        assertThat(collector.snapshot().gpus()).extracting(GpuState::gpu).containsExactly(1, 6, 7);
        assertThat(node.calls("gpu 2 nvmlDeviceGetPowerUsage")).isZero();
    }

    @Test
    void stoppingEndsEveryThread() {
        collectEvery(50);
        await(snapshot -> entities(snapshot).size() == 8);
        collector.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("gpu-0", "gpu-7", "events-0", "node-events", "nvml");
    }

    private void collectEvery(int millis) {
        collect(new Plan(FieldCatalog.all(), Names.DCGM, ALL, Duration.ofMillis(millis)));
    }

    private void collect(Plan plan) {
        view = new View(plan.devices(), true);
        collector = new Collector(() -> Nvml.open(Optional.of(node.library().toString())), plan, "hint");
        collector.start();
    }

    /** An XID that is sent before anybody listens is lost, as on a real node. */
    private void awaitListeners(long registrations) {
        await(snapshot -> snapshot.driver().isUp()
                && node.calls("nvmlDeviceRegisterEvents") >= registrations
                && IntStream.range(0, 8)
                                .filter(gpu -> node.calls("gpu " + gpu + " nvmlDeviceRegisterEvents") > 0)
                                .count()
                        >= Math.min(8, registrations));
        await(snapshot ->
                node.calls("nvmlEventSetWait_v2") > 0 && entities(snapshot).size() >= Math.min(8, registrations));
    }

    private void await(Predicate<NodeSnapshot> condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(45).toNanos();
        while (!condition.test(collector.snapshot())) {
            assertThat(System.nanoTime()).as("the condition came true in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void instancesAreSelectedByDcgmsNumbersAndGpusWithAllOfThem() throws IOException {
        node.close();
        node = NvmlDouble.answering(capture("h100-mig"));
        collect(new Plan(FieldCatalog.all(), Names.DCGM, DeviceSelection.parse("i:1,3"), Duration.ofMillis(50)));
        await(snapshot -> instances(snapshot).equals(List.of(3, 10)));
        collector.close();
        collect(new Plan(FieldCatalog.all(), Names.DCGM, DeviceSelection.parse("g+i"), Duration.ofMillis(50)));
        await(snapshot -> entities(snapshot).size() == 5);
        assertThat(entities(collector.snapshot()).get(4).entity().mig()).isEmpty();
    }

    private List<Integer> instances(NodeSnapshot snapshot) {
        return entities(snapshot).stream()
                .flatMap(entity -> entity.entity().mig().stream())
                .map(MigInstance::gpuInstanceId)
                .toList();
    }

    private List<EntitySnapshot> entities(NodeSnapshot snapshot) {
        return view.of(snapshot).stream()
                .filter(entity -> entity.entity().nvlink().isEmpty())
                .toList();
    }

    private Map<Field, Value> values(int gpu) {
        return entity(gpu).values();
    }

    /** In the order of their labels' text; none where the GPU has no such value. */
    private List<Sample> samples(int gpu, Field field) {
        return entities(collector.snapshot()).stream()
                .filter(snapshot -> snapshot.entity().gpu() == gpu)
                .flatMap(snapshot -> Stream.ofNullable(snapshot.values().get(field)))
                .flatMap(value -> ((Value.Samples) value).samples().stream())
                .sorted(Comparator.comparing(sample -> new TreeMap<>(sample.labels()).toString()))
                .toList();
    }

    private EntitySnapshot entity(int gpu) {
        return entities(collector.snapshot()).stream()
                .filter(snapshot -> snapshot.entity().gpu() == gpu)
                .findFirst()
                .orElseThrow();
    }

    private static GpuState gpu(NodeSnapshot snapshot, int index) {
        return snapshot.gpus().stream()
                .filter(gpu -> gpu.gpu() == index)
                .findFirst()
                .orElseGet(() -> GpuState.down(index, "", "not listed"));
    }

    private static Field field(String name) {
        return FieldCatalog.find(name).orElseThrow();
    }

    private static String capture(String name) throws IOException {
        try (InputStream text = BundledCaptures.class.getResourceAsStream("captures/" + name + ".txt")) {
            return new String(text.readAllBytes(), UTF_8);
        }
    }
}
