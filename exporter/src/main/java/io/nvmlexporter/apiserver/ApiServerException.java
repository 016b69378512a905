package io.nvmlexporter.apiserver;

import java.util.Locale;

/** The API server did not answer what was asked. The message is one line: what is wrong, and how to mend it. */
public final class ApiServerException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as it matters to who mends it. */
    public enum Reason {
        /** No service account is mounted, so that nobody can be asked: not in a cluster, or without a token. */
        NO_SERVICE_ACCOUNT,
        /** Nobody says which node this is, and of other nodes nothing is to be read. */
        NO_NODE_NAME,
        /** The token is not accepted (401). */
        UNAUTHORIZED,
        /** The service account may not do that (403). */
        FORBIDDEN,
        /** There is no such object, or this version of Kubernetes has no such kind (404). */
        NOT_FOUND,
        /** The resource version is too old to watch from (410): everything is to be listed again. */
        GONE,
        /** Nobody listens, or the connection broke, or its certificate is not of this cluster. */
        UNAVAILABLE,
        TIMEOUT,
        TOO_LARGE,
        /** The answer is not what an API server says. */
        GARBLED,
        /** Any other refusal. */
        INTERNAL_ERROR;

        /** As a label value. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Reason reason;

    ApiServerException(Reason reason, String message) {
        this(reason, message, null);
    }

    ApiServerException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
