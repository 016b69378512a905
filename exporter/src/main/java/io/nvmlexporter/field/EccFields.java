package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.numberOf;
import static io.nvmlexporter.field.Field.row;
import static io.nvmlexporter.field.Read.number;
import static io.nvmlexporter.field.Read.numbered;
import static io.nvmlexporter.nvml.NvmlField.*;
import static io.nvmlexporter.nvml.RetirementCause.MULTIPLE_SINGLE_BIT_ERRORS;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.NvmlField;
import java.util.List;

/** Errors of the memory, and what was done about them. */
final class EccFields {
    static final List<Field> ROWS = List.of(
            // ECC mode: now, and after the next reboot; 0 off, 1 on
            flag(300, "DCGM_FI_DEV_ECC_CURRENT", NVML_FI_DEV_ECC_CURRENT),
            flag(301, "DCGM_FI_DEV_ECC_PENDING", NVML_FI_DEV_ECC_PENDING),
            // ECC errors, corrected (SBE) and not (DBE), since driver load (VOL) and ever (AGG)
            count(310, "DCGM_FI_DEV_ECC_SBE_VOL_TOTAL", NVML_FI_DEV_ECC_SBE_VOL_TOTAL),
            count(311, "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", NVML_FI_DEV_ECC_DBE_VOL_TOTAL),
            count(312, "DCGM_FI_DEV_ECC_SBE_AGG_TOTAL", NVML_FI_DEV_ECC_SBE_AGG_TOTAL),
            count(313, "DCGM_FI_DEV_ECC_DBE_AGG_TOTAL", NVML_FI_DEV_ECC_DBE_AGG_TOTAL),
            // Retired pages, up to Turing
            pages(390, "DCGM_FI_DEV_RETIRED_SBE", number(device -> device.retiredPages(MULTIPLE_SINGLE_BIT_ERRORS))),
            pages(391, "DCGM_FI_DEV_RETIRED_DBE", numbered(NVML_FI_DEV_RETIRED_DBE, 0)),
            flag(392, "DCGM_FI_DEV_RETIRED_PENDING", NVML_FI_DEV_RETIRED_PENDING),
            // Remapped rows, from Ampere on
            numberOf(393, "DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS", "rows", NVML_FI_DEV_REMAPPED_UNC),
            numberOf(394, "DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS", "rows", NVML_FI_DEV_REMAPPED_COR),
            flag(395, "DCGM_FI_DEV_ROW_REMAP_FAILURE", NVML_FI_DEV_REMAPPED_FAILURE),
            flag(396, "DCGM_FI_DEV_ROW_REMAP_PENDING", NVML_FI_DEV_REMAPPED_PENDING));

    private EccFields() {}

    private static Field count(int id, String name, NvmlField number) {
        return numberOf(id, name, "count", number);
    }

    private static Field pages(int id, String name, Read read) {
        return row(id, name, INT, "pages", Scope.BOARD, read);
    }

    private static Field flag(int id, String name, NvmlField number) {
        return numberOf(id, name, "0/1", number);
    }
}
