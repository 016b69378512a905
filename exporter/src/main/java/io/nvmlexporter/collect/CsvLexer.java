package io.nvmlexporter.collect;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a counters file into rows as Go's {@code encoding/csv} does with comment rune {@code #}, so that a file means
 * here what it means to dcgm-exporter.
 *
 * <p>Its rules: a comment's {@code #} is the first character of its line; an empty line is none; a column is quoted
 * only if a quote is its first character; a quoted column may hold commas, doubled quotes and line breaks; CRLF is a
 * line break, a lone CR is text.
 */
final class CsvLexer {
    /** @param line where the row begins; the first is 1 */
    record Row(int line, List<String> columns) {}

    private final String text;
    private final String file;
    private int position;
    private int line = 1;

    CsvLexer(String text, String file) {
        String unix = text.replace("\r\n", "\n");
        this.text = unix.endsWith("\r") ? unix.substring(0, unix.length() - 1) : unix;
        this.file = file;
    }

    List<Row> rows() throws CountersFileException {
        if (text.startsWith("\uFEFF")) {
            throw wrong(1, "the file begins with a byte order mark; save it as UTF-8 without one");
        }
        int unwritten = text.indexOf('\0');
        if (unwritten >= 0) {
            int before = (int)
                    text.substring(0, unwritten).chars().filter(c -> c == '\n').count();
            throw wrong(before + 1, "a character that no text has, as in a file of UTF-16; save it as UTF-8");
        }
        List<Row> rows = new ArrayList<>();
        while (position < text.length()) {
            if (text.charAt(position) == '#') {
                position = endOfLine();
            } else if (text.charAt(position) != '\n') {
                rows.add(new Row(line, columns()));
            }
            skipLineBreak();
        }
        return rows;
    }

    private List<String> columns() throws CountersFileException {
        List<String> columns = new ArrayList<>();
        boolean more;
        do {
            int number = columns.size() + 1;
            columns.add(at('"') ? quoted(number) : unquoted(number));
            more = at(',');
            if (more) {
                position++;
            }
        } while (more);
        return columns;
    }

    private String unquoted(int number) throws CountersFileException {
        int end = endOfLine();
        int comma = text.indexOf(',', position);
        String column = text.substring(position, comma >= 0 && comma < end ? comma : end);
        if (column.indexOf('"') >= 0) {
            throw wrong(
                    line,
                    "a quote inside column " + number + ", which does not begin with one;"
                            + " begin the column with the quote, without a blank before it, and double any inside");
        }
        position += column.length();
        return column;
    }

    private String quoted(int number) throws CountersFileException {
        int opened = line;
        StringBuilder column = new StringBuilder();
        do {
            int open = position + 1;
            int close = text.indexOf('"', open);
            if (close < 0) {
                throw wrong(opened, "the quote that opens column " + number + " is never closed; close it");
            }
            String part = text.substring(open, close);
            column.append(part);
            line += (int) part.chars().filter(c -> c == '\n').count();
            position = close + 1;
            if (at('"')) {
                column.append('"');
            }
        } while (at('"'));
        if (position < text.length() && !at(',') && !at('\n')) {
            throw wrong(line, "text after the closing quote of column " + number + "; double the quotes inside it");
        }
        return column.toString();
    }

    private boolean at(char c) {
        return position < text.length() && text.charAt(position) == c;
    }

    private int endOfLine() {
        int end = text.indexOf('\n', position);
        return end < 0 ? text.length() : end;
    }

    private void skipLineBreak() {
        if (at('\n')) {
            position++;
            line++;
        }
    }

    private CountersFileException wrong(int line, String what) {
        return new CountersFileException(file + ":" + line + ": " + what);
    }
}
