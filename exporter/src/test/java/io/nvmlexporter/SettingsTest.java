package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.DeviceSelection;
import io.nvmlexporter.collect.Windows;
import io.nvmlexporter.http.ServerLimits;
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
        assertThat(settings.web().address()).isEqualTo(":9400");
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
        assertThat(settings.web().address()).isEqualTo(":1");
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --kubernetes-gpu-id-type=foo         | --kubernetes-gpu-id-type=foo: it is none of uid, device-name, and dcgm-exporter would answer 500; here every form of a GPU's id is understood at once
            --kubernetes-gpu-id-type=UID         | --kubernetes-gpu-id-type=UID: it is none of uid, device-name, and dcgm-exporter would answer 500; here every form of a GPU's id is understood at once
            --kubernetes-gpu-id-type=            | --kubernetes-gpu-id-type=: it is none of uid, device-name, and dcgm-exporter would answer 500; here every form of a GPU's id is understood at once
            --gpu-bind-unbind-poll-interval=soon | --gpu-bind-unbind-poll-interval=soon: it is no length of time such as 1s, and dcgm-exporter would take 1s; here GPUs that come and go are noticed at once by driver 590 and newer, else at the collect interval
            """)
    void aWrongValueOfAFlagThatDoesNothingIsToldOnce(String argument, String warning) throws UsageException {
        assertThat(settings(argument).warnings()).containsExactly(warning);
        assertThat(settings(argument).notices()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--kubernetes-gpu-id-type=uid",
                "--kubernetes-gpu-id-type=device-name",
                "--gpu-bind-unbind-poll-interval=1m30s",
                "-p g:0-3",
                "-s i"
            })
    void aRightOneIsNoMistake(String argument) throws UsageException {
        assertThat(settings(argument).warnings()).isEmpty();
        assertThat(settings(argument).notices()).hasSize(1);
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
            -d x                    | --devices=x: 'x' is none of f, g, g:<list>, i, i:<list>, g+i, g:<list>+i:<list>
            -p x                    | --cpu-devices=x: 'x' is none of f, g, g:<list>, i, i:<list>, g+i, g:<list>+i:<list>
            -s g:a                  | --switch-devices=g:a: 'a' is not a number or a range such as 2-4
            --compat 4.7            | --compat=4.7: write 4.8.2, 4.8.3, 4.8.4, 4.9, dcgm-4.6 or 1.x
            --hostname-label host   | --hostname-label=host: write Hostname or hostname
            --demo --replay x       | --replay=x: leave it out, or --demo
            --still                 | --still=true: it goes with --demo or --replay
            --seed 3                | --seed=3: it goes with --demo or --replay
            --web-read-timeout 10   | --web-read-timeout=10: write a length of time such as 500ms, 10s or 1m30s
            --web-write-timeout ten | --web-write-timeout=ten: write a length of time such as 500ms, 10s or 1m30s
            --watch-max-keep-age 1d | --watch-max-keep-age=1d: write a length of time such as 500ms, 10s or 1m30s
            --watch-max-keep-age -1s | --watch-max-keep-age=-1s: write 0 or more
            --watch-max-keep-samples -1 | --watch-max-keep-samples=-1: write 0 or more
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
        assertThat(settings("-x 31536000000").windows().xids()).isEqualTo(Duration.ofDays(365));
        assertThat(settings("-x 31536000000").warnings()).isEmpty();
    }

    /** DCGM_EXPORTER_INTERVAL=3 stands in a vendor's command. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DCGM_EXPORTER_INTERVAL                       | 3     | 100
            DCGM_EXPORTER_INTERVAL                       | 0     | 100
            DCGM_EXPORTER_INTERVAL                       | -0x10 | 100
            DCGM_EXPORTER_XID_COUNT_WINDOW_SIZE          | 0     | 1
            DCGM_EXPORTER_CLOCK_EVENTS_COUNT_WINDOW_SIZE | -1    | 1
            """)
    void aTimeThatIsTooShortIsTheShortestThereIsAndOneLineSaysSo(String variable, String given, long least)
            throws UsageException {
        Settings settings = settings("", Map.of(variable, given));
        assertThat(List.of(
                        settings.interval(),
                        settings.windows().xids(),
                        settings.windows().clockEvents()))
                .contains(Duration.ofMillis(least));
        assertThat(settings.warnings())
                .containsExactly(variable + "=" + given + ": the least is " + least + " milliseconds, and so it is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-c", "-x", "--clock-events-count-window-size"})
    void aTimeThatIsTooLongIsTenYears(String flag) throws UsageException {
        Settings settings = settings(flag + " 9223372036854775807");
        assertThat(List.of(
                        settings.interval(),
                        settings.windows().xids(),
                        settings.windows().clockEvents()))
                .contains(Duration.ofDays(3650));
        assertThat(settings.warnings())
                .singleElement()
                .asString()
                .contains("=9223372036854775807: the most is 315360000000 milliseconds");
    }

    @Test
    void theOthersTakeAnyNumber() throws UsageException {
        for (String number : List.of("0", "-1", "9223372036854775807", "-9223372036854775808", "0x7F")) {
            assertThat(settings("--dump-retention=" + number).warnings()).isEmpty();
            assertThat(settings("--demo --seed=" + number).warnings()).isEmpty();
        }
    }

    @Test
    void theServerBearsWhatItsFlagsSay() throws UsageException {
        assertThat(settings("").web().limits()).isEqualTo(ServerLimits.STANDARD);
        assertThat(settings("--max-concurrent-scrapes 2 --web-read-timeout 1m30s --web-write-timeout=1.5s")
                        .web()
                        .limits())
                .isEqualTo(new ServerLimits(2, Duration.ofSeconds(90), Duration.ofMillis(1500)));
        assertThat(settings("", Map.of("DCGM_EXPORTER_WEB_READ_TIMEOUT", ""))
                        .web()
                        .limits())
                .isEqualTo(ServerLimits.STANDARD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--max-concurrent-scrapes=0", "--max-concurrent-scrapes=-3"})
    void lessThanOneScrapeIsNoLimit(String argument) throws UsageException {
        Settings settings = settings(argument);
        assertThat(settings.web().limits().scrapes()).isEqualTo(Integer.MAX_VALUE);
        assertThat(settings.warnings()).singleElement().asString().startsWith(argument + ": as many scrapes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0s", "-1s"})
    void noPatienceIsPatienceWithoutEndAsInGo(String time) throws UsageException {
        Settings settings = settings("--web-read-timeout=" + time);
        assertThat(settings.web().limits().request()).isZero();
        assertThat(settings.warnings())
                .containsExactly("--web-read-timeout=" + time
                        + ": a slow client is waited for without end, as dcgm-exporter does then");
    }

    /** As dcgm-exporter, which warns and goes on. */
    @Test
    void aPatternThatIsNoneIsLeftOut() throws UsageException {
        Settings settings =
                settings("--kubernetes-enable-pod-labels --kubernetes-pod-label-allowlist-regex=^app$,a{1,team");
        assertThat(settings.ownership().podLabels()).hasValueSatisfying(allowed -> {
            assertThat(allowed.test("app")).isTrue();
            assertThat(allowed.test("other")).isFalse();
        });
        settings = settings("--kubernetes-enable-pod-labels --kubernetes-pod-label-allowlist-regex=(");
        assertThat(settings.ownership().podLabels())
                .hasValueSatisfying(allowed -> assertThat(allowed.test("other")).isTrue());
        assertThat(settings.warnings())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("--kubernetes-pod-label-allowlist-regex=(: '(' is no regular expression of RE2 (");
    }

    @Test
    void anEmptyVariableLeavesTheKubeletsSocketWhereItIs() throws UsageException {
        assertThat(settings("-k", Map.of("DCGM_POD_RESOURCES_KUBELET_SOCKET", ""))
                        .ownership()
                        .kubelet())
                .contains(Path.of("/var/lib/kubelet/pod-resources/kubelet.sock"));
    }

    @ParameterizedTest
    @CsvSource({
        "DCGM_EXPORTER_LOG_FORMAT, ''",
        "DCGM_EXPORTER_DCGM_LOG_LEVEL, ''",
        "DCGM_EXPORTER_DEVICES_STR, x",
        "DCGM_EXPORTER_INTERVAL, 3s",
        "DCGM_EXPORTER_XID_COUNT_WINDOW_SIZE, five",
        "DCGM_EXPORTER_WEB_READ_TIMEOUT, 10",
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
