package io.nvmlexporter.collect;

/** A counters file cannot be used. The message is one line: the file, the line where there is one, how to mend it. */
public final class CountersFileException extends Exception {
    private static final long serialVersionUID = 1L;

    CountersFileException(String message) {
        super(message);
    }
}
