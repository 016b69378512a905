package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.DeviceSelection;
import io.nvmlexporter.collect.Windows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @Test
    void withoutAFlagTheyAreThese() throws UsageException {
        Settings settings = settings("", Map.of("NODE_NAME", "n1"));
        assertThat(settings.collectors()).isEqualTo(Path.of("/etc/dcgm-exporter/default-counters.csv"));
        assertThat(settings.collectorsGiven()).isFalse();
        assertThat(settings.address()).isEqualTo(":9400");
        assertThat(settings.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.devices()).isEqualTo(DeviceSelection.parse("f"));
        assertThat(settings.format().compatibility()).isEqualTo(Compatibility.V4_8_2);
        assertThat(settings.format().hostname()).contains("n1");
        assertThat(settings.format().hostnameLabel()).isEqualTo("Hostname");
        assertThat(settings.library()).isEmpty();
        assertThat(settings.demo()).isEmpty();
        assertThat(settings.replay()).isEmpty();
        assertThat(settings.logFormat()).isEqualTo(LogFormat.TEXT);
        assertThat(settings.debug()).isFalse();
        assertThat(settings.notices()).isEmpty();
    }

    @Test
    void eachComesFromItsFlag() throws UsageException {
        Settings settings = settings("-f my.csv -a :1 -c 500 -d g:1 --compat 4.8.3 --nvml-library /l.so --replay c.txt"
                + " --still --seed 7 --log-format json --debug -n");
        assertThat(settings.collectors()).isEqualTo(Path.of("my.csv"));
        assertThat(settings.collectorsGiven()).isTrue();
        assertThat(settings.address()).isEqualTo(":1");
        assertThat(settings.interval()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.devices()).isEqualTo(DeviceSelection.parse("g:1"));
        assertThat(settings.format().hostname()).isEmpty();
        assertThat(settings.format().hostnameLabel()).isEqualTo("hostname");
        assertThat(settings.library()).contains("/l.so");
        assertThat(settings.replay()).contains(Path.of("c.txt"));
        assertThat(settings.still()).isTrue();
        assertThat(settings.seed()).isEqualTo(7);
        assertThat(settings.logFormat()).isEqualTo(LogFormat.JSON);
        assertThat(settings.debug()).isTrue();
    }

    @Test
    void theHostNameLabelOverridesTheProfile() throws UsageException {
        assertThat(settings("--hostname-label hostname").format().hostnameLabel())
                .isEqualTo("hostname");
        assertThat(settings("--compat 4.8.3 --hostname-label Hostname").format().hostnameLabel())
                .isEqualTo("Hostname");
    }

    @Test
    void anEmptyLibraryIsSearchedFor() throws UsageException {
        assertThat(settings("", Map.of("NVML_EXPORTER_NVML_LIBRARY", "")).library())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Flag.class)
    void aFlagThatDoesSomethingElseHereGivesExactlyOneNotice(Flag flag) throws UsageException {
        if (flag.instead().isEmpty()) {
            return;
        }
        String value = switch (flag.kind()) {
            case BOOL -> String.valueOf(!Boolean.parseBoolean(flag.standard()));
            case INT, STRING, LIST, OPTIONAL_STRING -> flag.standard().isEmpty() ? "x" : flag.standard();
        };
        String notice = "--" + flag.text() + " is accepted: " + flag.instead();
        assertThat(settings("--" + flag.text() + "=" + value).notices()).containsExactly(notice);
        assertThat(settings("", Map.of(flag.variable().orElseThrow(), value)).notices())
                .containsExactly(notice);
    }

    @Test
    void aSwitchThatIsGivenAsItIsAnywayGivesNoNotice() throws UsageException {
        assertThat(settings("--enable-pprof=false --dump-compression=true").notices())
                .isEmpty();
    }

    @Test
    void thereIsANoticeForEachFlag() throws UsageException {
        assertThat(settings("--enable-pprof -p f -s f").notices()).hasSize(3).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --log-format xml        | --log-format=xml: write text or json
            --log-format JSON       | --log-format=JSON: write text or json
            --dcgm-log-level info   | --dcgm-log-level=info: write one of NONE, FATAL, ERROR, WARN, INFO, DEBUG, VERB
            -c 99                   | --collect-interval=99: write the milliseconds between two readings of a GPU, at least 100
            -c -1                   | --collect-interval=-1: write the milliseconds between two readings of a GPU, at least 100
            -x 0                    | --xid-count-window-size=0: write the length of the window in milliseconds, at least 1
            --clock-events-count-window-size -1 | --clock-events-count-window-size=-1: write the length of the window in milliseconds, at least 1
            -d x                    | --devices=x: 'x' is none of f, g, g:<list>, i, i:<list>, g+i
            --compat 4.7            | --compat=4.7: write 4.8.2, 4.8.3, 4.9 or 1.x
            --hostname-label host   | --hostname-label=host: write Hostname or hostname
            --demo --replay x       | --replay=x: leave it out, or --demo
            --still                 | --still=true: it goes with --demo or --replay
            --seed 3                | --seed=3: it goes with --demo or --replay
            --replay=               | --replay=: write the name of a file
            -f=                     | --collectors=: write the name of a file
            """)
    void whatCannotBeHonouredIsRefused(String arguments, String message) {
        assertThatThrownBy(() -> settings(arguments))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }

    @Test
    void eachWindowHasItsFlag() throws UsageException {
        assertThat(settings("").windows()).isEqualTo(Windows.STANDARD);
        assertThat(settings("-x 1 --clock-events-count-window-size=60000").windows())
                .isEqualTo(new Windows(Duration.ofMillis(1), Duration.ofMinutes(1)));
        assertThat(settings("-x 2147483647").notices()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "DCGM_EXPORTER_LOG_FORMAT, ''",
        "DCGM_EXPORTER_DCGM_LOG_LEVEL, ''",
        "DCGM_EXPORTER_DEVICES_STR, x",
        "DCGM_EXPORTER_INTERVAL, 1",
        "DCGM_EXPORTER_XID_COUNT_WINDOW_SIZE, 0",
        "DCGM_EXPORTER_COLLECTORS, ''",
        "DCGM_EXPORTER_WEB_CONFIG_FILE, web.yml",
        "NVML_EXPORTER_COMPAT, 5"
    })
    void aRefusedVariableIsNamed(String variable, String value) {
        assertThatThrownBy(() -> settings("", Map.of(variable, value)))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(variable + "=" + value + ": ");
    }

    @ParameterizedTest
    @ValueSource(strings = "--web-config-file=web.yml")
    void aFlagWhoseSilentAbsenceWouldMisleadIsRefused(String argument) throws UsageException {
        assertThatThrownBy(() -> settings(argument))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(argument + ": this version ");
        String empty = argument.replaceFirst("=.*", "=");
        assertThat(settings(empty).notices()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', , h1, h1",
        "-n, , h1, ",
        "'-r example.com:5555', , h1, example.com",
        "'-k -r example.com:5555', , h1, h1",
        "'', far:1, h1, far",
        "-r=, , h1, "
    })
    void theHostNameFollowsTheFlags(String arguments, String hostengine, String nodeName, String expected)
            throws UsageException {
        Map<String, String> environment = hostengine == null
                ? Map.of("NODE_NAME", nodeName)
                : Map.of("NODE_NAME", nodeName, "DCGM_REMOTE_HOSTENGINE_INFO", hostengine);
        assertThat(settings(arguments, environment).format().hostname()).isEqualTo(Optional.ofNullable(expected));
    }

    private static Settings settings(String arguments) throws UsageException {
        return settings(arguments, Map.of("NODE_NAME", "n"));
    }

    private static Settings settings(String arguments, Map<String, String> environment) throws UsageException {
        List<String> list = arguments.isEmpty() ? List.of() : Arrays.asList(arguments.split(" "));
        return Settings.of(Flags.parse(list, environment), environment);
    }
}
