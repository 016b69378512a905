package io.nvmlexporter.http;

import java.io.IOException;
import java.io.OutputStream;

/**
 * What an answer brings. A large one is kept compressed, whatever the client takes, since it may wait long for a slow
 * client: a thirtieth of the page for each.
 *
 * @param length in bytes, not compressed
 */
@SuppressWarnings("ArrayRecordComponent") // Bodies are sent, never compared.
record Body(byte[] bytes, boolean compressed, int length) {
    /** Below this, gzip's own 18 bytes and the work are not worth it. */
    private static final int LEAST_COMPRESSED_BYTES = 1024;

    static Body of(byte[] plain) {
        boolean large = plain.length >= LEAST_COMPRESSED_BYTES;
        return new Body(large ? Gzip.compress(plain) : plain, large, plain.length);
    }

    void writePlain(OutputStream out) throws IOException {
        if (compressed) {
            Gzip.decompress(bytes, out);
        } else {
            out.write(bytes);
        }
    }
}
