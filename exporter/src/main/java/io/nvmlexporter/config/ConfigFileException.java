package io.nvmlexporter.config;

/** A config file cannot be used. The message is one line: the file, the line where there is one, how to mend it. */
public final class ConfigFileException extends Exception {
    private static final long serialVersionUID = 1L;

    ConfigFileException(String message) {
        super(message);
    }
}
