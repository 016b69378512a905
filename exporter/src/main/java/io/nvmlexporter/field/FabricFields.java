package io.nvmlexporter.field;

import static io.nvmlexporter.field.CleanMetric.gauge;
import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.Type.TEXT;
import static io.nvmlexporter.field.Field.board;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.GpuFabric;
import io.nvmlexporter.nvml.GpuFabric.State;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Membership of the GPU in a fabric of NVLinks and NVSwitches; Hopper and newer. */
final class FabricFields {
    private static final String FUNCTION = "nvmlDeviceGetGpuFabricInfoV";
    private static final Function<Device, GpuFabric> FABRIC = Device::fabric;

    /** Of the errors of NVML, 999 the highest, and of DCGM, below zero. */
    private static final Range CODE = new Range(-100, 999);

    /** Where the four bits begin that say what is configured wrongly: 0 not watched, 1 nothing, then as below. */
    private static final int CONFIGURATION = 8;

    private static final List<String> WRONG_CONFIGURATIONS = List.of(
            "incorrect_system_guid",
            "incorrect_chassis_serial_number",
            "no_partition",
            "insufficient_nvlinks",
            "incompatible_gpu_firmware",
            "invalid_location",
            "invalid_gpu_state");

    /** Where the two bits begin that say whether the GPU has a partition, as those of a condition. */
    private static final int PARTITION_ASSIGNED = 12;

    /** By their two bits of the health mask, from the lowest: 0 not watched, 1 true, 2 false. */
    private static final List<String> CONDITIONS =
            List.of("degraded_bandwidth", "route_recovery", "route_unhealthy", "access_timeout");

    static final List<Field> ROWS = List.of(
            // A driver without the function is 6 in DCGM; here it is absent as for every other field, driver_too_old
            board(170, "DCGM_FI_DEV_FABRIC_MANAGER_STATUS", INT, "state", own(FabricFields::status))
                    .gauge(
                            "nvml_fabric_status",
                            "0 where the GPU belongs to no fabric, 1 before and 2 while it registers, 3 registered, 4 failed."),
            board(171, "DCGM_FI_DEV_FABRIC_MANAGER_ERROR_CODE", INT, "dcgmReturn_t", own(FabricFields::error))
                    .and(gauge(
                            "nvml_fabric_error_code",
                            "How registering the GPU with its fabric ended, as nvmlReturn_t: 0 is success.",
                            Scope.BOARD,
                            own(fabric -> completed(fabric).code()))),
            // All zero outside of a cluster of nodes
            board(172, "DCGM_FI_DEV_FABRIC_CLUSTER_UUID", TEXT, "", text(GpuFabric::clusterUuid))
                    .and(CleanMetric.info("fabric_cluster_uuid", Scope.BOARD, text(FabricFields::cluster))),
            board(173, "DCGM_FI_DEV_FABRIC_CLIQUE_ID", INT, "id", number(GpuFabric::cliqueId))
                    .info("fabric_clique_id"),
            board(174, "DCGM_FI_DEV_FABRIC_HEALTH_MASK", INT, "bits", number(GpuFabric::healthMask))
                    .and(gauge(
                            "nvml_fabric_condition",
                            "1 where that is wrong with the GPU's part of the fabric, else 0.",
                            Scope.BOARD,
                            Read.of(readings -> conditions(readings.once(FABRIC).healthMask())))),
            board(
                            175,
                            "DCGM_FI_DEV_FABRIC_HEALTH_SUMMARY",
                            INT,
                            "state",
                            number(Range.STATE, FabricFields::healthSummary))
                    .gauge(
                            "nvml_fabric_health",
                            "0 where the fabric does not tell, 1 healthy, 2 unhealthy, 3 limited capacity."));

    private FabricFields() {}

    private static Read number(ToLongFunction<GpuFabric> member) {
        return number(Range.UNSIGNED_32, member);
    }

    /** A number that is not NVML's. */
    private static Read own(ToLongFunction<GpuFabric> member) {
        return number(CODE, member);
    }

    private static Read number(Range range, ToLongFunction<GpuFabric> member) {
        return Read.of(range, readings -> new Value.Int(member.applyAsLong(readings.once(FABRIC))));
    }

    private static Read text(Function<GpuFabric, String> member) {
        return Read.of(readings -> new Value.Text(member.apply(readings.once(FABRIC))));
    }

    private static long status(GpuFabric fabric) {
        return switch (fabric.state()) {
            case NOT_SUPPORTED -> 0;
            case NOT_STARTED -> 1;
            case IN_PROGRESS -> 2;
            case COMPLETED -> fabric.status() == NvmlReturn.SUCCESS ? 3 : 4;
        };
    }

    /** The numbers of DCGM's own codes. */
    private static long error(GpuFabric fabric) {
        return switch (completed(fabric)) {
            case SUCCESS -> 0;
            case INVALID_ARGUMENT -> -1;
            case NOT_SUPPORTED -> -6;
            case TIMEOUT -> -11;
            case NOT_FOUND -> -14;
            case NO_PERMISSION -> -17;
            case GPU_IS_LOST -> -18;
            case RESET_REQUIRED -> -19;
            case INSUFFICIENT_RESOURCES -> -49;
            // DCGM_ST_NVML_ERROR
            default -> -8;
        };
    }

    private static NvmlReturn completed(GpuFabric fabric) {
        if (fabric.state() != State.COMPLETED) {
            throw new NvmlException(FUNCTION, NvmlReturn.NO_DATA);
        }
        return fabric.status();
    }

    /** What the fabric does not watch has no sample. */
    private static Value conditions(long mask) {
        Read.unsigned32(mask);
        List<Value.Sample> samples = new ArrayList<>();
        for (int i = 0; i < CONDITIONS.size(); i++) {
            long bits = (mask >> (2 * i)) & 3;
            if (bits != 0) {
                samples.add(new Value.Sample(Map.of("condition", CONDITIONS.get(i)), bits == 1 ? 1 : 0));
            }
        }
        configuration(mask >> CONFIGURATION & 0xF, samples);
        long assigned = mask >> PARTITION_ASSIGNED & 3;
        if (assigned != 0) {
            samples.add(new Value.Sample(Map.of("condition", "partition_unassigned"), assigned == 1 ? 0 : 1));
        }
        return new Value.Samples(samples);
    }

    private static void configuration(long bits, List<Value.Sample> samples) {
        if (bits == 0) {
            return;
        }
        for (int i = 0; i < WRONG_CONFIGURATIONS.size(); i++) {
            samples.add(new Value.Sample(Map.of("condition", WRONG_CONFIGURATIONS.get(i)), bits == i + 2 ? 1 : 0));
        }
        // One that is newer than nvml.h 13.3 is wrong all the same.
        samples.add(new Value.Sample(
                Map.of("condition", "other_configuration"), bits >= WRONG_CONFIGURATIONS.size() + 2 ? 1 : 0));
    }

    private static long healthSummary(GpuFabric fabric) {
        return fabric.healthSummary()
                .orElseThrow(() -> new NvmlException(FUNCTION, NvmlReturn.ARGUMENT_VERSION_MISMATCH));
    }

    /** All single nodes would look like one cluster by a UUID of zeros. */
    private static String cluster(GpuFabric fabric) {
        if (fabric.clusterUuid().matches("[0-]*")) {
            throw new NvmlException("nvmlDeviceGetGpuFabricInfoV", NvmlReturn.NO_DATA);
        }
        return fabric.clusterUuid();
    }
}
