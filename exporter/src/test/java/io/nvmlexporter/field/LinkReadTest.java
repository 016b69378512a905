package io.nvmlexporter.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import io.nvmlexporter.nvml.NvmlReturn.Meaning;
import io.nvmlexporter.simulation.Capture;
import io.nvmlexporter.simulation.CaptureException;
import io.nvmlexporter.simulation.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row of a link asks for that link and no other: each answer is another number. By simulation and C library. */
@Timeout(60)
class LinkReadTest {
    private static final String HEAD = """
            # nvml-exporter capture 1
            [system]
            nvmlSystemGetDriverVersion = "595.45.04"
            nvmlDeviceGetCount_v2 = 1
            [gpu 0]
            nvmlGpmQueryDeviceSupport = 1
            """;

    private static Drivers first;
    private static Drivers second;
    private static Drivers refusing;

    @BeforeAll
    static void open() throws CaptureException {
        first = new Drivers(HEAD + answers(0));
        second = new Drivers(HEAD + answers(2));
        refusing = new Drivers(HEAD);
    }

    @AfterAll
    static void close() {
        List.of(first, second, refusing).forEach(Drivers::close);
    }

    /** Calls that have no answer are refused as not supported. */
    private static String answers(int seconds) {
        List<String> answers = new ArrayList<>();
        for (int link = 0; link < 36; link++) {
            answers.add("nvmlDeviceGetFieldValues(165," + link + ") = u32:" + (link + 10));
            answers.add("nvmlDeviceGetFieldValues(138," + link + ") = u64:" + (seconds * 1000L * (2 * link + 1)));
            answers.add("nvmlDeviceGetFieldValues(139," + link + ") = u64:" + (seconds * 1000L * (1000 * link + 7)));
            for (int error = 0; error < 4; error++) {
                answers.add("nvmlDeviceGetNvLinkErrorCounter(" + link + "," + error + ") = "
                        + (200_000 + 10 * link + error));
            }
        }
        for (int port = 0; port <= 36; port++) {
            for (int counter : List.of(1, 2, 101, 102, 103, 201, 301, 302, 303, 304, 305, 306, 307, 1001)) {
                answers.add("nvmlDeviceReadPRMCounters_v1(" + counter + "," + port + ") = " + (counter * 100 + port));
            }
        }
        for (int metric = 62; metric < 250; metric++) {
            answers.add("nvmlGpmMetricsGet(" + metric + ") = " + metric + ".5");
        }
        return String.join("\n", answers) + "\n";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    DCGM_FI_DEV_NVLINK_GET_STATE                                  | 10        | 27
                    DCGM_FI_DEV_NVLINK_PPCNT_IBPC_PORT_XMIT_WAIT                  | 20100     | 20117
                    DCGM_FI_DEV_NVLINK_PPRM_OPER_RECOVERY                         | 100101    | 100118
                    DCGM_FI_DEV_NVLINK_PPCNT_RECOVERY_TIME_SINCE_LAST             | 10201     | 10218
                    DCGM_FI_DEV_NVLINK_PPCNT_RECOVERY_TIME_BETWEEN_LAST_TWO       | 10301     | 10318
                    DCGM_FI_DEV_NVLINK_PPCNT_RECOVERY_TOTAL_SUCCESSFUL_EVENTS     | 10101     | 10118
                    DCGM_FI_DEV_NVLINK_PPCNT_PHYSICAL_SUCCESSFUL_RECOVERY_EVENTS  | 201       | 218
                    DCGM_FI_DEV_NVLINK_PPCNT_PHYSICAL_LINK_DOWN_COUNTER           | 101       | 118
                    DCGM_FI_DEV_NVLINK_PPCNT_PLR_RCV_CODES                        | 30101     | 30118
                    DCGM_FI_DEV_NVLINK_PPCNT_PLR_RCV_CODE_ERR                     | 30201     | 30218
                    DCGM_FI_DEV_NVLINK_PPCNT_PLR_RCV_UNCORRECTABLE_CODE           | 30301     | 30318
                    DCGM_FI_DEV_NVLINK_PPCNT_PLR_XMIT_CODES                       | 30401     | 30418
                    DCGM_FI_DEV_NVLINK_PPCNT_PLR_XMIT_RETRY_CODES                 | 30501     | 30518
                    DCGM_FI_DEV_NVLINK_PPCNT_PLR_XMIT_RETRY_EVENTS                | 30601     | 30618
                    DCGM_FI_DEV_NVLINK_PPCNT_PLR_SYNC_EVENTS                      | 30701     | 30718
                    DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_PER_LINK_TOTAL              | 200002    | 200172
                    DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_PER_LINK_TOTAL              | 200003    | 200173
                    DCGM_FI_DEV_NVLINK_REPLAY_ERROR_PER_LINK_TOTAL                | 200000    | 200170
                    DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_PER_LINK_TOTAL              | 200001    | 200171
                    DCGM_FI_DEV_NVLINK_THROUGHPUT_PER_LINK                        | 8         | 17042
                    DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_PER_LINK                     | 1         | 35
                    DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_PER_LINK                     | 7         | 17007
                    DCGM_FI_PROF_NVLINK_TX_BYTES_PER_LINK                         | 66584576  | 102236160
                    DCGM_FI_PROF_NVLINK_RX_BYTES_PER_LINK                         | 65536000  | 101187584
                    """)
    void everyRowReadsTheLinkItIsAskedFor(String name, long ofFirst, long ofLast) {
        assertThat(read(name, 0)).containsOnly(new Value.Int(ofFirst));
        assertThat(read(name, 17)).containsOnly(new Value.Int(ofLast));
    }

    @Test
    void linksBeyondThe18thHaveGpmMetricsOfTheirOwn() {
        // 213 and 212 for link 18, 247 and 246 for link 35; MiB
        assertThat(read("DCGM_FI_PROF_NVLINK_TX_BYTES_PER_LINK", 18)).containsOnly(new Value.Int(427L << 19));
        assertThat(read("DCGM_FI_PROF_NVLINK_RX_BYTES_PER_LINK", 18)).containsOnly(new Value.Int(425L << 19));
        assertThat(read("DCGM_FI_PROF_NVLINK_TX_BYTES_PER_LINK", 35)).containsOnly(new Value.Int(495L << 19));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    DCGM_FI_DEV_NVLINK_GET_STATE               | 165 | State(5)
                    DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L5 | 37  | ErrorCounter(5,2)
                    DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_L5 | 44  | ErrorCounter(5,3)
                    DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_L5   | 51  | ErrorCounter(5,0)
                    DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_L5 | 58  | ErrorCounter(5,1)
                    """)
    void whatIsNotNumberedIsAskedOfTheGetter(String name, int number, String function) throws CaptureException {
        String numbered = "nvmlDeviceGetFieldValues(" + number + ",5)";
        String getter = "nvmlDeviceGetNvLink" + function;
        Field field = FieldCatalog.find(name).orElseThrow();
        Read read = field.reads().apply(5);
        Read clean = field.clean().get(0).reads().apply(5);
        try (Nvml both = open(numbered + " = u32:2\n" + getter + " = 1\n");
                Nvml getterAlone = open(getter + " = 1\n");
                Nvml old = open(numbered + " = !NO_DATA\n" + getter + " = !FUNCTION_NOT_FOUND\n");
                Nvml refused = open(numbered + " = !NO_DATA\n" + getter + " = !INVALID_ARGUMENT\n")) {
            assertThat(ReadOf.read(read, both, both)).isEqualTo(new Value.Int(2));
            assertThat(ReadOf.read(read, getterAlone, getterAlone)).isEqualTo(new Value.Int(1));
            assertThat(ReadOf.read(clean, getterAlone, getterAlone)).isIn(new Value.Int(1), new Value.Real(1));
            assertThat(refusal(read, old)).isEqualTo(NvmlReturn.NO_DATA);
            assertThat(refusal(read, refused)).isEqualTo(NvmlReturn.INVALID_ARGUMENT);
        }
    }

    private static Nvml open(String answers) throws CaptureException {
        return Simulation.still(Capture.parse("test", HEAD + answers));
    }

    private static NvmlReturn refusal(Read read, Nvml nvml) {
        return catchThrowableOfType(NvmlException.class, () -> ReadOf.read(read, nvml, nvml))
                .code();
    }

    @Test
    void whatNvmlRefusesHasNoValueOnAnyLink() {
        List<Field> ofLinks = FieldCatalog.all().stream()
                .filter(field -> field.scope() == Field.Scope.LINK)
                .toList();
        assertThat(ofLinks).hasSize(38);
        for (Field field : ofLinks) {
            for (Nvml nvml : List.of(refusing.simulated(), refusing.loaded())) {
                assertThatExceptionOfType(NvmlException.class)
                        .as(field.name())
                        .isThrownBy(() -> ReadOf.read(field.reads().apply(17), nvml, nvml))
                        .satisfies(e -> assertThat(e.code().meaning()).isEqualTo(Meaning.NO_VALUE));
            }
        }
    }

    /** By both drivers. */
    private static List<Value> read(String name, int link) {
        Read read = FieldCatalog.find(name).orElseThrow().reads().apply(link);
        return List.of(
                ReadOf.read(read, first.simulated(), second.simulated()),
                ReadOf.read(read, first.loaded(), second.loaded()));
    }
}
