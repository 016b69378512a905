package io.nvmlexporter.field;

import static io.nvmlexporter.field.HealthRule.State.FAIL;
import static io.nvmlexporter.field.HealthRule.State.PASS;
import static io.nvmlexporter.field.HealthRule.State.WARN;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_ECC_DBE_VOL_REG;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_ECC_DBE_VOL_TOTAL;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_COUNT_LINK_RECOVERY_EVENTS;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_PCIE_REPLAY_COUNTER;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_PERF_POLICY_POWER;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_PERF_POLICY_THERMAL;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_REMAPPED_FAILURE;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_REMAPPED_PENDING;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_RETIRED_DBE;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_RETIRED_PENDING;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_RETIRED_SBE;

import io.nvmlexporter.field.HealthRule.State;
import io.nvmlexporter.field.HealthRule.Watch;
import io.nvmlexporter.field.HealthRule.Wrong;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.FieldId;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a GPU is in order, judged by what NVML says, as DCGM's passive health check does. It shows what was wrong a
 * minute or two ago as well, so that a scrape sees it.
 */
final class Health {
    /** Of the rules of one watch that hold, the first of the worst is told. {@code docs/health.md} lists them. */
    static final List<HealthRule> RULES = List.of(
            wrong(Watch.PCIE, WARN, "DCGM_FR_PCI_REPLAY_RATE").grewAMinute(8, NVML_FI_DEV_PCIE_REPLAY_COUNTER),
            wrong(Watch.NVLINK, FAIL, "DCGM_FR_NVLINK_DOWN").linkDown(),
            wrong(Watch.NVLINK, FAIL, "DCGM_FR_NVLINK_ERROR_CRITICAL")
                    .grewAtAll(NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL),
            wrong(Watch.NVLINK, FAIL, "DCGM_FR_NVLINK_ERROR_CRITICAL")
                    .grewAtAll(NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL),
            wrong(Watch.NVLINK, FAIL, "DCGM_FR_NVLINK_ERROR_CRITICAL")
                    .grewOnAnyLink(NVML_FI_DEV_NVLINK_COUNT_LINK_RECOVERY_EVENTS),
            wrong(Watch.NVLINK, FAIL, "DCGM_FR_NVLINK_CRC_ERROR_THRESHOLD")
                    .grewASecond(100, NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL),
            wrong(Watch.NVLINK, FAIL, "DCGM_FR_NVLINK_CRC_ERROR_THRESHOLD")
                    .grewASecond(100, NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL),
            wrong(Watch.NVLINK, WARN, "DCGM_FR_UNRECOGNIZED").unknownLinkState(),
            wrong(Watch.MEM, FAIL, "DCGM_FR_VOLATILE_DBE_DETECTED").moreThan(0, NVML_FI_DEV_ECC_DBE_VOL_TOTAL),
            wrong(Watch.MEM, FAIL, "DCGM_FR_ROW_REMAP_FAILURE").moreThan(0, NVML_FI_DEV_REMAPPED_FAILURE),
            wrong(Watch.MEM, FAIL, "DCGM_FR_RETIRED_PAGES_LIMIT")
                    .moreThan(63, NVML_FI_DEV_RETIRED_SBE, NVML_FI_DEV_RETIRED_DBE),
            wrong(Watch.MEM, FAIL, "DCGM_FR_SRAM_THRESHOLD")
                    .asked(
                            "bThresholdExceeded is not 0",
                            "nvmlDeviceGetSramEccErrorStatus",
                            Device::sramThresholdExceeded),
            wrong(Watch.MEM, WARN, "DCGM_FR_PENDING_PAGE_RETIREMENTS").moreThan(0, NVML_FI_DEV_RETIRED_PENDING),
            wrong(Watch.MEM, WARN, "DCGM_FR_PENDING_ROW_REMAP").moreThan(0, NVML_FI_DEV_REMAPPED_PENDING),
            wrong(Watch.SM, FAIL, "DCGM_FR_VOLATILE_DBE_DETECTED").moreThan(0, NVML_FI_DEV_ECC_DBE_VOL_REG),
            wrong(Watch.INFOROM, WARN, "DCGM_FR_CORRUPT_INFOROM")
                    .where(
                            "its checksums are wrong; asked every " + Seldom.KEPT.toMinutes() + " minutes",
                            "nvmlDeviceValidateInforom",
                            List.of(),
                            readings -> !readings.inforomValid()),
            wrong(Watch.THERMAL, WARN, "DCGM_FR_CLOCK_THROTTLE_THERMAL").grewAtAll(NVML_FI_DEV_PERF_POLICY_THERMAL),
            wrong(Watch.POWER, WARN, "DCGM_FR_CLOCK_THROTTLE_POWER").grewAtAll(NVML_FI_DEV_PERF_POLICY_POWER),
            wrong(Watch.DRIVER, FAIL, "DCGM_FR_GPU_RECOVERY_RESET").recoveryAction(1, "reset the GPU"),
            wrong(Watch.DRIVER, FAIL, "DCGM_FR_GPU_RECOVERY_REBOOT").recoveryAction(2, "reboot the node"),
            wrong(Watch.DRIVER, WARN, "DCGM_FR_GPU_RECOVERY_DRAIN_P2P").recoveryAction(3, "end peer-to-peer traffic"),
            wrong(Watch.DRIVER, FAIL, "DCGM_FR_GPU_RECOVERY_DRAIN_RESET")
                    .recoveryAction(4, "let the work end, then reset the GPU"),
            wrong(Watch.DRIVER, WARN, "DCGM_FR_IMEX_UNHEALTHY").recoveryAction(5, "recover the IMEX domain"),
            // Driver 615 has more, which ask for resets and reboots; their numbers are in no header yet
            wrong(Watch.DRIVER, FAIL, "DCGM_FR_UNRECOGNIZED").unknownRecoveryAction(),
            wrong(Watch.ALL, FAIL, "DCGM_FR_FALLEN_OFF_BUS").xid(79L),
            wrong(Watch.ALL, FAIL, "DCGM_FR_UNCONTAINED_ERROR").xid(95L),
            wrong(Watch.ALL, FAIL, "DCGM_FR_XID_ERROR").xid(62L, 64L, 119L, 120L, 140L, 143L, 158L));

    private static final String FINE = "DCGM_FR_OK";

    private Health() {}

    /** How a watch is, and why. */
    record Status(Watch watch, State state, String code) {}

    private static Wrong wrong(Watch watch, State state, String code) {
        return new Wrong(watch, state, code);
    }

    /** All that is needed of what NVML numbers. */
    static List<FieldId> numbered() {
        return RULES.stream()
                .flatMap(rule -> rule.numbered().stream())
                .distinct()
                .toList();
    }

    /**
     * The watches that NVML says something of, in dcgm-exporter's order.
     *
     * @throws NvmlException as the first of the rules has it, where it says nothing of any
     */
    static List<Status> of(Readings readings) {
        List<Status> found = new ArrayList<>();
        for (Watch watch : Watch.values()) {
            status(watch, readings).ifPresent(found::add);
        }
        if (found.isEmpty()) {
            throw refusal(RULES.get(0), readings);
        }
        return found;
    }

    private static RuntimeException refusal(HealthRule rule, Readings readings) {
        try {
            return new IllegalStateException(rule + " holds: " + rule.holds().test(readings));
        } catch (NvmlException e) {
            return e;
        }
    }

    /** Empty where NVML answers none of its rules: it is not known to be fine. */
    private static Optional<Status> status(Watch watch, Readings readings) {
        Optional<Status> worst = Optional.empty();
        for (HealthRule rule : RULES) {
            if (rule.watch() == watch) {
                Optional<Boolean> holds = holds(rule, readings);
                if (holds.isPresent() && worst.isEmpty()) {
                    worst = Optional.of(new Status(watch, PASS, FINE));
                }
                if (holds.orElse(false) && rule.state().compareTo(worst.get().state()) > 0) {
                    worst = Optional.of(new Status(watch, rule.state(), rule.code()));
                }
            }
        }
        return worst;
    }

    private static Optional<Boolean> holds(HealthRule rule, Readings readings) {
        try {
            return Optional.of(rule.holds().test(readings));
        } catch (NvmlException e) {
            if (e.code().meaning() != NvmlReturn.Meaning.NO_VALUE) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
