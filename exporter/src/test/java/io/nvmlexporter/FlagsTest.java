package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlagsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-a :1",
                "--a :1",
                "-address :1",
                "--address :1",
                "-a=:1",
                "--a=:1",
                "-address=:1",
                "--address=:1",
                "-k --address :1 -n"
            })
    void aFlagIsWrittenWithOneDashOrTwoByNameOrAlias(String arguments) throws UsageException {
        assertThat(parse(arguments).text(Flag.ADDRESS)).isEqualTo(":1");
    }

    @ParameterizedTest
    @CsvSource({"1", "t", "T", "TRUE", "true", "True"})
    void theseMeanYes(String text) throws UsageException {
        assertThat(parse("--kubernetes=" + text).isOn(Flag.KUBERNETES)).isTrue();
        assertThat(parse("-k " + text).isOn(Flag.KUBERNETES)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "f", "F", "FALSE", "false", "False"})
    void theseMeanNo(String text) throws UsageException {
        assertThat(parse("--dump-compression=" + text).isOn(Flag.DUMP_COMPRESSION))
                .isFalse();
        assertThat(parse("--dump-compression " + text).isOn(Flag.DUMP_COMPRESSION))
                .isFalse();
    }

    @Test
    void aSwitchIsOnWhenItStandsAlone() throws UsageException {
        assertThat(parse("-k -n").isOn(Flag.KUBERNETES)).isTrue();
        assertThat(parse("-n -k").isOn(Flag.KUBERNETES)).isTrue();
        assertThat(parse("-n").isOn(Flag.KUBERNETES)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 1000",
        "+1000, 1000",
        "-1, -1",
        "1_000, 1000",
        "0x3E8, 1000",
        "0X3e_8, 1000",
        "0x_3e8, 1000",
        "0b1010, 10",
        "0o17, 15",
        "017, 15",
        "0_17, 15",
        "0, 0",
        "2147483648, 2147483648",
        "9223372036854775807, 9223372036854775807",
        "-0x8000000000000000, -9223372036854775808"
    })
    void integersAreWrittenAsInGo(String text, long value) throws UsageException {
        assertThat(parse("--dump-retention " + text).number(Flag.DUMP_RETENTION))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ten",
                "1s",
                "1.5",
                "1e3",
                "1__0",
                "_1",
                "1_",
                "0x",
                "08",
                "0b2",
                "#10",
                "--1",
                "9223372036854775808"
            })
    void otherNumbersAreRefused(String text) {
        assertThatThrownBy(() -> parse("--dump-retention=" + text))
                .isInstanceOf(UsageException.class)
                .hasMessage("--dump-retention=" + text + ": write a whole number, at most 9223372036854775807");
    }

    @Test
    void theValueIsWhateverStandsBehindTheFlag() throws UsageException {
        assertThat(parse("-f -k").text(Flag.COLLECTORS)).isEqualTo("-k");
        assertThat(parse("-f @file").text(Flag.COLLECTORS)).isEqualTo("@file");
        assertThat(parse("-f=a=b").text(Flag.COLLECTORS)).isEqualTo("a=b");
        assertThat(parse("-f=").text(Flag.COLLECTORS)).isEmpty();
    }

    @Test
    void theDemosNameMayBeLeftOut() throws UsageException {
        assertThat(parse("").optionalText(Flag.DEMO)).isEmpty();
        assertThat(parse("--demo").optionalText(Flag.DEMO)).contains("h100");
        assertThat(parse("--demo -k").optionalText(Flag.DEMO)).contains("h100");
        assertThat(parse("--demo=t4").optionalText(Flag.DEMO)).contains("t4");
        assertThat(parse("--demo t4").optionalText(Flag.DEMO)).contains("t4");
        assertThat(parse("--demo=").optionalText(Flag.DEMO)).contains("");
    }

    @Test
    void aListIsGivenByCommasOrByRepeatingTheFlag() throws UsageException {
        assertThat(parse("--nvidia-resource-names a,b --nvidia-resource-names c")
                        .text(Flag.NVIDIA_RESOURCE_NAMES))
                .isEqualTo("a,b,c");
    }

    @Test
    void theCommandLineIsStrongerThanTheEnvironmentAndThatThanTheDefault() throws UsageException {
        Map<String, String> environment = Map.of("DCGM_EXPORTER_LISTEN", ":2");
        assertThat(parse("").text(Flag.ADDRESS)).isEqualTo(":9400");
        assertThat(parse("", environment).text(Flag.ADDRESS)).isEqualTo(":2");
        assertThat(parse("-a :1", environment).text(Flag.ADDRESS)).isEqualTo(":1");
    }

    @Test
    void aSwitchOfTheEnvironmentCanBeTakenBack() throws UsageException {
        Map<String, String> environment = Map.of("DCGM_EXPORTER_KUBERNETES", "true");
        assertThat(parse("", environment).isOn(Flag.KUBERNETES)).isTrue();
        assertThat(parse("--kubernetes=false", environment).isOn(Flag.KUBERNETES))
                .isFalse();
    }

    @Test
    void anEmptyVariableIsAnEmptyTextIsFalseAndIsNoNumber() throws UsageException {
        Flags flags = parse(
                "",
                Map.of(
                        "DCGM_EXPORTER_CONFIGMAP_DATA", "",
                        "DCGM_EXPORTER_DUMP_COMPRESSION", "",
                        "DCGM_EXPORTER_INTERVAL", ""));
        assertThat(flags.text(Flag.CONFIGMAP_DATA)).isEmpty();
        assertThat(flags.isOn(Flag.DUMP_COMPRESSION)).isFalse();
        assertThat(flags.number(Flag.COLLECT_INTERVAL)).isEqualTo(10_000);
        assertThat(flags.isGiven(Flag.COLLECT_INTERVAL)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Flag.class)
    void everyFlagIsReadFromItsVariable(Flag flag) throws UsageException {
        if (flag.variable().isPresent()) {
            String value = flag.kind() == Flag.Kind.BOOL ? "1" : "17";
            Flags flags = parse("", Map.of(flag.variable().get(), value));
            assertThat(flags.text(flag)).isEqualTo(value);
            assertThat(flags.isGiven(flag)).isTrue();
        } else {
            assertThat(parse("").isGiven(flag)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --kubernetes=maybe | --kubernetes=maybe: write true or false
            -k=                | --kubernetes=: write true or false
            -c                 | --collect-interval needs a value
            -a :1 --address :1 | --address is given twice, as -a too; leave one out
            --kubernets        | unknown flag --kubernets; did you mean --kubernetes?
            --dmeo             | unknown flag --dmeo; did you mean --demo?
            -addres=:1         | unknown flag -addres=:1; did you mean --address?
            -kn                | unknown flag -kn; --help lists the flags
            -c1000             | unknown flag -c1000; --help lists the flags
            ---k               | unknown flag ---k; --help lists the flags
            k                  | unexpected argument k; --help lists what there is
            @file              | unexpected argument @file; --help lists what there is
            """)
    void whatIsWrongOnTheCommandLineIsToldInOneLine(String arguments, String message) {
        assertThatThrownBy(() -> parse(arguments))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -f x serve -c 1 | 'serve -c 1' is not looked at, since 'serve' ends the flags
            -f x -k yes     | 'yes' is not looked at, since 'yes' ends the flags
            -f x -- -k      | '-- -k' is not looked at, since '--' ends the flags
            -f x -          | '-' is not looked at, since '-' ends the flags
            """)
    void aWordThatIsNoFlagEndsTheFlagsAsInDcgmExporter(String arguments, String warning) throws UsageException {
        Flags flags = parse(arguments);
        assertThat(flags.text(Flag.COLLECTORS)).isEqualTo("x");
        assertThat(flags.number(Flag.COLLECT_INTERVAL)).isEqualTo(10_000);
        assertThat(flags.warnings()).containsExactly(warning + "; dcgm-exporter does not look at it either");
    }

    @Test
    void anEmptyFirstWordEndsThemToo() throws UsageException {
        assertThat(Flags.parse(List.of("", "-k"), Map.of()).isOn(Flag.KUBERNETES))
                .isFalse();
    }

    @Test
    void ofAFlagThatIsGivenTwiceTheLastCounts() throws UsageException {
        Flags flags = parse("-c 1000 -k -c 2000 --c=3000 -k");
        assertThat(flags.number(Flag.COLLECT_INTERVAL)).isEqualTo(3000);
        assertThat(flags.warnings())
                .containsExactly(
                        "--collect-interval is given twice: 2000 counts, and 1000 does not",
                        "--collect-interval is given twice: 3000 counts, and 2000 does not");
    }

    @Test
    void whatIsWrongInTheEnvironmentIsToldByItsVariable() {
        Map<String, String> environment = Map.of("DCGM_EXPORTER_KUBERNETES", "maybe");
        assertThatThrownBy(() -> parse("--kubernetes-gpu-id-type=uid", environment))
                .isInstanceOf(UsageException.class)
                .hasMessage("DCGM_EXPORTER_KUBERNETES=maybe: write true or false");
        assertThatThrownBy(() -> parse("", Map.of("DCGM_EXPORTER_INTERVAL", "10s")))
                .isInstanceOf(UsageException.class)
                .hasMessage("DCGM_EXPORTER_INTERVAL=10s: write a whole number, at most 9223372036854775807");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-h",
                "--h",
                "-help",
                "--help",
                "-c ten -help",
                "--help --bad",
                "--bad --help",
                "word -h",
                "-h -h",
                "-h -c",
                "-k word -h"
            })
    void helpIsThereWhateverElseIsWrong(String arguments) throws UsageException {
        Flags flags = parse(arguments, Map.of("DCGM_EXPORTER_KUBERNETES", "maybe"));
        assertThat(flags.isOn(Flag.HELP)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help=false --bad", "--bad help", "--bad -kh"})
    void whoDoesNotAskForHelpIsToldWhatIsWrong(String arguments) {
        assertThatThrownBy(() -> parse(arguments))
                .isInstanceOf(UsageException.class)
                .hasMessage("unknown flag --bad; --help lists the flags");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v", "--v", "-version", "--version", "-c ten --version", "--version --bad"})
    void theVersionIsAskedForInAnyForm(String arguments) throws UsageException {
        assertThat(parse(arguments).isOn(Flag.VERSION)).isTrue();
    }

    private static Flags parse(String arguments) throws UsageException {
        return parse(arguments, Map.of());
    }

    private static Flags parse(String arguments, Map<String, String> environment) throws UsageException {
        List<String> list = arguments.isEmpty() ? List.of() : Arrays.asList(arguments.split(" ", -1));
        return Flags.parse(list, environment);
    }
}
