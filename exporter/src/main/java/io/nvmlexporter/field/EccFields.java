package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.board;
import static io.nvmlexporter.field.Field.numberOf;
import static io.nvmlexporter.field.Field.row;
import static io.nvmlexporter.field.Read.number;
import static io.nvmlexporter.field.Read.number64;
import static io.nvmlexporter.field.Read.numbered;
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
import static io.nvmlexporter.nvml.NvmlField.*;
import static io.nvmlexporter.nvml.RetirementCause.DOUBLE_BIT_ERROR;
import static io.nvmlexporter.nvml.RetirementCause.MULTIPLE_SINGLE_BIT_ERRORS;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.EccCounterType;
import io.nvmlexporter.nvml.MemoryErrorType;
import io.nvmlexporter.nvml.MemoryLocation;
import io.nvmlexporter.nvml.NvmlField;
import io.nvmlexporter.nvml.RetirementCause;
import io.nvmlexporter.nvml.RowRemapperHistogram;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Errors of the memory, and what was done about them. */
final class EccFields {
    static final List<Field> ROWS = List.of(
            // ECC mode: now, and after the next reboot; 0 off, 1 on
            flag(300, "DCGM_FI_DEV_ECC_CURRENT", NVML_FI_DEV_ECC_CURRENT)
                    .gauge("nvml_ecc_mode", "1 where ECC is on, 0 where it is off."),
            flag(301, "DCGM_FI_DEV_ECC_PENDING", NVML_FI_DEV_ECC_PENDING)
                    .gauge("nvml_ecc_pending_mode", "1 where ECC will be on after the next reboot, else 0."),
            // ECC errors, corrected (SBE) and not (DBE), since driver load (VOL) and ever (AGG)
            errors(310, "DCGM_FI_DEV_ECC_SBE_VOL_TOTAL", NVML_FI_DEV_ECC_SBE_VOL_TOTAL, CORRECTED, VOLATILE),
            errors(311, "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", NVML_FI_DEV_ECC_DBE_VOL_TOTAL, UNCORRECTED, VOLATILE),
            errors(312, "DCGM_FI_DEV_ECC_SBE_AGG_TOTAL", NVML_FI_DEV_ECC_SBE_AGG_TOTAL, CORRECTED, AGGREGATE),
            errors(313, "DCGM_FI_DEV_ECC_DBE_AGG_TOTAL", NVML_FI_DEV_ECC_DBE_AGG_TOTAL, UNCORRECTED, AGGREGATE),
            // Retired pages, up to Turing
            pages(
                    390,
                    "DCGM_FI_DEV_RETIRED_SBE",
                    number(device -> device.retiredPages(MULTIPLE_SINGLE_BIT_ERRORS)),
                    MULTIPLE_SINGLE_BIT_ERRORS),
            pages(391, "DCGM_FI_DEV_RETIRED_DBE", numbered(NVML_FI_DEV_RETIRED_DBE, 0), DOUBLE_BIT_ERROR),
            flag(392, "DCGM_FI_DEV_RETIRED_PENDING", NVML_FI_DEV_RETIRED_PENDING)
                    .gauge(
                            "nvml_retired_pages_pending",
                            "1 where pages wait for a reboot to be retired, else 0; to Turing."),
            // Remapped rows, from Ampere on
            rows(
                    393,
                    "DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS",
                    numbered(NVML_FI_DEV_REMAPPED_UNC, 0)
                            .orElse(device -> device.condition().remappedRows().uncorrected()),
                    UNCORRECTED),
            rows(
                    394,
                    "DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS",
                    numbered(NVML_FI_DEV_REMAPPED_COR, 0)
                            .orElse(device -> device.condition().remappedRows().corrected()),
                    CORRECTED),
            flag(395, "DCGM_FI_DEV_ROW_REMAP_FAILURE", NVML_FI_DEV_REMAPPED_FAILURE)
                    .gauge("nvml_row_remap_failure", "1 where a row could not be remapped, else 0; Ampere and newer."),
            flag(396, "DCGM_FI_DEV_ROW_REMAP_PENDING", NVML_FI_DEV_REMAPPED_PENDING)
                    .gauge(
                            "nvml_row_remap_pending",
                            "1 where rows wait for a reset to be remapped, else 0; Ampere and newer."),
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
            board(346, "DCGM_FI_DEV_THRESHOLD_SRM", INT, "0/1", Read.flag(Device::sramThresholdExceeded))
                    .gauge(
                            "nvml_sram_threshold_exceeded",
                            "1 where uncorrected SRAM errors call for another GPU, else 0; root only, Ampere and newer."),
            board(1507, "DCGM_FI_DEV_MEMORY_UNREPAIRABLE_FLAG", INT, "0/1", Read.flag(Device::memoryUnrepairable))
                    .gauge(
                            "nvml_memory_unrepairable",
                            "1 where there is memory that no remapping repairs, else 0; Hopper and newer."),
            // Memory banks by how many spare rows they have left, from Ampere on
            banks(385, "DCGM_FI_DEV_BANKS_REMAP_ROWS_AVAIL_MAX", RowRemapperHistogram::max, "max"),
            banks(386, "DCGM_FI_DEV_BANKS_REMAP_ROWS_AVAIL_HIGH", RowRemapperHistogram::high, "high"),
            banks(387, "DCGM_FI_DEV_BANKS_REMAP_ROWS_AVAIL_PARTIAL", RowRemapperHistogram::partial, "partial"),
            banks(388, "DCGM_FI_DEV_BANKS_REMAP_ROWS_AVAIL_LOW", RowRemapperHistogram::low, "low"),
            banks(389, "DCGM_FI_DEV_BANKS_REMAP_ROWS_AVAIL_NONE", RowRemapperHistogram::none, "none"));

    private EccFields() {}

    private static Field flag(int id, String name, NvmlField number) {
        return numberOf(id, name, "0/1", number);
    }

    private static Field errors(int id, String name, NvmlField number, MemoryErrorType type, EccCounterType counter) {
        return numberOf(id, name, "count", number)
                .counter("nvml_ecc_errors_total", "ECC errors: volatile since the driver was loaded, aggregate ever.")
                .of("error", word(type))
                .of("counter", word(counter));
    }

    private static Field errors(
            int id, String name, MemoryErrorType type, EccCounterType counter, MemoryLocation location) {
        Read read = number64(device -> device.memoryErrors(type, counter, location));
        Scope scope = isOfInstances(type, counter, location) ? Scope.INSTANCE : Scope.BOARD;
        return row(id, name, INT, "count", scope, read)
                .and(CleanMetric.counter(
                                "nvml_ecc_errors_by_location_total",
                                "ECC errors by where they were; from Turing on sram has all that are not in dram.",
                                scope,
                                read)
                        .of("error", word(type))
                        .of("counter", word(counter))
                        .of("location", word(location)));
    }

    /** NVML tells these of each MIG device, and not of a board in MIG mode, which DCGM asks all the same. */
    private static boolean isOfInstances(MemoryErrorType type, EccCounterType counter, MemoryLocation location) {
        return type == UNCORRECTED && counter == VOLATILE && location != DRAM;
    }

    private static Field pages(int id, String name, Read read, RetirementCause cause) {
        return board(id, name, INT, "pages", read)
                .counter("nvml_retired_pages_total", "Pages of memory that were ever retired; Kepler to Turing.")
                .of("cause", word(cause));
    }

    private static Field rows(int id, String name, Read read, MemoryErrorType cause) {
        return board(id, name, INT, "rows", read)
                .counter("nvml_remapped_rows_total", "Rows of memory that were ever remapped; Ampere and newer.")
                .of("error", word(cause));
    }

    private static Field banks(int id, String name, ToLongFunction<RowRemapperHistogram> bar, String spareRows) {
        return board(id, name, INT, "banks", Read.banks(bar))
                .gauge(
                        "nvml_row_remapper_banks",
                        "Memory banks by how many spare rows they have left; Ampere and newer.")
                .of("spare_rows", spareRows);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
