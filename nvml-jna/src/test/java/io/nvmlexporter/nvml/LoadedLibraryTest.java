package io.nvmlexporter.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadedLibraryTest {
    private final List<String> happened = new ArrayList<>();
    private final NvmlLibrary nvml = mock(NvmlLibrary.class, invocation -> {
        happened.add(invocation.getMethod().getName());
        return 0;
    });
    private final LoadedLibrary library = new LoadedLibrary(nvml, () -> happened.add("unload"));

    @Test
    void aLibraryThatNobodyIsInIsShutDownAndUnloadedAtOnce() {
        library.initialize();
        library.close();
        library.close();
        assertThat(happened).containsExactly("nvmlInit_v2", "nvmlShutdown", "unload");
    }

    @Test
    void aLibraryThatWasNeverInitializedIsOnlyUnloaded() {
        library.close();
        assertThat(happened).containsExactly("unload");
    }

    /** The call closes the library that it is inside of: to the library, no other than another thread's. */
    @Test
    void theLastToLeaveUnloads() {
        library.initialize();
        NvmlReturn code = library.call(functions -> {
            library.close();
            assertThat(happened).containsExactly("nvmlInit_v2");
            return 0;
        });
        assertThat(code).isEqualTo(NvmlReturn.SUCCESS);
        assertThat(happened).containsExactly("nvmlInit_v2", "nvmlShutdown", "unload");
    }

    @Test
    void aClosedLibraryIsNotEntered() {
        library.close();
        assertThat(library.call(NvmlLibrary::nvmlInit_v2)).isEqualTo(NvmlReturn.UNINITIALIZED);
        assertThat(happened).containsExactly("unload");
    }
}
