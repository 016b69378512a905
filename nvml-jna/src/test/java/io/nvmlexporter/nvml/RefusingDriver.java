package io.nvmlexporter.nvml;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Another driver, but for a bit of event types that it refuses to register. */
record RefusingDriver(Driver driver, long refused) implements Driver {
    @Override
    public Answer ask(Call call, long handle, int... arguments) {
        return driver.ask(call, handle, arguments);
    }

    @Override
    public long gpu(int index) {
        return driver.gpu(index);
    }

    @Override
    public long migDevice(long gpu, int index) {
        return driver.migDevice(gpu, index);
    }

    @Override
    public List<FieldValue> fieldValues(long device, List<FieldRequest> requests) {
        return driver.fieldValues(device, requests);
    }

    @Override
    public GpmSample gpmSample(long gpu, OptionalInt gpuInstanceId) {
        return driver.gpmSample(gpu, gpuInstanceId);
    }

    @Override
    public Map<Integer, GpmMetric> gpmMetrics(GpmSample older, GpmSample newer, List<Integer> metricIds) {
        return driver.gpmMetrics(older, newer, metricIds);
    }

    @Override
    public EventSet eventSet() {
        return new Refusing(driver.eventSet(), refused);
    }

    @Override
    public SystemEventSet systemEventSet(long types) {
        return driver.systemEventSet(types);
    }

    @Override
    public void close() {
        driver.close();
    }

    private record Refusing(EventSet set, long refused) implements EventSet {
        @Override
        public void register(long gpu, long types) {
            if ((types & refused) != 0) {
                throw new NvmlException("nvmlDeviceRegisterEvents", NvmlReturn.INVALID_ARGUMENT);
            }
            set.register(gpu, types);
        }

        @Override
        public Optional<Event> await(Duration timeout) {
            return set.await(timeout);
        }

        @Override
        public void close() {
            set.close();
        }
    }
}
