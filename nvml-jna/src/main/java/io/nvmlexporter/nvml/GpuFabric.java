package io.nvmlexporter.nvml;

import java.util.OptionalLong;

/**
 * A GPU's membership in an NVLink fabric ({@code nvmlGpuFabricInfo_v3_t}).
 *
 * @param clusterUuid lower case, 8-4-4-4-12 digits; all zero outside of a cluster of nodes
 * @param status how the registration ended; means nothing unless the state is {@link State#COMPLETED}
 * @param cliqueId the GPUs of one clique of a cluster reach one another
 * @param healthMask packed as {@code NVML_GPU_FABRIC_HEALTH_MASK_*} of nvml.h says
 * @param healthSummary 0 not supported, 1 healthy, 2 unhealthy, 3 limited capacity; empty where the driver knows only
 *     version 2 of the struct
 */
public record GpuFabric(
        String clusterUuid,
        NvmlReturn status,
        long cliqueId,
        State state,
        long healthMask,
        OptionalLong healthSummary) {

    /** How far the registration has come, by its number, {@code NVML_GPU_FABRIC_STATE_*}. */
    public enum State {
        /** The GPU belongs to no fabric. */
        NOT_SUPPORTED,
        NOT_STARTED,
        IN_PROGRESS,
        COMPLETED
    }

    static GpuFabric of(Answer answer) {
        String function = Call.GPU_FABRIC_INFO.function();
        long state = OutOfRangeException.require(function, answer.number("state"), 0, State.values().length - 1);
        return new GpuFabric(
                uuid(answer.text("clusterUuid")),
                status(function, state, answer.number("status")),
                answer.number("cliqueId"),
                State.values()[(int) state],
                answer.number("healthMask"),
                answer.find("healthSummary"));
    }

    /** It means nothing until the registration has ended. */
    private static NvmlReturn status(String function, long state, long status) {
        boolean ended = state == State.COMPLETED.ordinal();
        return NvmlReturn.of(
                (int) (ended ? OutOfRangeException.require(function, status, 0, NvmlReturn.UNKNOWN.code()) : status));
    }

    private static String uuid(String digits) {
        return digits.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    }
}
