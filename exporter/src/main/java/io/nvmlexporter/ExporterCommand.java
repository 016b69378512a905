package io.nvmlexporter;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The program: reads its arguments and runs what they ask for. Only this class ends the process. */
public final class ExporterCommand {
    private ExporterCommand() {}

    /** Ends the process with 1 and one line on stderr where it cannot do what it was asked to. */
    public static void main(String[] arguments) throws InterruptedException {
        System.setProperty("java.util.logging.manager", LogFormat.LastingLogManager.class.getName());
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
            case "record" -> RecordCommand.run(arguments.subList(1, arguments.size()), environment, out);
            case "pods" -> PodsCommand.run(arguments.subList(1, arguments.size()), environment, out);
            case "health" -> HealthCommand.run(arguments.subList(1, arguments.size()), environment, out);
            case "fields" -> FieldsCommand.run(arguments.subList(1, arguments.size()), out);
            case "help", "h" -> HelpText.print(out);
            case "serve" -> serve(arguments.subList(1, arguments.size()), environment, out);
            default -> serve(arguments, environment, out);
        }
    }

    private static void serve(List<String> arguments, Map<String, String> environment, PrintStream out)
            throws UsageException, InterruptedException {
        Flags flags = Flags.parse(arguments, environment);
        if (flags.isOn(Flag.HELP)) {
            HelpText.print(out);
            return;
        }
        if (flags.isOn(Flag.VERSION)) {
            out.println(BuildVersion.load());
            return;
        }
        Settings settings = Settings.of(flags, environment);
        settings.logFormat().install(settings.debug(), System.err);
        Exporter exporter = Exporter.prepare(settings, BuildVersion.load());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(exporter), "stop"));
        exporter.start();
        new CountDownLatch(1).await();
    }

    /** Ends as a program that did what it was told: a JVM that a signal stops would say 143. */
    private static void stop(Exporter exporter) {
        exporter.close();
        Runtime.getRuntime().halt(0);
    }
}
