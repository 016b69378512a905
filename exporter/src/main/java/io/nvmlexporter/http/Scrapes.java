package io.nvmlexporter.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Makes pages for many at once. Requests that overlap and ask for the same page share one; those above a number are
 * refused, so that a crowd is told at once instead of waiting in a line that only grows.
 *
 * <p>A request counts until its page is made, and no longer while it is sent, so that clients that take nothing keep
 * nobody else's place.
 */
final class Scrapes {
    /** A page takes several times its length while it is written. More at once would only share the processor. */
    private static final int MOST_PAGES_AT_ONCE = 4;

    private final int most;
    private final Semaphore places;
    private final Semaphore pages = new Semaphore(MOST_PAGES_AT_ONCE, true);
    private final ConcurrentMap<String, CompletableFuture<Response>> underWay = new ConcurrentHashMap<>();
    private final Function<String, Page> page;
    private final SelfMetrics self;

    /** @param page by the request's {@code Accept}, null where it has none */
    Scrapes(int most, Function<String, Page> page, SelfMetrics self) {
        this.most = most;
        this.places = new Semaphore(most);
        this.page = page;
        this.self = self;
    }

    /** @param accept null where the request has none */
    Response answer(String accept) {
        self.scrapeAsked();
        if (!places.tryAcquire()) {
            self.scrapeRefused();
            return Response.unavailable(
                    most + " scrapes are under way; ask again, or raise --max-concurrent-scrapes\n");
        }
        try {
            return shared(accept);
        } finally {
            places.release();
        }
    }

    private Response shared(String accept) {
        String key = String.valueOf(accept);
        CompletableFuture<Response> mine = new CompletableFuture<>();
        CompletableFuture<Response> another = underWay.putIfAbsent(key, mine);
        if (another != null) {
            return joined(another);
        }
        try {
            mine.complete(made(accept));
        } catch (RuntimeException | Error e) {
            // Those who share it would else wait for ever.
            mine.completeExceptionally(e);
        } finally {
            // Whoever comes from now on gets what is true from now on.
            underWay.remove(key, mine);
        }
        return joined(mine);
    }

    private Response made(String accept) {
        pages.acquireUninterruptibly();
        try {
            return Response.metrics(page.apply(accept));
        } finally {
            pages.release();
        }
    }

    private static Response joined(CompletableFuture<Response> page) {
        try {
            return page.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the page could not be made", e.getCause());
        }
    }
}
