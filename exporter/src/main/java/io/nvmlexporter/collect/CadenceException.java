package io.nvmlexporter.collect;

/** Collections that do not fit the fields. The message is one line: where, what, how to mend it. */
public final class CadenceException extends Exception {
    private static final long serialVersionUID = 1L;

    CadenceException(String message) {
        super(message);
    }
}
