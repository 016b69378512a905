package io.nvmlexporter.http;

import java.util.Optional;

/** The page for people who come by with a browser. */
final class StartPage {
    private StartPage() {}

    static String html(Optional<String> notice) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><title>GPU Exporter</title></head>
                <body>
                <h1>GPU Exporter</h1>
                %s<p><a href="./metrics">Metrics</a></p>
                <p><a href="./metrics/exporter">The exporter's own metrics</a></p>
                <p><a href="./health">Health</a></p>
                </body>
                </html>
                """.formatted(notice.map(line -> "<p>" + escape(line) + "</p>\n").orElse(""));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
