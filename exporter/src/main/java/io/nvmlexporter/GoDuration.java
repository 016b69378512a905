package io.nvmlexporter;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time as Go's {@code time.ParseDuration} takes it: {@code 500ms}, {@code 1m30s}, {@code 1.5h}, {@code 0}.
 */
final class GoDuration {
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "\u00b5s", 1_000L,
            "\u03bcs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);
    private static final Pattern PART =
            Pattern.compile("(?<number>[0-9]+\\.?[0-9]*|\\.[0-9]+)(?<unit>ns|us|\u00b5s|\u03bcs|ms|s|m|h)");
    private static final Pattern WHOLE =
            Pattern.compile("[+-]?(0|(" + PART.pattern().replaceAll("<\\w+>", ":") + ")+)");
    /** More than Go's 64 bits of nanoseconds, about 292 years, is no length of time there. */
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private GoDuration() {}

    /** Empty where Go would not take it. */
    static Optional<Duration> parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            nanos = nanos.add(
                    new BigDecimal(part.group("number")).multiply(BigDecimal.valueOf(NANOS.get(part.group("unit")))));
        }
        nanos = nanos.setScale(0, RoundingMode.DOWN);
        if (nanos.compareTo(MOST) > 0) {
            return Optional.empty();
        }
        long length = nanos.longValueExact();
        return Optional.of(Duration.ofNanos(text.startsWith("-") ? -length : length));
    }
}
