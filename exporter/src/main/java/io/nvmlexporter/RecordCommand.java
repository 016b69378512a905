package io.nvmlexporter;

import io.nvmlexporter.collect.FileProblem;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.simulation.Recorder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nvml-exporter record FILE}. picocli fills its fields. */
@Command(
        name = "nvml-exporter record",
        description = "Writes a capture of this machine: what NVML answers now, to replay or to attach to a report.",
        usageHelpWidth = 120)
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
            description = "Path of libnvidia-ml.so.1; else it is searched for. [NVML_EXPORTER_NVML_LIBRARY]")
    private Optional<String> library = Optional.empty();

    /** @param out where the capture goes when FILE is {@code -}, and otherwise the news that it is written */
    static void run(List<String> arguments, Map<String, String> environment, PrintStream out)
            throws UsageException, InterruptedException {
        RecordCommand command = new RecordCommand();
        if (!Subcommand.parse(command, "record", arguments, out)) {
            return;
        }
        command.write(command.record(Subcommand.library(command.library, environment)), out);
    }

    private String record(Optional<String> library) throws UsageException, InterruptedException {
        try (Nvml nvml = Nvml.open(library)) {
            return Recorder.record(nvml, identifiers, Instant.now().truncatedTo(ChronoUnit.SECONDS));
        } catch (NvmlException e) {
            throw new UsageException("nothing to record: no NVIDIA driver answers: " + e.getMessage());
        }
    }

    private void write(String capture, PrintStream out) throws UsageException {
        if (file.equals("-")) {
            out.writeBytes(capture.getBytes(StandardCharsets.UTF_8));
            if (out.checkError()) {
                throw new UsageException("the capture could not be written to standard output");
            }
            return;
        }
        try {
            Files.writeString(Path.of(file), capture);
        } catch (IOException e) {
            throw new UsageException("cannot write " + file + ": " + FileProblem.of(e));
        } catch (InvalidPathException e) {
            throw new UsageException("cannot write " + file + ": " + e.getReason());
        }
        out.println("Written: " + file + ". To see it served: nvml-exporter --replay " + file);
    }
}
