package io.nvmlexporter.nvml;

import com.sun.jna.Pointer;

/** An {@code nvmlGpmSample_t}. For one thread at a time. */
final class NativeGpmSample implements Driver.GpmSample {
    private final LoadedLibrary library;
    private final Pointer sample;
    private boolean closed;

    NativeGpmSample(LoadedLibrary library, Pointer sample) {
        this.library = library;
        this.sample = sample;
    }

    Pointer pointer() {
        if (closed) {
            throw new IllegalStateException("the GPM sample is closed");
        }
        return sample;
    }

    /** Its return code tells nothing that anyone could act on. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            library.call(nvml -> nvml.nvmlGpmSampleFree(sample));
        }
    }
}
