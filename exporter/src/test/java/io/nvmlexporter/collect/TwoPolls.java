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
    private TwoPolls() {}

    /** All there is to serve then; nothing of a GPU that is gone. */
    public static List<EntitySnapshot> of(Nvml nvml, Counters counters) {
        DeviceSelection all = new DeviceSelection(Kind.FLEXIBLE, Optional.empty());
        Plan plan = new Plan(counters.fields(), all, Duration.ofSeconds(10));
        Node node = Session.nodeOf(nvml);
        List<EntitySnapshot> entities = new ArrayList<>();
        for (int i = 0; i < nvml.gpuCount(); i++) {
            try (GpuPoller poller = new GpuPoller(nvml, node, i, plan, new Xids(), () -> {})) {
                poller.poll();
                entities.addAll(poller.poll().entities());
            } catch (NvmlException e) {
                if (e.code().meaning() != NvmlReturn.Meaning.GPU_GONE) {
                    throw e;
                }
            }
        }
        return entities;
    }
}
