package io.nvmlexporter.nvml;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The events of one GPU as the driver reports them. For one thread. */
public final class GpuEvents implements AutoCloseable {
    private final Driver.EventSet events;
    private final Map<EventType, NvmlReturn> refusals;

    private GpuEvents(Driver.EventSet events, Map<EventType, NvmlReturn> refusals) {
        this.events = events;
        this.refusals = refusals;
    }

    static GpuEvents of(Driver driver, long gpu, Set<EventType> wanted) {
        long supported = driver.ask(Call.SUPPORTED_EVENT_TYPES, gpu).number();
        Map<EventType, NvmlReturn> refusals = new EnumMap<>(EventType.class);
        Set<EventType> accepted = EnumSet.noneOf(EventType.class);
        for (EventType type : wanted) {
            if ((supported & type.bit()) == 0) {
                refusals.put(type, NvmlReturn.NOT_SUPPORTED);
            } else {
                accepted.add(type);
            }
        }
        if (accepted.isEmpty()) {
            throw new NvmlException("nvmlDeviceRegisterEvents", NvmlReturn.NOT_SUPPORTED);
        }
        try {
            return new GpuEvents(registered(driver, gpu, accepted), refusals);
        } catch (NvmlException e) {
            requireAnotherTry(e);
            return oneByOne(driver, gpu, accepted, refusals, e);
        }
    }

    /**
     * Some bit among them was refused, though the driver said that the GPU has it: it costs only itself. Each is tried
     * in a set of its own, since a refusal may leave a set in any state.
     */
    private static GpuEvents oneByOne(
            Driver driver,
            long gpu,
            Set<EventType> candidates,
            Map<EventType, NvmlReturn> refusals,
            NvmlException refusal) {
        Set<EventType> accepted = EnumSet.noneOf(EventType.class);
        for (EventType type : candidates) {
            try {
                registered(driver, gpu, EnumSet.of(type)).close();
                accepted.add(type);
            } catch (NvmlException e) {
                requireAnotherTry(e);
                refusals.put(type, e.code());
            }
        }
        if (accepted.isEmpty()) {
            throw refusal;
        }
        return new GpuEvents(registered(driver, gpu, accepted), refusals);
    }

    private static Driver.EventSet registered(Driver driver, long gpu, Set<EventType> types) {
        Driver.EventSet events = driver.eventSet();
        try {
            events.register(gpu, EventType.bits(types));
            return events;
        } catch (NvmlException e) {
            events.close();
            throw e;
        }
    }

    private static void requireAnotherTry(NvmlException e) {
        if (e.code().meaning() != NvmlReturn.Meaning.NO_VALUE) {
            throw e;
        }
    }

    /** The types that were asked for and will not be seen, and why. */
    public Map<EventType, NvmlReturn> refusals() {
        return Collections.unmodifiableMap(refusals);
    }

    /**
     * {@code nvmlEventSetWait_v2}: the next event; empty when the time was over first. Blocks in the driver. An event
     * of a type that NVML 13.3 does not define is passed over.
     */
    public Optional<Event> await(Duration timeout) {
        Optional<Driver.Event> raw = events.await(timeout);
        while (raw.isPresent()) {
            Optional<EventType> type = EventType.of(raw.get().type());
            if (type.isPresent()) {
                return Optional.of(new Event(
                        type.get(), raw.get().gpuInstanceId(), raw.get().data()));
            }
            raw = events.await(Duration.ZERO);
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        events.close();
    }

    /**
     * One event.
     *
     * @param gpuInstanceId the GPU instance it belongs to, where the driver can tell
     * @param data the XID of an {@link EventType#XID}, of which 999 is NVML's "unknown XID"; else 0
     */
    public record Event(EventType type, OptionalInt gpuInstanceId, long data) {}
}
