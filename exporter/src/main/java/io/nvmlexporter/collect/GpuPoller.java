package io.nvmlexporter.collect;

import io.nvmlexporter.collect.DeviceSelection.Kind;
import io.nvmlexporter.collect.Entity.MigInstance;
import io.nvmlexporter.collect.GpuIds.MigDevice;
import io.nvmlexporter.collect.GpuLayout.Instance;
import io.nvmlexporter.collect.GpuLayout.Part;
import io.nvmlexporter.field.Node;
import io.nvmlexporter.nvml.BusType;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Reads one GPU and its GPU instances, one poll at a time. For one thread. */
final class GpuPoller implements AutoCloseable {
    private final Nvml nvml;
    private final Node node;
    private final int index;
    private final Plan plan;
    private final Xids xids;
    private final Runnable whenBack;
    private final LongSupplier nanoTime;
    private final List<GroupReader> groups;
    private Device gpu;
    private long refused;
    private Entity board;
    private OptionalInt minorNumber = OptionalInt.empty();
    private Optional<BusType> bus = Optional.empty();
    private boolean gone;

    /**
     * @param answering whether the GPU of that index answers
     * @param whenBack called when the GPU was found after a poll that failed
     * @param nanoTime the clock
     */
    GpuPoller(
            Nvml nvml,
            Node node,
            int index,
            Plan plan,
            Xids xids,
            IntPredicate answering,
            Runnable whenBack,
            LongSupplier nanoTime) {
        this.nvml = nvml;
        this.node = node;
        this.index = index;
        this.plan = plan;
        this.xids = xids;
        this.whenBack = whenBack;
        this.nanoTime = nanoTime;
        NvLinks links = new NvLinks();
        this.groups = plan.groups().stream()
                .map(group -> new GroupReader(group, plan, index, links, answering, nanoTime))
                .toList();
    }

    /** The GPU's UUID; empty until it was read. */
    String uuid() {
        return board == null ? "" : board.uuid();
    }

    /**
     * Reads what is due, and all of which nothing is known of the GPU as it is now. Values that NVML refuses are
     * absent, each with its reason.
     *
     * @param due the places in the plan of the groups to read
     * @throws NvmlException where the GPU or the driver is gone; the next poll looks the GPU up again
     */
    GpuReading poll(IntPredicate due) {
        long started = nanoTime.getAsLong();
        try {
            if (gpu == null) {
                find();
            }
            if (board.pciBusId().isEmpty() || board.modelName().isEmpty()) {
                identify();
            }
            return read(due, started);
        } catch (NvmlException e) {
            close();
            throw e;
        }
    }

    private void find() {
        Device device = nvml.gpu(index);
        // Without it nobody could tell which GPU the values are of, so there are none until NVML gives it.
        String uuid = device.uuid();
        if (!uuid.equals(uuid())) {
            groups.forEach(GroupReader::forget);
        }
        board = Entity.board(index, uuid, "", "");
        gpu = device;
        if (gone) {
            gone = false;
            whenBack.run();
        }
    }

    /** Asked for until it is answered: a refusal may pass, and the labels are kept for good. */
    private void identify() {
        board = Entity.board(index, board.uuid(), known(gpu::pciBusId), known(gpu::name));
        minorNumber = answer(gpu::minorNumber)
                .map(number -> OptionalInt.of(number.intValue()))
                .orElse(OptionalInt.empty());
        bus = answer(gpu::busType).flatMap(BusType::of);
    }

    private GpuReading read(IntPredicate due, long started) {
        GpuLayout layout = layout();
        for (int i = 0; i < groups.size(); i++) {
            GroupReader group = groups.get(i);
            if (due.test(i) || !group.knows(layout)) {
                refused += group.read(layout, node, xids).outOfRange();
            }
        }
        return new GpuReading(
                started,
                Duration.ofNanos(nanoTime.getAsLong() - started),
                layout.ids(),
                layout.board(),
                layout.entities(),
                groups.stream().flatMap(group -> group.latest().stream()).toList(),
                refused);
    }

    private GpuLayout layout() {
        boolean mig = answer(gpu::migEnabled).orElse(false);
        Map<Device, MigDevice> migDevices = mig ? migDevices() : Map.of();
        return new GpuLayout(
                gpu,
                board,
                new GpuIds(minorNumber, mig, List.copyOf(migDevices.values()), bus),
                plan.devices().kind() == Kind.GPUS ? Map.of() : instances(migDevices));
    }

    /** Those of which NVML tells where they lie. */
    private Map<Device, MigDevice> migDevices() {
        Map<Device, MigDevice> migDevices = new LinkedHashMap<>();
        for (Device device : answer(gpu::migDevices).orElse(List.of())) {
            answer(device::gpuInstanceId)
                    .ifPresent(id -> migDevices.put(device, new MigDevice(id, known(device::uuid))));
        }
        return migDevices;
    }

    /**
     * The GPU instances they lie in, each with its compute instances, of which the first has the UUID it is told by.
     */
    private Map<Instance, Part> instances(Map<Device, MigDevice> migDevices) {
        Map<Integer, Instance> byId = new LinkedHashMap<>();
        Map<Instance, List<Device>> devices = new LinkedHashMap<>();
        migDevices.forEach((device, migDevice) -> {
            Instance instance = byId.computeIfAbsent(migDevice.gpuInstanceId(), id -> Instance.of(migDevice));
            devices.computeIfAbsent(instance, any -> new ArrayList<>()).add(device);
        });
        Map<Instance, Part> parts = new LinkedHashMap<>();
        devices.forEach((instance, ofInstance) -> {
            String profile = known(ofInstance.get(0)::gpuInstanceProfile);
            MigInstance shown = new MigInstance(profile, instance.gpuInstanceId(), instance.uuid());
            parts.put(instance, new Part(board.instance(shown), ofInstance));
        });
        return parts;
    }

    /** What NVML gave; empty where it would not, which costs nothing else. */
    static <T> Optional<T> answer(Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (NvmlException e) {
            if (e.code().meaning() != NvmlReturn.Meaning.NO_VALUE) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** A name or version; empty where NVML would not give it. */
    static String known(Supplier<String> name) {
        return answer(name).orElse("");
    }

    @Override
    public void close() {
        gpu = null;
        gone = true;
        groups.forEach(GroupReader::close);
    }
}
