package io.nvmlexporter.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import io.nvmlexporter.nvml.NvmlReturn;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code docs/captures.md} promises, as a table of lines accepted and refused. */
class CaptureParserTest {
    /** Six lines, so that what follows is line 7. */
    private static final String START = """
            # nvml-exporter capture 1
            # title: a test
            [system]
            nvmlSystemGetDriverVersion = "580.1"
            nvmlDeviceGetCount_v2 ~ 1
            [gpu 0]
            """;

    private static Stream<Arguments> acceptedLines() {
        return Stream.of(
                accepted("nvmlDeviceGetPowerUsage = 300000", "", 300000L),
                accepted("nvmlDeviceGetPowerUsage ~ 300000 # mW", "", 300000L),
                accepted("nvmlDeviceGetTemperatureV(0) = -40", "", -40L),
                accepted("nvmlDeviceGetFieldValues(83,0) = u64:18446744073709551615", "u64", -1L),
                accepted("nvmlDeviceGetFieldValues(83,0) = u64:9223372036854775808", "u64", Long.MIN_VALUE),
                accepted("nvmlDeviceGetFieldValues(1,0) = u32:4294967295", "u32", 4294967295L),
                accepted("nvmlDeviceGetFieldValues(1,0) = u16:65535", "u16", 65535L),
                accepted("nvmlDeviceGetFieldValues(1,0) = i32:-2147483648", "i32", -2147483648L),
                accepted("nvmlDeviceGetFieldValues(193,0) = i32:-8", "i32", -8L),
                accepted("nvmlDeviceGetFieldValues(1,0) = i64:-9223372036854775808", "i64", Long.MIN_VALUE),
                accepted("nvmlDeviceGetFieldValues(138,4294967295) = ulong:7", "ulong", 7L),
                accepted("nvmlDeviceGetFieldValues(82,0) = f64:37.5", "f64", 37.5),
                accepted("nvmlDeviceGetFieldValues(82,0) = f64:37", "f64", 37L),
                accepted("nvmlDeviceGetFieldValues(82,0) = f64:1.63E-322", "f64", 1.63E-322),
                accepted("nvmlGpmMetricsGet(1) = 0.0", "", 0.0),
                accepted("nvmlGpmMetricsGet(1) = -1.5E10", "", -1.5E10),
                accepted("nvmlGpmMetricsGet(1) = 1E3", "", 1000.0),
                accepted("nvmlGpmMetricsGet(1) = NaN", "", Double.NaN),
                accepted("nvmlDeviceGetName = \"a # b: \\\"c\\\" \\\\ d\\ne\" # a name", "", "a # b: \"c\" \\ d\ne"),
                accepted("nvmlDeviceGetName = \"\"", "", ""),
                accepted("nvmlEventSetWait_v2(1500) ~ eventType:8 eventData:79 gpuInstanceId:3", "eventData", 79L),
                accepted("nvmlDeviceGetUtilizationRates = gpu:7 memory:2", "memory", 2L),
                accepted("nvmlSomethingNew_v3(1,-2,3) = any:1 array[0].of:\"it\"", "array[0].of", "it"));
    }

    private static Arguments accepted(String line, String member, Object value) {
        return Arguments.of(line, member, value);
    }

    @ParameterizedTest
    @MethodSource("acceptedLines")
    void aLineGivesItsAnswer(String line, String member, Object value) throws CaptureException {
        Reply reply = parse(line).gpu(0, line.split(" ", 2)[0]);
        assertThat(reply.code()).isEqualTo(NvmlReturn.SUCCESS);
        assertThat(reply.values()).containsEntry(member, value);
        assertThat(reply.measured()).isEqualTo(line.contains(" = "));
    }

    @Test
    void aFunctionThatTheLibraryLackedIsLackingWithAllArguments() throws CaptureException {
        Capture capture = parse("nvmlDeviceGetNvLinkState ~ !FUNCTION_NOT_FOUND\nnvmlDeviceGetNvLinkState(3) = 1");
        assertThat(capture.gpu(0, "nvmlDeviceGetNvLinkState(2)").code()).isEqualTo(NvmlReturn.FUNCTION_NOT_FOUND);
        assertThat(capture.gpu(0, "nvmlDeviceGetNvLinkState(3)").code()).isEqualTo(NvmlReturn.SUCCESS);
        assertThat(capture.gpu(0, "nvmlDeviceGetNvLinkErrorCounter(2,0)").code())
                .isEqualTo(NvmlReturn.NOT_SUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"= ok", "~ ok", "= ok # the checksums are right"})
    void aCallWithoutAValueSucceeds(String answer) throws CaptureException {
        assertThat(parse("nvmlDeviceValidateInforom " + answer).gpu(0, "nvmlDeviceValidateInforom"))
                .isEqualTo(new Reply(NvmlReturn.SUCCESS, Map.of(), answer.startsWith("=")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOT_SUPPORTED", "GPU_IS_LOST", "FUNCTION_NOT_FOUND", "UNKNOWN"})
    void aRefusalKeepsItsCode(String code) throws CaptureException {
        assertThat(parse("nvmlDeviceGetName ~ !" + code + " # why").gpu(0, "nvmlDeviceGetName"))
                .isEqualTo(new Reply(NvmlReturn.valueOf(code), Map.of(), false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    nvmlDeviceGetPowerUsage=1                   | expected 'call = answer' or 'call ~ answer', found 'nvmlDeviceGetPowerUsage=1'
                    nvmlEventSetWait_v2(-1) = eventType:8 eventData:1 | 'nvmlEventSetWait_v2(-1)' must have the milliseconds after which it happens
                    nvmlEventSetWait_v2(5) = eventType:8        | nvmlEventSetWait_v2 must give the integers eventType and eventData
                    nvmlEventSetWait_v2(5) = eventType:8 eventData:"79" | nvmlEventSetWait_v2 must give the integers eventType and eventData
                    nvmlEventSetWait_v2(5) = eventType:8 eventData:1 gi:1 | nvmlEventSetWait_v2 must give the integers eventType and eventData
                    nvmlEventSetWait_v2(5) = !TIMEOUT           | nvmlEventSetWait_v2 must give the integers eventType and eventData
                    nvmlEventSetWait_v2 = eventType:8 eventData:1 | 'nvmlEventSetWait_v2' must have 1 argument(s), and has 0
                    nvmlSystemEventSetWait(5) = eventType:1 gpuId:1 | nvmlSystemEventSetWait must stand in [system]
                    deviceGetPowerUsage = 1                     | expected 'call = answer' or 'call ~ answer', found 'deviceGetPowerUsage = 1'
                    nvmlDeviceGetClockInfo(a) = 1               | expected 'call = answer' or 'call ~ answer', found 'nvmlDeviceGetClockInfo(a) = 1'
                    nvmlDeviceGetClockInfo(1, 2) = 1            | expected 'call = answer' or 'call ~ answer', found 'nvmlDeviceGetClockInfo(1, 2) = 1'
                    nvmlDeviceGetPowerUsage = x                 | expected a number, a "text", name:value pairs, ok or !ERROR, found 'x'
                    nvmlDeviceGetPowerUsage = 1# a              | expected a number, a "text", name:value pairs, ok or !ERROR, found '1# a'
                    nvmlDeviceGetPowerUsage = 1 W               | expected nothing more or a # comment, found 'W'
                    nvmlDeviceGetPowerUsage = 1.                | expected a number, a "text", name:value pairs, ok or !ERROR, found '1.'
                    nvmlDeviceGetPowerUsage = 1.5               | nvmlDeviceGetPowerUsage must give an integer
                    nvmlDeviceGetPowerUsage = "1"               | nvmlDeviceGetPowerUsage must give an integer
                    nvmlDeviceGetPowerUsage = mW:1              | nvmlDeviceGetPowerUsage must give an integer
                    nvmlDeviceGetPowerUsage = 18446744073709551616  | '18446744073709551616' does not fit in 64 bits
                    nvmlDeviceGetPowerUsage = -9223372036854775809  | '-9223372036854775809' does not fit in 64 bits
                    nvmlGpmMetricsGet(1) = 1E999                | '1E999' does not fit in 64 bits
                    nvmlDeviceGetName = A100                    | expected a number, a "text", name:value pairs, ok or !ERROR, found 'A100'
                    nvmlDeviceGetName = "A100                   | expected a number, a "text", name:value pairs, ok or !ERROR, found '"A100'
                    nvmlDeviceGetName = "a\\tb"                 | expected a number, a "text", name:value pairs, ok or !ERROR, found '"a\\tb"'
                    nvmlDeviceGetName = 100                     | nvmlDeviceGetName must give a "text"
                    nvmlDeviceGetUtilizationRates = gpu:1       | nvmlDeviceGetUtilizationRates must give an integer named 'memory'
                    nvmlDeviceGetUtilizationRates = gpu:1 gpu:2 | the answer has two values of one name
                    nvmlDeviceValidateInforom = 1               | nvmlDeviceValidateInforom gives no value, so its answer must be ok
                    nvmlDeviceValidateInforom = okay            | expected a number, a "text", name:value pairs, ok or !ERROR, found 'okay'
                    nvmlDeviceValidateInforom = ok 1            | expected nothing more or a # comment, found '1'
                    nvmlDeviceGetPowerUsage = ok                | nvmlDeviceGetPowerUsage must give an integer
                    nvmlGpmMetricsGet(1) = ok                   | 'nvmlGpmMetricsGet(1)' must give one number
                    nvmlDeviceGetGpuFabricInfoV = clusterUuid:"0" status:0 cliqueId:0 state:3 healthMask:0 | nvmlDeviceGetGpuFabricInfoV must give a "text" of 32 hexadecimal digits named 'clusterUuid'
                    nvmlDeviceGetName = !NO_SUCH_ERROR          | NVML has no error 'NO_SUCH_ERROR'
                    nvmlDeviceGetName = !SUCCESS                | NVML has no error 'SUCCESS'
                    nvmlDeviceGetName = !NOT_SUPPORTED x        | expected nothing more or a # comment, found 'x'
                    nvmlGpmMetricsGet(1) = "a"                  | 'nvmlGpmMetricsGet(1)' must give one number
                    nvmlDeviceGetName(0) = "a"                  | 'nvmlDeviceGetName(0)' must have 0 argument(s), and has 1
                    nvmlDeviceGetClockInfo = 1                  | 'nvmlDeviceGetClockInfo' must have 1 argument(s), and has 0
                    nvmlDeviceGetClockInfo(1,2) = !NO_DATA      | 'nvmlDeviceGetClockInfo(1,2)' must have 1 argument(s), and has 2
                    nvmlDeviceGetFieldValues(82) = u32:1        | 'nvmlDeviceGetFieldValues(82)' must have 2 argument(s), and has 1
                    nvmlGpmMetricsGet = 1.5                     | 'nvmlGpmMetricsGet' must have 1 argument(s), and has 0
                    [gpu x]                                     | expected [system], [gpu N] or [gpu N mig M], found '[gpu x]'
                    [gpu 99999]                                 | expected [system], [gpu N] or [gpu N mig M], found '[gpu 99999]'
                    [gpu 0]                                     | there are two sections [gpu 0]
                    """)
    void anotherLineIsRefusedWithItsPlaceAndWhatIsWrong(String line, String message) {
        assertThatExceptionOfType(CaptureException.class)
                .isThrownBy(() -> parse(line))
                .withMessage("file.txt:7: " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "u8:5", "u32:5 u64:5", "!SUCCESS", "u32:5.5", "f64:\"5\"", "u32:\"5\""})
    void aNumberedValueIsOneNumberNamedByItsType(String answer) {
        assertThatExceptionOfType(CaptureException.class)
                .isThrownBy(() -> parse("nvmlDeviceGetFieldValues(82,0) = " + answer))
                .withMessageMatching(
                        "file\\.txt:7: ('nvmlDeviceGetFieldValues\\(82,0\\)' must give|NVML has no error) .*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "u16:-1",
                "u16:70000",
                "u32:-5",
                "u32:4294967296",
                "u32:18446744073709551615",
                "ulong:-1",
                "u64:-1",
                "i32:2147483648",
                "i32:-2147483649",
                "i32:18446744073709551615",
                "i64:9223372036854775808"
            })
    void aNumberedValueFitsInItsType(String answer) {
        assertThatExceptionOfType(CaptureException.class)
                .isThrownBy(() -> parse("nvmlDeviceGetFieldValues(82,0) = " + answer))
                .withMessage("file.txt:7: '" + answer + "' does not fit in its type");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                        | file.txt:1: not a capture of this version: the first line must be '# nvml-exporter capture 1'
                    # nvml-exporter capture 2                 | file.txt:1: not a capture of this version: the first line must be '# nvml-exporter capture 1'
                    # nvml-exporter capture 1                 | file.txt: [system] must answer nvmlSystemGetDriverVersion
                    # nvml-exporter capture 1~nvmlFoo = 1     | file.txt:2: a section such as [system] must come before the first answer
                    """)
    void aFileNeedsItsFirstLineAndASystem(String text, String message) {
        assertThatExceptionOfType(CaptureException.class)
                .isThrownBy(() -> Capture.parse("file.txt", text.replace('~', '\n')))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1025", "18446744073709551615"})
    void noNodeHasSuchANumberOfGpus(String count) {
        assertThatExceptionOfType(CaptureException.class)
                .isThrownBy(() -> Capture.parse("file.txt", START.replace("Count_v2 ~ 1", "Count_v2 ~ " + count)))
                .withMessage("file.txt: nvmlDeviceGetCount_v2 must be 0 to 1024");
    }

    @Test
    void anAnswerStandsOnceInItsSection() {
        assertThatExceptionOfType(CaptureException.class)
                .isThrownBy(() -> parse("nvmlDeviceGetClockInfo(1) = 1\nnvmlDeviceGetClockInfo(1) ~ !NO_DATA"))
                .withMessage("file.txt:8: 'nvmlDeviceGetClockInfo(1)' is answered twice in its section");
    }

    @Test
    void linesMayEndAsOnWindows() throws CaptureException {
        Capture capture = Capture.parse("file.txt", (START + "nvmlDeviceGetPowerUsage = 5\n").replace("\n", "\r\n"));
        assertThat(capture.gpu(0, "nvmlDeviceGetPowerUsage").values()).containsEntry("", 5L);
        assertThat(capture.header("title")).contains("a test");
    }

    @Test
    void whatACaptureLacksIsNotSupported() throws CaptureException {
        assertThat(parse("").gpu(0, "nvmlDeviceGetName").code()).isEqualTo(NvmlReturn.NOT_SUPPORTED);
        assertThat(parse("").gpu(7, "nvmlDeviceGetName").code()).isEqualTo(NvmlReturn.NOT_SUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "\u0085", "\u2028", "\0", "\u001b[2J", "x\rnvmlDeviceGetName = 1"})
    void aMessageIsOneLineWhateverTheFileHolds(String odd) {
        assertThatExceptionOfType(CaptureException.class)
                .isThrownBy(() -> parse("nvmlDeviceGetName = " + odd + "x".repeat(10_000)))
                .satisfies(e -> assertThat(e.getMessage())
                        .hasSizeLessThan(200)
                        .doesNotContainPattern("[\\p{Cntrl}\\u0085\\u2028\\u2029]"));
    }

    private static Stream<String> hugeLines() {
        int size = 300_000;
        return Stream.of(
                "nvml" + "a".repeat(size),
                "nvmlA(1" + ",1".repeat(size) + ") = 1",
                "nvmlA(1" + ",1".repeat(size) + " = 1",
                "nvmlA = " + "a".repeat(size),
                "nvmlA = " + "1".repeat(size),
                "nvmlA = " + "1".repeat(size) + ".",
                "nvmlA = " + "a1:1 ".repeat(size),
                "nvmlA = \"" + "\\\\".repeat(size) + "\"",
                "nvmlA = \"" + "\\\"".repeat(size),
                "nvmlA = " + "\"".repeat(size),
                "nvmlA = !" + "A".repeat(size),
                "nvmlA = 0." + "0".repeat(size) + "E" + "9".repeat(size),
                "[gpu " + "0".repeat(size) + "]",
                "#" + " ".repeat(size));
    }

    /** Time by the square of the length would be minutes here, and a stack as deep as the line is long overflows. */
    @ParameterizedTest
    @MethodSource("hugeLines")
    @Timeout(20)
    void aHugeLineIsAcceptedOrRefusedLikeAnyOther(String line) {
        parseAnything(START + line);
    }

    @Test
    void noTextGivesAnythingButACaptureOrACaptureException() {
        String[] pieces = {
            "nvml",
            "DeviceGetName",
            "nvmlDeviceGetFieldValues(82,0)",
            "nvmlGpmMetricsGet(1)",
            "(",
            ")",
            "1",
            "-",
            ",",
            ".",
            "E",
            " = ",
            " ~ ",
            "=",
            "\"",
            "\\",
            "!",
            "NOT_SUPPORTED",
            "u64:",
            "f64:",
            "NaN",
            ":",
            "#",
            " ",
            "\n",
            "\r",
            "[",
            "]",
            "[gpu 1]\n",
            "[gpu 0 mig 1]\n",
            "[system]\n",
            "nvmlDeviceGetCount_v2 = ",
            "99999999999999999999",
            "\u2028",
            "\uD83D",
            "\0"
        };
        Random random = new Random(4711);
        for (int i = 0; i < 30_000; i++) {
            StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "" : START);
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            parseAnything(text.toString());
        }
    }

    private static Capture parse(String line) throws CaptureException {
        return Capture.parse("file.txt", START + line + "\n");
    }

    private static void parseAnything(String text) {
        try {
            assertThat(Capture.parse("file.txt", text).gpuCount()).isBetween(0, 1024);
        } catch (CaptureException e) {
            assertThat(e.getMessage()).startsWith("file.txt").doesNotContain("\n");
        } catch (RuntimeException | StackOverflowError e) {
            fail("for '" + text.substring(0, Math.min(300, text.length())) + "'", e);
        }
    }
}
