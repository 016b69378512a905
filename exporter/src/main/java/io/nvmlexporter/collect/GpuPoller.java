package io.nvmlexporter.collect;

import io.nvmlexporter.collect.DeviceSelection.Kind;
import io.nvmlexporter.collect.Entity.MigInstance;
import io.nvmlexporter.collect.GpuIds.MigDevice;
import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.field.Node;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import io.nvmlexporter.nvml.OutOfRangeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** Reads one GPU and its GPU instances, one poll at a time. For one thread. */
final class GpuPoller implements AutoCloseable {
    /** A GPU instance; one that is made anew may have the id of the one before, but not its device's UUID. */
    private record Instance(int gpuInstanceId, String uuid) {
        static Instance of(MigDevice first) {
            return new Instance(first.gpuInstanceId(), first.uuid());
        }
    }

    private final Nvml nvml;
    private final Node node;
    private final int index;
    private final Plan plan;
    private final List<Question> instanceQuestions;
    private final NvLinks links = new NvLinks();
    private final Xids xids;
    private final IntPredicate answering;
    private final Runnable whenBack;
    private final Map<Instance, DeviceReader> instanceReaders = new LinkedHashMap<>();
    private final DeviceReader reader;
    private Device gpu;
    private long refused;
    private Entity board;
    private OptionalInt minorNumber = OptionalInt.empty();
    private boolean gone;

    /**
     * @param answering whether the GPU of that index answers
     * @param whenBack called when the GPU was found after a poll that failed
     */
    GpuPoller(Nvml nvml, Node node, int index, Plan plan, Xids xids, IntPredicate answering, Runnable whenBack) {
        this.nvml = nvml;
        this.node = node;
        this.index = index;
        this.plan = plan;
        this.xids = xids;
        this.answering = answering;
        this.whenBack = whenBack;
        List<Question> questions = plan.questions();
        this.reader = new DeviceReader(questions, plan, answering, "GPU " + index);
        this.instanceQuestions = questions.stream()
                .filter(question -> question.scope() == Scope.INSTANCE)
                .toList();
    }

    /** The GPU's UUID; empty until it was read. */
    String uuid() {
        return board == null ? "" : board.uuid();
    }

    /**
     * Reads all there is to read now. Values that NVML refuses are absent, each with its reason.
     *
     * @throws NvmlException where the GPU or the driver is gone; the next poll looks the GPU up again
     */
    GpuSnapshot poll() {
        long started = System.nanoTime();
        try {
            if (gpu == null) {
                find();
            }
            if (board.pciBusId().isEmpty() || board.modelName().isEmpty()) {
                identify();
            }
            return read(started);
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
            reader.forget();
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
    }

    private GpuSnapshot read(long started) {
        List<Integer> inUse = reader.asksLinks() ? links.used(gpu) : List.of();
        DeviceReader.Found found =
                reader.read(node, List.of(gpu), inUse, gpu::gpmSample, xids.of(uuid(), System.nanoTime()));
        boolean mig = answer(gpu::migEnabled).orElse(false);
        Map<Device, MigDevice> migDevices = mig ? migDevices() : Map.of();
        Map<Instance, List<Device>> instances = plan.devices().kind() == Kind.GPUS ? Map.of() : instances(migDevices);
        forgetAllBut(instances);
        List<EntitySnapshot> ofInstances = new ArrayList<>();
        instances.forEach((instance, devices) -> ofInstances.add(counted(read(instance, devices))));
        List<EntitySnapshot> ofLinks = new ArrayList<>();
        found.links().forEach((link, findings) -> ofLinks.add(counted(findings.of(board.link(link)))));
        EntitySnapshot ofBoard = counted(found.device().of(board));
        return new GpuSnapshot(
                started,
                Duration.ofNanos(System.nanoTime() - started),
                new GpuIds(minorNumber, mig, List.copyOf(migDevices.values())),
                ofBoard,
                List.copyOf(ofInstances),
                List.copyOf(ofLinks),
                refused);
    }

    private EntitySnapshot counted(EntitySnapshot found) {
        refused += found.absences().values().stream()
                .filter(OutOfRangeException.REASON::equals)
                .count();
        return found;
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
    private static Map<Instance, List<Device>> instances(Map<Device, MigDevice> migDevices) {
        Map<Integer, Instance> byId = new LinkedHashMap<>();
        Map<Instance, List<Device>> instances = new LinkedHashMap<>();
        migDevices.forEach((device, migDevice) -> {
            Instance instance = byId.computeIfAbsent(migDevice.gpuInstanceId(), id -> Instance.of(migDevice));
            instances.computeIfAbsent(instance, any -> new ArrayList<>()).add(device);
        });
        return instances;
    }

    private EntitySnapshot read(Instance instance, List<Device> devices) {
        int id = instance.gpuInstanceId();
        DeviceReader own = instanceReaders.computeIfAbsent(
                instance,
                i -> new DeviceReader(instanceQuestions, plan, answering, "GPU " + index + " instance " + id));
        DeviceReader.Found found =
                own.read(node, devices, List.of(), () -> gpu.gpmSample(id), xids.of(uuid(), id, System.nanoTime()));
        String profile = known(devices.get(0)::gpuInstanceProfile);
        return found.device().of(board.instance(new MigInstance(profile, id, instance.uuid())));
    }

    private void forgetAllBut(Map<Instance, List<Device>> instances) {
        instanceReaders.forEach((instance, own) -> {
            if (!instances.containsKey(instance)) {
                own.close();
            }
        });
        instanceReaders.keySet().retainAll(instances.keySet());
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
        reader.close();
        instanceReaders.values().forEach(DeviceReader::close);
        instanceReaders.clear();
    }
}
