package io.nvmlexporter.kubelet;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Fields as protobuf sends them, for messages that our own description of them cannot make. */
final class Wire {
    private interface Field {
        void write(CodedOutputStream out) throws IOException;
    }

    private Wire() {}

    static ByteString text(int number, String text) {
        return bytes(out -> out.writeString(number, text));
    }

    static ByteString number(int number, long value) {
        return bytes(out -> out.writeInt64(number, value));
    }

    static ByteString message(int number, ByteString... fields) {
        return bytes(out -> out.writeBytes(number, ByteString.copyFrom(List.of(fields))));
    }

    private static ByteString bytes(Field field) {
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            field.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteString();
    }
}
