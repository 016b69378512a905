package io.nvmlexporter.nvml;

import java.util.OptionalLong;

/**
 * Rows of memory that errors made the GPU replace by spare ones.
 *
 * @param corrected rows in use because of errors that were corrected
 * @param uncorrected the same of errors that were not
 * @param pending whether rows wait for a reset to be remapped
 * @param failure whether a row could not be remapped
 * @param correctedInactive rows that were remapped and are not in use; empty where the driver does not tell
 */
public record RemappedRows(
        long corrected,
        long uncorrected,
        boolean pending,
        boolean failure,
        OptionalLong correctedInactive,
        OptionalLong uncorrectedInactive) {

    static RemappedRows ofV2(Answer answer) {
        return new RemappedRows(
                answer.number("corrActiveRemaps"),
                answer.number("uncActiveRemaps"),
                answer.number("bPending") != 0,
                answer.number("bFailureOccurred") != 0,
                OptionalLong.of(answer.number("corrInactiveRemaps")),
                OptionalLong.of(answer.number("uncInactiveRemaps")));
    }

    static RemappedRows of(Answer answer) {
        return new RemappedRows(
                answer.number("corrRows"),
                answer.number("uncRows"),
                answer.number("isPending") != 0,
                answer.number("failureOccurred") != 0,
                OptionalLong.empty(),
                OptionalLong.empty());
    }
}
