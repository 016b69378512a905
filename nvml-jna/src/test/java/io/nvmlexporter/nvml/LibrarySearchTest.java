package io.nvmlexporter.nvml;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibrarySearchTest {
    /** A name that no machine has a library of. */
    private static final String NAME = "libnvidia-ml-of-nobody.so.1";

    @TempDir
    Path directory;

    @Test
    void oneLineTellsAllThatWasTried() throws IOException {
        Path broken = Files.createDirectory(directory.resolve("broken"));
        Files.writeString(broken.resolve(NAME), "not a library");
        Path absent = directory.resolve("absent");
        assertThatThrownBy(() -> new LibrarySearch(NAME, List.of(absent, broken)).open())
                .isInstanceOf(NvmlException.class)
                .hasMessage(
                        "nvmlInit_v2: LIBRARY_NOT_FOUND: no %s in the loader's path, %s; not loadable: %s/%s (file too short)",
                        NAME, absent, broken, NAME);
    }

    @Test
    void anExplicitPathIsTheOnlyOneTried() {
        Path file = directory.resolve("libnvidia-ml.so.1");
        assertThatThrownBy(() -> NativeDriver.open(Optional.of(file.toString())))
                .isInstanceOf(NvmlException.class)
                .hasMessage("nvmlInit_v2: LIBRARY_NOT_FOUND: no %s in the file system", file);
    }

    @Test
    void aLibraryOfAnotherMachineIsThereButDoesNotLoad() throws IOException {
        byte[] elf = new byte[64];
        byte[] elf32 = {0x7F, 'E', 'L', 'F', 1, 1, 1};
        System.arraycopy(elf32, 0, elf, 0, elf32.length);
        Path file = Files.write(directory.resolve("libnvidia-ml.so.1"), elf);
        assertThatThrownBy(() -> LibrarySearch.open(file))
                .hasMessage("nvmlInit_v2: LIBRARY_NOT_FOUND: not loadable: %s (wrong ELF class: ELFCLASS32)", file);
    }

    @Test
    void aLibraryThatIsNotNvmlIsRefused() {
        Path other = Path.of(System.getProperty("java.home"), "lib", "libzip.so");
        assertThatThrownBy(() -> LibrarySearch.open(other))
                .hasMessage("nvmlInit_v2: LIBRARY_NOT_FOUND: not loadable: %s (has no nvmlInit_v2)", other);
    }

    @Test
    void theKnownPlacesAreTriedAfterTheLoader() {
        assertThatThrownBy(() -> new LibrarySearch(NAME, LibrarySearch.LINUX).open())
                .hasMessageContaining("the loader's path, /usr/lib/x86_64-linux-gnu, ")
                .hasMessageContaining("/home/kubernetes/bin/nvidia/lib64")
                .hasMessageContaining("/run/nvidia/driver/usr/lib/aarch64-linux-gnu")
                .hasMessageEndingWith("/usr/lib/wsl/lib")
                .hasMessageNotContaining("\n");
    }
}
