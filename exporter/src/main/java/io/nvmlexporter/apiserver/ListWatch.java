package io.nvmlexporter.apiserver;

import com.google.gson.stream.MalformedJsonException;
import io.nvmlexporter.apiserver.ApiServerException.Reason;
import io.nvmlexporter.apiserver.ObjectStream.GarbledException;
import io.nvmlexporter.apiserver.ObjectStream.TooLargeException;
import io.nvmlexporter.apiserver.ResourceClient.Listing;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The thread that follows a kind of objects: it lists them, then watches what changes, and begins anew when the API
 * server says that it fell behind. While the API server does not answer, the last that was known stands for a while.
 */
public final class ListWatch<T> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ListWatch.class.getName());
    private static final Duration STOPPING = Duration.ofSeconds(2);

    /**
     * @param watch how long a watch is asked to last
     * @param firstRetry after a failure; doubled after each further one
     * @param longestRetry between two attempts
     * @param kept how long the objects stand while nothing is heard of them
     */
    record Pace(Duration watch, Duration firstRetry, Duration longestRetry, Duration kept) {
        static final Pace STANDARD =
                new Pace(Duration.ofMinutes(4), Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(10));
    }

    /** How to begin. */
    interface Opening<T> {
        /** @throws ApiServerException where this is no cluster, as far as one can see */
        ResourceClient<T> open() throws ApiServerException;
    }

    /** @param heard {@link System#nanoTime} when the API server last confirmed them */
    private record Known<T>(Watched<T> watched, long heard) {}

    private enum Outcome {
        LISTED,
        /** A watch that lasted. */
        FOLLOWED,
        FAILED
    }

    private final String name;
    private final Opening<T> opening;
    private final Pace pace;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile ResourceClient<T> client;
    private KeptObjects<T> objects;
    private String path = "";
    /** What is to be watched from; empty where all is to be listed first. */
    private String version = "";

    private volatile Known<T> known = new Known<>(new Watched<>(Map.of(), "starting"), System.nanoTime());

    ListWatch(String name, Opening<T> opening, Pace pace) {
        this.name = name;
        this.opening = opening;
        this.pace = pace;
        thread = new Thread(this::run, "api-" + name);
        // Whatever hangs in it must not keep the program from ending.
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** What is known now. It asks nobody. */
    public Watched<T> watched() {
        Known<T> now = known;
        boolean outdated = System.nanoTime() - now.heard() > pace.kept().toNanos();
        return outdated && !now.watched().objects().isEmpty() ? now.watched().forgotten() : now.watched();
    }

    private void run() {
        int failures = 0;
        try {
            while (stop.getCount() > 0) {
                switch (step()) {
                    case LISTED -> {}
                    case FOLLOWED -> failures = 0;
                    case FAILED -> {
                        failures++;
                        if (stop.await(pause(failures).toMillis(), TimeUnit.MILLISECONDS)) {
                            return;
                        }
                    }
                }
            }
        } catch (InterruptedException e) {
            // Only close interrupts: this is the end.
        }
    }

    /** Lists where nothing is known, else watches as long as it lasts. */
    private Outcome step() {
        try {
            if (version.isEmpty()) {
                list();
                return Outcome.LISTED;
            }
            return watch() ? Outcome.FOLLOWED : Outcome.FAILED;
        } catch (ApiServerException e) {
            fail(e);
        } catch (RuntimeException | Error e) {
            fail(new ApiServerException(Reason.INTERNAL_ERROR, "following " + name + " failed: " + e, e));
        }
        return Outcome.FAILED;
    }

    private void list() throws ApiServerException {
        if (client == null) {
            client = opening.open();
        }
        Listing<T> listing = client.list();
        objects = listing.objects();
        path = listing.path();
        version = listing.version();
        // Only the watch shows whether they may be followed; until then what was wrong is wrong.
        publish(known.watched().reason());
    }

    /** @return whether it lasted, so that the next one may begin at once */
    private boolean watch() throws ApiServerException {
        long begin = System.nanoTime();
        client.watch(path, version, spread(pace.watch()), this::follow);
        return System.nanoTime() - begin > pace.firstRetry().toNanos();
    }

    private Void follow(InputStream answer) throws IOException, ApiServerException {
        if (!known.watched().isUp()) {
            LOG.log(System.Logger.Level.INFO, "The API server answers: {0} {1}", objects.count(), name);
        }
        publish("");
        try {
            ObjectStream events = new ObjectStream(answer);
            for (Optional<ApiObject> event = events.next(); event.isPresent(); event = events.next()) {
                apply(event.get());
            }
        } catch (MalformedJsonException | GarbledException | TooLargeException e) {
            throw e;
        } catch (IOException e) {
            // Connections break, also in the middle of an event. Whether the API server is away, the next watch finds
            // out; it tells the event again.
        }
        return null;
    }

    private void apply(ApiObject event) throws ApiServerException {
        ApiObject object = event.object("object");
        switch (event.text("type").orElse("")) {
            case "ADDED", "MODIFIED" -> client.put(objects, object);
            case "DELETED" -> objects.remove(ResourceClient.name(object));
            case "BOOKMARK" -> {}
            default -> throw refused(object);
        }
        version = object.text("metadata", "resourceVersion").orElse(version);
        publish("");
    }

    private ApiServerException refused(ApiObject status) {
        boolean gone = status.number("code").filter(code -> code == 410).isPresent();
        return new ApiServerException(
                gone ? Reason.GONE : Reason.INTERNAL_ERROR,
                "the API server ends the watch of " + name + ": "
                        + ApiServer.plain(status.text("message").orElse("no message")));
    }

    /** What did not change is not copied: most events are about what is not kept. */
    private void publish(String reason) {
        Watched<T> now = known.watched();
        boolean same = now.reason().equals(reason) && objects.areJust(now.objects());
        known = new Known<>(same ? now : new Watched<>(objects.all(), reason), System.nanoTime());
    }

    private void fail(ApiServerException e) {
        if (stop.getCount() == 0) {
            return;
        }
        boolean watching = !version.isEmpty();
        if (e.reason() != Reason.UNAVAILABLE && e.reason() != Reason.TIMEOUT) {
            version = "";
        }
        if (e.reason() == Reason.GONE && watching) {
            // It only says that one of us was away for long, which listing anew mends.
            return;
        }
        String reason = e.reason().label();
        if (!known.watched().reason().equals(reason)) {
            LOG.log(System.Logger.Level.WARNING, "The API server does not tell the " + name + ": " + e.getMessage());
        }
        known = new Known<>(new Watched<>(watched().objects(), reason), known.heard());
    }

    private Duration pause(int failures) {
        Duration doubled = pace.firstRetry().multipliedBy(1L << Math.min(failures - 1, 16));
        return spread(doubled.compareTo(pace.longestRetry()) < 0 ? doubled : pace.longestRetry());
    }

    /** Up to a quarter more, so that not every node asks at the same time. */
    private static Duration spread(Duration duration) {
        return duration.plusMillis(ThreadLocalRandom.current().nextLong(duration.toMillis() / 4 + 1));
    }

    @Override
    public void close() {
        stop.countDown();
        thread.interrupt();
        ResourceClient<T> now = client;
        if (now != null) {
            now.close();
        }
        try {
            thread.join(STOPPING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
