package io.nvmlexporter.nvml;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.nvmlexporter.nvml.NvmlEventStructs.nvmlSystemEventData_v1_t;
import io.nvmlexporter.nvml.NvmlEventStructs.nvmlSystemEventSetCreateRequest_v1_t;
import io.nvmlexporter.nvml.NvmlEventStructs.nvmlSystemEventSetFreeRequest_v1_t;
import io.nvmlexporter.nvml.NvmlEventStructs.nvmlSystemEventSetWaitRequest_v1_t;
import io.nvmlexporter.nvml.NvmlEventStructs.nvmlSystemRegisterEventRequest_v1_t;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An {@code nvmlSystemEventSet_t}. Locked as a whole, as {@link NativeEventSet} is. */
final class NativeSystemEventSet implements Driver.SystemEventSet {
    /** For so many events there is room at first. */
    private static final int ROOM = 16;
    /** More than a driver queues; a larger number that it asks for is no number of events. */
    private static final int MOST_ROOM = 65_536;

    private final LoadedLibrary library;
    private final Pointer set;
    private boolean closed;

    private NativeSystemEventSet(LoadedLibrary library, Pointer set) {
        this.library = library;
        this.set = set;
    }

    static NativeSystemEventSet create(LoadedLibrary library, long types) {
        nvmlSystemEventSetCreateRequest_v1_t created = new nvmlSystemEventSetCreateRequest_v1_t();
        library.check(() -> "nvmlSystemEventSetCreate", nvml -> nvml.nvmlSystemEventSetCreate(created));
        NativeSystemEventSet events = new NativeSystemEventSet(library, created.set);
        nvmlSystemRegisterEventRequest_v1_t request = new nvmlSystemRegisterEventRequest_v1_t();
        request.eventTypes = types;
        request.set = created.set;
        try {
            library.check(() -> "nvmlSystemRegisterEvents", nvml -> nvml.nvmlSystemRegisterEvents(request));
            return events;
        } catch (NvmlException e) {
            events.close();
            throw e;
        }
    }

    @Override
    public synchronized List<Driver.SystemEvent> await(Duration timeout) {
        if (closed) {
            throw new IllegalStateException("the event set is closed");
        }
        int milliseconds = (int) Math.max(0, Math.min(Integer.MAX_VALUE, timeout.toMillis()));
        return await(milliseconds, ROOM);
    }

    private List<Driver.SystemEvent> await(int milliseconds, int room) {
        Memory data = new Memory((long) room * nvmlSystemEventData_v1_t.SIZE);
        data.clear();
        nvmlSystemEventSetWaitRequest_v1_t request = new nvmlSystemEventSetWaitRequest_v1_t();
        request.timeoutms = milliseconds;
        request.set = set;
        request.data = data;
        request.dataSize = room;
        NvmlReturn code = library.call(nvml -> nvml.nvmlSystemEventSetWait(request));
        if (code == NvmlReturn.INSUFFICIENT_SIZE && request.numEvent > room && request.numEvent <= MOST_ROOM) {
            return await(0, request.numEvent);
        }
        return switch (code) {
            case SUCCESS -> events(data, Math.min(request.numEvent, room));
            case TIMEOUT -> List.of();
            default -> throw new NvmlException("nvmlSystemEventSetWait", code);
        };
    }

    private static List<Driver.SystemEvent> events(Memory data, int count) {
        List<Driver.SystemEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Pointer event = data.share((long) i * nvmlSystemEventData_v1_t.SIZE, nvmlSystemEventData_v1_t.SIZE);
            events.add(new Driver.SystemEvent(
                    event.getLong(nvmlSystemEventData_v1_t.eventType),
                    Integer.toUnsignedLong(event.getInt(nvmlSystemEventData_v1_t.gpuId))));
        }
        return events;
    }

    /** Waits for the thread that waits in it. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            nvmlSystemEventSetFreeRequest_v1_t request = new nvmlSystemEventSetFreeRequest_v1_t();
            request.set = set;
            library.call(nvml -> nvml.nvmlSystemEventSetFree(request));
        }
    }
}
