package io.nvmlexporter.field;

import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.FieldId;
import io.nvmlexporter.nvml.NvmlField;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One thing that is wrong with a GPU where it holds.
 *
 * @param code DCGM's name for it
 * @param when it holds, of what NVML says; for people
 * @param source where NVML says it
 * @param numbered what it needs of what NVML numbers
 * @param holds throws as {@link Read#value} does where NVML does not say
 */
record HealthRule(
        Watch watch,
        State state,
        String code,
        String when,
        String source,
        List<FieldId> numbered,
        Predicate<Readings> holds) {

    /** Part of the GPU, in dcgm-exporter's order. */
    enum Watch {
        PCIE,
        NVLINK,
        PMU,
        MCU,
        MEM,
        SM,
        INFOROM,
        THERMAL,
        POWER,
        DRIVER,
        /** The GPU as a whole. */
        ALL
    }

    /** How a watch is, with DCGM's numbers. */
    enum State {
        PASS(0),
        WARN(10),
        FAIL(20);

        private final long number;

        State(long number) {
            this.number = number;
        }

        long number() {
            return number;
        }
    }

    /** NVML_NVLINK_MAX_LINKS, in the newest nvml.h. */
    private static final int MOST_LINKS = 36;

    private static final NvmlField LINK_STATE = NvmlField.NVML_FI_DEV_NVLINK_GET_STATE;
    private static final List<FieldId> LINKS = IntStream.range(0, MOST_LINKS)
            .mapToObj(link -> new FieldId(LINK_STATE, link))
            .toList();

    /** NVML_NVLINK_STATE_SLEEP, in the newest nvml.h. */
    private static final long HIGHEST_LINK_STATE = 2;

    private static final double MINUTE = 60;

    /** NVML_GPU_RECOVERY_ACTION_RECOVER_IMEX_DOMAIN, in the newest nvml.h. */
    private static final long HIGHEST_RECOVERY_ACTION = 5;

    /** The part of a rule's row that says what is wrong. */
    record Wrong(Watch watch, State state, String code) {
        HealthRule where(String when, String source, List<FieldId> numbered, Predicate<Readings> holds) {
            return new HealthRule(watch, state, code, when, source, numbered, holds);
        }

        HealthRule moreThan(long most, NvmlField... counts) {
            List<FieldId> ids =
                    Stream.of(counts).map(count -> new FieldId(count, 0)).toList();
            String source = Stream.of(counts).map(NvmlField::name).collect(Collectors.joining(" + "));
            return where(
                    "more than " + most,
                    source,
                    ids,
                    readings -> ids.stream()
                                    .mapToLong(id -> Read.counted(readings.numbered(id)))
                                    .sum()
                            > most);
        }

        HealthRule grewAtAll(NvmlField counter) {
            return grew("grew in the last minute or two", counter, 0, growth -> growth.grown() > 0);
        }

        /** Within the first minute, as if it had been one. */
        HealthRule grewAMinute(long most, NvmlField counter) {
            return grew(
                    "grew by more than " + most + " a minute",
                    counter,
                    0,
                    growth -> growth.grown() > most * Math.max(1, growth.seconds() / MINUTE));
        }

        HealthRule grewASecond(long most, NvmlField counter) {
            return grew(
                    "grew by more than " + most + " a second",
                    counter,
                    0,
                    growth -> growth.grown() > most * growth.seconds());
        }

        HealthRule grewOnAnyLink(NvmlField counter) {
            return grew("grew in the last minute or two", counter, Read.ALL_LINKS, growth -> growth.grown() > 0);
        }

        private HealthRule grew(String when, NvmlField counter, int scope, Predicate<Readings.Growth> tooMuch) {
            FieldId id = new FieldId(counter, scope);
            return where(when, counter.name(), List.of(id), readings -> tooMuch.test(readings.growth(id)));
        }

        HealthRule linkDown() {
            return where(
                    "a link is inactive that was active since the exporter reads the GPU",
                    LINK_STATE.name(),
                    LINKS,
                    readings -> readings.linkDown(LINKS));
        }

        /** Such as one that forwards no traffic, which driver 615 has: whether the link does its work is not known. */
        HealthRule unknownLinkState() {
            return where(
                    "is above " + HIGHEST_LINK_STATE + ": a state of a newer driver",
                    LINK_STATE.name(),
                    LINKS,
                    readings -> readings.anyLink(LINKS, state -> state > HIGHEST_LINK_STATE));
        }

        HealthRule recoveryAction(long action, String name) {
            return recoveryAction("is " + action + ", " + name, number -> number == action);
        }

        /** An action that this version has no name for; that there is one to take is known all the same. */
        HealthRule unknownRecoveryAction() {
            return recoveryAction(
                    "is above " + HIGHEST_RECOVERY_ACTION + ": an action of a newer driver, such as bus reset or system"
                            + " reboot from 615 on",
                    number -> number > HIGHEST_RECOVERY_ACTION);
        }

        private HealthRule recoveryAction(String when, LongPredicate isIt) {
            NvmlField field = NvmlField.NVML_FI_DEV_GET_GPU_RECOVERY_ACTION;
            FieldId id = new FieldId(field, 0);
            return where(
                    when,
                    field.name(),
                    List.of(id),
                    readings -> isIt.test(Range.UNSIGNED_32.requireWhole(readings.numbered(id))));
        }

        HealthRule asked(String when, String function, Predicate<Device> holds) {
            return where(when, function, List.of(), readings -> holds.test(readings.device()));
        }

        HealthRule xid(Long... codes) {
            Set<Long> fatal = new TreeSet<>(List.of(codes));
            return where(
                    fatal.stream().map(String::valueOf).collect(Collectors.joining(", ", "XID ", " in the window")),
                    "nvmlEventSetWait_v2",
                    List.of(),
                    readings -> readings.xids().inWindow().keySet().stream().anyMatch(fatal::contains));
        }
    }
}
