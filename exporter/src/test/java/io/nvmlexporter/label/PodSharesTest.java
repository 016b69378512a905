package io.nvmlexporter.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.collect.Entity;
import io.nvmlexporter.collect.EntitySnapshot;
import io.nvmlexporter.collect.Shares;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.FieldCatalog;
import io.nvmlexporter.field.ProcessUse;
import io.nvmlexporter.field.Value;
import io.nvmlexporter.kubelet.Container;
import io.nvmlexporter.kubelet.Device;
import io.nvmlexporter.kubelet.Pod;
import io.nvmlexporter.label.SeriesLabels.Style;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** What a value becomes of which processes have parts, once it is known whose they are. */
class PodSharesTest {
    private static final Style ONE = Style.of(false, false, true);
    private static final Style EVERY = Style.of(true, false, true);
    private static final long MIB = 1 << 20;
    private static final Entity GPU_0 = Entity.board(0, "GPU-0", "", "");
    private static final Field TEMPERATURE = field("DCGM_FI_DEV_GPU_TEMP");
    private static final Field USED = field("DCGM_FI_DEV_FB_USED");
    private static final Field BUSY = field("DCGM_FI_DEV_GPU_UTIL");
    private static final Value ALL_USED = new Value.Int(1000);
    private static final Value ALL_BUSY = new Value.Int(90);
    private static final Value WARM = new Value.Int(41);
    private static final Pod[] SHARING = {Nodes.pod("a", "0::0"), Nodes.pod("b", "0::1")};

    /** Pod a has two processes, of which one keeps the GPU busy; pod b has none. */
    private static final Map<Field, Shares> KNOWN = Map.of(
            USED, new Shares.Known(Map.of("cgroup-a", List.of(2 * MIB - 1, 3 * MIB), "cgroup-x", List.of(MIB))),
            BUSY, new Shares.Known(Map.of("cgroup-a", List.of(40L))));

    @Test
    void theWholeIsNobodysAndEachOwnerHasItsPart() {
        assertThat(series(EVERY, KNOWN, SHARING))
                .containsExactly(
                        Map.entry(attributes(Map.of()), Map.of(USED, ALL_USED, BUSY, ALL_BUSY)),
                        Map.entry(owner("a", "0"), Map.of(TEMPERATURE, WARM, USED, mebibytes(4), BUSY, percent(40))),
                        Map.entry(owner("b", "1"), Map.of(TEMPERATURE, WARM, USED, mebibytes(0), BUSY, percent(0))));
    }

    @Test
    void whatIsNobodysIsNotSharedOut() {
        assertThat(series(EVERY, KNOWN))
                .containsExactly(
                        Map.entry(attributes(Map.of()), Map.of(TEMPERATURE, WARM, USED, ALL_USED, BUSY, ALL_BUSY)));
    }

    @Test
    void inNormalModeTheOneThatIsNamedHasTheWhole() {
        Map<String, String> owner = new TreeMap<>(owner("b", "1").attributes());
        owner.remove("vgpu");
        assertThat(series(ONE, KNOWN, SHARING))
                .containsExactly(
                        Map.entry(attributes(owner), Map.of(TEMPERATURE, WARM, USED, ALL_USED, BUSY, ALL_BUSY)));
    }

    @Test
    void theOldNamespaceHasItsOwnNamesAndThePodsUid() {
        assertThat(series(Style.of(true, true, true), KNOWN, SHARING))
                .containsKey(attributes(Map.of(
                        "pod_name",
                        "a",
                        "pod_namespace",
                        "ml",
                        "container_name",
                        "main",
                        "pod_uid",
                        "uid-a",
                        "vgpu",
                        "0")));
    }

    @Test
    void aPodsOwnLabelsAreNotOnItsShare() {
        BiFunction<String, String, PodMetadata> labelled =
                (namespace, pod) -> new PodMetadata("uid-" + pod, "cgroup-" + pod, Map.of("team", "blue"));
        LabelSet plain = owner("a", "0");
        LabelSet withLabels = new LabelSet(new TreeMap<>(Map.of("team", "blue")), plain.attributes());
        assertThat(series(labels(new Style(true, false, true, true), Jobs.NONE, labelled, SHARING), KNOWN))
                .containsEntry(withLabels, Map.of(TEMPERATURE, WARM))
                .containsEntry(plain, Map.of(USED, mebibytes(4), BUSY, percent(40)));
    }

    @Test
    void aShareHasThePodsUidWhetherOrNotTheOthersHave() {
        Map<String, String> plain = new TreeMap<>(owner("a", "0").attributes());
        plain.remove("pod_uid");
        assertThat(series(Style.of(true, false, false), KNOWN, SHARING))
                .containsEntry(attributes(plain), Map.of(TEMPERATURE, WARM))
                .containsEntry(owner("a", "0"), Map.of(USED, mebibytes(4), BUSY, percent(40)));
    }

    @Test
    void aPodOfWhichTheUidIsNotKnownHasNoShareAndTheOthersHave() {
        for (PodMetadata unknown : List.of(
                PodMetadata.NONE, new PodMetadata("uid-b", "", Map.of()), new PodMetadata("", "cgroup-b", Map.of()))) {
            SeriesLabels labels =
                    labels(EVERY, Jobs.NONE, (namespace, pod) -> pod.equals("b") ? unknown : identified(pod), SHARING);
            Map<LabelSet, Map<Field, Value>> series = series(labels, KNOWN);
            assertThat(series)
                    .containsEntry(owner("a", "0"), Map.of(TEMPERATURE, WARM, USED, mebibytes(4), BUSY, percent(40)));
            assertThat(series.keySet())
                    .filteredOn(set -> "b".equals(set.attributes().get("pod")))
                    .isNotEmpty()
                    .allSatisfy(set -> assertThat(series.get(set)).doesNotContainKeys(USED, BUSY));
            assertThat(labels.podShares(snapshot(KNOWN)))
                    .extracting(share -> share.pod().attributes().get("pod"))
                    .containsOnly("a");
            assertThat(labels.absentShares(snapshot(KNOWN)))
                    .isEqualTo(Map.of(USED, "unknown_pod_uid", BUSY, "unknown_pod_uid"));
        }
    }

    @Test
    void whatIsNotKnownOfOneFieldIsNobodysAndCostsNoOtherField() {
        Map<Field, Shares> shares = Map.of(USED, KNOWN.get(USED), BUSY, new Shares.Unknown("not_supported"));
        assertThat(series(EVERY, shares, SHARING))
                .containsEntry(attributes(Map.of()), Map.of(USED, ALL_USED, BUSY, ALL_BUSY))
                .containsEntry(owner("a", "0"), Map.of(TEMPERATURE, WARM, USED, mebibytes(4)))
                .containsEntry(owner("b", "1"), Map.of(TEMPERATURE, WARM, USED, mebibytes(0)));
        assertThat(labels(EVERY, SHARING).absentShares(snapshot(shares))).isEqualTo(Map.of(BUSY, "not_supported"));
    }

    @Test
    void withoutProcessesNoOwnerPosesAsTheOneThatUsesTheWhole() {
        assertThat(series(EVERY, Map.of(), SHARING))
                .containsEntry(attributes(Map.of()), Map.of(USED, ALL_USED, BUSY, ALL_BUSY))
                .containsEntry(owner("a", "0"), Map.of(TEMPERATURE, WARM));
    }

    @Test
    void nothingIsAbsentWhereNobodyHasTheDevice() {
        assertThat(labels(EVERY).absentShares(snapshot(Map.of(USED, new Shares.Unknown("no_host_pid")))))
                .isEmpty();
        assertThat(labels(EVERY, SHARING).absentShares(snapshot(KNOWN))).isEmpty();
    }

    /** NVML knows processes and the kernel pods; nobody knows of which container a process is. */
    @Test
    void eachContainerOfAPodHasWhatThePodUses() {
        List<Device> device = List.of(new Device("nvidia.com/gpu", "0"));
        Pod pod = new Pod(
                "ml", "a", List.of(new Container("one", device, List.of()), new Container("two", device, List.of())));
        Map<LabelSet, Map<Field, Value>> series = series(EVERY, KNOWN, pod);
        assertThat(series).hasSize(3);
        assertThat(series.values().stream().skip(1))
                .allSatisfy(values -> assertThat(values).containsEntry(USED, mebibytes(4)));
        assertThat(labels(EVERY, pod).podShares(snapshot(KNOWN)))
                .filteredOn(share -> share.use() == ProcessUse.MEMORY)
                .hasSize(1);
    }

    @Test
    void byPrometheusRulesAPodHasOneShareOfEachUseInBaseUnits() {
        LabelSet a = attributes(Map.of("namespace", "ml", "pod", "a", "pod_uid", "uid-a"));
        LabelSet b = attributes(Map.of("namespace", "ml", "pod", "b", "pod_uid", "uid-b"));
        for (Style style : List.of(ONE, EVERY, Style.of(true, true, true))) {
            assertThat(labels(style, SHARING).podShares(snapshot(KNOWN)))
                    .containsExactlyInAnyOrder(
                            new PodShare(ProcessUse.MEMORY, a, 5 * MIB - 1),
                            new PodShare(ProcessUse.MEMORY, b, 0),
                            new PodShare(ProcessUse.SM_UTILIZATION, a, 0.4),
                            new PodShare(ProcessUse.SM_UTILIZATION, b, 0));
        }
    }

    @Test
    void eachJobHasACopyOfWholeAndShares() {
        Jobs jobs = new Jobs(Map.of(Place.gpu(0), List.of("17", "18", "17")), List.of());
        Map<LabelSet, Map<Field, Value>> series = series(labels(EVERY, jobs, PodSharesTest::identify, SHARING), KNOWN);
        assertThat(series)
                .hasSize(6)
                .containsEntry(attributes(Map.of("hpc_job", "18")), Map.of(USED, ALL_USED, BUSY, ALL_BUSY))
                .containsEntry(
                        owner("a", "0").withAttribute("hpc_job", "17"),
                        Map.of(TEMPERATURE, WARM, USED, mebibytes(4), BUSY, percent(40)));
    }

    @Test
    void fieldsThatDifferInTheUnitAreSharedOutEachInItsOwnAndHaveOneCleanShare() {
        Field bytes = field("DCGM_FI_DEV_FB_USED_BYTES");
        Map<Field, Shares> both = Map.of(USED, KNOWN.get(USED), bytes, KNOWN.get(USED));
        Map<Field, Value> ofA = series(EVERY, both, SHARING).get(owner("a", "0"));
        assertThat(ofA).containsEntry(USED, mebibytes(4));
        long exactly = ((Value.Int) ofA.get(bytes)).value();
        assertThat(exactly >> 20).isGreaterThanOrEqualTo(4);
        assertThat(labels(EVERY, SHARING).podShares(snapshot(both)))
                .filteredOn(share -> "a".equals(share.pod().attributes().get("pod")))
                .containsExactly(new PodShare(ProcessUse.MEMORY, onlyPod("a"), exactly));
    }

    /** What the clean share of a pod is told by. */
    private static LabelSet onlyPod(String pod) {
        return labels(EVERY, SHARING).podShares(snapshot(KNOWN)).stream()
                .map(PodShare::pod)
                .filter(labels -> pod.equals(labels.attributes().get("pod")))
                .findFirst()
                .orElseThrow();
    }

    private static Map<LabelSet, Map<Field, Value>> series(Style style, Map<Field, Shares> shares, Pod... pods) {
        return series(labels(style, pods), shares);
    }

    private static Map<LabelSet, Map<Field, Value>> series(SeriesLabels labels, Map<Field, Shares> shares) {
        Map<LabelSet, Map<Field, Value>> series = new LinkedHashMap<>();
        labels.of(snapshot(shares))
                .forEach(owned ->
                        assertThat(series.put(owned.labels(), owned.values())).isNull());
        return series;
    }

    private static EntitySnapshot snapshot(Map<Field, Shares> shares) {
        return new EntitySnapshot(
                GPU_0, Map.of(TEMPERATURE, WARM, USED, ALL_USED, BUSY, ALL_BUSY), Map.of(), Map.of(), shares);
    }

    private static SeriesLabels labels(Style style, Pod... pods) {
        return labels(style, Jobs.NONE, PodSharesTest::identify, pods);
    }

    private static SeriesLabels labels(
            Style style, Jobs jobs, BiFunction<String, String, PodMetadata> metadata, Pod... pods) {
        return new SeriesLabels(
                Owners.of(List.of(pods), Nodes.ids("h100"), new Claims(List.of())), jobs, metadata, style);
    }

    private static PodMetadata identify(String namespace, String pod) {
        return identified(pod);
    }

    private static PodMetadata identified(String pod) {
        return new PodMetadata("uid-" + pod, "cgroup-" + pod, Map.of());
    }

    private static LabelSet owner(String pod, String vgpu) {
        return attributes(
                Map.of("pod", pod, "namespace", "ml", "container", "main", "pod_uid", "uid-" + pod, "vgpu", vgpu));
    }

    private static LabelSet attributes(Map<String, String> attributes) {
        return new LabelSet(new TreeMap<>(), new TreeMap<>(attributes));
    }

    private static Value mebibytes(long number) {
        return new Value.Int(number);
    }

    private static Value percent(long number) {
        return new Value.Int(number);
    }

    private static Field field(String name) {
        return FieldCatalog.find(name).orElseThrow();
    }
}
