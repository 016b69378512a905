package io.nvmlexporter.http;

/** The server cannot listen where it was told to. The message is one line that says where, why and how to mend it. */
public final class ListenException extends Exception {
    private static final long serialVersionUID = 1L;

    ListenException(String message) {
        super(message);
    }
}
