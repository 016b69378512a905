package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.ProcessUse;
import io.nvmlexporter.field.Readings;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.NvmlException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads what the processes of each pod use of one GPU or GPU instance. It says so only where it can say of every
 * process there whose it is: what is one pod's must not be missing from its sum. For one thread.
 */
final class ShareReader {
    /** The driver lists 950 processes at most, and does not say that there are more. */
    private static final int MOST_PROCESSES = 949;

    private final Cgroups cgroups;
    private final List<Field> fields;
    private final AbsenceLog absences;

    /** @param fields those of them count that processes have parts of */
    ShareReader(Cgroups cgroups, List<Field> fields, String device) {
        this.cgroups = cgroups;
        this.fields = fields.stream().filter(field -> field.use().isPresent()).toList();
        this.absences = new AbsenceLog(device, "no pod's share of");
    }

    /**
     * @param devices the GPU, or the MIG devices of a GPU instance
     * @throws NvmlException where the GPU or the driver is gone
     */
    Map<Field, Shares> read(Readings readings, List<Device> devices) {
        Map<Field, Shares> shares = new LinkedHashMap<>();
        for (Field field : fields) {
            shares.put(field, read(field, readings, devices));
        }
        absences.tell();
        return shares;
    }

    private Shares read(Field field, Readings readings, List<Device> devices) {
        if (cgroups.isSimulated()) {
            return unknown(field, UnattributedException.SIMULATED, "the processes are those of a capture");
        }
        if (!cgroups.seeAllProcesses()) {
            return unknown(field, UnattributedException.NO_HOST_PID, "this process is not in the host's pid namespace");
        }
        try {
            return attribute(field.use().orElseThrow().byPid(readings), devices);
        } catch (NvmlException e) {
            DeviceReader.rethrowUnlessNoValue(e);
            return unknown(field, e.reason(), e.getMessage());
        } catch (UnattributedException e) {
            return unknown(field, e.reason(), e.getMessage());
        }
    }

    private Shares unknown(Field field, String reason, String detail) {
        absences.report(field, reason, detail);
        return new Shares.Unknown(reason);
    }

    private Shares attribute(Map<Long, Long> byPid, List<Device> devices) throws UnattributedException {
        if (byPid.size() > MOST_PROCESSES) {
            throw new UnattributedException(
                    UnattributedException.TOO_MANY_PROCESSES, byPid.size() + " processes are on it");
        }
        Map<String, List<Long>> byPod = new HashMap<>();
        Set<Long> missing = new TreeSet<>();
        for (Map.Entry<Long, Long> process : byPid.entrySet()) {
            long amount = process.getValue();
            if (amount > 0) {
                try {
                    podOf(process.getKey())
                            .ifPresent(pod -> byPod.computeIfAbsent(pod, p -> new ArrayList<>())
                                    .add(amount));
                } catch (NoSuchFileException e) {
                    missing.add(process.getKey());
                }
            }
        }
        requireEnded(missing, devices);
        return new Shares.Known(byPod);
    }

    private Optional<String> podOf(long pid) throws NoSuchFileException, UnattributedException {
        try {
            return cgroups.podOf(pid);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw unattributed(pid + ": " + e.getMessage());
        }
    }

    /** A process that ended while it was looked for uses nothing any more; one that still runs is hidden from us. */
    private static void requireEnded(Set<Long> missing, List<Device> devices) throws UnattributedException {
        if (!missing.isEmpty()) {
            missing.retainAll(ProcessUse.running(devices));
        }
        if (!missing.isEmpty()) {
            throw unattributed(missing.iterator().next() + " runs and is not under /proc");
        }
    }

    private static UnattributedException unattributed(String process) {
        return new UnattributedException(UnattributedException.UNATTRIBUTED_PROCESS, "process " + process);
    }
}
