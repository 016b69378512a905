package io.nvmlexporter.field;

import static io.nvmlexporter.field.CleanMetric.gauge;
import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.Type.TEXT;
import static io.nvmlexporter.field.Field.board;
import static io.nvmlexporter.field.Field.row;
import static io.nvmlexporter.field.Read.number;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.Device;
import java.util.List;

/** How a GPU is shared out: to containers, to MIG instances and to virtual machines. */
final class SharingFields {
    static final List<Field> ROWS = List.of(
            // What CUDA takes in CUDA_VISIBLE_DEVICES: a UUID. DCGM writes MIG-GPU-uuid/3 for an instance, which only
            // drivers before R470 understand
            row(68, "DCGM_FI_DEV_CUDA_VISIBLE_DEVICES_STR", TEXT, "", Scope.INSTANCE, Read.text(Device::uuid))
                    .info("uuid"),
            // 0 while MIG is off. DCGM takes the slices of a profile where they are more, which no board has
            board(69, "DCGM_FI_DEV_MIG_MAX_SLICES", INT, "count", number(Device::maxMigDevices))
                    .gauge("nvml_mig_max_devices", "Most MIG devices that this GPU can have; 0 while MIG is off."),
            // Where NVML refuses, it is absent and not DCGM's 0. The node's, which DCGM tells of every GPU
            board(74, "DCGM_FI_DEV_CC_MODE", INT, "0/1", confidentialComputing())
                    .and(gauge(
                            "nvml_confidential_computing",
                            "1 where confidential computing is on, else 0; Hopper and newer.",
                            Scope.NODE,
                            confidentialComputing())),
            board(
                            500,
                            "DCGM_FI_DEV_VIRTUAL_MODE",
                            INT,
                            "mode",
                            number(
                                    Range.STATE,
                                    device -> device.virtualizationMode().ordinal()))
                    .gauge(
                            "nvml_virtualization_mode",
                            "0 on bare metal, 1 a whole GPU in a virtual machine, 2 a vGPU, 3 host of vGPUs, 4 of vSGA."));

    private SharingFields() {}

    private static Read confidentialComputing() {
        return Read.of(
                Range.FLAG,
                readings -> new Value.Int(
                        readings.node().confidentialComputing().orRefuse("nvmlSystemGetConfComputeState") ? 1 : 0));
    }
}
