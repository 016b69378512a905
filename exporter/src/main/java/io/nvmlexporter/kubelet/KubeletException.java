package io.nvmlexporter.kubelet;

import java.util.Locale;

/**
 * The kubelet did not say which pods there are, or the container runtime which containers. The message is one line:
 * what is wrong, and how to mend it.
 */
public final class KubeletException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as it matters to who mends it. */
    public enum Reason {
        /** There is no such file: no such server here, or its directory is not mounted. */
        SOCKET_MISSING,
        PERMISSION_DENIED,
        /** Nobody listens, or the connection broke. */
        UNAVAILABLE,
        TIMEOUT,
        TOO_LARGE,
        /** A server without this API. */
        UNIMPLEMENTED,
        /** What listens does not speak as it should, or its answer is no such list. */
        GARBLED,
        /** It answered that it failed, or we did. */
        INTERNAL_ERROR;

        /** As a label value. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Reason reason;

    KubeletException(Reason reason, String message) {
        this(reason, message, null);
    }

    KubeletException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
