package io.nvmlexporter.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlDouble;
import io.nvmlexporter.nvml.NvmlReturn;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class RecorderTest {
    private static final Instant NOW = Instant.parse("2026-11-22T01:02:03Z");
    private static final Pattern IDENTIFIER = Pattern.compile("(?m)^nvmlDeviceGet(?:UUID|Serial) ([=~]) \"(.*)\"");

    @ParameterizedTest
    @MethodSource("io.nvmlexporter.simulation.BundledCaptures#names")
    void aRecordingOfACaptureIsThatCapture(String name) throws Exception {
        Capture capture = BundledCaptures.load(name);
        String text = record(Simulation.still(capture), true);
        assertThat(replies(Capture.parse("recorded", text))).isEqualTo(replies(capture));
        assertThat(text).doesNotContain(" ~ ");
    }

    @ParameterizedTest
    @MethodSource("io.nvmlexporter.simulation.BundledCaptures#names")
    void withoutIdentifiersOthersStandInForThem(String name) throws Exception {
        Capture capture = BundledCaptures.load(name);
        String open = record(Simulation.still(capture), true);
        String masked = record(Simulation.still(capture), false);
        List<String> identifiers = identifiers(open, "=");
        List<String> standIns = identifiers(masked, "~");
        assertThat(identifiers).isNotEmpty();
        assertThat(standIns).hasSameSizeAs(identifiers).doesNotHaveDuplicates();
        assertThat(masked).doesNotContain(identifiers);
        assertThat(identifiers(masked, "=")).isEmpty();
        assertThat(Capture.parse("masked", masked).header("filled in").orElseThrow())
                .contains("UUIDs");
        assertThat(withoutIdentifiers(masked)).isEqualTo(withoutIdentifiers(open));
    }

    /** The bundled captures, and one whose answers are all different and of the full width. */
    private static Stream<String> captureTexts() throws Exception {
        List<String> texts = new ArrayList<>();
        for (String name : BundledCaptures.names()) {
            texts.add(resource("/io/nvmlexporter/simulation/captures/" + name + ".txt"));
        }
        texts.add(resource("/captures/distinct.txt"));
        return texts.stream();
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("captureTexts")
    void throughTheLibraryTheTextIsTheSame(String capture) throws Exception {
        try (NvmlDouble node = NvmlDouble.answering(capture);
                Nvml nvml = Nvml.open(Optional.of(node.library().toString()))) {
            assertThat(record(nvml, true)).isEqualTo(record(Simulation.still(Capture.parse("capture", capture)), true));
        }
    }

    @Test
    void aNodeThatRefusesIsRecordedWithItsRefusals() throws Exception {
        String text = record(Simulation.still(Capture.parse("capture", """
                # nvml-exporter capture 1
                [system]
                nvmlSystemGetDriverVersion = "580.1"
                nvmlDeviceGetCount_v2 = 3
                [gpu 1]
                nvmlDeviceGetName = "A \\"name\\" \\\\ of\\ntwo lines"
                nvmlDeviceGetPowerUsage = !NO_PERMISSION
                nvmlDeviceGetMaxMigDeviceCount = 7
                nvmlDeviceGetClockInfo(0) = !NOT_SUPPORTED
                nvmlDeviceGetClockInfo(1) = !NO_PERMISSION
                nvmlDeviceReadPRMCounters_v1 = !FUNCTION_NOT_FOUND
                nvmlDeviceGetFieldValues(83,0) = !NO_PERMISSION
                nvmlDeviceGetFieldValues(82,0) = f64:1.63E-322
                [gpu 1 mig 3]
                nvmlDeviceGetGpuInstanceId = 5
                """)), true);
        assertThat(text).contains("# source: nvml-exporter record, 2026-11-22T01:02:03Z\n");
        assertThat(text).contains("# title: 3 x GPU, driver 580.1\n");
        assertThat(text).doesNotContain("[gpu 0]").doesNotContain("[gpu 2]");
        assertThat(text).contains("nvmlDeviceGetName = \"A \\\"name\\\" \\\\ of\\ntwo lines\"\n");
        assertThat(text).contains("nvmlDeviceGetPowerUsage = !NO_PERMISSION\n");
        assertThat(text).contains("nvmlDeviceGetPersistenceMode = !NOT_SUPPORTED\n");
        assertThat(text)
                .contains("nvmlDeviceGetClockInfo(1) = !NO_PERMISSION\n")
                .doesNotContain("ClockInfo(0)");
        assertThat(text)
                .contains("nvmlDeviceReadPRMCounters_v1 = !FUNCTION_NOT_FOUND\n")
                .doesNotContain("nvmlDeviceReadPRMCounters_v1(");
        assertThat(text)
                .contains("nvmlDeviceGetFieldValues(83,0) = !NO_PERMISSION # NVML_FI_DEV_TOTAL_ENERGY_CONSUMPTION\n");
        assertThat(text).contains("nvmlDeviceGetFieldValues(82,0) = f64:1.63E-322 # NVML_FI_DEV_MEMORY_TEMP\n");
        assertThat(text).contains("[gpu 1 mig 3]\n").contains("nvmlDeviceGetGpuInstanceId = 5\n");
    }

    @Test
    void whatACaptureCannotHoldIsReplacedOrLeftOutSoThatTheRestIsRead() throws Exception {
        Capture odd = new Capture(
                "odd",
                List.of(),
                Map.of(
                        Subject.SYSTEM,
                        Map.of(
                                "nvmlSystemGetDriverVersion", given("", "580.1\r\n[gpu 9]"),
                                "nvmlDeviceGetCount_v2", given("", 1L)),
                        new Subject.Gpu(0),
                        Map.of(
                                "nvmlDeviceGetName", given("", "A\r\nB\u001b[2J\tC\0\u007f\u0085\u2028\u2029é"),
                                "nvmlDeviceGetMaxMigDeviceCount", given("", 0L),
                                "nvmlDeviceGetFieldValues(82,0)", given("f64", Double.POSITIVE_INFINITY),
                                "nvmlDeviceGetFieldValues(83,0)", given("f64", Double.NEGATIVE_INFINITY),
                                "nvmlDeviceGetFieldValues(155,0)", given("f64", Double.NaN))));
        String text = record(Simulation.still(odd), true);
        Capture read = Capture.parse("recorded", text);
        assertThat(read.gpu(0, "nvmlDeviceGetName").values())
                .containsEntry("", "A\uFFFD\nB\uFFFD[2J\uFFFDC\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDé");
        assertThat(read.reply(Subject.SYSTEM, "nvmlSystemGetDriverVersion").values())
                .containsEntry("", "580.1\uFFFD\n[gpu 9]");
        assertThat(read.gpu(0, "nvmlDeviceGetFieldValues(82,0)").code()).isEqualTo(NvmlReturn.NOT_SUPPORTED);
        assertThat(text).contains("# nvmlDeviceGetFieldValues(82,0) was infinite, which a capture cannot hold # NVML");
        assertThat(read.gpu(0, "nvmlDeviceGetFieldValues(83,0)").code()).isEqualTo(NvmlReturn.NOT_SUPPORTED);
        assertThat(read.calls(new Subject.Gpu(9), "")).isEmpty();
    }

    private static Reply given(String name, Object value) {
        return new Reply(NvmlReturn.SUCCESS, Map.of(name, value), true);
    }

    @Test
    void integersThatAreUnsignedInCAreWrittenSo() throws Exception {
        String text = record(Simulation.still(Capture.parse("capture", """
                # nvml-exporter capture 1
                [system]
                nvmlSystemGetDriverVersion = "580.1"
                nvmlDeviceGetCount_v2 = 1
                [gpu 0]
                nvmlDeviceGetTemperatureV(0) = -40
                nvmlDeviceGetMemoryInfo_v2 = total:18446744073709551615 reserved:1 free:9223372036854775808 used:0
                nvmlDeviceGetMemoryInfo = total:18446744073709551615 free:9223372036854775808 used:0
                nvmlDeviceGetMaxMigDeviceCount = 0
                nvmlDeviceGetFieldValues(82,0) = ulong:18446744073709551615
                nvmlDeviceGetFieldValues(83,0) = u64:18446744073709551614
                nvmlDeviceGetFieldValues(155,0) = i64:-9223372036854775808
                """)), true);
        assertThat(text)
                .contains("nvmlDeviceGetTemperatureV(0) = -40\n")
                .contains(" = total:18446744073709551615 reserved:1 free:9223372036854775808 used:0\n")
                .contains(" = total:18446744073709551615 free:9223372036854775808 used:0\n")
                .contains("nvmlDeviceGetFieldValues(82,0) = ulong:18446744073709551615 # ")
                .contains("nvmlDeviceGetFieldValues(83,0) = u64:18446744073709551614 # ")
                .contains("nvmlDeviceGetFieldValues(155,0) = i64:-9223372036854775808 # ");
    }

    private static String record(Nvml nvml, boolean identifiers) throws InterruptedException {
        return Recorder.record(nvml, identifiers, NOW, Duration.ZERO);
    }

    /** All that is not refused as not supported, which is what a capture says by silence. */
    private static Map<String, Object> replies(Capture capture) {
        Map<String, Object> replies = new LinkedHashMap<>();
        for (Subject subject : subjects(capture)) {
            for (String call : capture.calls(subject, "")) {
                Reply reply = capture.reply(subject, call);
                if (reply.code() != NvmlReturn.NOT_SUPPORTED) {
                    replies.put(subject + " " + call, List.of(reply.code(), reply.values()));
                }
            }
        }
        return replies;
    }

    private static List<Subject> subjects(Capture capture) {
        List<Subject> subjects = new ArrayList<>(List.of(Subject.SYSTEM));
        for (int i = 0; i < capture.gpuCount(); i++) {
            subjects.add(new Subject.Gpu(i));
            subjects.addAll(capture.migDevices(i));
        }
        return subjects;
    }

    private static List<String> identifiers(String text, String operator) {
        return IDENTIFIER
                .matcher(text)
                .results()
                .filter(match -> match.group(1).equals(operator))
                .map(match -> match.group(2))
                .toList();
    }

    private static String withoutIdentifiers(String text) {
        return IDENTIFIER.matcher(text).replaceAll("").replaceFirst("# filled in: .*", "");
    }

    private static String resource(String name) throws Exception {
        try (InputStream stream = RecorderTest.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }
}
