package io.nvmlexporter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.simulation.Capture;
import io.nvmlexporter.simulation.CaptureException;
import io.nvmlexporter.simulation.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Boards that no bundled capture covers; the README beside them says which, and what of them is made up. */
final class Boards {
    static final Path FOLDER = Path.of("src/test/resources/io/nvmlexporter/simulation/boards");

    private Boards() {}

    /** The names of all there are. */
    static List<String> names() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".txt"))
                    .map(file -> file.substring(0, file.length() - ".txt".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path file(String name) {
        return FOLDER.resolve(name + ".txt");
    }

    static String text(String name) {
        try {
            return Files.readString(file(name), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The board, at rest. */
    static Nvml still(String name) {
        try {
            return Simulation.still(Capture.parse(name, text(name)));
        } catch (CaptureException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
