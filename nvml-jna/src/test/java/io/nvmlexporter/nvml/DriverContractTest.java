package io.nvmlexporter.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.nvmlexporter.nvml.Driver.FieldRequest;
import io.nvmlexporter.nvml.Driver.GpmMetric;
import io.nvmlexporter.nvml.Driver.GpmSample;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The binding gives what the library answered: every value, every refusal, under its own name. */
@Timeout(60)
class DriverContractTest {
    private static final Path DISTINCT = capture("/captures/distinct.txt");
    private static final Pattern SECTION = Pattern.compile("\\[gpu (\\d+)(?: mig (\\d+))?]");
    private static final Pattern NUMBERED = Pattern.compile("(\\w+)\\((\\d+)(?:,(\\d+))?\\) .*");

    private final NvmlDouble node = NvmlDouble.answering(DISTINCT);
    private final Driver driver = NativeDriver.open(Optional.of(node.library().toString()));

    @AfterEach
    void close() {
        driver.close();
        node.close();
    }

    @Test
    void whatIsReadBackIsTheCaptureLineByLine() throws IOException {
        List<String> captured = Files.readAllLines(DISTINCT).stream()
                .filter(line -> !line.startsWith("#") && !line.isEmpty())
                .toList();
        List<String> readBack = new ArrayList<>();
        for (int from = 0, to; from < captured.size(); from = to) {
            to = from + 1;
            while (to < captured.size() && !captured.get(to).startsWith("[")) {
                to++;
            }
            readBack.addAll(section(captured.get(from), captured.subList(from + 1, to)));
        }
        assertThat(readBack).containsExactlyElementsOf(captured);
    }

    /** Asks all that a section of the capture could hold. */
    private List<String> section(String heading, List<String> captured) {
        List<String> lines = new ArrayList<>(List.of(heading));
        Matcher section = SECTION.matcher(heading);
        if (!section.matches()) {
            lines.addAll(answers(0, Call.Subject.SYSTEM));
            return lines;
        }
        long gpu = driver.gpu(Integer.parseInt(section.group(1)));
        boolean whole = section.group(2) == null;
        long device = whole ? gpu : driver.migDevice(gpu, Integer.parseInt(section.group(2)));
        lines.addAll(answers(device, whole ? Call.Subject.GPU : Call.Subject.MIG_DEVICE, Call.Subject.DEVICE));
        lines.addAll(fieldValues(device, captured));
        lines.addAll(gpmMetrics(
                gpu,
                whole
                        ? OptionalInt.empty()
                        : OptionalInt.of(
                                (int) driver.ask(Call.GPU_INSTANCE_ID, device).number()),
                captured));
        return lines;
    }

    private List<String> answers(long device, Call.Subject... subjects) {
        List<String> lines = new ArrayList<>();
        for (Call call : Call.values()) {
            if (List.of(subjects).contains(call.subject())) {
                call.argumentLists(2)
                        .forEach(arguments -> lines.add(
                                call.describe(arguments) + " ~ " + text(call, driver.ask(call, device, arguments))));
            }
        }
        return lines;
    }

    private static String text(Call call, Answer answer) {
        if (call.members().isEmpty()) {
            return "ok";
        }
        return answer.members().entrySet().stream()
                .map(member -> (member.getKey().isEmpty() ? "" : member.getKey() + ":")
                        + (member.getValue() instanceof String text ? quoted(text) : number(call, member.getValue())))
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    /** Temperatures are the only signed ones. */
    private static String number(Call call, Object value) {
        return call == Call.TEMPERATURE_V || call == Call.MARGIN_TEMPERATURE
                ? value.toString()
                : Long.toUnsignedString((Long) value);
    }

    private List<String> fieldValues(long device, List<String> captured) {
        List<FieldRequest> requests = numbered("nvmlDeviceGetFieldValues", captured).stream()
                .map(call -> new FieldRequest(Integer.parseInt(call.group(2)), Integer.parseUnsignedInt(call.group(3))))
                .toList();
        List<FieldValue> values = driver.fieldValues(device, requests);
        return IntStream.range(0, requests.size())
                .mapToObj(i -> "nvmlDeviceGetFieldValues(" + requests.get(i).id() + ","
                        + Integer.toUnsignedString(requests.get(i).scope()) + ") ~ " + text(values.get(i)))
                .toList();
    }

    private static String text(FieldValue value) {
        if (value.code() != NvmlReturn.SUCCESS) {
            return "!" + value.code();
        }
        String number = switch (value.type()) {
            case F64 -> Double.toString(value.real());
            case U64, ULONG -> Long.toUnsignedString(value.number());
            case U32, I64, I32, U16 -> Long.toString(value.number());
        };
        return value.type().name().toLowerCase(Locale.ROOT) + ":" + number;
    }

    private List<String> gpmMetrics(long gpu, OptionalInt gpuInstanceId, List<String> captured) {
        List<Integer> ids = numbered("nvmlGpmMetricsGet", captured).stream()
                .map(call -> Integer.parseInt(call.group(2)))
                .toList();
        try (GpmSample older = driver.gpmSample(gpu, gpuInstanceId);
                GpmSample newer = driver.gpmSample(gpu, gpuInstanceId)) {
            return driver.gpmMetrics(older, newer, ids).entrySet().stream()
                    .map(metric -> "nvmlGpmMetricsGet(" + metric.getKey() + ") ~ " + text(metric.getValue()))
                    .toList();
        }
    }

    private static String text(GpmMetric metric) {
        return metric.code() == NvmlReturn.SUCCESS ? Double.toString(metric.value()) : "!" + metric.code();
    }

    private static List<Matcher> numbered(String function, List<String> captured) {
        return captured.stream()
                .map(NUMBERED::matcher)
                .filter(line -> line.matches() && line.group(1).equals(function))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SUCCESS")
    void aRefusalKeepsItsCode(NvmlReturn code) {
        node.command("refuse gpu 0 nvmlDeviceGetPowerUsage " + code);
        node.command("refuse gpu 0 nvmlDeviceGetFieldValues(82,0) " + code);
        assertRefused(code, () -> driver.ask(Call.POWER_USAGE, driver.gpu(0)));
        assertThat(driver.fieldValues(driver.gpu(0), List.of(new FieldRequest(82, 0), new FieldRequest(83, 0))))
                .extracting(FieldValue::code)
                .containsExactly(code, NvmlReturn.SUCCESS);
    }

    @Test
    void aCodeThatNobodyKnowsIsUnknown() {
        node.command("refuse gpu 0 nvmlDeviceGetPowerUsage 77");
        assertRefused(NvmlReturn.UNKNOWN, () -> driver.ask(Call.POWER_USAGE, driver.gpu(0)));
    }

    @Test
    void aRefusalCostsNothingElse() {
        node.command("refuse gpu 0 nvmlDeviceGetClockInfo(1) NO_PERMISSION");
        assertRefused(NvmlReturn.NO_PERMISSION, () -> driver.ask(Call.CLOCK_INFO, driver.gpu(0), 1));
        assertThat(driver.ask(Call.CLOCK_INFO, driver.gpu(0), 2).number()).isPositive();
        assertThat(driver.ask(Call.CLOCK_INFO, driver.gpu(1), 1).number()).isPositive();
        node.command("allow gpu 0 nvmlDeviceGetClockInfo(1)");
        assertThat(driver.ask(Call.CLOCK_INFO, driver.gpu(0), 1).number()).isPositive();
    }

    @Test
    void devicesThatAreNotThereAreRefused() {
        assertRefused(NvmlReturn.INVALID_ARGUMENT, () -> driver.gpu(2));
        assertRefused(NvmlReturn.INVALID_ARGUMENT, () -> driver.gpu(-1));
        assertRefused(NvmlReturn.NOT_FOUND, () -> driver.migDevice(driver.gpu(0), 1));
        assertRefused(NvmlReturn.NOT_SUPPORTED, () -> driver.ask(Call.GPU_INSTANCE_ID, driver.gpu(0)));
        assertRefused(NvmlReturn.INVALID_ARGUMENT, () -> driver.ask(Call.NAME, 0x1234));
    }

    @Test
    void samplesOfTwoDevicesAreNotCompared() {
        try (GpmSample one = driver.gpmSample(driver.gpu(0), OptionalInt.empty());
                GpmSample other = driver.gpmSample(driver.gpu(1), OptionalInt.empty());
                GpmSample instance = driver.gpmSample(driver.gpu(0), OptionalInt.of(9))) {
            assertRefused(NvmlReturn.INVALID_ARGUMENT, () -> driver.gpmMetrics(one, other, List.of(1)));
            assertRefused(NvmlReturn.INVALID_ARGUMENT, () -> driver.gpmMetrics(one, instance, List.of(1)));
        }
        assertRefused(NvmlReturn.INVALID_ARGUMENT, () -> driver.gpmSample(driver.gpu(0), OptionalInt.of(10)));
    }

    @Test
    void aSampleThatCouldNotBeTakenIsFreed() {
        node.command("refuse gpu 0 nvmlGpmSampleGet NOT_SUPPORTED");
        assertRefused(NvmlReturn.NOT_SUPPORTED, () -> driver.gpmSample(driver.gpu(0), OptionalInt.empty()));
        assertThat(node.calls("nvmlGpmSampleFree")).isEqualTo(node.calls("nvmlGpmSampleAlloc"));
    }

    @Test
    void sixteenGpusAreReadByIndex() {
        String system = """
                # nvml-exporter capture 1
                [system]
                nvmlSystemGetDriverVersion = "570.86.15"
                nvmlDeviceGetCount_v2 = 16
                """;
        String capture = IntStream.range(0, 16)
                .mapToObj(i -> "[gpu " + i + "]\nnvmlDeviceGetName = \"GPU " + i + "\"\n")
                .collect(Collectors.joining("", system, ""));
        try (NvmlDouble many = NvmlDouble.answering(capture);
                Nvml nvml = Nvml.open(Optional.of(many.library().toString()))) {
            assertThat(IntStream.range(0, nvml.gpuCount())
                            .mapToObj(i -> nvml.gpu(i).name()))
                    .containsExactly(
                            IntStream.range(0, 16).mapToObj(i -> "GPU " + i).toArray(String[]::new));
        }
    }

    @Test
    void theFaceReadsTheSame() {
        try (Nvml nvml = Nvml.over(driver)) {
            assertThat(nvml.driverBranch()).isEqualTo(610);
            assertThat(nvml.gpu(0).migDevices())
                    .extracting(Device::gpuInstanceId, Device::computeInstanceId, Device::gpuInstanceProfile)
                    .containsExactly(tuple(9, 0, "1g.10gb"), tuple(11, 1, "3g.10gb"));
            assertThat(nvml.gpu(0).vgpuLicensed()).isTrue();
            Map<FieldId, FieldValue> values = nvml.gpu(0)
                    .fieldValues(List.of(
                            new FieldId(NvmlField.NVML_FI_DEV_MEMORY_TEMP, 0),
                            new FieldId(NvmlField.NVML_FI_DEV_TOTAL_ENERGY_CONSUMPTION, 0)));
            assertThat(values.values())
                    .extracting(FieldValue::type)
                    .containsExactly(FieldValue.Type.U32, FieldValue.Type.U64);
        }
    }

    private static void assertRefused(NvmlReturn code, ThrowingCallable asked) {
        assertThatThrownBy(asked)
                .isInstanceOfSatisfying(
                        NvmlException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    static Path capture(String resource) {
        try {
            return Path.of(DriverContractTest.class.getResource(resource).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
