package io.nvmlexporter;

import io.nvmlexporter.config.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The flags that are numbers and lengths of time. dcgm-exporter starts with any number, so this does too: one that is
 * too small or too large for what it is to do counts as the nearest that is not, which {@link #warnings} tells. What is
 * no number is refused here as there.
 */
final class Quantities {
    /** Ten years: longer than anything here runs, and short enough to be reckoned with in nanoseconds. */
    private static final long MOST_MILLIS = Duration.ofDays(3650).toMillis();

    private final Flags flags;
    private final List<String> warnings = new ArrayList<>();

    Quantities(Flags flags) {
        this.flags = flags;
    }

    /** @param least in milliseconds, as the flag is */
    Duration millis(Flag flag, long least) {
        return Duration.ofMillis(within(flag, least, MOST_MILLIS, " milliseconds"));
    }

    private long within(Flag flag, long least, long most, String unit) {
        long given = flags.number(flag);
        long taken = Math.min(Math.max(given, least), most);
        if (taken != given) {
            String bound = taken > given ? ": the least is " : ": the most is ";
            warnings.add(flags.asGiven(flag) + bound + taken + unit + ", and so it is");
        }
        return taken;
    }

    /** How many at once; what is less than one is no limit, which a number this high is. */
    int limit(Flag flag, String without) {
        long given = flags.number(flag);
        if (given < 1) {
            warnings.add(flags.asGiven(flag) + ": " + without);
            return Integer.MAX_VALUE;
        }
        return (int) Math.min(given, Integer.MAX_VALUE);
    }

    /**
     * How long to wait; zero for without end, which in Go's server is what zero and less mean. An empty text, as of a
     * variable that is set to nothing, is the default.
     */
    Duration patience(Flag flag) throws UsageException {
        Duration given = duration(flag);
        if (given.isZero() || given.isNegative()) {
            warnings.add(flags.asGiven(flag) + ": a slow client is waited for without end, as dcgm-exporter does then");
            return Duration.ZERO;
        }
        return given;
    }

    /** Refuses what is neither nothing nor more. */
    void checkNotNegative(Flag flag) throws UsageException {
        boolean negative = flag.kind() == Flag.Kind.INT
                ? flags.number(flag) < 0
                : duration(flag).isNegative();
        if (negative) {
            throw flags.wrong(flag, "write 0 or more");
        }
    }

    private Duration duration(Flag flag) throws UsageException {
        String text = flags.text(flag).isEmpty() ? flag.standard() : flags.text(flag);
        return GoDuration.parse(text)
                .orElseThrow(() -> flags.wrong(flag, "write a length of time such as 500ms, 10s or 1m30s"));
    }

    /** A line each, about what was given and does not count as it is. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }
}
