package io.nvmlexporter.nvml;

import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * The driver's library in this process, and who is inside it.
 *
 * <p>Unloading code that a thread has yet to return from would kill the process, so the last to leave shuts NVML down
 * and unloads it: {@link #close} itself, or the thread that is still inside then. One that never returns, as in a
 * wedged driver, keeps the library as it is for good.
 */
final class LoadedLibrary implements AutoCloseable {
    private final NvmlLibrary functions;
    private final Runnable unload;
    private boolean initialized;
    private boolean closed;

    /** Threads inside, and one more until {@link #close}. */
    private int inside = 1;

    LoadedLibrary(NvmlLibrary functions, Runnable unload) {
        this.functions = functions;
        this.unload = unload;
    }

    /** {@code nvmlInit_v2}. */
    void initialize() {
        check(() -> "nvmlInit_v2", NvmlLibrary::nvmlInit_v2);
        synchronized (this) {
            initialized = true;
        }
    }

    /**
     * The code that a function gives: {@link NvmlReturn#FUNCTION_NOT_FOUND} for a symbol that the library lacks,
     * {@link NvmlReturn#UNINITIALIZED} for any once this is closed.
     */
    NvmlReturn call(ToIntFunction<NvmlLibrary> function) {
        if (!enter()) {
            return NvmlReturn.UNINITIALIZED;
        }
        try {
            return NvmlReturn.of(function.applyAsInt(functions));
        } catch (UnsatisfiedLinkError e) {
            return NvmlReturn.FUNCTION_NOT_FOUND;
        } finally {
            leave();
        }
    }

    /**
     * As {@link #call}.
     *
     * @param what the call in words, for the message
     * @throws NvmlException for every code but {@link NvmlReturn#SUCCESS}
     */
    void check(Supplier<String> what, ToIntFunction<NvmlLibrary> function) {
        NvmlReturn code = call(function);
        if (code != NvmlReturn.SUCCESS) {
            throw new NvmlException(what.get(), code);
        }
    }

    /** No more calls from now on. Does not wait for those that are under way. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        leave();
    }

    private synchronized boolean enter() {
        if (closed) {
            return false;
        }
        inside++;
        return true;
    }

    private void leave() {
        boolean shutdown;
        synchronized (this) {
            inside--;
            if (inside > 0) {
                return;
            }
            shutdown = initialized;
        }
        if (shutdown) {
            functions.nvmlShutdown();
        }
        unload.run();
    }
}
