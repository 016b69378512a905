package io.nvmlexporter.simulation;

/**
 * A capture cannot be read. The message is one line: the file, the line where there is one, and what is wrong there.
 */
public final class CaptureException extends Exception {
    private static final long serialVersionUID = 1L;

    CaptureException(String message) {
        super(message);
    }
}
