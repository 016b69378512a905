package io.nvmlexporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogFormatTest {
    /** A string by RFC 8259, which has no raw control characters. */
    private static final String JSON_STRING = "\"((?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-f]{4})*+)\"";

    private static final Pattern JSON =
            Pattern.compile("\\{\"time\":\"([^\"]+)\",\"level\":\"([A-Z]+)\",\"msg\":" + JSON_STRING + "}\n");
    private static final Pattern TEXT = Pattern.compile("time=(\\S+) level=([A-Z]+) msg=" + JSON_STRING + "\n");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u(?<code>[0-9a-f]{4})|(?<letter>.))");

    private final Logger root = Logger.getLogger("");
    private final List<Handler> handlers = List.of(root.getHandlers());
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @AfterEach
    void restoreTheLog() {
        Arrays.stream(root.getHandlers()).forEach(root::removeHandler);
        handlers.forEach(root::addHandler);
        Logger.getLogger("io.nvmlexporter").setLevel(null);
    }

    @Test
    void anEntryIsALineOfTimeLevelAndMessage() {
        LogRecord entry = entry(Level.INFO, "Serving http://localhost:9400/metrics");
        assertThat(LogFormat.TEXT.line(entry))
                .isEqualTo("time=2026-05-12T08:00:00.070Z level=INFO msg=\"Serving http://localhost:9400/metrics\"\n");
        assertThat(LogFormat.JSON.line(entry))
                .isEqualTo("{\"time\":\"2026-05-12T08:00:00.070Z\",\"level\":\"INFO\","
                        + "\"msg\":\"Serving http://localhost:9400/metrics\"}\n");
    }

    @ParameterizedTest
    @CsvSource({"SEVERE, ERROR", "WARNING, WARN", "INFO, INFO", "CONFIG, DEBUG", "FINE, DEBUG", "FINEST, DEBUG"})
    void levelsAreNamedAsInDcgmExporter(String level, String name) {
        assertThat(LogFormat.TEXT.line(entry(Level.parse(level), "x"))).contains(" level=" + name + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "it's {0} and {",
                "a \"quote\" and a \\ backslash",
                "two\nlines\r\nand\ta tab",
                "\u0000\u0007\u001b[31m\u007f\u0085",
                "line\u2028and paragraph\u2029separators",
                "8 × NVIDIA H100 … 🙂",
                ""
            })
    void aMessageOfWhateverCharactersIsOneLineThatCanBeReadBack(String message) {
        LogRecord entry = entry(Level.INFO, message);
        assertThat(messageOf(JSON, LogFormat.JSON.line(entry))).isEqualTo(message);
        assertThat(messageOf(TEXT, LogFormat.TEXT.line(entry))).isEqualTo(message);
        assertThat(LogFormat.TEXT.line(entry).lines()).hasSize(1);
        assertThat(LogFormat.TEXT.line(entry)).doesNotContainPattern("[\\p{Cntrl}\u0085\u2028\u2029&&[^\n]]");
    }

    @Test
    void anExceptionsTraceStaysOnTheLine() {
        LogRecord entry = entry(Level.SEVERE, "cannot answer");
        entry.setThrown(new IllegalStateException("\"why\"\nindeed"));
        for (LogFormat format : LogFormat.values()) {
            String line = format.line(entry);
            assertThat(line.lines()).hasSize(1);
            assertThat(messageOf(format == LogFormat.JSON ? JSON : TEXT, line))
                    .startsWith("cannot answer: java.lang.IllegalStateException: \"why\"\nindeed\n\tat ")
                    .contains("LogFormatTest.anExceptionsTraceStaysOnTheLine");
        }
    }

    @Test
    void parametersAreFilledIn() {
        LogRecord entry = entry(Level.INFO, "GPU {0}: it''s {1}");
        entry.setParameters(new Object[] {0, "{1} \"here\""});
        assertThat(messageOf(JSON, LogFormat.JSON.line(entry))).isEqualTo("GPU 0: it's {1} \"here\"");
    }

    @Test
    void allThatIsLoggedGoesThereInUtf8() {
        LogFormat.TEXT.install(false, new PrintStream(written, false, UTF_8));
        System.getLogger("io.nvmlexporter.any").log(System.Logger.Level.WARNING, "8 × H100");
        Logger.getLogger("a.library").info("hello");
        assertThat(written.toString(UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line).endsWith(" level=WARN msg=\"8 × H100\""),
                        line -> assertThat(line).endsWith(" level=INFO msg=\"hello\""));
    }

    @Test
    void debugIsOursAlone() {
        LogFormat.JSON.install(true, new PrintStream(written, false, UTF_8));
        System.getLogger("io.nvmlexporter.any").log(System.Logger.Level.DEBUG, "ours");
        Logger.getLogger("a.library").fine("theirs");
        assertThat(written.toString(UTF_8))
                .contains("\"level\":\"DEBUG\",\"msg\":\"ours\"")
                .doesNotContain("theirs");
    }

    @Test
    void withoutDebugThereIsNone() {
        LogFormat.TEXT.install(false, new PrintStream(written, false, UTF_8));
        System.getLogger("io.nvmlexporter.any").log(System.Logger.Level.DEBUG, "ours");
        assertThat(written.toString(UTF_8)).isEmpty();
    }

    private static LogRecord entry(Level level, String message) {
        LogRecord entry = new LogRecord(level, message);
        entry.setInstant(Instant.parse("2026-05-12T08:00:00.070Z"));
        return entry;
    }

    private static String messageOf(Pattern form, String line) {
        Matcher matcher = form.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        return ESCAPE.matcher(matcher.group(3)).replaceAll(escape -> {
            Matcher one = ESCAPE.matcher(escape.group());
            one.matches();
            String character = one.group("code") == null
                    ? switch (one.group("letter")) {
                        case "n" -> "\n";
                        case "r" -> "\r";
                        case "t" -> "\t";
                        default -> one.group("letter");
                    }
                    : String.valueOf((char) Integer.parseInt(one.group("code"), 16));
            return Matcher.quoteReplacement(character);
        });
    }
}
