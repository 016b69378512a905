package io.nvmlexporter.nvml;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A {@code libnvidia-ml.so.1} that answers from a capture through the real ABI, written in C ({@code double/} in the
 * test resources) and built with gcc. Each instance is a library file of its own, with its own state.
 *
 * <pre>{@code
 * try (NvmlDouble node = NvmlDouble.answering(capture);
 *         Nvml nvml = Nvml.open(Optional.of(node.library().toString()))) {
 *     node.command("refuse gpu 0 nvmlDeviceGetPowerUsage NO_PERMISSION");
 * }
 * }</pre>
 *
 * <p>A process of its own is told by {@link #environment} what to answer, and obeys {@link #command} as well.
 */
public final class NvmlDouble implements AutoCloseable {
    private static final List<String> SOURCES = List.of(
            "answer.c",
            "capture.c",
            "control.c",
            "events.c",
            "functions.c",
            "getters.c",
            "gpm.c",
            "handles.c",
            "health.c",
            "processes.c",
            "rules.c",
            "system_events.c",
            "topology.c");
    private static final List<String> INCLUDED = List.of("abi.h", "double.h", "functions.def");
    private static final Path BUILT = Path.of("target", "nvml-double").toAbsolutePath();
    // Also keeps JNA from sharing its handle with the binding, which closes its own.
    private static final int RTLD_NOW_LOCAL = 2;

    private final Path folder;
    private final Path capture;
    private final NativeLibrary handle;

    private NvmlDouble(Path folder, Path capture) {
        this.folder = folder;
        this.capture = capture;
        this.handle =
                NativeLibrary.getInstance(library().toString(), Map.of(Library.OPTION_OPEN_FLAGS, RTLD_NOW_LOCAL));
    }

    /** A double that exports all the functions it has. */
    public static NvmlDouble answering(Path capture) {
        return answering(capture, symbols(Integer.MAX_VALUE));
    }

    /** A double of the capture with that text. */
    public static NvmlDouble answering(String capture) {
        return answering(capture, symbols(Integer.MAX_VALUE));
    }

    /**
     * A double that lacks all functions but some.
     *
     * @param symbols those it exports, as {@link #symbols} gives them
     */
    public static NvmlDouble answering(Path capture, Set<String> symbols) {
        NvmlDouble node = new NvmlDouble(folderWithLibrary(symbols), capture.toAbsolutePath());
        if (node.handle.getFunction("double_load").invokeInt(new Object[] {node.capture.toString()}) != 0) {
            String reason = node.error();
            node.close();
            throw new IllegalArgumentException(reason);
        }
        return node;
    }

    public static NvmlDouble answering(String capture, Set<String> symbols) {
        try {
            Files.createDirectories(BUILT);
            Path file = Files.createTempFile(BUILT, "capture", ".txt");
            file.toFile().deleteOnExit();
            return answering(Files.writeString(file, capture), symbols);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those functions of the double that a library of the driver branch exports: 390, 418, 470, 535, ... */
    public static Set<String> symbols(int branch) {
        return resource("symbols.tsv")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t", -1))
                .filter(columns -> Integer.parseInt(columns[1]) <= branch)
                .map(columns -> columns[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The library, to be loaded in this process or in another. */
    public Path library() {
        return folder.resolve("libnvidia-ml.so.1");
    }

    /** What a process that loads the library needs in its environment. */
    public Map<String, String> environment() {
        return Map.of(
                "NVML_DOUBLE_CAPTURE", capture.toString(),
                "NVML_DOUBLE_CONTROL", control().toString());
    }

    /**
     * Executes a command, as the head of {@code control.c} lists them, in this process, and lets other processes
     * execute it at their next call.
     */
    public void command(String line) {
        if (handle.getFunction("double_command").invokeInt(new Object[] {line}) != 0) {
            throw new IllegalArgumentException(error());
        }
        try {
            Files.writeString(control(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * How often this process has called a function, those calls included that hang.
     *
     * @param what {@code nvmlDeviceGetName}, {@code gpu 0 nvmlDeviceGetName}, {@code gpu 0}, or "" for all calls
     */
    public long calls(String what) {
        long calls = handle.getFunction("double_calls").invokeLong(new Object[] {what});
        if (calls < 0) {
            throw new IllegalArgumentException(error());
        }
        return calls;
    }

    /** Returns when that many calls have come in, which then may hang. The caller's test needs a time limit. */
    public void awaitCalls(String what, long count) {
        while (calls(what) < count) {
            Thread.onSpinWait();
        }
    }

    /** Frees the calls that hang. The library stays in memory, since they may still be on their way out of it. */
    @Override
    public void close() {
        handle.getFunction("double_command").invokeInt(new Object[] {"release"});
        handle.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path control() {
        return folder.resolve("control.txt");
    }

    private String error() {
        return handle.getFunction("double_error").invokeString(new Object[0], false);
    }

    private static Path folderWithLibrary(Set<String> symbols) {
        try {
            Path built = build(symbols);
            Path folder = Files.createTempDirectory(BUILT, "instance");
            Files.copy(built, folder.resolve("libnvidia-ml.so.1"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Builds the library unless it was built before from the same sources with the same symbols. */
    private static synchronized Path build(Set<String> symbols) throws IOException {
        String script = Stream.concat(symbols.stream(), Stream.of("double_*"))
                .collect(Collectors.joining("; ", "{ global: ", "; local: *; };\n"));
        String all = Stream.concat(SOURCES.stream(), INCLUDED.stream())
                .map(NvmlDouble::resource)
                .collect(Collectors.joining("", "", script));
        Path folder = BUILT.resolve(hash(all));
        Path library = folder.resolve("libnvidia-ml.so.1");
        if (Files.exists(library)) {
            return library;
        }
        Files.createDirectories(folder);
        Path sources = Files.createTempDirectory(folder, "sources");
        for (String name : INCLUDED) {
            Files.writeString(sources.resolve(name), resource(name));
        }
        List<String> arguments = new ArrayList<>(List.of("-shared", "-fPIC", "-fvisibility=hidden", "-Wl,-z,nodelete"));
        for (String name : SOURCES) {
            arguments.add(
                    Files.writeString(sources.resolve(name), resource(name)).toString());
        }
        arguments.add("-Wl,--version-script=" + Files.writeString(sources.resolve("exports.map"), script));
        Path unfinished = sources.resolve("libnvidia-ml.so.1");
        compile(unfinished, arguments);
        // Another test run may be at the same: whoever is last replaces it by its equal.
        return Files.move(unfinished, library, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Compiles with gcc. Without it, the test that asks is skipped, but fails where {@code CI=true}. */
    static void compile(Path output, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("gcc", "-std=gnu11", "-D_GNU_SOURCE", "-O1", "-g", "-pthread"));
        command.addAll(List.of("-Wall", "-Wextra", "-Werror", "-o", output.toString()));
        command.addAll(arguments);
        Process gcc;
        try {
            gcc = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            Assumptions.assumeTrue("true".equals(System.getenv("CI")), "gcc is needed to build the double of NVML");
            throw new IllegalStateException("gcc is needed to build the double of NVML: install it", e);
        }
        String messages = new String(gcc.getInputStream().readAllBytes(), UTF_8);
        try {
            if (gcc.waitFor() != 0) {
                throw new IllegalStateException(messages);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while gcc was at work", e);
        }
    }

    static String resource(String name) {
        try (InputStream stream = NvmlDouble.class.getResourceAsStream("/double/" + name)) {
            return new String(stream.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
