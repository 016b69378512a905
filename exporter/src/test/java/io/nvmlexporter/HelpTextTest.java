package io.nvmlexporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HelpTextTest {
    private static final String TEXT = text();

    @Test
    void itsLinesFitIntoAWindow() {
        assertThat(TEXT.lines()).allMatch(line -> line.length() <= 120);
        assertThat(TEXT.lines().map(String::length).max(Integer::compare).orElseThrow())
                .isGreaterThan(100);
    }

    @Test
    void whatANewUserTriesComesFirst() {
        List<String> lines = TEXT.lines().toList();
        assertThat(lines.get(0)).isEqualTo("Usage: nvml-exporter [serve] [FLAG...]");
        assertThat(lines.get(1)).isEqualTo("       nvml-exporter fields [TEXT]");
        assertThat(lines.get(2)).isEqualTo("       nvml-exporter pods");
        assertThat(lines.get(3)).isEqualTo("       nvml-exporter record [--with-identifiers] FILE");
        assertThat(TEXT.indexOf("--demo[=NAME]")).isLessThan(TEXT.indexOf("--address=TEXT"));
    }

    @ParameterizedTest
    @EnumSource(Flag.class)
    void everyFlagStandsThereOnceWithItsAlias(Flag flag) {
        String names = flag.help().isEmpty()
                ? flag.alias().map(alias -> "-" + alias + "/").orElse("") + "--" + flag.text() + "(,|\\n)"
                : "\\n +" + flag.alias().map(alias -> "-" + alias + ", ").orElse("") + "--" + flag.text() + "[ \\[=]";
        assertThat(TEXT.split(names, -1)).hasSize(2);
        if (!flag.help().isEmpty()) {
            flag.variable().ifPresent(variable -> assertThat(TEXT).contains("[" + variable + "]"));
        }
    }

    @Test
    void itHasNoTraceOfTheFormatItIsWrittenIn() {
        assertThat(TEXT).doesNotContain("''", "%", "@|", "|@", "${", "PARAM").contains("machine's");
    }

    private static String text() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        HelpText.print(new PrintStream(text, true, UTF_8));
        return text.toString(UTF_8);
    }
}
