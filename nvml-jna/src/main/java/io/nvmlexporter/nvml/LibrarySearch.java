package io.nvmlexporter.nvml;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Where the driver's library may be, and what became of each place that was tried. One search.
 *
 * <p>Never {@code libnvidia-ml.so}: only development packages have it, and theirs is a stub.
 */
final class LibrarySearch {
    private static final String FUNCTION = "nvmlInit_v2";

    /** Tells one loading of a library from the next, so that JNA does not give both the same one. */
    private static final AtomicLong LOADINGS = new AtomicLong();

    /**
     * And not {@code RTLD_GLOBAL}, as JNA would: a library loaded later would then call this one's functions as its
     * own.
     */
    private static final int RTLD_LAZY = 1;

    /**
     * Debian and Ubuntu, with Debian's alternatives directory; Fedora, RHEL and SUSE; Arch; Google's GKE; NVIDIA's
     * container images; NVIDIA's GPU operator, which mounts a driver container's root; WSL.
     */
    static final List<Path> LINUX = Stream.of(
                    "/usr/lib/x86_64-linux-gnu",
                    "/usr/lib/x86_64-linux-gnu/nvidia/current",
                    "/usr/lib/aarch64-linux-gnu",
                    "/usr/lib/aarch64-linux-gnu/nvidia/current",
                    "/usr/lib64",
                    "/usr/lib",
                    "/home/kubernetes/bin/nvidia/lib64",
                    "/usr/local/nvidia/lib64",
                    "/run/nvidia/driver/usr/lib/x86_64-linux-gnu",
                    "/run/nvidia/driver/usr/lib/aarch64-linux-gnu",
                    "/run/nvidia/driver/usr/lib64",
                    "/usr/lib/wsl/lib")
            .map(Path::of)
            .toList();

    /** Of old drivers; newer ones put it into System32, where the loader looks by itself. */
    private static final List<Path> WINDOWS = List.of(Path.of("C:\\Program Files\\NVIDIA Corporation\\NVSMI"));

    private final String name;
    private final List<Path> directories;
    private final List<String> absent = new ArrayList<>();
    private final List<String> unusable = new ArrayList<>();

    /**
     * @param name the library's file name, as the loader knows it
     * @param directories where to look after the loader has
     */
    LibrarySearch(String name, List<Path> directories) {
        this.name = name;
        this.directories = directories;
    }

    static LibrarySearch onThisMachine() {
        return Platform.isWindows()
                ? new LibrarySearch("nvml.dll", WINDOWS)
                : new LibrarySearch("libnvidia-ml.so.1", LINUX);
    }

    /**
     * The first library that loads and is NVML.
     *
     * @throws NvmlException {@link NvmlReturn#LIBRARY_NOT_FOUND}, saying of each place why not
     */
    LoadedLibrary open() {
        requireJna();
        Optional<LoadedLibrary> library = loadFromLoader();
        for (int i = 0; library.isEmpty() && i < directories.size(); i++) {
            library = loadFile(
                    directories.get(i).resolve(name), directories.get(i).toString());
        }
        return library.orElseThrow(this::notFound);
    }

    /** The library of that path and no other, as {@link #open()} does. */
    static LoadedLibrary open(Path file) {
        requireJna();
        LibrarySearch search = new LibrarySearch(file.toAbsolutePath().toString(), List.of());
        return search.loadFile(file.toAbsolutePath(), "the file system").orElseThrow(search::notFound);
    }

    private Optional<LoadedLibrary> loadFromLoader() {
        try {
            return Optional.of(load(name));
        } catch (UnsatisfiedLinkError e) {
            String reason = reason(e, name);
            if (reason.startsWith("cannot open shared object file: No such file")) {
                absent.add("the loader's path");
            } else {
                unusable.add(name + " of the loader's path (" + reason + ")");
            }
            return Optional.empty();
        }
    }

    private Optional<LoadedLibrary> loadFile(Path file, String place) {
        if (!Files.exists(file)) {
            absent.add(place);
            return Optional.empty();
        }
        try {
            return Optional.of(load(file.toString()));
        } catch (UnsatisfiedLinkError e) {
            unusable.add(file + " (" + reason(e, file.toString()) + ")");
            return Optional.empty();
        }
    }

    private static LoadedLibrary load(String library) {
        Map<String, Object> options = new HashMap<>();
        options.put("loading", LOADINGS.incrementAndGet());
        if (!Platform.isWindows()) {
            options.put(Library.OPTION_OPEN_FLAGS, RTLD_LAZY);
        }
        NvmlLibrary functions = Native.load(library, NvmlLibrary.class, options);
        NativeLibrary handle = ((Library.Handler) Proxy.getInvocationHandler(functions)).getNativeLibrary();
        try {
            handle.getFunction(FUNCTION);
        } catch (UnsatisfiedLinkError e) {
            handle.close();
            throw new UnsatisfiedLinkError("has no " + FUNCTION);
        }
        return new LoadedLibrary(functions, handle::close);
    }

    /** The loader's own words, without the library's name before them; JNA repeats them once for each of its tries. */
    private static String reason(UnsatisfiedLinkError error, String library) {
        Throwable first = error.getSuppressed().length > 0 ? error.getSuppressed()[0] : error;
        String words = String.valueOf(first.getMessage()).lines().findFirst().orElse("");
        return words.startsWith(library + ": ") ? words.substring(library.length() + 2) : words;
    }

    private NvmlException notFound() {
        List<String> tried = new ArrayList<>();
        if (!absent.isEmpty()) {
            tried.add("no " + name + " in " + String.join(", ", absent));
        }
        if (!unusable.isEmpty()) {
            tried.add("not loadable: " + String.join(", ", unusable));
        }
        return new NvmlException(FUNCTION, NvmlReturn.LIBRARY_NOT_FOUND, String.join("; ", tried));
    }

    /** JNA unpacks a library of its own first, which needs a writable directory. */
    private static void requireJna() {
        try {
            Native.getNativeSize(int.class);
        } catch (LinkageError e) {
            String words = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new NvmlException(
                    FUNCTION, NvmlReturn.LIBRARY_NOT_FOUND, "JNA's own library does not load: " + words);
        }
    }
}
