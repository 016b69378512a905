package io.nvmlexporter.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/**
 * An answer, whole before its first byte is sent.
 *
 * @param headers beside those that every answer has
 */
record Response(int status, String contentType, Map<String, String> headers, Body body) {
    private static final String PLAIN = "text/plain; charset=utf-8";

    static Response metrics(Page page) {
        return new Response(200, page.contentType(), Map.of(), Body.of(page.bytes()));
    }

    static Response html(String text) {
        return new Response(200, "text/html; charset=utf-8", Map.of(), Body.of(text.getBytes(UTF_8)));
    }

    /** Not now: 503, with a second as the time after which to ask again. */
    static Response unavailable(String reason) {
        return plain(503, reason, Map.of("Retry-After", "1"));
    }

    static Response plain(int status, String text, Map<String, String> headers) {
        return new Response(status, PLAIN, headers, Body.of(text.getBytes(UTF_8)));
    }
}
