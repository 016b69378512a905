package io.nvmlexporter.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.DeviceSelection;
import io.nvmlexporter.collect.Entity;
import io.nvmlexporter.collect.EntitySnapshot;
import io.nvmlexporter.collect.View;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.FieldCatalog;
import io.nvmlexporter.field.Value;
import io.nvmlexporter.http.Exposition;
import io.nvmlexporter.http.PageFormat;
import io.nvmlexporter.kubelet.Claim;
import io.nvmlexporter.kubelet.Pod;
import io.nvmlexporter.label.SeriesLabels.Style;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesLabelsTest {
    private static final Style ONE = Style.of(false, false, true);
    private static final Style EVERY = Style.of(true, false, true);
    private static final BiFunction<String, String, PodMetadata> NO_METADATA = SeriesLabelsTest::noMetadata;
    private static final LabelSet TRAINER = new LabelSet(
            new TreeMap<>(Map.of("app_kubernetes_io_name", "trainer")),
            new TreeMap<>(Map.of("pod", "a", "namespace", "ml", "container", "main", "pod_uid", "uid-of-a")));
    private static final Entity GPU_0 = Entity.board(0, "GPU-0", "", "");
    private static final Field TEMPERATURE =
            FieldCatalog.find("DCGM_FI_DEV_GPU_TEMP").orElseThrow();
    private static final View ALL = new View(DeviceSelection.parse("g+i"), true);

    @Test
    void anOwnerIsNamedByPodNamespaceAndContainer() {
        assertThat(labels(ONE, Nodes.pod("a", "0")))
                .containsExactly(attributes(Map.of("pod", "a", "namespace", "ml", "container", "main")));
    }

    @Test
    void theOldNamespaceHasItsOwnNames() {
        assertThat(labels(Style.of(false, true, true), Nodes.pod("a", "0")))
                .containsExactly(attributes(Map.of("pod_name", "a", "pod_namespace", "ml", "container_name", "main")));
    }

    @Test
    void whatIsNobodysHasNoLabelsNotEvenEmptyOnes() {
        assertThat(labels(ONE, Nodes.pod("a", "1"))).containsExactly(LabelSet.EMPTY);
        assertThat(labels(EVERY)).containsExactly(LabelSet.EMPTY);
    }

    @Test
    void aSharedDeviceIsRepeatedForEachOwnerOnlyWhereAsked() {
        Pod[] sharing = {Nodes.pod("a", "0::1", "0::2"), Nodes.pod("b", "0::"), Nodes.pod("c", "0::7")};

        assertThat(labels(ONE, sharing))
                .containsExactly(attributes(Map.of("pod", "c", "namespace", "ml", "container", "main")));
        assertThat(labels(EVERY, sharing))
                .containsExactly(
                        attributes(Map.of("pod", "a", "namespace", "ml", "container", "main", "vgpu", "1")),
                        attributes(Map.of("pod", "a", "namespace", "ml", "container", "main", "vgpu", "2")),
                        attributes(Map.of("pod", "b", "namespace", "ml", "container", "main")),
                        attributes(Map.of("pod", "c", "namespace", "ml", "container", "main", "vgpu", "7")));
    }

    @Test
    void anNvlinkIsItsGpusOwnersAndHasNoInfoOfItsOwn() {
        SeriesLabels labels = on("h100", ONE, Jobs.NONE, NO_METADATA, Nodes.pod("a", "0"));

        assertThat(of(labels, GPU_0.link(3))).isEqualTo(of(labels, GPU_0));
        assertThat(labels.podInfo(GPU_0)).hasSize(1);
        assertThat(labels.podInfo(GPU_0.link(3))).isEmpty();
    }

    @Test
    void theUidAndTheLabelsOfAPodAreOnEachOfItsSeries() {
        assertThat(of(trained(ONE), GPU_0)).containsExactly(TRAINER);
        assertThat(trained(ONE).podInfo(GPU_0)).containsExactly(TRAINER);
    }

    @Test
    void whereEveryOwnerIsToldOnlyTheInfoMetricHasThePodsOwnLabels() {
        assertThat(of(trained(EVERY), GPU_0)).containsExactly(new LabelSet(new TreeMap<>(), TRAINER.attributes()));
        assertThat(trained(EVERY).podInfo(GPU_0)).containsExactly(TRAINER);
    }

    @Test
    void theUidIsOnTheInfoMetricAloneUnlessItIsAskedFor() {
        SeriesLabels labels = trained(Style.of(false, false, false));

        assertThat(of(labels, GPU_0).get(0).attributes()).doesNotContainKey("pod_uid");
        assertThat(labels.podInfo(GPU_0)).containsExactly(TRAINER);
    }

    private static SeriesLabels trained(Style style) {
        return on(
                "h100",
                style,
                Jobs.NONE,
                (namespace, pod) -> new PodMetadata("uid-of-" + pod, "", Map.of("app.kubernetes.io/name", "trainer")),
                Nodes.pod("a", "0"));
    }

    @Test
    void eachJobHasACopyOfTheSeriesOfItsOwnDeviceOnly() {
        Jobs jobs = new Jobs(Map.of(Place.gpu(0), List.of("17", "18"), Place.instance(0, 9), List.of("19")), List.of());
        SeriesLabels labels = on("h100-mig", ONE, jobs, NO_METADATA, Nodes.pod("a", "0"));
        Entity board = board("h100-mig");

        assertThat(of(labels, board))
                .containsExactly(
                        attributes(Map.of("pod", "a", "namespace", "ml", "container", "main", "hpc_job", "17")),
                        attributes(Map.of("pod", "a", "namespace", "ml", "container", "main", "hpc_job", "18")));
        assertThat(of(labels, instance(board, 9))).containsExactly(attributes(Map.of("hpc_job", "19")));
        assertThat(of(labels, instance(board, 10))).containsExactly(LabelSet.EMPTY);
        assertThat(labels.jobInfo(board))
                .containsExactly(attributes(Map.of("hpc_job", "17")), attributes(Map.of("hpc_job", "18")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h100", "h100-mig", "h200-mig", "gb200", "t4"})
    void noSeriesIsLostOrDoubledWhoeverHasTheDevicesInNormalMode(String capture) {
        List<EntitySnapshot> all = ALL.of(Nodes.node(capture));
        for (int seed = 0; seed < 50; seed++) {
            SeriesLabels labels = on(capture, ONE, Jobs.NONE, NO_METADATA, Nodes.randomPods(capture, new Random(seed)));
            assertThat(all)
                    .allSatisfy(snapshot -> assertThat(labels.of(snapshot)).hasSize(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h100", "h100-mig", "h200-mig"})
    void inVirtualModeEachOwnerHasOneCopyAndNoTwoAreEqual(String capture) {
        for (int seed = 0; seed < 50; seed++) {
            SeriesLabels labels =
                    on(capture, EVERY, Jobs.NONE, NO_METADATA, Nodes.randomPods(capture, new Random(seed)));
            assertThat(ALL.of(Nodes.node(capture))).allSatisfy(snapshot -> {
                List<LabelSet> copies = of(labels, snapshot.entity());
                assertThat(copies).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(1);
                if (snapshot.entity().nvlink().isEmpty()) {
                    assertThat(labels.podInfo(snapshot.entity()))
                            .isEqualTo(copies.contains(LabelSet.EMPTY) ? List.of() : copies);
                }
            });
        }
    }

    @Test
    void whatClaimsSayComesWithThePod() {
        Claims claims = new Claims(List.of(new ResourceDevice("n", "gpu-0", "gpu", Nodes.uuid("h100", 0), "", "")));
        Pod pod = Nodes.claiming("a", new Claim("ml", "c1", "gpu.nvidia.com", "n", "gpu-0"));
        Owners owners = Owners.of(List.of(pod), Nodes.ids("h100"), claims);

        assertThat(of(new SeriesLabels(owners, Jobs.NONE, NO_METADATA, ONE), GPU_0))
                .singleElement()
                .satisfies(labels -> assertThat(labels.attributes().keySet())
                        .containsExactly(
                                "container",
                                "dra_claim_name",
                                "dra_claim_namespace",
                                "dra_device_name",
                                "dra_driver_name",
                                "dra_pool_name",
                                "namespace",
                                "pod"));
    }

    @ParameterizedTest
    @EnumSource(Compatibility.class)
    void noLabelThatAPageHasOfItsOwnCanBeAPodsLabel(Compatibility compatibility) {
        PageFormat format = new PageFormat(compatibility, Optional.of("node-1"), "Hostname", false, false);
        Set<String> own = new HashSet<>(List.of("hostname", "__name__"));
        for (String capture : List.of("h100", "h200-mig", "gb200", "geforce")) {
            byte[] page = new Exposition(Nodes.counters(), format)
                    .page(
                            ALL.of(Nodes.node(capture)),
                            entity -> List.of(new OwnedValues(LabelSet.EMPTY, entity.values())));
            Pattern.compile("[{,]([a-zA-Z_][a-zA-Z0-9_]*)=\"")
                    .matcher(new String(page, StandardCharsets.UTF_8))
                    .results()
                    .forEach(label -> own.add(label.group(1)));
        }
        assertThat(own).contains("DCGM_FI_DRIVER_VERSION", "health_watch", "peer_gpu", "GPU_I_ID", "gpu_uuid");
        SeriesLabels owned = on(
                "h100",
                EVERY,
                new Jobs(Map.of(Place.gpu(0), List.of("17")), List.of()),
                (namespace, pod) -> new PodMetadata("uid", "uid", Map.of()),
                Nodes.pod("a", "0::1"));
        own.addAll(of(owned, GPU_0).get(0).attributes().keySet());

        assertThat(own)
                .allSatisfy(name ->
                        assertThat(LabelText.ofPod(Map.of(name, "hostile"))).containsOnlyKeys("pod_label_" + name));
    }

    private static Entity board(String capture) {
        return Nodes.node(capture)
                .gpus()
                .get(0)
                .snapshot()
                .orElseThrow()
                .board()
                .entity();
    }

    private static Entity instance(Entity board, int gpuInstance) {
        return board.instance(new Entity.MigInstance("1g.10gb", gpuInstance, ""));
    }

    private static LabelSet attributes(Map<String, String> attributes) {
        return new LabelSet(new TreeMap<>(), new TreeMap<>(attributes));
    }

    private static List<LabelSet> labels(Style style, Pod... pods) {
        return of(on("h100", style, Jobs.NONE, NO_METADATA, pods), GPU_0);
    }

    /** The labels of what is repeated for each that shares the entity. */
    private static List<LabelSet> of(SeriesLabels labels, Entity entity) {
        return labels
                .of(new EntitySnapshot(entity, Map.of(TEMPERATURE, new Value.Int(41)), Map.of(), Map.of()))
                .stream()
                .filter(owned -> !owned.values().isEmpty())
                .map(OwnedValues::labels)
                .toList();
    }

    private static SeriesLabels on(
            String capture, Style style, Jobs jobs, BiFunction<String, String, PodMetadata> metadata, Pod... pods) {
        return new SeriesLabels(
                Owners.of(List.of(pods), Nodes.ids(capture), new Claims(List.of())), jobs, metadata, style);
    }

    private static PodMetadata noMetadata(String namespace, String pod) {
        return PodMetadata.NONE;
    }
}
