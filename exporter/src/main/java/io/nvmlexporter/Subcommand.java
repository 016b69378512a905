package io.nvmlexporter;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** What the commands beside {@code serve} have in common. */
final class Subcommand {
    private Subcommand() {}

    /**
     * Fills a command from its arguments, or shows its help where they ask for it.
     *
     * @param name as it is called
     * @return whether it is to run
     */
    static boolean parse(Object command, String name, List<String> arguments, PrintStream out) throws UsageException {
        CommandLine line = new CommandLine(command).setExpandAtFiles(false);
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .type(boolean.class)
                        .description("Show this text.")
                        .build());
        try {
            line.parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            throw new UsageException(name + ": " + e.getMessage() + "; nvml-exporter " + name + " --help tells more");
        }
        if (line.isUsageHelpRequested()) {
            line.usage(out, CommandLine.Help.Ansi.OFF);
            return false;
        }
        return true;
    }

    /** The path of NVML's library: what the option says, else the variable; empty to search for it. */
    static Optional<String> library(Optional<String> option, Map<String, String> environment) {
        return option.or(() -> Flag.NVML_LIBRARY.variable().map(environment::get))
                .filter(path -> !path.isEmpty());
    }
}
