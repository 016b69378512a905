package io.nvmlexporter;

import io.nvmlexporter.http.HealthCheck;
import io.nvmlexporter.http.ListenException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nvml-exporter health}. picocli fills its field. */
@Command(
        name = "nvml-exporter health",
        description = {
            "Asks the exporter that runs on this machine whether it serves. Ends with 0 if so, else with 1 and the reason.",
            "It is the health check of the image, which has no shell."
        },
        usageHelpWidth = 120)
final class HealthCommand {
    @Option(
            names = {"-a", "--address"},
            paramLabel = "TEXT",
            description = "Where it listens; else :9400. [DCGM_EXPORTER_LISTEN]")
    private Optional<String> address = Optional.empty();

    static void run(List<String> arguments, Map<String, String> environment, PrintStream out) throws UsageException {
        HealthCommand command = new HealthCommand();
        if (!Subcommand.parse(command, "health", arguments, out)) {
            return;
        }
        command.ask(environment);
    }

    private void ask(Map<String, String> environment) throws UsageException {
        String listening = address.or(() -> Flag.ADDRESS.variable().map(environment::get))
                .filter(text -> !text.isEmpty())
                .orElse(Flag.ADDRESS.standard());
        try {
            HealthCheck.ask(listening);
        } catch (ListenException e) {
            throw new UsageException("health: " + e.getMessage());
        } catch (IOException e) {
            throw new UsageException(
                    "health: " + e.getMessage() + "; is it up, and told to listen there (--address) as well?");
        }
    }
}
