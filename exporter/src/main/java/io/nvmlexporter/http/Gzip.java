package io.nvmlexporter.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The one content coding this server offers. */
final class Gzip {
    private Gzip() {}

    /**
     * Whether a request with these {@code Accept-Encoding} lines takes gzip: named, or by {@code *}, and not with
     * {@code q=0}. What is named counts more than {@code *} (RFC 9110, 12.5.3).
     */
    static boolean isAccepted(List<String> acceptEncoding) {
        boolean any = false;
        for (String element :
                String.join(",", acceptEncoding).toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = element.split(";");
            String coding = parts.length == 0 ? "" : parts[0].strip();
            boolean wanted = parts.length < 2 || !parts[1].strip().matches("q\\s*=\\s*0(\\.0*)?");
            if (coding.equals("gzip") || coding.equals("x-gzip")) {
                return wanted;
            }
            any |= coding.equals("*") && wanted;
        }
        return any;
    }

    static byte[] compress(byte[] body) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(body.length / 8);
        try (OutputStream gzip = new FastGzip(compressed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    /** Writes what {@link #compress} was given. */
    static void decompress(byte[] compressed, OutputStream out) throws IOException {
        try (InputStream body = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            body.transferTo(out);
        }
    }

    /** A page is so repetitive that the fastest level already leaves a thirtieth of it. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
