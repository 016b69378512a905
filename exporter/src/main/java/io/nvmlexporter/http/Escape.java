package io.nvmlexporter.http;

/** Makes any text fit for the page: escaped as the text format says, and encodable as UTF-8. */
final class Escape {
    private static final char REPLACEMENT = '\uFFFD';

    private Escape() {}

    /** The text with U+FFFD for what UTF-8 has no bytes for. */
    static String encodable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            out.append(isEncodable(text, i) ? text.charAt(i) : REPLACEMENT);
        }
        return out.toString();
    }

    static void labelValue(StringBuilder out, String text) {
        append(out, text, true);
    }

    static void help(StringBuilder out, String text) {
        append(out, text, false);
    }

    private static void append(StringBuilder out, String text, boolean quotes) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                out.append("\\\\");
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c == '"' && quotes) {
                out.append("\\\"");
            } else {
                out.append(isEncodable(text, i) ? c : REPLACEMENT);
            }
        }
    }

    /** Whether the character is no half of a surrogate pair whose other half is missing. */
    private static boolean isEncodable(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        return !Character.isLowSurrogate(c) || (i > 0 && Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
