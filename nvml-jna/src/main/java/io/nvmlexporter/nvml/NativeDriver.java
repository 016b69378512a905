package io.nvmlexporter.nvml;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.nvmlexporter.nvml.NvmlStructs.nvmlFieldValue_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlGpmMetric_t;
import io.nvmlexporter.nvml.NvmlStructs.nvmlGpmMetricsGet_t;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** The machine's driver, by its own library. */
final class NativeDriver implements Driver {
    /** As many as the array of the oldest drivers with GPM holds; the newer ones' is longer. */
    private static final int GPM_METRICS_PER_CALL = 98;

    private final LoadedLibrary library;

    /** Not initialized: NVML refuses nearly everything until {@link #initialize}. */
    NativeDriver(LoadedLibrary library) {
        this.library = library;
    }

    static Driver open(Optional<String> path) {
        NativeDriver driver = new NativeDriver(path.map(file -> LibrarySearch.open(Path.of(file)))
                .orElseGet(() -> LibrarySearch.onThisMachine().open()));
        try {
            driver.initialize();
        } catch (NvmlException e) {
            driver.close();
            throw e;
        }
        return driver;
    }

    void initialize() {
        library.initialize();
    }

    @Override
    public Answer ask(Call call, long handle, int... arguments) {
        return new Getter(library, call, new Pointer(handle), arguments).answer();
    }

    @Override
    public long gpu(int index) {
        PointerByReference device = new PointerByReference();
        check(
                "nvmlDeviceGetHandleByIndex_v2(" + index + ")",
                nvml -> nvml.nvmlDeviceGetHandleByIndex_v2(index, device));
        return Pointer.nativeValue(device.getValue());
    }

    @Override
    public long migDevice(long gpu, int index) {
        PointerByReference device = new PointerByReference();
        check(
                "nvmlDeviceGetMigDeviceHandleByIndex(" + index + ")",
                nvml -> nvml.nvmlDeviceGetMigDeviceHandleByIndex(new Pointer(gpu), index, device));
        return Pointer.nativeValue(device.getValue());
    }

    /** All in one call: the values of a poll then are of one moment, and NVML names no limit to their number. */
    @Override
    public List<FieldValue> fieldValues(long device, List<FieldRequest> requests) {
        if (requests.isEmpty()) {
            return List.of();
        }
        Memory values = zeroed(requests.size() * nvmlFieldValue_t.SIZE);
        for (int i = 0; i < requests.size(); i++) {
            int entry = i * nvmlFieldValue_t.SIZE;
            values.setInt(entry + nvmlFieldValue_t.fieldId, requests.get(i).id());
            values.setInt(entry + nvmlFieldValue_t.scopeId, requests.get(i).scope());
        }
        check(
                "nvmlDeviceGetFieldValues",
                nvml -> nvml.nvmlDeviceGetFieldValues(new Pointer(device), requests.size(), values));
        List<FieldValue> answers = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            answers.add(fieldValue(values.share((long) i * nvmlFieldValue_t.SIZE)));
        }
        return answers;
    }

    /**
     * An entry that is as it was handed over is no answer, although its return code is then that of success: so older
     * drivers leave ECC's counters where ECC is off.
     */
    private static FieldValue fieldValue(Pointer entry) {
        boolean untouched = Stream.of(
                        nvmlFieldValue_t.timestamp,
                        nvmlFieldValue_t.latencyUsec,
                        nvmlFieldValue_t.valueType,
                        nvmlFieldValue_t.value)
                .allMatch(member -> entry.getLong(member) == 0);
        if (untouched) {
            return FieldValue.refused(NvmlReturn.NOT_SUPPORTED);
        }
        return value(
                entry.getInt(nvmlFieldValue_t.nvmlReturn),
                entry.getInt(nvmlFieldValue_t.valueType),
                entry.getLong(nvmlFieldValue_t.value));
    }

    /** One value as C has it: its own return code, which member of {@code nvmlValue_t} is filled, and that union. */
    static FieldValue value(int nvmlReturn, int type, long bits) {
        NvmlReturn code = NvmlReturn.of(nvmlReturn);
        if (code != NvmlReturn.SUCCESS) {
            return FieldValue.refused(code);
        }
        FieldValue.Type[] types = FieldValue.Type.values();
        if (type < 0 || type >= types.length) {
            return FieldValue.refused(NvmlReturn.UNKNOWN);
        }
        boolean shortLong = types[type] == FieldValue.Type.ULONG && Native.LONG_SIZE == Integer.BYTES;
        return FieldValue.of(types[type], shortLong ? Integer.toUnsignedLong((int) bits) : bits);
    }

    @Override
    public GpmSample gpmSample(long gpu, OptionalInt gpuInstanceId) {
        PointerByReference allocated = new PointerByReference();
        check("nvmlGpmSampleAlloc", nvml -> nvml.nvmlGpmSampleAlloc(allocated));
        NativeGpmSample sample = new NativeGpmSample(library, allocated.getValue());
        try {
            if (gpuInstanceId.isPresent()) {
                int id = gpuInstanceId.getAsInt();
                check(
                        "nvmlGpmMigSampleGet(" + id + ")",
                        nvml -> nvml.nvmlGpmMigSampleGet(new Pointer(gpu), id, sample.pointer()));
            } else {
                check("nvmlGpmSampleGet", nvml -> nvml.nvmlGpmSampleGet(new Pointer(gpu), sample.pointer()));
            }
            return sample;
        } catch (NvmlException e) {
            sample.close();
            throw e;
        }
    }

    @Override
    public Map<Integer, GpmMetric> gpmMetrics(GpmSample older, GpmSample newer, List<Integer> metricIds) {
        Map<Integer, GpmMetric> metrics = new LinkedHashMap<>();
        Memory request = zeroed(nvmlGpmMetricsGet_t.SIZE);
        request.setInt(nvmlGpmMetricsGet_t.version, nvmlGpmMetricsGet_t.VERSION);
        request.setPointer(nvmlGpmMetricsGet_t.sample1, ((NativeGpmSample) older).pointer());
        request.setPointer(nvmlGpmMetricsGet_t.sample2, ((NativeGpmSample) newer).pointer());
        for (int from = 0; from < metricIds.size(); from += GPM_METRICS_PER_CALL) {
            int to = Math.min(metricIds.size(), from + GPM_METRICS_PER_CALL);
            metrics.putAll(gpmMetrics(request, metricIds.subList(from, to)));
        }
        return metrics;
    }

    private Map<Integer, GpmMetric> gpmMetrics(Memory request, List<Integer> ids) {
        request.setInt(nvmlGpmMetricsGet_t.numMetrics, ids.size());
        for (int i = 0; i < ids.size(); i++) {
            gpmMetric(request, i).setInt(nvmlGpmMetric_t.metricId, ids.get(i));
        }
        check("nvmlGpmMetricsGet", nvml -> nvml.nvmlGpmMetricsGet(request));
        Map<Integer, GpmMetric> metrics = new LinkedHashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            Pointer metric = gpmMetric(request, i);
            NvmlReturn code = NvmlReturn.of(metric.getInt(nvmlGpmMetric_t.nvmlReturn));
            metrics.put(ids.get(i), new GpmMetric(code, metric.getDouble(nvmlGpmMetric_t.value)));
        }
        return metrics;
    }

    private static Pointer gpmMetric(Memory request, int index) {
        return request.share(nvmlGpmMetricsGet_t.metrics + (long) index * nvmlGpmMetric_t.SIZE, nvmlGpmMetric_t.SIZE);
    }

    @Override
    public EventSet eventSet() {
        PointerByReference set = new PointerByReference();
        check("nvmlEventSetCreate", nvml -> nvml.nvmlEventSetCreate(set));
        return new NativeEventSet(library, set.getValue());
    }

    @Override
    public SystemEventSet systemEventSet(long types) {
        return NativeSystemEventSet.create(library, types);
    }

    @Override
    public void close() {
        library.close();
    }

    private void check(String what, ToIntFunction<NvmlLibrary> function) {
        library.check(() -> what, function);
    }

    private static Memory zeroed(int size) {
        Memory memory = new Memory(size);
        memory.clear();
        return memory;
    }
}
