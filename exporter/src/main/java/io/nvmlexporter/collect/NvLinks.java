package io.nvmlexporter.collect;

import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.OutOfRangeException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The NVLinks of one GPU that are in use: those that were seen active, also when they have failed since. A board may
 * have links that lead nowhere, and only this tells them apart. For one thread.
 */
final class NvLinks {
    /** NVML_NVLINK_MAX_LINKS, in the newest nvml.h. */
    private static final int MOST = 36;

    private final SortedSet<Integer> used = new TreeSet<>();

    /** The indexes of the links in use; asks NVML only of those that are not known to be. */
    List<Integer> used(Device gpu) {
        for (int link = 0; link < MOST; link++) {
            if (!used.contains(link)) {
                try {
                    if (gpu.nvLink(link).active()) {
                        used.add(link);
                    }
                } catch (OutOfRangeException e) {
                    // It is there, and says nothing that can be true; there may be more after it.
                } catch (NvmlException e) {
                    DeviceReader.rethrowUnlessNoValue(e);
                    break;
                }
            }
        }
        return List.copyOf(used);
    }
}
