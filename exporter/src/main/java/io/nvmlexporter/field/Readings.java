package io.nvmlexporter.field;

import io.nvmlexporter.nvml.Bar1Memory;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.Driver.GpmMetric;
import io.nvmlexporter.nvml.FieldId;
import io.nvmlexporter.nvml.FieldValue;
import io.nvmlexporter.nvml.Memory;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import io.nvmlexporter.nvml.P2pStatus;
import io.nvmlexporter.nvml.PowerLimitRange;
import io.nvmlexporter.nvml.RowRemapperHistogram;
import io.nvmlexporter.nvml.Utilization;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * One poll of one GPU or MIG instance: each struct is read once, so that the fields cut from it agree. For the reader
 * thread of its GPU only.
 */
public final class Readings {
    private final Node node;
    private final Device device;
    private final Batch batch;
    private final History history;
    private final XidReport xids;
    private final IntPredicate answering;
    private final Once<ClockEvents> clockEvents;
    private final Once<List<Health.Status>> health;
    private final Once<Utilization> utilization;
    private final Once<Memory> memory;
    private final Once<Bar1Memory> bar1Memory;
    private final Once<PowerLimitRange> powerLimitRange;
    private final Once<RowRemapperHistogram> rowRemapperHistogram;

    /**
     * @param batch what this poll asked by number
     * @param history of the same device
     * @param xids of the same device
     * @param answering whether the GPU of that index answers, so that a question about it will not hang
     */
    public Readings(Node node, Device device, Batch batch, History history, XidReport xids, IntPredicate answering) {
        this.node = node;
        this.device = device;
        this.batch = batch;
        this.history = history;
        this.xids = xids;
        this.answering = answering;
        this.clockEvents = new Once<>(this::countClockEvents);
        this.health = new Once<>(() -> Health.of(this));
        this.utilization = new Once<>(device::utilization);
        this.memory = new Once<>(device::memory);
        this.bar1Memory = new Once<>(device::bar1Memory);
        this.powerLimitRange = new Once<>(device::powerLimitRange);
        this.rowRemapperHistogram = new Once<>(device::rowRemapperHistogram);
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
        return utilization.get();
    }

    Memory memory() {
        return memory.get();
    }

    Bar1Memory bar1Memory() {
        return bar1Memory.get();
    }

    PowerLimitRange powerLimitRange() {
        return powerLimitRange.get();
    }

    RowRemapperHistogram rowRemapperHistogram() {
        return rowRemapperHistogram.get();
    }

    FieldValue numbered(FieldId id) {
        return succeeded(batch, id);
    }

    /** A GPM metric in NVML's unit, over the time since the last poll. */
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
        // NaN where the samples are too close; the rest would be no share and no rate.
        if (!Double.isFinite(answer.value()) || answer.value() < 0) {
            throw new NvmlException(asked, NvmlReturn.NO_DATA);
        }
        return answer.value();
    }

    /** How much counters together grew a second since the last poll; a sum that fell was reset. */
    double perSecond(List<FieldId> counters) {
        String asked = counters.get(0).field().name();
        Batch before = history.previous().orElseThrow(() -> new NvmlException(asked, NvmlReturn.NOT_READY));
        long now = sum(batch, counters);
        long then = sum(before, counters);
        double seconds = (batch.nanoTime() - before.nanoTime()) / 1e9;
        if (now < then || seconds <= 0) {
            throw new NvmlException(asked, NvmlReturn.NOT_READY);
        }
        return (now - then) / seconds;
    }

    private static long sum(Batch batch, List<FieldId> counters) {
        return counters.stream().mapToLong(id -> succeeded(batch, id).number()).sum();
    }

    /** How much a counter grew since a minute or two ago; one that fell was reset. */
    Growth growth(FieldId counter) {
        String asked = counter.field().name();
        Batch before = history.aMinuteBefore(batch.nanoTime())
                .orElseThrow(() -> new NvmlException(asked, NvmlReturn.NOT_READY));
        long grown = Read.counted(succeeded(batch, counter)) - Read.counted(succeeded(before, counter));
        if (grown < 0) {
            throw new NvmlException(asked, NvmlReturn.NOT_READY);
        }
        return new Growth(grown, (batch.nanoTime() - before.nanoTime()) / 1e9);
    }

    /** How much a counter grew in how many seconds. */
    record Growth(long grown, double seconds) {}

    /** Whether an NVLink that was up is down now; links that lead nowhere never were up. */
    boolean linkDown(List<FieldId> states) {
        boolean down = false;
        List<FieldId> answered =
                states.stream().filter(id -> !isRefused(batch, id)).toList();
        if (answered.isEmpty()) {
            succeeded(batch, states.get(0));
        }
        for (FieldId id : answered) {
            if (numbered(id).number() == 0) {
                down |= history.linksSeenUp().contains(id);
            } else {
                history.linksSeenUp().add(id);
            }
        }
        return down;
    }

    /** {@link Device#inforomValid}, asked every few minutes. */
    boolean inforomValid() {
        return history.inforomValid().get(batch.nanoTime(), device::inforomValid);
    }

    /** {@link Device#nvLinkP2pStatus}, asked every few minutes. */
    P2pStatus nvLinkP2pStatus(int peer) {
        if (!answering.test(peer)) {
            throw new NvmlException("nvmlDeviceGetP2PStatus(" + peer + ")", NvmlReturn.NOT_READY);
        }
        return history.peer(peer).get(batch.nanoTime(), () -> device.nvLinkP2pStatus(peer));
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
        long reasons = OutOfRangeException.require(device.clocksEventReasons(), 0, Long.MAX_VALUE);
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

    private static boolean isRefused(Batch batch, FieldId id) {
        FieldValue value = batch.numbered().get(id);
        return value == null || value.code() != NvmlReturn.SUCCESS;
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
