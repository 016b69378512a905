package io.nvmlexporter.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** {@code docs/runbooks}: a page for each alert, and the index. */
final class Runbooks {
    static final Path FOLDER = Path.of("..", "docs", "runbooks");
    static final Path INDEX = FOLDER.resolve("README.md");

    private Runbooks() {}

    /** Where who gets the alert finds the page. */
    static String url(Alert alert) {
        return "https://github.com/nvml-exporter/nvml-exporter/blob/main/docs/runbooks/" + alert.name() + ".md";
    }

    /** The alerts that have a page, by the pages' names. */
    static List<String> names() {
        try (var files = Files.list(FOLDER)) {
            return files.filter(file -> !file.equals(INDEX))
                    .map(file -> file.getFileName().toString().replaceFirst("\\.md$", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Alert alert) {
        try {
            return Files.readString(FOLDER.resolve(alert.name() + ".md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A row for each alert, with the first sentence of its page. */
    static String table(List<Alert> alerts) {
        return alerts.stream()
                .map(alert -> "| [" + alert.name() + "](" + alert.name() + ".md) | " + alert.severity() + " | "
                        + alert.lasts() + " | " + firstSentence(text(alert)) + " |\n")
                .collect(Collectors.joining("", "| alert | severity | after | |\n| --- | --- | --- | --- |\n", ""));
    }

    private static String firstSentence(String page) {
        String paragraph = page.split("\n\n")[1].replace('\n', ' ');
        int end = paragraph.indexOf(". ");
        return end < 0 ? paragraph : paragraph.substring(0, end + 1);
    }
}
