package io.nvmlexporter.nvml;

import java.util.Optional;
import java.util.Set;

/**
 * NVIDIA's management library, initialized: the machine's driver and its GPUs.
 *
 * <pre>{@code
 * try (Nvml nvml = Nvml.open(Optional.empty())) {
 *     for (int i = 0; i < nvml.gpuCount(); i++) {
 *         System.out.println(nvml.gpu(i).name() + ": " + nvml.gpu(i).powerMilliwatts() / 1e3 + " W");
 *     }
 * }
 * }</pre>
 *
 * <p>Safe for use by several threads. Refusals are {@link NvmlException}s.
 */
public final class Nvml implements AutoCloseable {
    private final Driver driver;
    private final String driverVersion;

    private Nvml(Driver driver) {
        this.driver = driver;
        this.driverVersion = driver.ask(Call.SYSTEM_DRIVER_VERSION, 0).text();
    }

    /**
     * Loads the library and initializes it ({@code nvmlInit_v2}).
     *
     * @param library a path to {@code libnvidia-ml.so.1}; empty to search the loader's path and the known places
     * @throws NvmlException {@link NvmlReturn#LIBRARY_NOT_FOUND}, with all that was tried in its message, where none
     *     loads; {@link NvmlReturn#DRIVER_NOT_LOADED} where the kernel driver is absent;
     *     {@link NvmlReturn#LIB_RM_VERSION_MISMATCH} after an upgrade that the running kernel driver has not seen
     */
    public static Nvml open(Optional<String> library) {
        return over(NativeDriver.open(library));
    }

    /** NVML answered by the given driver, which this closes. */
    public static Nvml over(Driver driver) {
        try {
            return new Nvml(driver);
        } catch (RuntimeException e) {
            driver.close();
            throw e;
        }
    }

    /** {@code nvmlSystemGetDriverVersion}: 570.86.15. */
    public String driverVersion() {
        return driverVersion;
    }

    /** The driver's branch: 570 of 570.86.15; 0 where the version does not begin with a number. */
    public int driverBranch() {
        String major = driverVersion.split("\\.", 2)[0];
        return major.matches("\\d{1,6}") ? Integer.parseInt(major) : 0;
    }

    /** {@code nvmlSystemGetNVMLVersion}: 12.570.86.15. */
    public String nvmlVersion() {
        return driver.ask(Call.SYSTEM_NVML_VERSION, 0).text();
    }

    /**
     * {@code nvmlSystemGetCudaDriverVersion_v2} (driver 418), or {@code nvmlSystemGetCudaDriverVersion} where that is
     * refused: 13020 is CUDA 13.2.
     */
    public long cudaDriverVersion() {
        return Successor.ask(
                () -> driver.ask(Call.SYSTEM_CUDA_DRIVER_VERSION, 0).number(),
                () -> driver.ask(Call.SYSTEM_CUDA_DRIVER_VERSION_V1, 0).number());
    }

    /** {@code nvmlSystemGetProcessName}: the name of the process that asks, at most 1023 bytes of it. */
    public String ownProcessName() {
        return driver.ask(Call.SYSTEM_PROCESS_NAME, 0).text();
    }

    /** {@code nvmlSystemGetConfComputeState} (nvml.h 12.2, driver 535): whether confidential computing is on. */
    public boolean confidentialComputing() {
        Answer state = driver.ask(Call.SYSTEM_CONF_COMPUTE_STATE, 0);
        String function = Call.SYSTEM_CONF_COMPUTE_STATE.function();
        return OutOfRangeException.require(function, state.number("ccFeature"), 0, 1) == 1;
    }

    /** {@code nvmlDeviceGetCount_v2}: GPUs that the driver lists, those included that cannot be opened. */
    public int gpuCount() {
        return (int) driver.ask(Call.DEVICE_COUNT, 0).number();
    }

    /**
     * {@code nvmlDeviceGetHandleByIndex_v2}: the GPU of that index, from 0.
     *
     * @throws NvmlException also {@link NvmlReturn#NO_PERMISSION}; {@link NvmlReturn#GPU_IS_LOST} for a GPU that has
     *     fallen off the bus
     */
    public Device gpu(int index) {
        return new Device(driver, driver.gpu(index), driverBranch());
    }

    /**
     * Begins to listen for a GPU's events ({@code nvmlEventSetCreate}, {@code nvmlDeviceRegisterEvents}); those before
     * are not told. A type that the GPU or the driver lacks costs only itself.
     *
     * @throws NvmlException where none of the types can be received
     */
    public GpuEvents events(Device gpu, Set<EventType> types) {
        return GpuEvents.of(driver, gpu.handle(), types);
    }

    /**
     * Begins to listen for GPUs that the driver takes or lets go of ({@code nvmlSystemEventSetCreate},
     * {@code nvmlSystemRegisterEvents}; nvml.h 12.9, driver 590).
     */
    public Driver.SystemEventSet systemEvents() {
        return driver.systemEventSet(Driver.SystemEvent.UNBIND | Driver.SystemEvent.BIND);
    }

    /** What answers, for a tool that needs every call in C's words. Closing it closes this. */
    public Driver driver() {
        return driver;
    }

    /** {@code nvmlShutdown}. */
    @Override
    public void close() {
        driver.close();
    }
}
