package io.nvmlexporter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The program: reads its arguments and runs what they ask for. */
@Command(
        name = "nvml-exporter",
        description = "Serves the GPUs of this machine to Prometheus, under DCGM's metric names.",
        mixinStandardHelpOptions = true,
        versionProvider = ExporterCommand.BuildVersion.class)
public final class ExporterCommand {
    private ExporterCommand() {}

    /** Ends the process with 0, or with 2 for arguments it does not understand. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ExporterCommand()).execute(arguments));
    }

    /** The version and the commit that the build wrote into build.properties. */
    static final class BuildVersion implements IVersionProvider {
        @Override
        public String[] getVersion() {
            Properties build = new Properties();
            try (InputStream properties = ExporterCommand.class.getResourceAsStream("build.properties")) {
                build.load(properties);
            } catch (IOException e) {
                throw new UncheckedIOException("build.properties in the program's jar", e);
            }
            return new String[] {
                "nvml-exporter " + build.getProperty("version") + " (commit " + build.getProperty("commit") + ")"
            };
        }
    }
}
