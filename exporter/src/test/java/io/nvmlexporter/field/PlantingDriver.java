package io.nvmlexporter.field;

import io.nvmlexporter.nvml.Answer;
import io.nvmlexporter.nvml.Call;
import io.nvmlexporter.nvml.Driver;
import io.nvmlexporter.nvml.FieldValue;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** A driver whose every number is 1, but for one that a test plants. */
final class PlantingDriver implements Driver {
    /** One number of an answer. */
    record Place(Call call, String member) {}

    private final Set<Place> asked = new LinkedHashSet<>();
    private Place planted;
    private long number;

    void plant(Place place, long planting) {
        planted = place;
        number = planting;
    }

    /** The numbers that were asked for since it was last looked at. */
    Set<Place> asked() {
        Set<Place> seen = Set.copyOf(asked);
        asked.clear();
        return seen;
    }

    @Override
    public Answer ask(Call call, long handle, int... arguments) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (Call.Member member : call.members()) {
            members.put(
                    member.name(),
                    switch (member.type()) {
                        case TEXT -> "590.1";
                        case BYTES -> "0".repeat(32);
                        case NUMBER -> number(new Place(call, member.name()));
                    });
        }
        return Answer.of(members);
    }

    private long number(Place place) {
        asked.add(place);
        // The first of the two GPUs.
        long sound = place.call() == Call.INDEX ? 0 : 1;
        return place.equals(planted) ? number : sound;
    }

    @Override
    public long gpu(int index) {
        return index + 1L;
    }

    @Override
    public long migDevice(long gpu, int index) {
        throw new NvmlException("nvmlDeviceGetMigDeviceHandleByIndex", NvmlReturn.NOT_FOUND);
    }

    @Override
    public List<FieldValue> fieldValues(long device, List<FieldRequest> requests) {
        throw new IllegalStateException("a test gives them itself");
    }

    @Override
    public GpmSample gpmSample(long gpu, OptionalInt gpuInstanceId) {
        throw new IllegalStateException("a test gives them itself");
    }

    @Override
    public Map<Integer, GpmMetric> gpmMetrics(GpmSample older, GpmSample newer, List<Integer> metricIds) {
        throw new IllegalStateException("a test gives them itself");
    }

    @Override
    public EventSet eventSet() {
        throw new IllegalStateException("there are no events");
    }

    @Override
    public SystemEventSet systemEventSet(long types) {
        throw new IllegalStateException("there are no events");
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
