package io.nvmlexporter.collect;

import io.nvmlexporter.collect.GpuLayout.Instance;
import io.nvmlexporter.collect.GpuLayout.Part;
import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.field.Node;
import io.nvmlexporter.nvml.NvmlException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

/**
 * Reads one group of fields of one GPU and its GPU instances, and keeps what it found until it is asked again. Its
 * rates are over the time since its own last reading. For one thread.
 */
final class GroupReader implements AutoCloseable {
    private final FieldGroup group;
    private final Plan plan;
    private final int index;
    private final NvLinks links;
    private final IntPredicate answering;
    private final LongSupplier nanoTime;
    private final List<Question> instanceQuestions;
    private final DeviceReader board;
    private final Map<Instance, DeviceReader> instances = new LinkedHashMap<>();
    private Optional<GroupFindings> latest = Optional.empty();

    /**
     * @param index of the GPU
     * @param links of the GPU, for all its groups
     * @param answering whether the GPU of that index answers
     * @param nanoTime the clock
     */
    GroupReader(FieldGroup group, Plan plan, int index, NvLinks links, IntPredicate answering, LongSupplier nanoTime) {
        this.group = group;
        this.plan = plan;
        this.index = index;
        this.links = links;
        this.answering = answering;
        this.nanoTime = nanoTime;
        List<Question> questions = group.questions(plan.names());
        this.board = new DeviceReader(questions, plan, answering, "GPU " + index);
        this.instanceQuestions = questions.stream()
                .filter(question -> question.scope() == Scope.INSTANCE)
                .toList();
    }

    /** What it found last; empty where nothing of it is true any more. */
    Optional<GroupFindings> latest() {
        return latest;
    }

    /** Whether what it found last is of the GPU instances that there are now. */
    boolean knows(GpuLayout layout) {
        return latest.isPresent()
                && latest.get().instances().keySet().equals(layout.instances().keySet());
    }

    /** @throws NvmlException where the GPU or the driver is gone */
    GroupFindings read(GpuLayout layout, Node node, Xids xids) {
        long started = nanoTime.getAsLong();
        boolean first = latest.isEmpty();
        String uuid = layout.board().uuid();
        DeviceReader.Found found = board.read(
                node,
                List.of(layout.gpu()),
                board.asksLinks() ? links.used(layout.gpu()) : List.of(),
                layout.gpu()::gpmSample,
                xids.of(uuid, started),
                started);
        forgetAllBut(layout.instances());
        Map<Instance, Findings> ofInstances = new LinkedHashMap<>();
        for (Map.Entry<Instance, Part> part : layout.instances().entrySet()) {
            Instance instance = part.getKey();
            first |= !instances.containsKey(instance);
            ofInstances.put(instance, read(instance, part.getValue(), layout, node, xids));
        }
        GroupFindings findings = new GroupFindings(group, started, first, found.device(), ofInstances, found.links());
        latest = Optional.of(findings);
        return findings;
    }

    private Findings read(Instance instance, Part part, GpuLayout layout, Node node, Xids xids) {
        int id = instance.gpuInstanceId();
        long started = nanoTime.getAsLong();
        return instances
                .computeIfAbsent(
                        instance,
                        any -> new DeviceReader(instanceQuestions, plan, answering, "GPU " + index + " instance " + id))
                .read(
                        node,
                        part.devices(),
                        List.of(),
                        () -> layout.gpu().gpmSample(id),
                        xids.of(layout.board().uuid(), id, started),
                        started)
                .device();
    }

    private void forgetAllBut(Map<Instance, Part> there) {
        instances.forEach((instance, reader) -> {
            if (!there.containsKey(instance)) {
                reader.close();
            }
        });
        instances.keySet().retainAll(there.keySet());
    }

    /** The GPU is another from now on. */
    void forget() {
        board.forget();
    }

    /** The GPU may be gone: what was found is true no more, and what rates need is taken anew. */
    @Override
    public void close() {
        latest = Optional.empty();
        board.close();
        instances.values().forEach(DeviceReader::close);
        instances.clear();
    }
}
