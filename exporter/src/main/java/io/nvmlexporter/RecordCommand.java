package io.nvmlexporter;

import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.simulation.Recorder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nvml-exporter record FILE}. picocli fills its fields. */
@Command(
        name = "record",
        description = "Writes a capture of this machine: what NVML answers now, to replay or to attach to a report.",
        mixinStandardHelpOptions = true)
final class RecordCommand {
    @Parameters(paramLabel = "FILE", description = "The file to write; - for standard output.")
    private String file;

    @Option(
            names = "--with-identifiers",
            description = "Write UUIDs and serial numbers as they are. Otherwise others stand in for them.")
    private boolean identifiers;

    @Option(
            names = "--nvml-library",
            paramLabel = "TEXT",
            description = "Path of libnvidia-ml.so.1; else it is searched for.")
    private Optional<String> library = Optional.empty();

    /** @param out where {@code -} writes */
    void run(PrintStream out) throws UsageException, InterruptedException {
        String capture;
        try (Nvml nvml = Nvml.open(library)) {
            capture = Recorder.record(nvml, identifiers, Instant.now().truncatedTo(ChronoUnit.SECONDS));
        } catch (NvmlException e) {
            throw new UsageException("nothing to record: no NVIDIA driver answers: " + e.getMessage());
        }
        if (file.equals("-")) {
            out.print(capture);
            return;
        }
        try {
            Files.writeString(Path.of(file), capture);
        } catch (IOException e) {
            throw new UsageException("cannot write " + file + ": " + e);
        }
    }
}
