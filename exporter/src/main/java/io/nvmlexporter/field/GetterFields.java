package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.Type.REAL;
import static io.nvmlexporter.field.Field.Type.TEXT;
import static io.nvmlexporter.field.Read.banks;
import static io.nvmlexporter.field.Read.bar1Mebibytes;
import static io.nvmlexporter.field.Read.celsius;
import static io.nvmlexporter.field.Read.celsiusBelow;
import static io.nvmlexporter.field.Read.computeCapability;
import static io.nvmlexporter.field.Read.computeMode;
import static io.nvmlexporter.field.Read.cudaDriverVersion;
import static io.nvmlexporter.field.Read.flag;
import static io.nvmlexporter.field.Read.limitWatts;
import static io.nvmlexporter.field.Read.mebibytes;
import static io.nvmlexporter.field.Read.model;
import static io.nvmlexporter.field.Read.nodeNumber;
import static io.nvmlexporter.field.Read.number;
import static io.nvmlexporter.field.Read.number64;
import static io.nvmlexporter.field.Read.performanceState;
import static io.nvmlexporter.field.Read.text;
import static io.nvmlexporter.field.Read.usedRatio;
import static io.nvmlexporter.field.Read.wholeWatts;
import static io.nvmlexporter.nvml.EccCounterType.AGGREGATE;
import static io.nvmlexporter.nvml.EccCounterType.VOLATILE;
import static io.nvmlexporter.nvml.MemoryErrorType.CORRECTED;
import static io.nvmlexporter.nvml.MemoryErrorType.UNCORRECTED;
import static io.nvmlexporter.nvml.MemoryLocation.CBU;
import static io.nvmlexporter.nvml.MemoryLocation.DRAM;
import static io.nvmlexporter.nvml.MemoryLocation.L1_CACHE;
import static io.nvmlexporter.nvml.MemoryLocation.L2_CACHE;
import static io.nvmlexporter.nvml.MemoryLocation.REGISTER_FILE;
import static io.nvmlexporter.nvml.MemoryLocation.SRAM;
import static io.nvmlexporter.nvml.MemoryLocation.TEXTURE_MEMORY;
import static io.nvmlexporter.nvml.MemoryLocation.TEXTURE_SHM;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.Bar1Memory;
import io.nvmlexporter.nvml.Clock;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.EccCounterType;
import io.nvmlexporter.nvml.Memory;
import io.nvmlexporter.nvml.MemoryErrorType;
import io.nvmlexporter.nvml.MemoryLocation;
import io.nvmlexporter.nvml.NvLinkError;
import io.nvmlexporter.nvml.PowerLimitRange;
import io.nvmlexporter.nvml.RowRemapperHistogram;
import io.nvmlexporter.nvml.TemperatureThreshold;
import java.util.List;

/**
 * The rows of {@link FieldCatalog} about what a board can do and is set to do, which one it is, and what errors it
 * counts.
 */
final class GetterFields {
    static final List<Field> ROWS = List.of(
            // The node
            board(4, "DCGM_FI_DEV_COUNT", INT, "count", nodeNumber(Node::gpuCount)),
            board(5, "DCGM_FI_CUDA_DRIVER_VERSION", INT, "1000 * major + 10 * minor", cudaDriverVersion()),
            // Identity
            instance(50, "DCGM_FI_DEV_NAME", TEXT, "", model()),
            board(52, "DCGM_FI_DEV_NVML_INDEX", INT, "index", number(Device::index)),
            instance(54, "DCGM_FI_DEV_UUID", TEXT, "", text(Device::uuid)),
            board(55, "DCGM_FI_DEV_MINOR_NUMBER", INT, "minor", number(Device::minorNumber)),
            board(57, "DCGM_FI_DEV_PCI_BUSID", TEXT, "", text(Device::pciBusId)),
            board(58, "DCGM_FI_DEV_PCI_COMBINED_ID", INT, "id", number(Device::pciCombinedId)),
            board(59, "DCGM_FI_DEV_PCI_SUBSYS_ID", INT, "id", number(Device::pciSubsystemId)),
            board(63, "DCGM_FI_DEV_CUDA_COMPUTE_CAPABILITY", INT, "major << 16 | minor", computeCapability()),
            board(83, "DCGM_FI_DEV_INFOROM_CONFIG_CHECK", INT, "checksum", number(Device::inforomChecksum)),
            board(94, "DCGM_FI_DEV_GPM_SUPPORT", INT, "0/1", flag(Device::supportsGpm)),
            // Modes; where NVML refuses, as for MIG on a GPU that has none, the row is absent and not DCGM's 0
            board(65, "DCGM_FI_DEV_COMPUTE_MODE", INT, "mode", computeMode()),
            board(66, "DCGM_FI_DEV_PERSISTENCE_MODE", INT, "0/1", flag(Device::persistent)),
            board(67, "DCGM_FI_DEV_MIG_MODE", INT, "0/1", flag(Device::migMode)),
            board(120, "DCGM_FI_DEV_AUTOBOOST", INT, "0/1", flag(Device::autoBoosted)),
            // Memory behind BAR1; used leaves reserved out of the framebuffer from driver 510 on
            instance(90, "DCGM_FI_DEV_BAR1_TOTAL", INT, "MiB", bar1Mebibytes(Bar1Memory::total)),
            instance(92, "DCGM_FI_DEV_BAR1_USED", INT, "MiB", bar1Mebibytes(Bar1Memory::used)),
            instance(93, "DCGM_FI_DEV_BAR1_FREE", INT, "MiB", bar1Mebibytes(Bar1Memory::free)),
            instance(250, "DCGM_FI_DEV_FB_TOTAL", INT, "MiB", mebibytes(Memory::total)),
            instance(254, "DCGM_FI_DEV_FB_USED_PERCENT", REAL, "ratio", usedRatio()),
            // Clocks; the one that DCGM calls the application clock of the SM is that of graphics
            board(102, "DCGM_FI_DEV_VIDEO_CLOCK", INT, "MHz", number(device -> device.clockMegahertz(Clock.VIDEO))),
            board(
                    110,
                    "DCGM_FI_DEV_APP_SM_CLOCK",
                    INT,
                    "MHz",
                    number(device -> device.applicationsClockMegahertz(Clock.GRAPHICS))),
            board(
                    111,
                    "DCGM_FI_DEV_APP_MEM_CLOCK",
                    INT,
                    "MHz",
                    number(device -> device.applicationsClockMegahertz(Clock.MEMORY))),
            board(112, "DCGM_FI_DEV_CLOCKS_EVENT_REASONS", INT, "bits", number64(Device::clocksEventReasons)),
            board(113, "DCGM_FI_DEV_MAX_SM_CLOCK", INT, "MHz", number(device -> device.maxClockMegahertz(Clock.SM))),
            board(
                    114,
                    "DCGM_FI_DEV_MAX_MEM_CLOCK",
                    INT,
                    "MHz",
                    number(device -> device.maxClockMegahertz(Clock.MEMORY))),
            board(
                    115,
                    "DCGM_FI_DEV_MAX_VIDEO_CLOCK",
                    INT,
                    "MHz",
                    number(device -> device.maxClockMegahertz(Clock.VIDEO))),
            board(190, "DCGM_FI_DEV_PSTATE", INT, "P-state", performanceState()),
            // Temperature limits, and the distance from them that newer boards have in their place
            board(
                    151,
                    "DCGM_FI_DEV_MEM_MAX_OP_TEMP",
                    INT,
                    "°C",
                    celsius(device -> device.temperatureThresholdCelsius(TemperatureThreshold.MEMORY_MAX))),
            board(
                    152,
                    "DCGM_FI_DEV_GPU_MAX_OP_TEMP",
                    INT,
                    "°C",
                    celsius(device -> device.temperatureThresholdCelsius(TemperatureThreshold.GPU_MAX))),
            board(
                    158,
                    "DCGM_FI_DEV_SLOWDOWN_TEMP",
                    INT,
                    "°C",
                    celsius(device -> device.temperatureThresholdCelsius(TemperatureThreshold.SLOWDOWN))),
            board(
                    159,
                    "DCGM_FI_DEV_SHUTDOWN_TEMP",
                    INT,
                    "°C",
                    celsius(device -> device.temperatureThresholdCelsius(TemperatureThreshold.SHUTDOWN))),
            board(153, "DCGM_FI_DEV_GPU_TEMP_LIMIT", INT, "°C", celsiusBelow(Device::marginTemperatureCelsius)),
            board(191, "DCGM_FI_DEV_FAN_SPEED", INT, "%", number(Device::fanSpeedPercent)),
            // Power limits
            board(160, "DCGM_FI_DEV_POWER_MGMT_LIMIT", REAL, "W", wholeWatts(Device::powerLimitMilliwatts)),
            board(161, "DCGM_FI_DEV_POWER_MGMT_LIMIT_MIN", REAL, "W", limitWatts(PowerLimitRange::min)),
            board(162, "DCGM_FI_DEV_POWER_MGMT_LIMIT_MAX", REAL, "W", limitWatts(PowerLimitRange::max)),
            board(163, "DCGM_FI_DEV_POWER_MGMT_LIMIT_DEF", REAL, "W", wholeWatts(Device::defaultPowerLimitMilliwatts)),
            board(164, "DCGM_FI_DEV_ENFORCED_POWER_LIMIT", REAL, "W", wholeWatts(Device::enforcedPowerLimitMilliwatts)),
            // ECC errors by where they were, corrected (SBE) and not (DBE), since driver load (VOL) and ever (AGG)
            errors(314, "DCGM_FI_DEV_ECC_SBE_VOL_L1", CORRECTED, VOLATILE, L1_CACHE),
            errors(315, "DCGM_FI_DEV_ECC_DBE_VOL_L1", UNCORRECTED, VOLATILE, L1_CACHE),
            errors(316, "DCGM_FI_DEV_ECC_SBE_VOL_L2", CORRECTED, VOLATILE, L2_CACHE),
            errors(317, "DCGM_FI_DEV_ECC_DBE_VOL_L2", UNCORRECTED, VOLATILE, L2_CACHE),
            errors(318, "DCGM_FI_DEV_ECC_SBE_VOL_DEV", CORRECTED, VOLATILE, DRAM),
            errors(319, "DCGM_FI_DEV_ECC_DBE_VOL_DEV", UNCORRECTED, VOLATILE, DRAM),
            errors(320, "DCGM_FI_DEV_ECC_SBE_VOL_REG", CORRECTED, VOLATILE, REGISTER_FILE),
            errors(321, "DCGM_FI_DEV_ECC_DBE_VOL_REG", UNCORRECTED, VOLATILE, REGISTER_FILE),
            errors(322, "DCGM_FI_DEV_ECC_SBE_VOL_TEX", CORRECTED, VOLATILE, TEXTURE_MEMORY),
            errors(323, "DCGM_FI_DEV_ECC_DBE_VOL_TEX", UNCORRECTED, VOLATILE, TEXTURE_MEMORY),
            errors(324, "DCGM_FI_DEV_ECC_SBE_AGG_L1", CORRECTED, AGGREGATE, L1_CACHE),
            errors(325, "DCGM_FI_DEV_ECC_DBE_AGG_L1", UNCORRECTED, AGGREGATE, L1_CACHE),
            errors(326, "DCGM_FI_DEV_ECC_SBE_AGG_L2", CORRECTED, AGGREGATE, L2_CACHE),
            errors(327, "DCGM_FI_DEV_ECC_DBE_AGG_L2", UNCORRECTED, AGGREGATE, L2_CACHE),
            errors(328, "DCGM_FI_DEV_ECC_SBE_AGG_DEV", CORRECTED, AGGREGATE, DRAM),
            errors(329, "DCGM_FI_DEV_ECC_DBE_AGG_DEV", UNCORRECTED, AGGREGATE, DRAM),
            errors(330, "DCGM_FI_DEV_ECC_SBE_AGG_REG", CORRECTED, AGGREGATE, REGISTER_FILE),
            errors(331, "DCGM_FI_DEV_ECC_DBE_AGG_REG", UNCORRECTED, AGGREGATE, REGISTER_FILE),
            errors(332, "DCGM_FI_DEV_ECC_SBE_AGG_TEX", CORRECTED, AGGREGATE, TEXTURE_MEMORY),
            errors(333, "DCGM_FI_DEV_ECC_DBE_AGG_TEX", UNCORRECTED, AGGREGATE, TEXTURE_MEMORY),
            errors(334, "DCGM_FI_DEV_ECC_SBE_VOL_SHM", CORRECTED, VOLATILE, TEXTURE_SHM),
            errors(335, "DCGM_FI_DEV_ECC_DBE_VOL_SHM", UNCORRECTED, VOLATILE, TEXTURE_SHM),
            errors(336, "DCGM_FI_DEV_ECC_SBE_VOL_CBU", CORRECTED, VOLATILE, CBU),
            errors(337, "DCGM_FI_DEV_ECC_DBE_VOL_CBU", UNCORRECTED, VOLATILE, CBU),
            errors(338, "DCGM_FI_DEV_ECC_SBE_AGG_SHM", CORRECTED, AGGREGATE, TEXTURE_SHM),
            errors(339, "DCGM_FI_DEV_ECC_DBE_AGG_SHM", UNCORRECTED, AGGREGATE, TEXTURE_SHM),
            errors(340, "DCGM_FI_DEV_ECC_SBE_AGG_CBU", CORRECTED, AGGREGATE, CBU),
            errors(341, "DCGM_FI_DEV_ECC_DBE_AGG_CBU", UNCORRECTED, AGGREGATE, CBU),
            errors(342, "DCGM_FI_DEV_ECC_SBE_VOL_SRM", CORRECTED, VOLATILE, SRAM),
            errors(343, "DCGM_FI_DEV_ECC_DBE_VOL_SRM", UNCORRECTED, VOLATILE, SRAM),
            errors(344, "DCGM_FI_DEV_ECC_SBE_AGG_SRM", CORRECTED, AGGREGATE, SRAM),
            errors(345, "DCGM_FI_DEV_ECC_DBE_AGG_SRM", UNCORRECTED, AGGREGATE, SRAM),
            board(346, "DCGM_FI_DEV_THRESHOLD_SRM", INT, "0/1", flag(Device::sramThresholdExceeded)),
            // Memory banks by how many spare rows they have left, from Ampere on
            board(385, "DCGM_FI_DEV_BANKS_REMAP_ROWS_AVAIL_MAX", INT, "banks", banks(RowRemapperHistogram::max)),
            board(386, "DCGM_FI_DEV_BANKS_REMAP_ROWS_AVAIL_HIGH", INT, "banks", banks(RowRemapperHistogram::high)),
            board(
                    387,
                    "DCGM_FI_DEV_BANKS_REMAP_ROWS_AVAIL_PARTIAL",
                    INT,
                    "banks",
                    banks(RowRemapperHistogram::partial)),
            board(388, "DCGM_FI_DEV_BANKS_REMAP_ROWS_AVAIL_LOW", INT, "banks", banks(RowRemapperHistogram::low)),
            board(389, "DCGM_FI_DEV_BANKS_REMAP_ROWS_AVAIL_NONE", INT, "banks", banks(RowRemapperHistogram::none)),
            // NVLink errors of the links that have no numbered values for them, up to Hopper
            linkErrors(406, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L12", 12, NvLinkError.CRC_FLIT),
            linkErrors(407, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L13", 13, NvLinkError.CRC_FLIT),
            linkErrors(408, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L14", 14, NvLinkError.CRC_FLIT),
            linkErrors(481, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L15", 15, NvLinkError.CRC_FLIT),
            linkErrors(482, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L16", 16, NvLinkError.CRC_FLIT),
            linkErrors(483, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L17", 17, NvLinkError.CRC_FLIT),
            linkErrors(416, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L12", 12, NvLinkError.CRC_DATA),
            linkErrors(417, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L13", 13, NvLinkError.CRC_DATA),
            linkErrors(418, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L14", 14, NvLinkError.CRC_DATA),
            linkErrors(484, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L15", 15, NvLinkError.CRC_DATA),
            linkErrors(485, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L16", 16, NvLinkError.CRC_DATA),
            linkErrors(486, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L17", 17, NvLinkError.CRC_DATA),
            linkErrors(426, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L12", 12, NvLinkError.REPLAY),
            linkErrors(427, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L13", 13, NvLinkError.REPLAY),
            linkErrors(428, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L14", 14, NvLinkError.REPLAY),
            linkErrors(487, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L15", 15, NvLinkError.REPLAY),
            linkErrors(488, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L16", 16, NvLinkError.REPLAY),
            linkErrors(489, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L17", 17, NvLinkError.REPLAY),
            linkErrors(436, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L12", 12, NvLinkError.RECOVERY),
            linkErrors(437, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L13", 13, NvLinkError.RECOVERY),
            linkErrors(438, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L14", 14, NvLinkError.RECOVERY),
            linkErrors(491, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L15", 15, NvLinkError.RECOVERY),
            linkErrors(492, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L16", 16, NvLinkError.RECOVERY),
            linkErrors(493, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L17", 17, NvLinkError.RECOVERY),
            // PCIe link: the best that GPU and system can have, and now
            board(235, "DCGM_FI_DEV_PCIE_MAX_LINK_GEN", INT, "generation", number(Device::maxPcieLinkGeneration)),
            board(236, "DCGM_FI_DEV_PCIE_MAX_LINK_WIDTH", INT, "lanes", number(Device::maxPcieLinkWidth)),
            board(237, "DCGM_FI_DEV_PCIE_LINK_GEN", INT, "generation", number(Device::pcieLinkGeneration)),
            board(238, "DCGM_FI_DEV_PCIE_LINK_WIDTH", INT, "lanes", number(Device::pcieLinkWidth)));

    private GetterFields() {}

    private static Field board(int id, String name, Field.Type type, String unit, Read read) {
        return Field.row(id, name, type, unit, Scope.BOARD, read);
    }

    private static Field errors(
            int id, String name, MemoryErrorType type, EccCounterType counter, MemoryLocation location) {
        return board(id, name, INT, "count", number64(device -> device.memoryErrors(type, counter, location)));
    }

    private static Field linkErrors(int id, String name, int link, NvLinkError error) {
        return board(id, name, INT, "count", number64(device -> device.nvLinkErrors(link, error)));
    }

    private static Field instance(int id, String name, Field.Type type, String unit, Read read) {
        return Field.row(id, name, type, unit, Scope.INSTANCE, read);
    }
}
