package io.nvmlexporter.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.FieldCatalog;
import io.nvmlexporter.field.Value;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlDouble;
import io.nvmlexporter.simulation.BundledCaptures;
import io.nvmlexporter.simulation.Simulation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which GPUs, instances and links have series, and which values are on them. */
@Timeout(60)
class ViewTest {
    private static final Field POWER = field("DCGM_FI_DEV_POWER_USAGE");
    private static final Field USED = field("DCGM_FI_DEV_FB_USED");
    private static final Field STATE = field("DCGM_FI_DEV_NVLINK_GET_STATE");
    private static final Field RATE = field("DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_PER_LINK");

    /**
     * The instances by their ids and 0 for the board: those that are there, and those with a power and a used memory. A
     * board whose values are repeated is there for its health alone.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    h100-mig | f     | true  | 2 3 9 10 0  | 2 3 9 10    | 2 3 9 10
                    h100-mig | f     | false | 2 3 9 10 0  | 0           | 2 3 9 10
                    h100-mig | g     | true  | 0           | 0           | 0
                    h100-mig | g     | false | 0           | 0           | 0
                    h100-mig | i     | true  | 2 3 9 10 0  | 2 3 9 10    | 2 3 9 10
                    h100-mig | i     | false | 2 3 9 10 0  | 0           | 2 3 9 10
                    h100-mig | i:1   | true  | 3 0         | 3           | 3
                    h100-mig | g+i   | true  | 2 3 9 10 0  | 2 3 9 10 0  | 2 3 9 10 0
                    h100-mig | g+i   | false | 2 3 9 10 0  | 0           | 2 3 9 10 0
                    l40s     | f     | true  | 0           | 0           | 0
                    l40s     | f     | false | 0           | 0           | 0
                    l40s     | g     | true  | 0           | 0           | 0
                    l40s     | i     | true  |             |             |
                    l40s     | i     | false |             |             |
                    l40s     | g+i   | true  | 0           | 0           | 0
                    """)
    void eachSelectionShowsItsDevicesAndTheirValues(
            String capture, String devices, boolean repeated, String shown, String withPower, String withMemory)
            throws Exception {
        View view = new View(DeviceSelection.parse(devices), repeated);
        List<EntitySnapshot> entities = view.of(snapshot(capture, devices, FieldCatalog.all()));
        List<EntitySnapshot> ofDevices = entities.stream()
                .filter(entity -> entity.entity().nvlink().isEmpty())
                .toList();
        assertThat(ids(ofDevices)).isEqualTo(Optional.ofNullable(shown).orElse(""));
        assertThat(ids(with(POWER, ofDevices)))
                .isEqualTo(Optional.ofNullable(withPower).orElse(""));
        assertThat(ids(with(USED, ofDevices)))
                .isEqualTo(Optional.ofNullable(withMemory).orElse(""));
        assertThat(entities).extracting(EntitySnapshot::entity).doesNotHaveDuplicates();
        if (!repeated) {
            assertThat(with(POWER, entities)).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void whatABoardDrawsIsTheSumOverItsSeriesOnlyWhereItIsThereOnce() throws Exception {
        NodeSnapshot node = snapshot("h100-mig", "f", List.of(POWER));
        double board = power(node.gpus().get(0).snapshot().orElseThrow().board());
        DeviceSelection all = DeviceSelection.parse("f");
        assertThat(board).isPositive();
        assertThat(new View(all, false)
                        .of(node).stream().mapToDouble(ViewTest::power).sum())
                .isEqualTo(board);
        assertThat(new View(all, true)
                        .of(node).stream().mapToDouble(ViewTest::power).sum())
                .isEqualTo(4 * board);
    }

    /** Sums over the series of memory would count twice what both show. */
    @Test
    void aBoardSaysOfItsMemoryThatItsInstancesShowIt() throws Exception {
        NodeSnapshot node = snapshot("h100-mig", "f", List.of(POWER, USED));
        EntitySnapshot board = new View(DeviceSelection.parse("f"), false)
                .of(node).stream()
                        .filter(entity -> entity.entity().mig().isEmpty())
                        .findFirst()
                        .orElseThrow();
        assertThat(board.values()).containsOnlyKeys(POWER);
        assertThat(board.absences()).containsExactly(Map.entry(USED, "on_instances"));
        assertThat(new View(DeviceSelection.parse("g+i"), false).of(snapshot("h100-mig", "g+i", List.of(USED))))
                .allMatch(entity -> entity.values().containsKey(USED));
    }

    @ParameterizedTest
    @CsvSource({"f, 8", "g, 8", "g:1, 1", "g+i, 8", "i, 0"})
    void linksAreShownOfTheGpusThatAreAskedForAsSuch(String devices, int gpus) throws Exception {
        NodeSnapshot node = snapshot("h100", devices, List.of(RATE, POWER));
        List<Entity> links = new View(DeviceSelection.parse(devices), true)
                .of(node).stream()
                        .map(EntitySnapshot::entity)
                        .filter(entity -> entity.nvlink().isPresent())
                        .toList();
        assertThat(links).hasSize(18 * gpus).doesNotHaveDuplicates();
    }

    @Test
    void aLinkThatFailsKeepsItsSeriesAndShowsIt() throws Exception {
        String capture = text("gb200");
        try (NvmlDouble node = NvmlDouble.answering(capture)) {
            node.command("set gpu 0 nvmlDeviceGetFieldValues(165,3) u32:1");
            try (Nvml nvml = Nvml.open(Optional.of(node.library().toString()));
                    GpuPoller poller = poller(nvml, List.of(STATE))) {
                assertThat(state(TwoPolls.one(poller), 3)).isEqualTo(new Value.Int(1));
                node.command("set gpu 0 nvmlDeviceGetNvLinkState(3) 0");
                node.command("set gpu 0 nvmlDeviceGetFieldValues(165,3) u32:0");
                assertThat(state(TwoPolls.one(poller), 3)).isEqualTo(new Value.Int(0));
            }
        }
    }

    private static Value state(GpuSnapshot gpu, int link) {
        return gpu.links().stream()
                .filter(snapshot -> snapshot.entity().nvlink().getAsInt() == link)
                .findFirst()
                .orElseThrow()
                .values()
                .get(STATE);
    }

    private static NodeSnapshot snapshot(String capture, String devices, List<Field> fields) throws Exception {
        try (Nvml nvml = Simulation.still(BundledCaptures.load(capture))) {
            Plan plan = new Plan(fields, Names.DCGM, DeviceSelection.parse(devices), Duration.ofSeconds(10));
            List<GpuState> gpus = new ArrayList<>();
            for (int i = 0; i < nvml.gpuCount(); i++) {
                if (plan.devices().includes(i)) {
                    try (GpuPoller poller = poller(nvml, i, plan)) {
                        TwoPolls.one(poller);
                        gpus.add(GpuState.up(i, poller.uuid(), TwoPolls.one(poller)));
                    }
                }
            }
            return new NodeSnapshot(DriverState.up(Session.nodeOf(nvml)), gpus);
        }
    }

    private static GpuPoller poller(Nvml nvml, List<Field> fields) {
        return poller(nvml, 0, new Plan(fields, Names.DCGM, TwoPolls.ALL, Duration.ofSeconds(10)));
    }

    private static GpuPoller poller(Nvml nvml, int gpu, Plan plan) {
        Xids xids = new Xids(plan.windows().xids());
        return new GpuPoller(nvml, Session.nodeOf(nvml), gpu, plan, xids, peer -> true, () -> {}, System::nanoTime);
    }

    private static List<EntitySnapshot> with(Field field, List<EntitySnapshot> entities) {
        return entities.stream()
                .filter(entity -> entity.values().containsKey(field))
                .toList();
    }

    /** The instance ids, and 0 for a board. */
    private static String ids(List<EntitySnapshot> entities) {
        return entities.stream()
                .map(snapshot ->
                        snapshot.entity().mig().map(mig -> mig.gpuInstanceId()).orElse(0))
                .map(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    private static double power(EntitySnapshot entity) {
        return entity.values().get(POWER) instanceof Value.Real watts ? watts.value() : 0;
    }

    private static Field field(String name) {
        return FieldCatalog.find(name).orElseThrow();
    }

    private static String text(String capture) throws IOException {
        try (InputStream text = BundledCaptures.class.getResourceAsStream("captures/" + capture + ".txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
