package io.nvmlexporter;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log on stderr, one line an entry, in the two forms that dcgm-exporter has. */
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

    abstract String line(String time, String level, String message);

    /** Sends all that is logged to stderr in this form. */
    void install(boolean debug) {
        LogManager.getLogManager().reset();
        Handler stderr = new ConsoleHandler();
        stderr.setLevel(Level.ALL);
        stderr.setFormatter(new Formatter() {
            @Override
            public String format(LogRecord entry) {
                return line(TIME.format(entry.getInstant()), level(entry.getLevel()), message(this, entry));
            }
        });
        Logger root = Logger.getLogger("");
        root.addHandler(stderr);
        root.setLevel(Level.INFO);
        // Only our own: at this level the JDK's HTTP server tells every byte.
        OURS.setLevel(debug ? Level.ALL : Level.INFO);
    }

    /** Kept, since the JDK forgets the level of a logger that nobody holds. */
    private static final Logger OURS = Logger.getLogger("io.nvmlexporter");

    private static String message(Formatter formatter, LogRecord entry) {
        String message = formatter.formatMessage(entry);
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
                    if (c < ' ') {
                        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
