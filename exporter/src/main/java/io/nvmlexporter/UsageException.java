package io.nvmlexporter;

/** The program cannot do what it was asked to. The message is one line: what, where it was given, how to mend it. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
