package io.nvmlexporter.nvml;

import java.util.Optional;

/** Placeholder while the binding is written. */
final class NativeDriver {
    private NativeDriver() {}

    static Driver open(Optional<String> library) {
        throw new NvmlException("libnvidia-ml.so.1 " + library, NvmlReturn.LIBRARY_NOT_FOUND);
    }
}
