package io.nvmlexporter.collect;

import io.nvmlexporter.collect.DeviceSelection.Kind;
import io.nvmlexporter.field.Node;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What two polls of every GPU find, one after the other and without threads; the second has rates and GPM. */
public final class TwoPolls {
    public static final DeviceSelection ALL = new DeviceSelection(Kind.FLEXIBLE, Optional.empty(), Optional.empty());

    private TwoPolls() {}

    /** All there is to serve then, under DCGM's names; nothing of a GPU that is gone. */
    public static List<EntitySnapshot> of(Nvml nvml, Counters counters) {
        return new View(ALL, true).of(node(nvml, counters));
    }

    /** All there is to know then. */
    public static NodeSnapshot node(Nvml nvml, Counters counters) {
        return node(nvml, counters, Optional.empty());
    }

    /** As the one above, with what pods use. */
    public static NodeSnapshot node(Nvml nvml, Counters counters, Optional<Cgroups> cgroups) {
        Plan plan = new Plan(counters.fields(), Names.BOTH, ALL, Duration.ofSeconds(10), Windows.STANDARD, cgroups);
        Node node = Session.nodeOf(nvml);
        List<GpuState> gpus = new ArrayList<>();
        for (int i = 0; i < nvml.gpuCount(); i++) {
            Xids xids = new Xids(plan.windows().xids());
            try (GpuPoller poller =
                    new GpuPoller(nvml, node, i, plan, xids, gpu -> answers(nvml, gpu), () -> {}, System::nanoTime)) {
                xids.received(nvml.gpu(i).uuid(), NvmlReturn.SUCCESS);
                one(poller);
                gpus.add(GpuState.up(i, poller.uuid(), one(poller)));
            } catch (NvmlException e) {
                gpus.add(GpuState.down(i, "", e.code().reason()));
            }
        }
        return new NodeSnapshot(DriverState.up(node), gpus);
    }

    /** What one poll of all there is finds. */
    static GpuSnapshot one(GpuPoller poller) {
        GpuReading reading = poller.poll(group -> true);
        return reading.at(reading.startedNanos());
    }

    private static boolean answers(Nvml nvml, int gpu) {
        try {
            return !nvml.gpu(gpu).uuid().isEmpty();
        } catch (NvmlException e) {
            return false;
        }
    }
}
