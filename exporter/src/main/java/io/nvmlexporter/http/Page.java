package io.nvmlexporter.http;

/**
 * The metrics in one of Prometheus' formats.
 *
 * @param contentType which of them
 */
@SuppressWarnings("ArrayRecordComponent") // Pages are sent, never compared.
public record Page(String contentType, byte[] bytes) {
    /** A page in Prometheus' text format, with the version that Prometheus 3 insists on. */
    public static Page text(byte[] bytes) {
        return new Page("text/plain; version=0.0.4; charset=utf-8", bytes);
    }
}
