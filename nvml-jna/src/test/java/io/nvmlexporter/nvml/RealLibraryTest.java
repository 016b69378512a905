package io.nvmlexporter.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.nvmlexporter.nvml.Driver.FieldRequest;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * NVIDIA's own libraries, on a machine that has no NVIDIA driver: what they export, and how they refuse. Where a driver
 * is loaded, the refusals would be others, and the tests of them are skipped.
 */
class RealLibraryTest {
    private static final Path CONTROL = Path.of("/dev/nvidiactl");
    private static boolean controlWasThere;

    @BeforeAll
    static void lookForTheControlDevice() {
        controlWasThere = Files.exists(CONTROL, LinkOption.NOFOLLOW_LINKS);
    }

    /** Run as root, {@code nvmlInit} makes the device file where it is missing, and leaves it. */
    @AfterAll
    static void removeTheControlDeviceThatInitMade() throws IOException {
        if (!controlWasThere) {
            Files.deleteIfExists(CONTROL);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {535, 550})
    void everyFunctionIsExportedOrKnownToBeNewer(int branch) {
        try (NativeLibrary exports = NativeLibrary.getInstance(library(branch).toString())) {
            for (Method function : FunctionTableTest.FUNCTIONS) {
                assertThat(exports(exports, function.getName()))
                        .as("branch %d exports %s", branch, function.getName())
                        .isEqualTo(FunctionTableTest.exported(function.getName(), branch));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {535, 550})
    void withoutTheKernelDriverNothingIsInitialized(int branch) {
        assumeNoDriver();
        assertRefused(
                () -> Nvml.open(Optional.of(library(branch).toString())), "nvmlInit_v2", NvmlReturn.DRIVER_NOT_LOADED);
    }

    @ParameterizedTest
    @ValueSource(ints = {535, 550})
    void anUninitializedDriverRefusesEveryCall(int branch) {
        assumeNoDriver();
        try (NativeDriver driver = uninitialized(branch)) {
            for (Call call : Call.values()) {
                for (int[] arguments : call.argumentLists(1)) {
                    if (call == Call.SYSTEM_NVML_VERSION) {
                        assertThat(driver.ask(call, 0).text()).startsWith("12." + branch + ".");
                    } else if (call == Call.CPER) {
                        // Records are asked for by the GPU's UUID, which comes first.
                        assertRefused(
                                () -> driver.ask(call, 0, arguments), "nvmlDeviceGetUUID", NvmlReturn.UNINITIALIZED);
                    } else {
                        assertRefused(
                                () -> driver.ask(call, 0, arguments),
                                call.describe(arguments),
                                refusal(call.function(), branch));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {535, 550})
    void anUninitializedDriverHasNoHandlesValuesSamplesOrEvents(int branch) {
        assumeNoDriver();
        try (NativeDriver driver = uninitialized(branch)) {
            assertRefused(() -> driver.gpu(0), "nvmlDeviceGetHandleByIndex_v2(0)", NvmlReturn.UNINITIALIZED);
            assertRefused(
                    () -> driver.migDevice(0, 1), "nvmlDeviceGetMigDeviceHandleByIndex(1)", NvmlReturn.UNINITIALIZED);
            assertRefused(
                    () -> driver.fieldValues(0, List.of(new FieldRequest(82, 0))),
                    "nvmlDeviceGetFieldValues",
                    NvmlReturn.UNINITIALIZED);
            assertRefused(
                    () -> driver.gpmSample(0, OptionalInt.empty()), "nvmlGpmSampleAlloc", NvmlReturn.UNINITIALIZED);
            assertRefused(driver::eventSet, "nvmlEventSetCreate", NvmlReturn.UNINITIALIZED);
        }
    }

    /** Also those that need a handle which an uninitialized driver does not give. */
    @ParameterizedTest
    @ValueSource(ints = {535, 550})
    void everyFunctionRefusesWithoutACrash(int branch) {
        assumeNoDriver();
        try (LoadedLibrary library = LibrarySearch.open(library(branch))) {
            for (Method function : FunctionTableTest.FUNCTIONS) {
                if (!List.of("nvmlInit_v2", "nvmlShutdown", "nvmlSystemGetNVMLVersion")
                        .contains(function.getName())) {
                    assertThat(library.call(nvml -> callWithNothing(nvml, function)))
                            .as("branch %d, %s", branch, function.getName())
                            .isEqualTo(refusal(function.getName(), branch));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {535, 550})
    void aClosedLibraryIsUnloaded(int branch) throws IOException {
        Path file = library(branch).toRealPath();
        LoadedLibrary library = LibrarySearch.open(file);
        assertThat(mapped(file)).isTrue();
        library.close();
        assertThat(mapped(file)).isFalse();
    }

    private static NvmlReturn refusal(String function, int branch) {
        return FunctionTableTest.exported(function, branch) ? NvmlReturn.UNINITIALIZED : NvmlReturn.FUNCTION_NOT_FOUND;
    }

    private static void assertRefused(ThrowingCallable call, String function, NvmlReturn code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NvmlException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessage(function + ": " + code)
                .message()
                .hasSizeLessThan(200)
                .doesNotContain("\n");
    }

    private static int callWithNothing(NvmlLibrary nvml, Method function) {
        Object[] arguments = Stream.of(function.getParameterTypes())
                .map(RealLibraryTest::nothing)
                .toArray();
        try {
            return (int) function.invoke(nvml, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof UnsatisfiedLinkError missing) {
                throw missing;
            }
            throw new AssertionError(function.getName(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new LinkageError(function.getName(), e);
        }
    }

    /** A zero, or an out-parameter that is there to be filled. */
    private static Object nothing(Class<?> type) {
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == Pointer.class) {
            return Pointer.NULL;
        }
        if (type == byte[].class) {
            return new byte[96];
        }
        if (type == long[].class) {
            return new long[4];
        }
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    private static boolean exports(NativeLibrary library, String function) {
        try {
            library.getFunction(function);
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    private static boolean mapped(Path file) throws IOException {
        try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
            return mappings.anyMatch(mapping -> mapping.endsWith(file.toString()));
        }
    }

    private static NativeDriver uninitialized(int branch) {
        return new NativeDriver(LibrarySearch.open(library(branch)));
    }

    private static void assumeNoDriver() {
        if (Files.exists(Path.of("/proc/driver/nvidia/version"))) {
            abort("this machine has an NVIDIA driver");
        }
    }

    private static Path library(int branch) {
        Path root = directory().resolve(String.valueOf(branch)).resolve("usr/lib");
        if (Files.isDirectory(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                return files.filter(file -> file.endsWith("nvidia/current/libnvidia-ml.so.1"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no libnvidia-ml.so.1 below " + root));
            } catch (IOException e) {
                throw new AssertionError(root.toString(), e);
            }
        }
        String message = root + " is missing; .ci/fetch-nvidia-libraries fetches NVIDIA's libraries";
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(message);
        }
        return abort(message);
    }

    private static Path directory() {
        String named = System.getenv("NVML_REAL_LIBRARIES");
        if (named != null && !named.isEmpty()) {
            return Path.of(named);
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        return (cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache))
                .resolve("nvml-exporter/libnvidia-ml");
    }
}
