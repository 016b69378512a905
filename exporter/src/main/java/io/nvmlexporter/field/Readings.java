package io.nvmlexporter.field;

import io.nvmlexporter.nvml.Bar1Memory;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.Driver.GpmMetric;
import io.nvmlexporter.nvml.FieldId;
import io.nvmlexporter.nvml.FieldValue;
import io.nvmlexporter.nvml.Memory;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import io.nvmlexporter.nvml.OutOfRangeException;
import io.nvmlexporter.nvml.PowerLimitRange;
import io.nvmlexporter.nvml.RowRemapperHistogram;
import io.nvmlexporter.nvml.Utilization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * One poll of one GPU or MIG instance: each struct is read once, so that the fields cut from it agree. For the reader
 * thread of its GPU only.
 */
public final class Readings {
    /** NVML_NVLINK_STATE_ACTIVE and _SLEEP. */
    private static final long UP = 1;

    private static final long ASLEEP = 2;

    private static final Function<Device, Utilization> UTILIZATION = Device::utilization;
    private static final Function<Device, Memory> MEMORY = Device::memory;
    private static final Function<Device, Bar1Memory> BAR1_MEMORY = Device::bar1Memory;
    private static final Function<Device, PowerLimitRange> POWER_LIMIT_RANGE = Device::powerLimitRange;
    private static final Function<Device, RowRemapperHistogram> ROW_REMAPPER_HISTOGRAM = Device::rowRemapperHistogram;

    private final Node node;
    private final List<Device> devices;
    private final Device device;
    private final Batch batch;
    private final History history;
    private final XidReport xids;
    private final IntPredicate answering;
    private final Once<ClockEvents> clockEvents;
    private final Once<List<Health.Status>> health;
    private final Map<Function<Device, ?>, Once<?>> asked = new HashMap<>();

    /**
     * @param devices the GPU, or the MIG devices of a GPU instance, of which the first answers for it
     * @param batch what this poll asked by number
     * @param history of the same GPU or GPU instance
     * @param xids of the same GPU or GPU instance
     * @param answering whether the GPU of that index answers, so that a question about it will not hang
     */
    public Readings(
            Node node, List<Device> devices, Batch batch, History history, XidReport xids, IntPredicate answering) {
        this.node = node;
        this.devices = devices;
        this.device = devices.get(0);
        this.batch = batch;
        this.history = history;
        this.xids = xids;
        this.answering = answering;
        this.clockEvents = new Once<>(this::countClockEvents);
        this.health = new Once<>(() -> Health.of(this));
    }

    /**
     * The answers to what one poll asked by number.
     *
     * @param nanoTime when, by {@link System#nanoTime}
     */
    public record Batch(long nanoTime, Map<FieldId, FieldValue> numbered, Map<Integer, GpmMetric> gpm) {}

    Node node() {
        return node;
    }

    Device device() {
        return device;
    }

    Utilization utilization() {
        return once(UTILIZATION);
    }

    Memory memory() {
        return once(MEMORY);
    }

    Bar1Memory bar1Memory() {
        return once(BAR1_MEMORY);
    }

    PowerLimitRange powerLimitRange() {
        return once(POWER_LIMIT_RANGE);
    }

    RowRemapperHistogram rowRemapperHistogram() {
        return once(ROW_REMAPPER_HISTOGRAM);
    }

    /**
     * What a getter gives, which is asked once a poll.
     *
     * @param getter a constant or a record, by which it is known again
     */
    <T> T once(Function<Device, T> getter) {
        return once(getter, () -> getter.apply(device));
    }

    /**
     * What a getter lists of every MIG device of a GPU instance, one after the other, for what each of them knows only
     * of itself. Refused where one of them refuses, as the rest would pass for all there is.
     *
     * @param getter as for {@link #once}, and not one that is asked by it
     */
    <T> List<T> onceOfAll(Function<Device, List<T>> getter) {
        return once(
                getter,
                () -> devices.stream()
                        .flatMap(each -> getter.apply(each).stream())
                        .toList());
    }

    @SuppressWarnings("unchecked")
    private <T> T once(Function<Device, ?> getter, Supplier<T> source) {
        return ((Once<T>) asked.computeIfAbsent(getter, any -> new Once<>(source))).get();
    }

    FieldValue numbered(FieldId id) {
        return succeeded(batch, id);
    }

    /** A GPM metric in NVML's unit, over the time since the last poll; NaN where NVML found none. */
    double gpm(int metric) {
        GpmMetric answer = batch.gpm().get(metric);
        String asked = "nvmlGpmMetricsGet(" + metric + ")";
        if (answer == null) {
            // A metric is about the time between two samples, and there is only one yet.
            throw new NvmlException(asked, NvmlReturn.NOT_READY);
        }
        if (answer.code() != NvmlReturn.SUCCESS) {
            throw new NvmlException(asked, answer.code());
        }
        return answer.value();
    }

    /** How much counters together grew a second since the last poll; one that fell was reset. */
    double perSecond(List<FieldId> counters) {
        Batch before = history.previous().orElseThrow(() -> notReady(counters.get(0)));
        double seconds = (batch.nanoTime() - before.nanoTime()) / 1e9;
        double grown = 0;
        for (FieldId counter : counters) {
            grown += grown(counter, before);
        }
        if (seconds <= 0) {
            throw notReady(counters.get(0));
        }
        return grown / seconds;
    }

    /** How much a counter grew since; what it was then is not to blame now, where it could not be true. */
    private long grown(FieldId counter, Batch before) {
        long now = Read.counted(succeeded(batch, counter));
        FieldValue then = succeeded(before, counter);
        try {
            long grown = now - Read.counted(then);
            if (grown >= 0) {
                return grown;
            }
        } catch (OutOfRangeException e) {
            throw notReady(counter);
        }
        throw notReady(counter);
    }

    private static NvmlException notReady(FieldId counter) {
        return new NvmlException(counter.field().name(), NvmlReturn.NOT_READY);
    }

    /** How much a counter grew since a minute or two ago; one that fell was reset. */
    Growth growth(FieldId counter) {
        Batch before = history.aMinuteBefore(batch.nanoTime()).orElseThrow(() -> notReady(counter));
        return new Growth(grown(counter, before), (batch.nanoTime() - before.nanoTime()) / 1e9);
    }

    /** How much a counter grew in how many seconds. */
    record Growth(long grown, double seconds) {}

    /**
     * Whether an NVLink that was up is down now; links that lead nowhere never were up. One that is asleep is up; of a
     * state of a newer driver it is not known.
     */
    boolean linkDown(List<FieldId> states) {
        return anyLink(states, (id, state) -> {
            if (state == UP || state == ASLEEP) {
                history.linksSeenUp().add(id);
            }
            return state == 0 && history.linksSeenUp().contains(id);
        });
    }

    /** Whether the state of any NVLink is such a one; refused where NVML tells the state of none. */
    boolean anyLink(List<FieldId> states, LongPredicate wanted) {
        return anyLink(states, (id, state) -> wanted.test(state));
    }

    private boolean anyLink(List<FieldId> states, ObjLongPredicate wanted) {
        List<FieldId> answered =
                states.stream().filter(id -> isState(batch, id)).toList();
        if (answered.isEmpty()) {
            Range.STATE.require(succeeded(batch, states.get(0)));
        }
        boolean any = false;
        for (FieldId id : answered) {
            any |= wanted.test(id, Range.STATE.requireWhole(numbered(id)));
        }
        return any;
    }

    /** Of the state of a link. */
    private interface ObjLongPredicate {
        boolean test(FieldId link, long state);
    }

    /** {@link Device#inforomValid}, asked every few minutes. */
    boolean inforomValid() {
        return history.inforomValid().get(batch.nanoTime(), device::inforomValid);
    }

    /** {@code DeviceCondition.errorRecords}, asked every few minutes. */
    long errorRecords() {
        return history.errorRecords()
                .get(batch.nanoTime(), () -> device.condition().errorRecords());
    }

    /** The GPU's own. */
    long index() {
        return Range.UNSIGNED_32.require(device.index());
    }

    /** Whether the GPU of that index is there. */
    boolean answers(int gpu) {
        return answering.test(gpu);
    }

    /**
     * {@link Device#nvLinkP2pStatus}, asked every few minutes. That the peer is gone takes only this answer: were this
     * GPU gone, other reads would say so.
     */
    long nvLinkP2pStatus(int peer) {
        if (!answers(peer)) {
            throw new NvmlException("nvmlDeviceGetP2PStatus(" + peer + ")", NvmlReturn.NOT_READY);
        }
        try {
            return history.peer(peer)
                    .get(batch.nanoTime(), () -> Range.UNSIGNED_32.require(device.nvLinkP2pStatus(peer)));
        } catch (NvmlException e) {
            throw e.code().meaning() == NvmlReturn.Meaning.GPU_GONE
                    ? new NvmlException(e.function(), NvmlReturn.NO_DATA)
                    : e;
        }
    }

    /** Clock events up to this poll, which is counted once however many fields need them. */
    ClockEvents clockEvents() {
        return clockEvents.get();
    }

    /** {@link Health#of}. */
    List<Health.Status> health() {
        return health.get();
    }

    private ClockEvents countClockEvents() {
        long reasons = Range.COUNT.require(device.clocksEventReasons());
        history.clockEvents().add(batch.nanoTime(), reasons);
        return history.clockEvents();
    }

    long nanoTime() {
        return batch.nanoTime();
    }

    long lastXid() {
        return xids.last().orElseThrow(() -> new NvmlException("nvmlEventSetWait_v2", NvmlReturn.NO_DATA));
    }

    /** Those the driver told; that there are none is only known while it tells them. */
    XidReport xids() {
        if (xids.received() != NvmlReturn.SUCCESS) {
            throw new NvmlException("nvmlDeviceRegisterEvents", xids.received());
        }
        return xids;
    }

    private static boolean isState(Batch batch, FieldId id) {
        try {
            Range.STATE.require(succeeded(batch, id));
            return true;
        } catch (NvmlException e) {
            return false;
        }
    }

    private static FieldValue succeeded(Batch batch, FieldId id) {
        FieldValue value = batch.numbered().get(id);
        NvmlReturn code = value == null ? NvmlReturn.NO_DATA : value.code();
        if (code != NvmlReturn.SUCCESS) {
            throw new NvmlException(id.field().name(), code);
        }
        return value;
    }

    /** A value that is asked for at its first use; a refusal is kept as well. */
    private static final class Once<T> {
        private final Supplier<T> source;
        private T value;
        private NvmlException refusal;

        Once(Supplier<T> source) {
            this.source = source;
        }

        T get() {
            if (refusal != null) {
                throw refusal;
            }
            if (value == null) {
                try {
                    value = source.get();
                } catch (NvmlException e) {
                    refusal = e;
                    throw e;
                }
            }
            return value;
        }
    }
}
