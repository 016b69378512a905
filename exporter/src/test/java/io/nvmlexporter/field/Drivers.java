package io.nvmlexporter.field;

import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlDouble;
import io.nvmlexporter.simulation.Capture;
import io.nvmlexporter.simulation.CaptureException;
import io.nvmlexporter.simulation.Simulation;
import java.util.Optional;

/** The answers of a capture by two drivers: the simulation and the C library. */
final class Drivers implements AutoCloseable {
    private final Nvml simulated;
    private final NvmlDouble library;
    private final Nvml loaded;

    Drivers(String capture) throws CaptureException {
        simulated = Simulation.still(Capture.parse("test", capture));
        library = NvmlDouble.answering(capture);
        loaded = Nvml.open(Optional.of(library.library().toString()));
    }

    Nvml simulated() {
        return simulated;
    }

    Nvml loaded() {
        return loaded;
    }

    @Override
    public void close() {
        loaded.close();
        library.close();
        simulated.close();
    }
}
