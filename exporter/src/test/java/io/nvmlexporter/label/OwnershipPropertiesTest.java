package io.nvmlexporter.label;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.DeviceSelection;
import io.nvmlexporter.collect.EntitySnapshot;
import io.nvmlexporter.collect.GpuSnapshot;
import io.nvmlexporter.collect.GpuState;
import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.collect.Shares;
import io.nvmlexporter.collect.View;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.FieldCatalog;
import io.nvmlexporter.http.CleanMetrics;
import io.nvmlexporter.http.Exposition;
import io.nvmlexporter.http.PageFormat;
import io.nvmlexporter.kubelet.Claim;
import io.nvmlexporter.kubelet.Pod;
import io.nvmlexporter.label.SeriesLabels.Style;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every page, whoever has the devices: with random owners, parts, claims, jobs, processes and modes. */
class OwnershipPropertiesTest {
    private static final int ROUNDS = 15;
    private static final DeviceSelection ALL = DeviceSelection.parse("g+i");
    private static final Field USED = FieldCatalog.find("DCGM_FI_DEV_FB_USED").orElseThrow();
    private static final Field BUSY = FieldCatalog.find("DCGM_FI_DEV_GPU_UTIL").orElseThrow();
    private static final List<String> PODS = List.of("a", "b", "c", "d", "e");

    private static final SeriesLabels NOBODYS =
            new SeriesLabels(Owners.NONE, Jobs.NONE, OwnershipPropertiesTest::metadata, Style.of(true, false, true));

    /** A node, who has its devices, and how that is to be written. */
    private record Case(
            NodeSnapshot node,
            List<Pod> claiming,
            List<Pod> having,
            Jobs jobs,
            Style style,
            Claims claims,
            DeviceIds ids) {
        /** By which a failure is found again. */
        static Case of(String capture, int seed) {
            Random random = new Random(seed);
            NodeSnapshot node = withProcesses(Nodes.node(capture), random);
            List<ResourceDevice> offered = offered(capture);
            return new Case(
                    node,
                    randomClaims(offered, random),
                    List.of(Nodes.randomPods(capture, random)),
                    randomJobs(node, random),
                    new Style(random.nextBoolean(), random.nextBoolean(), random.nextBoolean(), random.nextBoolean()),
                    new Claims(offered),
                    Nodes.ids(capture));
        }

        /** Whose all is by device plugins alone, as they name one owner only where not every owner is asked for. */
        SeriesLabels having(boolean everyOwner) {
            Style written = new Style(everyOwner, style.oldNamespace(), style.podUid(), style.podLabels());
            return new SeriesLabels(
                    Owners.of(having, ids, claims), Jobs.NONE, OwnershipPropertiesTest::metadata, written);
        }

        SeriesLabels all() {
            List<Pod> pods = Stream.concat(claiming.stream(), having.stream()).toList();
            return new SeriesLabels(Owners.of(pods, ids, claims), jobs, OwnershipPropertiesTest::metadata, style);
        }
    }

    static Stream<Object[]> cases() {
        return Stream.of("h100", "h100-mig", "h200-mig", "t4")
                .flatMap(capture -> IntStream.range(0, ROUNDS).mapToObj(seed -> new Object[] {capture, seed}));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void everySumOfACleanMetricIsWhatItIsWithoutOwners(String capture, int seed) {
        Case random = Case.of(capture, seed);
        Map<String, Double> unowned = sums(clean(random.node(), NOBODYS));
        Map<String, Double> owned = sums(clean(random.node(), random.all()));

        assertThat(unowned).hasSizeGreaterThan(30).doesNotContainKey("nvml_pod_memory_used_bytes");
        assertThat(owned).containsAllEntriesOf(unowned);
        owned.keySet().removeAll(unowned.keySet());
        assertThat(owned.keySet())
                .isSubsetOf(
                        "nvml_pod_info",
                        "nvml_job_info",
                        "nvml_pod_memory_used_bytes",
                        "nvml_pod_sm_utilization_ratio");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void noSeriesStandsTwice(String capture, int seed) {
        Case random = Case.of(capture, seed);
        assertThat(series(clean(random.node(), random.all()))).doesNotHaveDuplicates();
        assertThat(series(dcgm(random.node(), random.all()))).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void inNormalModeNoSeriesIsRepeatedOrLost(String capture, int seed) {
        Case random = Case.of(capture, seed);
        List<String> unowned = dcgm(random.node(), NOBODYS);
        assertThat(dcgm(random.node(), random.having(false)).stream().map(OwnershipPropertiesTest::withoutOwner))
                .containsExactlyElementsOf(unowned);
    }

    /** So a sum over what has no pod is right, and one over pods is what is known of their processes. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void whatIsSharedOutIsThereOnceForTheDevice(String capture, int seed) {
        Case random = Case.of(capture, seed);
        for (Field field : List.of(USED, BUSY)) {
            String family = field.name() + "{";
            assertThat(dcgm(random.node(), random.having(true)))
                    .filteredOn(line -> line.startsWith(family) && !line.contains("pod"))
                    .containsExactlyElementsOf(dcgm(random.node(), NOBODYS).stream()
                            .filter(line -> line.startsWith(family))
                            .toList());
        }
    }

    private static PodMetadata metadata(String namespace, String pod) {
        // Nothing is known of the last one.
        return pod.equals("e") ? PodMetadata.NONE : new PodMetadata("uid-" + pod, "uid-" + pod, Map.of("team", pod));
    }

    private static NodeSnapshot withProcesses(NodeSnapshot node, Random random) {
        return new NodeSnapshot(
                node.driver(),
                node.gpus().stream()
                        .map(gpu -> new GpuState(
                                gpu.gpu(),
                                gpu.uuid(),
                                gpu.snapshot().map(snapshot -> withProcesses(snapshot, random)),
                                gpu.problem()))
                        .toList());
    }

    private static GpuSnapshot withProcesses(GpuSnapshot gpu, Random random) {
        return new GpuSnapshot(
                gpu.takenNanos(),
                gpu.took(),
                gpu.ids(),
                withProcesses(gpu.board(), List.of(USED, BUSY), random),
                gpu.instances().stream()
                        .map(instance -> withProcesses(instance, List.of(USED), random))
                        .toList(),
                gpu.links(),
                gpu.refused());
    }

    private static EntitySnapshot withProcesses(EntitySnapshot device, List<Field> fields, Random random) {
        Map<Field, Shares> shares = new HashMap<>();
        for (Field field : fields) {
            Map<String, List<Long>> byPod = new HashMap<>();
            PODS.forEach(pod -> byPod.put(
                    "uid-" + pod,
                    random.longs(random.nextInt(3), 0, 100).boxed().toList()));
            shares.put(field, random.nextInt(4) == 0 ? new Shares.Unknown("no_permission") : new Shares.Known(byPod));
        }
        return new EntitySnapshot(device.entity(), device.values(), device.clean(), device.absences(), shares);
    }

    /** Every GPU and MIG device of the node, by its UUID as its name. */
    private static List<ResourceDevice> offered(String capture) {
        List<ResourceDevice> offered = new ArrayList<>();
        for (Devices.Gpu gpu : Nodes.devices(capture).gpus()) {
            offered.add(new ResourceDevice("node-1", gpu.uuid(), "gpu", gpu.uuid(), "", ""));
            gpu.ids()
                    .orElseThrow()
                    .migDevices()
                    .forEach(mig -> offered.add(
                            new ResourceDevice("node-1", mig.uuid(), "mig", mig.uuid(), gpu.uuid(), "1g.10gb")));
        }
        return offered;
    }

    private static List<Pod> randomClaims(List<ResourceDevice> offered, Random random) {
        return Stream.generate(() -> offered.get(random.nextInt(offered.size())).device())
                .limit(random.nextInt(5))
                .map(device -> Nodes.claiming(
                        PODS.get(random.nextInt(PODS.size())),
                        new Claim("ml", "claim-" + random.nextInt(3), "gpu.nvidia.com", "node-1", device)))
                .toList();
    }

    private static Jobs randomJobs(NodeSnapshot node, Random random) {
        Map<Place, List<String>> jobs = new HashMap<>();
        for (GpuState gpu : node.gpus()) {
            GpuSnapshot snapshot = gpu.snapshot().orElseThrow();
            Stream.concat(Stream.of(snapshot.board()), snapshot.instances().stream())
                    .filter(device -> random.nextInt(3) == 0)
                    .forEach(device -> jobs.put(Place.of(device.entity()), List.of("17", "18", "17")));
        }
        return new Jobs(jobs, List.of());
    }

    private static List<String> clean(NodeSnapshot node, SeriesLabels whose) {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(page, new CleanMetrics(new View(ALL, false)).of(node, whose));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return samples(page.toString(UTF_8));
    }

    private static List<String> dcgm(NodeSnapshot node, SeriesLabels whose) {
        PageFormat format = new PageFormat(Compatibility.V4_8_2, Optional.of("n"), "Hostname", false, false);
        byte[] page = new Exposition(Nodes.counters(), format).page(new View(ALL, true).of(node), whose::of);
        return samples(new String(page, UTF_8));
    }

    private static List<String> samples(String page) {
        return page.lines().filter(line -> !line.startsWith("#")).toList();
    }

    private static List<String> series(List<String> samples) {
        return samples.stream().map(line -> line.replaceFirst(" \\S+$", "")).toList();
    }

    private static Map<String, Double> sums(List<String> samples) {
        Map<String, Double> sums = new TreeMap<>();
        samples.forEach(line -> sums.merge(
                line.replaceFirst("[{ ].*", ""),
                Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)),
                Double::sum));
        return sums;
    }

    private static String withoutOwner(String line) {
        return line.replaceAll(",(team|(pod|namespace|container)(_name|_namespace|_uid)?)=\"[^\"]*\"", "");
    }
}
