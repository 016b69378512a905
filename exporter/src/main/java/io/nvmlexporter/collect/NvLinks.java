package io.nvmlexporter.collect;

import io.nvmlexporter.nvml.Device;
import java.util.List;
import java.util.Optional;
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
                int index = link;
                Optional<Boolean> active =
                        GpuPoller.answer(() -> gpu.nvLink(index).active());
                if (active.isEmpty()) {
                    break;
                }
                if (active.get()) {
                    used.add(link);
                }
            }
        }
        return List.copyOf(used);
    }
}
