package io.nvmlexporter.http;

import java.time.Duration;

/**
 * What the server bears.
 *
 * @param scrapes how many requests for metrics may wait for their page at once, from 1 on; the others get 503
 * @param request how long a request may take to arrive, to the second above; zero for without end
 * @param answer how long an answer may take to be taken, likewise
 */
public record ServerLimits(int scrapes, Duration request, Duration answer) {
    /** As dcgm-exporter has them. */
    public static final ServerLimits STANDARD = new ServerLimits(16, Duration.ofSeconds(10), Duration.ofSeconds(30));
}
