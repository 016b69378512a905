package io.nvmlexporter.collect;

import io.nvmlexporter.nvml.EventType;
import java.util.List;
import java.util.Map;

/**
 * The events that the driver has reported since the program started, and which it does not report.
 *
 * @param counts of GPUs, by GPU and type; those are 0 that are listened for and have not come
 * @param absences of types that are not listened for now
 * @param node the same of the node: how often of each
 * @param nodeAbsence why none of the node is listened for now; empty where they are
 */
public record EventReport(
        List<EventCount> counts, List<Absence> absences, Map<NodeEvent, Long> node, String nodeAbsence) {

    /** What befalls the node's GPUs as devices of the driver. */
    public enum NodeEvent {
        GPU_DRIVER_UNBIND,
        GPU_DRIVER_BIND
    }

    /** Why a type of event of one GPU is not seen. */
    public record Absence(int gpu, String uuid, EventType type, String reason) {}
}
