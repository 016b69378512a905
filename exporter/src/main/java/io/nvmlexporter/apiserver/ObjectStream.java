package io.nvmlexporter.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.Optional;

/** The objects in an answer, one at a time, so that no more than one is in memory as JSON. */
final class ObjectStream {
    /** etcd takes no object of more than 1.5 MiB. */
    private static final int LARGEST_OBJECT = 2 << 20;

    private final Limited in;
    private final JsonReader reader;

    ObjectStream(InputStream answer) {
        in = new Limited(answer);
        reader = new JsonReader(new InputStreamReader(in, UTF_8));
        // Several objects may follow each other.
        reader.setStrictness(Strictness.LENIENT);
    }

    /** What is in those bytes. */
    static ApiObject of(byte[] bytes) throws IOException {
        return new ObjectStream(new ByteArrayInputStream(bytes))
                .next()
                .orElseThrow(() -> new GarbledException("there is nothing in it"));
    }

    /** The next of several objects that follow each other, as a watch has them; empty at the end. */
    Optional<ApiObject> next() throws IOException {
        return reader.peek() == JsonToken.END_DOCUMENT ? Optional.empty() : Optional.of(object());
    }

    /** Takes what is in a list. */
    interface Items {
        void accept(ApiObject item) throws ApiServerException;
    }

    /**
     * Reads one list, whose items go to that consumer.
     *
     * @return its metadata
     */
    ApiObject list(Items items) throws IOException, ApiServerException {
        ApiObject metadata = null;
        require(JsonToken.BEGIN_OBJECT);
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (name.equals("metadata")) {
                metadata = object();
            } else if (name.equals("items") && reader.peek() == JsonToken.BEGIN_ARRAY) {
                reader.beginArray();
                while (reader.hasNext()) {
                    items.accept(object());
                }
                reader.endArray();
            } else {
                reader.skipValue();
            }
        }
        reader.endObject();
        if (metadata == null) {
            throw new GarbledException("it is a list without metadata");
        }
        return metadata;
    }

    private ApiObject object() throws IOException {
        require(JsonToken.BEGIN_OBJECT);
        in.read = 0;
        try {
            return new ApiObject(JsonParser.parseReader(reader).getAsJsonObject());
        } catch (JsonParseException e) {
            // The parser wraps what it could not read.
            throw e.getCause() instanceof IOException cause ? cause : new GarbledException(e.toString());
        }
    }

    private void require(JsonToken expected) throws IOException {
        if (reader.peek() != expected) {
            throw new GarbledException("it is no JSON of a Kubernetes API");
        }
    }

    /** Says what is wrong with an answer that was read to its end. */
    static final class GarbledException extends IOException {
        private static final long serialVersionUID = 1L;

        GarbledException(String message) {
            super(message);
        }
    }

    /** An object of this size is none of an API server. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("an object in it has more than " + LARGEST_OBJECT + " bytes");
        }
    }

    /** Ends when too much was read since an object began. */
    private static final class Limited extends FilterInputStream {
        private int read;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            count(Math.max(count, 0));
            return count;
        }

        private void count(int more) throws IOException {
            read += more;
            if (read > LARGEST_OBJECT) {
                throw new TooLargeException();
            }
        }
    }
}
