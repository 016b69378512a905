package io.nvmlexporter.nvml;

import com.sun.jna.Pointer;
import io.nvmlexporter.nvml.NvmlEventStructs.nvmlEventData_t;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** An {@code nvmlEventSet_t}. Locked as a whole: freeing it under a thread that waits in it would kill the process. */
final class NativeEventSet implements Driver.EventSet {
    /** What NVML gives for the instance ids of an event that is the whole GPU's. */
    private static final int NO_INSTANCE = 0xFFFF_FFFF;

    private final LoadedLibrary library;
    private final Pointer set;
    private boolean closed;

    NativeEventSet(LoadedLibrary library, Pointer set) {
        this.library = library;
        this.set = set;
    }

    @Override
    public synchronized void register(long gpu, long types) {
        requireOpen();
        library.check(
                () -> "nvmlDeviceRegisterEvents", nvml -> nvml.nvmlDeviceRegisterEvents(new Pointer(gpu), types, set));
    }

    @Override
    public synchronized Optional<Driver.Event> await(Duration timeout) {
        nvmlEventData_t data = new nvmlEventData_t();
        data.gpuInstanceId = NO_INSTANCE;
        int milliseconds = (int) Math.max(0, Math.min(Integer.MAX_VALUE, timeout.toMillis()));
        requireOpen();
        NvmlReturn code = library.call(nvml -> nvml.nvmlEventSetWait_v2(set, data, milliseconds));
        // That the time is over is no refusal.
        if (code != NvmlReturn.TIMEOUT && code.meaning() == NvmlReturn.Meaning.NO_VALUE) {
            code = library.call(nvml -> nvml.nvmlEventSetWait(set, data, milliseconds));
        }
        return switch (code) {
            case SUCCESS -> Optional.of(event(data));
            case TIMEOUT -> Optional.empty();
            default -> throw new NvmlException("nvmlEventSetWait_v2", code);
        };
    }

    private static Driver.Event event(nvmlEventData_t data) {
        OptionalInt gpuInstance =
                data.gpuInstanceId == NO_INSTANCE ? OptionalInt.empty() : OptionalInt.of(data.gpuInstanceId);
        return new Driver.Event(Pointer.nativeValue(data.device), data.eventType, data.eventData, gpuInstance);
    }

    /** Waits for the thread that waits in it. Its return code tells nothing that anyone could act on. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            library.call(nvml -> nvml.nvmlEventSetFree(set));
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the event set is closed");
        }
    }
}
