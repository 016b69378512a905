package io.nvmlexporter.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A newer call that is refused hides none of the older ones, whatever the refusal; by the C library. */
@Timeout(60)
class SuccessorTest {
    private static final String CAPTURE = """
            # nvml-exporter capture 1
            [system]
            nvmlSystemGetDriverVersion = "595.71.05"
            nvmlDeviceGetCount_v2 = 1
            nvmlSystemGetCudaDriverVersion_v2 = 13020
            nvmlSystemGetCudaDriverVersion = 13010
            [gpu 0]
            nvmlDeviceGetMemoryInfo_v2 = total:100 reserved:10 free:30 used:60
            nvmlDeviceGetMemoryInfo = total:100 free:31 used:69
            nvmlDeviceGetTemperatureV(0) = 45
            nvmlDeviceGetTemperature(0) = 46
            nvmlDeviceGetCurrentClocksEventReasons = 4
            nvmlDeviceGetCurrentClocksThrottleReasons = 8
            """
            + Stream.of("Compute", "Graphics", "MPSCompute")
                    .flatMap(type -> Stream.of("_v3 33", "_v2 22", " 11")
                            .map(version -> "nvmlDeviceGet" + type + "RunningProcesses" + version))
                    .map(function -> function.replaceFirst(
                            " (\\d+)", " = infoCount:1 infos[0].pid:$1 infos[0].usedGpuMemory:$1000"))
                    .collect(Collectors.joining("\n", "", "\n"));

    private final NvmlDouble node = NvmlDouble.answering(CAPTURE);
    private final Nvml nvml = Nvml.open(Optional.of(node.library().toString()));

    @AfterEach
    void close() {
        nvml.close();
        node.close();
    }

    /** What is asked, by which calls but the oldest, the newest first, and what each of them and the oldest gives. */
    private static Stream<Arguments> successions() {
        Function<Nvml, Object> memory = each -> each.gpu(0).memory().used();
        Function<Nvml, Object> temperature = each -> each.gpu(0).temperatureCelsius();
        Function<Nvml, Object> reasons = each -> each.gpu(0).clocksEventReasons();
        Function<Nvml, Object> compute = each -> pid(each.gpu(0).computeProcesses());
        Function<Nvml, Object> graphics = each -> pid(each.gpu(0).graphicsProcesses());
        Function<Nvml, Object> mps = each -> pid(each.gpu(0).mpsComputeProcesses());
        Function<Nvml, Object> cuda = Nvml::cudaDriverVersion;
        List<Long> pids = List.of(33L, 22L, 11L);
        return Stream.of(
                Arguments.of(memory, List.of("gpu 0 nvmlDeviceGetMemoryInfo_v2"), List.of(60L, 69L)),
                Arguments.of(temperature, List.of("gpu 0 nvmlDeviceGetTemperatureV(0)"), List.of(45L, 46L)),
                Arguments.of(reasons, List.of("gpu 0 nvmlDeviceGetCurrentClocksEventReasons"), List.of(4L, 8L)),
                Arguments.of(compute, processes("Compute"), pids),
                Arguments.of(graphics, processes("Graphics"), pids),
                Arguments.of(mps, processes("MPSCompute"), pids),
                Arguments.of(cuda, List.of("system nvmlSystemGetCudaDriverVersion_v2"), List.of(13020L, 13010L)));
    }

    private static Object pid(List<RunningProcess> processes) {
        return processes.get(0).pid();
    }

    private static List<String> processes(String type) {
        String function = "gpu 0 nvmlDeviceGet" + type + "RunningProcesses";
        return List.of(function + "_v3", function + "_v2");
    }

    @ParameterizedTest
    @MethodSource("successions")
    void theOlderAnswerIsTakenWhateverTheRefusal(Function<Nvml, Object> asked, List<String> newer, List<Long> answers) {
        for (NvmlReturn code : NvmlReturn.values()) {
            if (code.meaning() == NvmlReturn.Meaning.NO_VALUE) {
                List<Object> found = new ArrayList<>();
                found.add(asked.apply(nvml));
                newer.forEach(call -> {
                    node.command("refuse " + call + " " + code);
                    found.add(asked.apply(nvml));
                });
                newer.forEach(call -> node.command("allow " + call));
                assertThat(found).as("refused with %s", code).isEqualTo(answers);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("successions")
    void ofAGpuOrDriverThatIsGoneNothingOlderIsAsked(
            Function<Nvml, Object> asked, List<String> newer, List<Long> answers) {
        for (NvmlReturn code : List.of(NvmlReturn.GPU_IS_LOST, NvmlReturn.UNINITIALIZED)) {
            node.command("refuse " + newer.get(0) + " " + code);
            assertThatExceptionOfType(NvmlException.class)
                    .isThrownBy(() -> asked.apply(nvml))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(code));
            node.command("allow " + newer.get(0));
        }
    }

    @Test
    void whatOnlyTheNewerCallTellsIsRefusedAsItRefuses() {
        node.command("refuse gpu 0 nvmlDeviceGetMemoryInfo_v2 UNKNOWN");
        assertThat(nvml.gpu(0).memory()).isEqualTo(new Memory(100, OptionalLong.empty(), 31, 69));
        assertThatExceptionOfType(NvmlException.class)
                .isThrownBy(() -> nvml.gpu(0).reservedMemory())
                .satisfies(e -> assertThat(e.code()).isEqualTo(NvmlReturn.UNKNOWN));
    }

    @Test
    void theMemoryOfACgroupsPartitionIsNotTakenForTheBoards() {
        String board = CAPTURE.replace("595.71.05", "615.10");
        String partition = board.replace("total:100 reserved:10 free:30 used:60", "total:40 reserved:4 free:6 used:30");
        try (NvmlDouble whole = NvmlDouble.answering(board);
                NvmlDouble part = NvmlDouble.answering(partition);
                Nvml ofWhole = Nvml.open(Optional.of(whole.library().toString()));
                Nvml ofPart = Nvml.open(Optional.of(part.library().toString()))) {
            assertThat(ofWhole.gpu(0).memory()).isEqualTo(new Memory(100, OptionalLong.of(10), 30, 60));
            assertThat(ofPart.gpu(0).memory()).isEqualTo(new Memory(100, OptionalLong.empty(), 31, 69));
            assertThatExceptionOfType(MemoryPartitionException.class)
                    .isThrownBy(() -> ofPart.gpu(0).reservedMemory())
                    .satisfies(e -> assertThat(e.reason()).isEqualTo("memory_partition"))
                    .withMessageContaining("40 bytes");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FUNCTION_NOT_FOUND, NOT_SUPPORTED, NOT_SUPPORTED",
        "NOT_SUPPORTED, FUNCTION_NOT_FOUND, NOT_SUPPORTED",
        "UNKNOWN, NOT_SUPPORTED, NOT_SUPPORTED",
        "UNKNOWN, FUNCTION_NOT_FOUND, UNKNOWN",
        "NOT_SUPPORTED, NO_PERMISSION, NO_PERMISSION",
        "NO_PERMISSION, UNKNOWN, NO_PERMISSION",
        "TIMEOUT, NOT_SUPPORTED, TIMEOUT",
        "NOT_SUPPORTED, GPU_IS_LOST, GPU_IS_LOST",
        "DEPRECATED, ARGUMENT_VERSION_MISMATCH, DEPRECATED"
    })
    void whereBothAreRefusedTheReasonIsTheOneThatTellsMore(NvmlReturn newer, NvmlReturn older, NvmlReturn told) {
        node.command("refuse gpu 0 nvmlDeviceGetTemperatureV(0) " + newer);
        node.command("refuse gpu 0 nvmlDeviceGetTemperature(0) " + older);
        assertThatExceptionOfType(NvmlException.class)
                .isThrownBy(() -> nvml.gpu(0).temperatureCelsius())
                .satisfies(e -> assertThat(e.code()).isEqualTo(told));
    }

    @Test
    void whatCannotBeTrueIsNotCoveredByAnOlderAnswer() {
        OutOfRangeException ones = new OutOfRangeException("nvmlNewer", -1, 0, 1);
        assertThatExceptionOfType(OutOfRangeException.class)
                .isThrownBy(() -> Successor.ask(
                        () -> {
                            throw ones;
                        },
                        () -> 1));
    }
}
