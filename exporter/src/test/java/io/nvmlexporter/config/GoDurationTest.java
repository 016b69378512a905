package io.nvmlexporter.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "5s, PT5S",
        "30m, PT30M",
        "1h30m, PT1H30M",
        "1.5s, PT1.5S",
        ".5s, PT0.5S",
        "1.s, PT1S",
        "250ms, PT0.25S",
        "500us, PT0.0005S",
        "500µs, PT0.0005S",
        "7ns, PT0.000000007S",
        "-1m, PT-1M",
        "+2s, PT2S",
        "2562047h47m16s854ms775us807ns, PT2562047H47M16.854775807S"
    })
    void itIsReadAsGoReadsIt(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "30000", "s", ".s", "5 s", "5S", "1d", "5s ", "--5s", "2562048h", "1e3s", "٣s"})
    void whatGoRefusesIsNone(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }
}
