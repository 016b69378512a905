package io.nvmlexporter.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.stream.MalformedJsonException;
import io.nvmlexporter.apiserver.ApiServerException.Reason;
import io.nvmlexporter.apiserver.ObjectStream.GarbledException;
import io.nvmlexporter.apiserver.ObjectStream.TooLargeException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;

/** Asks the API server, in the name of the service account. For one thread, and another that closes it. */
final class ApiServer implements AutoCloseable {
    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final Duration FIRST_BYTE = Duration.ofSeconds(10);
    private static final int LONGEST_REFUSAL = 16 << 10;
    private static final int LONGEST_MESSAGE = 300;

    private final ServiceAccount account;
    private HttpClient client;
    private volatile InputStream reading = InputStream.nullInputStream();
    private volatile boolean closed;

    ApiServer(ServiceAccount account) {
        this.account = account;
    }

    /** Reads an answer. */
    interface Reader<T> {
        T read(InputStream answer) throws IOException, ApiServerException;
    }

    /**
     * Asks one thing.
     *
     * @param path with its query
     * @param accept the media types to ask for
     * @param limit for the whole answer; a thread that waits here may be interrupted
     */
    <T> T get(String path, String accept, Duration limit, Reader<T> reader) throws ApiServerException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(account.server() + path))
                    .timeout(FIRST_BYTE)
                    .header("Accept", accept)
                    .header("Authorization", "Bearer " + account.token())
                    .build();
            HttpResponse<InputStream> response = client().send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream answer = response.body()) {
                reading = answer;
                if (closed) {
                    throw new IOException("closed");
                }
                if (response.statusCode() != 200) {
                    throw refusal(
                            response.statusCode(), read(answer, FIRST_BYTE, in -> in.readNBytes(LONGEST_REFUSAL)));
                }
                return read(answer, limit, reader);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiServerException(Reason.UNAVAILABLE, "stopped", e);
        } catch (IOException e) {
            // The authority may be another by now.
            client = null;
            throw broken(e);
        }
    }

    /** The client has no limit for the time that an answer takes to its end. */
    private static <T> T read(InputStream answer, Duration limit, Reader<T> reader)
            throws IOException, ApiServerException {
        AtomicBoolean late = new AtomicBoolean();
        CompletableFuture<Void> end = CompletableFuture.runAsync(
                () -> {
                    late.set(true);
                    close(answer);
                },
                CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS, Runnable::run));
        try {
            T read = reader.read(answer);
            if (!late.get()) {
                return read;
            }
        } catch (IOException e) {
            if (!late.get()) {
                throw e;
            }
        } finally {
            end.cancel(false);
        }
        // Closed meanwhile, so that it only looks as if it ended.
        throw new HttpTimeoutException("no end within " + limit.toMillis() + " ms");
    }

    /** Ends the reading of an answer too: until JDK 21 or so, an interrupt does not. */
    @Override
    public void close() {
        closed = true;
        close(reading);
    }

    private static void close(InputStream answer) {
        try {
            answer.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    private HttpClient client() throws ApiServerException {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(account.tls())
                    .connectTimeout(CONNECTING)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .build();
        }
        return client;
    }

    private ApiServerException broken(IOException e) {
        if (e instanceof HttpTimeoutException) {
            return of(Reason.TIMEOUT, "does not answer in time", e);
        }
        if (e instanceof TooLargeException) {
            return of(Reason.TOO_LARGE, "gives an answer that is too large", e);
        }
        if (e instanceof MalformedJsonException || e instanceof EOFException || e instanceof GarbledException) {
            return of(Reason.GARBLED, "gives an answer that is none; is that the API server?", e);
        }
        if (e instanceof SSLException) {
            return of(
                    Reason.UNAVAILABLE,
                    "has no certificate that " + account.directory().resolve("ca.crt") + " vouches for",
                    e);
        }
        return of(Reason.UNAVAILABLE, "cannot be reached; is there a NetworkPolicy in the way?", e);
    }

    private ApiServerException of(Reason reason, String what, IOException e) {
        return new ApiServerException(
                reason, "the API server " + account.server() + " " + what + " (" + plain(why(e)) + ")", e);
    }

    private static String why(IOException e) {
        if (e instanceof EOFException) {
            return "it ends too early";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private ApiServerException refusal(int status, byte[] body) {
        String message = "the API server " + account.server() + " answers " + status + ": " + message(body);
        return switch (status) {
            case 401 -> new ApiServerException(Reason.UNAUTHORIZED, message);
            case 403 ->
                new ApiServerException(
                        Reason.FORBIDDEN, message + "; give the service account that right by a ClusterRole");
            case 404 -> new ApiServerException(Reason.NOT_FOUND, message);
            case 410 -> new ApiServerException(Reason.GONE, message);
            default -> new ApiServerException(Reason.INTERNAL_ERROR, message);
        };
    }

    /** What a Status says in its message, or as much of the answer as a line takes. */
    private static String message(byte[] body) {
        try {
            return plain(ObjectStream.of(body).text("message").orElse("no message"));
        } catch (IOException e) {
            return plain(new String(body, UTF_8));
        }
    }

    /** One line. */
    static String plain(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
    }
}
