package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "10s, PT10S",
        "10m0s, PT10M",
        "1m30s, PT1M30S",
        "500ms, PT0.5S",
        "1.5h, PT1H30M",
        ".5s, PT0.5S",
        "1.s, PT1S",
        "2h45m0.5s, PT2H45M0.5S",
        "3us, PT0.000003S",
        "3µs, PT0.000003S",
        "3μs, PT0.000003S",
        "7ns, PT0.000000007S",
        "0, PT0S",
        "+5s, PT5S",
        "-5s, PT-5S",
        "1s1s, PT2S",
        "9223372036854775807ns, PT2562047H47M16.854775807S"
    })
    void isWhatGoTakes(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "s",
                "1d",
                "1 s",
                " 1s",
                "1s ",
                "1h-1m",
                "ten",
                "1e3s",
                ".s",
                "-",
                "1S",
                "300y",
                "2562048h"
            })
    void andNothingElse(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }
}
