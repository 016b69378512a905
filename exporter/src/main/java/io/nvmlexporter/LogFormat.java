package io.nvmlexporter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The log, one line an entry, in UTF-8, in the two forms that dcgm-exporter has. */
enum LogFormat {
    /** {@code time=2026-05-12T08:00:00.000Z level=INFO msg="…"}. */
    TEXT {
        @Override
        String line(String time, String level, String message) {
            return "time=" + time + " level=" + level + " msg=" + quoted(message) + "\n";
        }
    },
    JSON {
        @Override
        String line(String time, String level, String message) {
            return "{\"time\":\"" + time + "\",\"level\":\"" + level + "\",\"msg\":" + quoted(message) + "}\n";
        }
    };

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);
    /** Kept, since the JDK forgets the level of a logger that nobody holds. */
    private static final Logger OURS = Logger.getLogger("io.nvmlexporter");

    abstract String line(String time, String level, String message);

    /** Sends all that is logged from now on there, in this form. */
    void install(boolean debug, PrintStream out) {
        Logger root = Logger.getLogger("");
        Arrays.stream(root.getHandlers()).forEach(root::removeHandler);
        root.addHandler(new Lines(this, out));
        root.setLevel(Level.INFO);
        // Only our own: at this level the JDK's HTTP server tells every byte.
        OURS.setLevel(debug ? Level.ALL : Level.INFO);
    }

    String line(LogRecord entry) {
        return line(TIME.format(entry.getInstant()), level(entry.getLevel()), message(entry));
    }

    private static String message(LogRecord entry) {
        String message = new SimpleFormatter().formatMessage(entry);
        if (entry.getThrown() == null) {
            return message;
        }
        StringWriter trace = new StringWriter();
        entry.getThrown().printStackTrace(new PrintWriter(trace));
        return message + ": " + trace;
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    /** In double quotes, on one line, whatever it contains: valid in JSON and for whoever splits key=value text. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                default -> {
                    if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    /** Writes at once, and in UTF-8, which JSON is in and which the JDK's own handler leaves to the locale. */
    private static final class Lines extends Handler {
        private final LogFormat format;
        private final PrintStream out;

        Lines(LogFormat format, PrintStream out) {
            this.format = format;
            this.out = out;
        }

        @Override
        public void publish(LogRecord entry) {
            out.writeBytes(format.line(entry).getBytes(UTF_8));
            out.flush();
        }

        @Override
        public void flush() {
            out.flush();
        }

        @Override
        public void close() {}
    }

    /**
     * Logs until the end. The JDK's own closes the log as soon as the process is told to stop, while other threads
     * still have something to say. To be named by the system property {@code java.util.logging.manager} before anything
     * logs.
     */
    public static final class LastingLogManager extends LogManager {
        /** Does nothing. */
        @Override
        public void reset() {}
    }
}
