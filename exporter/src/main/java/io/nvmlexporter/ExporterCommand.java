package io.nvmlexporter;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The program: reads its arguments and runs what they ask for. Only this class ends the process. */
public final class ExporterCommand {
    private static final String[] SYNOPSIS = {
        "nvml-exporter [serve] [FLAG...]", "nvml-exporter record [--with-identifiers] FILE", ""
    };
    private static final String[] DESCRIPTION = {
        "serve: Serves the GPUs of this machine to Prometheus, under DCGM''s metric names.",
        "record: Writes what this machine''s NVML answers to a file, for --replay.",
        "",
        "dcgm-exporter''s other flags are accepted; the log says what each does here. A flag may be written with one"
                + " dash or two; its short name and its environment variable stand behind its text.",
        ""
    };

    private ExporterCommand() {}

    /** Ends the process with 1 and one line on stderr where it cannot do what it was asked to. */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            run(List.of(arguments), System.getenv(), System.out);
        } catch (UsageException e) {
            System.err.println("nvml-exporter: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(List<String> arguments, Map<String, String> environment, PrintStream out)
            throws UsageException, InterruptedException {
        String first = arguments.isEmpty() ? "" : arguments.get(0);
        switch (first) {
            case "record" -> record(arguments.subList(1, arguments.size()), out);
            case "help", "h" -> help(environment, out);
            case "serve" -> serve(arguments.subList(1, arguments.size()), environment, out);
            default -> serve(arguments, environment, out);
        }
    }

    private static void serve(List<String> arguments, Map<String, String> environment, PrintStream out)
            throws UsageException, InterruptedException {
        Flags flags = Flags.parse(arguments, environment);
        if (flags.helpAsked()) {
            help(environment, out);
            return;
        }
        if (flags.versionAsked()) {
            out.println(BuildVersion.load());
            return;
        }
        Settings settings = Settings.of(flags, environment);
        settings.logFormat().install(settings.debug());
        Exporter exporter = Exporter.start(settings, BuildVersion.load());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(exporter), "stop"));
        new CountDownLatch(1).await();
    }

    /** Ends as a program that did what it was told: a JVM that a signal stops would say 143. */
    private static void stop(Exporter exporter) {
        exporter.close();
        Runtime.getRuntime().halt(0);
    }

    private static void record(List<String> arguments, PrintStream out) throws UsageException, InterruptedException {
        RecordCommand command = new RecordCommand();
        CommandLine line = new CommandLine(command);
        try {
            if (line.parseArgs(arguments.toArray(String[]::new)).isUsageHelpRequested()) {
                line.usage(out);
                return;
            }
        } catch (ParameterException e) {
            throw new UsageException("record: " + e.getMessage() + "; record --help tells more");
        }
        command.run(out);
    }

    private static void help(Map<String, String> environment, PrintStream out) {
        CommandSpec spec = Flags.spec(environment);
        spec.usageMessage()
                .customSynopsis(SYNOPSIS)
                .description(DESCRIPTION)
                .sortOptions(false)
                .width(120);
        new CommandLine(spec).usage(out);
    }
}
