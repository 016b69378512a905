package io.nvmlexporter.field;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nvmlexporter.field.Health.Status;
import io.nvmlexporter.field.HealthRule.State;
import io.nvmlexporter.field.HealthRule.Watch;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule is seen to hold, and not to hold for the answer next to it; what is not known is not called fine. */
class HealthTest {
    private static final long MINUTE = 60_000;
    private static final Path DOCUMENT = Path.of("..", "docs", "health.md");
    private static final String SRAM = "aggregateUncParity:0 aggregateUncSecDed:0 aggregateCor:0 volatileUncParity:0"
            + " volatileUncSecDed:0 volatileCor:0 aggregateUncBucketL2:0 aggregateUncBucketSm:0"
            + " aggregateUncBucketPcie:0 aggregateUncBucketMcu:0 aggregateUncBucketOther:0 bThresholdExceeded:";

    /** Every fact of every rule, as a GPU has it that is in order. */
    private static final Map<String, String> FINE = Map.ofEntries(
            Map.entry(number(94), "u32:100"),
            Map.entry(number(165), "u32:1"),
            Map.entry("nvmlDeviceGetFieldValues(165,1)", "u32:0"),
            Map.entry(number(59), "u64:3"),
            Map.entry(number(52), "u64:4"),
            Map.entry("nvmlDeviceGetFieldValues(215,4294967295)", "u64:5"),
            Map.entry(number(38), "u64:6"),
            Map.entry(number(45), "u64:7"),
            Map.entry(number(4), "u64:0"),
            Map.entry(number(145), "u32:0"),
            Map.entry(number(29), "u32:60"),
            Map.entry(number(30), "u32:3"),
            Map.entry("nvmlDeviceGetSramEccErrorStatus", SRAM + "0"),
            Map.entry(number(31), "u32:0"),
            Map.entry(number(144), "u32:0"),
            Map.entry(number(14), "u64:0"),
            Map.entry("nvmlDeviceValidateInforom", "ok"),
            Map.entry(number(75), "u64:8"),
            Map.entry(number(74), "u64:9"),
            Map.entry(number(230), "u32:0"));

    private final OneGpu gpu = new OneGpu(1, Health.numbered());

    /**
     * What makes a rule hold.
     *
     * @param answer for which it holds
     * @param next nearest answer for which it does not
     */
    record Trial(HealthRule rule, String call, String answer, String next) {
        @Override
        public String toString() {
            return rule.watch() + " " + rule.code() + " " + call;
        }
    }

    private static final String TRIALS = """
            nvmlDeviceGetFieldValues(94,0)           | u32:109 | u32:108
            nvmlDeviceGetFieldValues(165,0)          | u32:0   | u32:2
            nvmlDeviceGetFieldValues(59,0)           | u64:4   | u64:3
            nvmlDeviceGetFieldValues(52,0)           | u64:5   | u64:4
            nvmlDeviceGetFieldValues(215,4294967295) | u64:6   | u64:5
            nvmlDeviceGetFieldValues(38,0)           | u64:6007 | u64:6006
            nvmlDeviceGetFieldValues(45,0)           | u64:6008 | u64:6007
            nvmlDeviceGetFieldValues(165,0)          | u32:3   | u32:2
            nvmlDeviceGetFieldValues(4,0)            | u64:1   | u64:0
            nvmlDeviceGetFieldValues(145,0)          | u32:1   | u32:0
            nvmlDeviceGetFieldValues(29,0)           | u32:61  | u32:60
            nvmlDeviceGetSramEccErrorStatus          | 1       | 0
            nvmlDeviceGetFieldValues(31,0)           | u32:1   | u32:0
            nvmlDeviceGetFieldValues(144,0)          | u32:1   | u32:0
            nvmlDeviceGetFieldValues(14,0)           | u64:1   | u64:0
            nvmlDeviceValidateInforom                | !CORRUPTED_INFOROM | ok
            nvmlDeviceGetFieldValues(75,0)           | u64:9   | u64:8
            nvmlDeviceGetFieldValues(74,0)           | u64:10  | u64:9
            nvmlDeviceGetFieldValues(230,0)          | u32:1   | u32:0
            nvmlDeviceGetFieldValues(230,0)          | u32:2   | u32:0
            nvmlDeviceGetFieldValues(230,0)          | u32:3   | u32:0
            nvmlDeviceGetFieldValues(230,0)          | u32:4   | u32:0
            nvmlDeviceGetFieldValues(230,0)          | u32:5   | u32:0
            nvmlDeviceGetFieldValues(230,0)          | u32:6   | u32:0
            """;

    /** A trial for each rule, but for those of {@link Watch#ALL}, which are about XIDs. */
    private static Stream<Trial> trials() {
        List<HealthRule> rules =
                Health.RULES.stream().filter(rule -> rule.watch() != Watch.ALL).toList();
        List<String> lines = TRIALS.lines().toList();
        assertThat(lines).hasSameSizeAs(rules);
        return Stream.iterate(0, i -> i < rules.size(), i -> i + 1).map(i -> {
            String[] cells = lines.get(i).split(" *\\| *");
            String prefix = cells[0].contains("Sram") ? SRAM : "";
            return new Trial(rules.get(i), cells[0], prefix + cells[1], prefix + cells[2]);
        });
    }

    @ParameterizedTest
    @MethodSource("trials")
    void eachRuleHoldsForItsAnswerAndNotForTheOneNextToIt(Trial trial) {
        HealthRule rule = trial.rule();
        assertThat(afterAMinute(trial.call(), trial.answer()))
                .containsExactly(new Status(rule.watch(), rule.state(), rule.code()));
        assertThat(afterAMinute(trial.call(), trial.next())).isEmpty();
    }

    /** What is not fine where one answer differs, a minute after all was fine. */
    private List<Status> afterAMinute(String call, String answer) {
        OneGpu fresh = new OneGpu(1, Health.numbered());
        fresh.xids(xids(Map.of(13L, 1L)));
        poll(fresh, 0, without("nvmlDeviceValidateInforom"));
        return poll(fresh, MINUTE, with(call, answer)).stream()
                .filter(status -> status.state() != State.PASS)
                .toList();
    }

    @Test
    void aGpuThatIsInOrderPassesAllThatCanBeKnown() {
        gpu.xids(xids(Map.of()));
        poll(gpu, 0, FINE);
        assertThat(poll(gpu, MINUTE, FINE))
                .extracting(Status::watch)
                .containsExactly(
                        Watch.PCIE,
                        Watch.NVLINK,
                        Watch.MEM,
                        Watch.SM,
                        Watch.INFOROM,
                        Watch.THERMAL,
                        Watch.POWER,
                        Watch.DRIVER,
                        Watch.ALL);
        assertThat(poll(gpu, 2 * MINUTE, FINE))
                .allMatch(
                        status -> status.state() == State.PASS && status.code().equals("DCGM_FR_OK"));
    }

    @ParameterizedTest
    @CsvSource({
        "79, DCGM_FR_FALLEN_OFF_BUS",
        "95, DCGM_FR_UNCONTAINED_ERROR",
        "62, DCGM_FR_XID_ERROR",
        "64, DCGM_FR_XID_ERROR",
        "119, DCGM_FR_XID_ERROR",
        "120, DCGM_FR_XID_ERROR",
        "140, DCGM_FR_XID_ERROR",
        "143, DCGM_FR_XID_ERROR",
        "158, DCGM_FR_XID_ERROR"
    })
    void anXidThatIsFatalFailsTheGpuWhileItIsInTheWindow(long code, String error) {
        gpu.xids(xids(Map.of(code, 1L, 31L, 7L)));
        assertThat(status(poll(gpu, 0, FINE), Watch.ALL)).isEqualTo(new Status(Watch.ALL, State.FAIL, error));
        gpu.xids(new XidReport(
                NvmlReturn.SUCCESS, OptionalLong.of(code), Duration.ofMinutes(5), Map.of(), Map.of(code, 1L)));
        assertThat(status(poll(gpu, MINUTE, FINE), Watch.ALL).state()).isEqualTo(State.PASS);
    }

    @ParameterizedTest
    @ValueSource(longs = {13, 31, 43, 45, 63, 94})
    void anXidThatIsAnApplicationsOrContainedDoesNot(long code) {
        gpu.xids(xids(Map.of(code, 1000L)));
        assertThat(status(poll(gpu, 0, FINE), Watch.ALL).state()).isEqualTo(State.PASS);
    }

    @Test
    void theWorstOfWhatIsWrongIsTold() {
        Map<String, String> both = new HashMap<>(FINE);
        both.put(number(144), "u32:1");
        both.put(number(145), "u32:1");
        assertThat(status(poll(gpu, 0, both), Watch.MEM))
                .isEqualTo(new Status(Watch.MEM, State.FAIL, "DCGM_FR_ROW_REMAP_FAILURE"));
    }

    @Test
    void aWatchIsJudgedByThoseOfItsFactsThatNvmlGives() {
        assertThat(poll(gpu, 0, Map.of(number(145), "u32:0")))
                .containsExactly(new Status(Watch.MEM, State.PASS, "DCGM_FR_OK"));
    }

    @Test
    void ofAGpuThatSaysNothingNothingIsKnown() {
        poll(gpu, 0, without("nvmlDeviceValidateInforom"));
        assertThatExceptionOfType(NvmlException.class)
                .isThrownBy(() -> poll(gpu, MINUTE, Map.of()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(NvmlReturn.NOT_SUPPORTED));
    }

    @Test
    void aNumberThatCannotBeTrueSaysNothing() {
        Map<String, String> impossible =
                Map.of(number(145), "u32:4294967295", number(230), "u32:4294967295", number(4), "u64:0");
        assertThat(poll(gpu, 0, impossible)).extracting(Status::watch).containsExactly(Watch.MEM);
        assertThat(poll(gpu, 0, Map.of(number(230), "u32:0", number(145), "u32:4294967295")))
                .extracting(Status::watch)
                .containsExactly(Watch.DRIVER);
    }

    @Test
    void whatGrewIsShownForAMinuteAtLeastAndForTwoAtMost() {
        Map<String, String> hotter = with(number(75), "u64:9");
        poll(gpu, 0, FINE);
        for (long millis = 10_000; millis <= 50_000; millis += 10_000) {
            poll(gpu, millis, FINE);
        }
        assertThat(status(poll(gpu, MINUTE, hotter), Watch.THERMAL).state()).isEqualTo(State.WARN);
        for (long millis = 70_000; millis < 2 * MINUTE; millis += 10_000) {
            assertThat(status(poll(gpu, millis, hotter), Watch.THERMAL).state()).isEqualTo(State.WARN);
        }
        assertThat(status(poll(gpu, 3 * MINUTE, hotter), Watch.THERMAL).state()).isEqualTo(State.PASS);
    }

    @Test
    void whatGrewBetweenTwoPollsThatAreFarApartIsShownAtTheSecond() {
        Map<String, String> hotter = with(number(75), "u64:9");
        poll(gpu, 0, FINE);
        poll(gpu, 5 * MINUTE, FINE);
        assertThat(status(poll(gpu, 10 * MINUTE, hotter), Watch.THERMAL).state())
                .isEqualTo(State.WARN);
        assertThat(status(poll(gpu, 15 * MINUTE, hotter), Watch.THERMAL).state())
                .isEqualTo(State.PASS);
    }

    @Test
    void inTheFirstMinuteReplaysAreJudgedAsIfItWereOne() {
        poll(gpu, 0, FINE);
        assertThat(status(poll(gpu, 1000, with(number(94), "u32:108")), Watch.PCIE)
                        .state())
                .isEqualTo(State.PASS);
        assertThat(status(poll(gpu, 2000, with(number(94), "u32:109")), Watch.PCIE)
                        .state())
                .isEqualTo(State.WARN);
    }

    @Test
    void aCounterThatFellWasResetAndSaysNothing() {
        poll(gpu, 0, FINE);
        assertThat(poll(gpu, MINUTE, with(number(94), "u32:0")))
                .extracting(Status::watch)
                .doesNotContain(Watch.PCIE);
        gpu.interrupt();
        poll(gpu, 2 * MINUTE, with(number(94), "u32:0"));
        assertThat(status(poll(gpu, 3 * MINUTE, with(number(94), "u32:0")), Watch.PCIE)
                        .state())
                .isEqualTo(State.PASS);
    }

    @Test
    void aLinkThatLeadsNowhereIsNotDown() {
        Map<String, String> second = with("nvmlDeviceGetFieldValues(165,1)", "u32:1");
        assertThat(status(poll(gpu, 0, FINE), Watch.NVLINK).state()).isEqualTo(State.PASS);
        assertThat(status(poll(gpu, 1, second), Watch.NVLINK).state()).isEqualTo(State.PASS);
        assertThat(status(poll(gpu, 2, FINE), Watch.NVLINK))
                .isEqualTo(new Status(Watch.NVLINK, State.FAIL, "DCGM_FR_NVLINK_DOWN"));
        assertThat(status(poll(gpu, 3, FINE), Watch.NVLINK).state()).isEqualTo(State.FAIL);
    }

    @Test
    void aLostGpuIsLostAndNotJudged() {
        assertThatExceptionOfType(NvmlException.class)
                .isThrownBy(() -> poll(gpu, 0, Map.of("nvmlDeviceGetSramEccErrorStatus", "!GPU_IS_LOST")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(NvmlReturn.GPU_IS_LOST));
    }

    @Test
    void everyCodeIsOneOfDcgms() {
        assertThat(Health.RULES)
                .extracting(HealthRule::code)
                .isSubsetOf(Table.rows("dcgm-health-error-codes.tsv").stream()
                        .map(row -> row.get(1))
                        .toList());
    }

    @Test
    void theDocumentHasExactlyTheseRules() throws IOException {
        String rows = Health.RULES.stream()
                .map(rule -> "| `%s` | %d | `%s` | `%s` | %s |\n"
                        .formatted(
                                rule.watch(),
                                rule.state().number(),
                                rule.code(),
                                rule.source().replace(" + ", "` + `"),
                                rule.when()))
                .collect(joining());
        String table = Files.readString(DOCUMENT)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line + "\n")
                .collect(joining());
        assertThat(table).as("the rows of %s", DOCUMENT).isEqualTo(rows);
    }

    private static List<Status> poll(OneGpu polled, long millis, Map<String, String> answers) {
        List<Status> found = Health.of(polled.poll(millis, answers));
        polled.keep(millis, answers);
        return found;
    }

    private static Status status(List<Status> found, Watch watch) {
        return found.stream()
                .filter(status -> status.watch() == watch)
                .findFirst()
                .orElseThrow();
    }

    private static XidReport xids(Map<Long, Long> inWindow) {
        return new XidReport(NvmlReturn.SUCCESS, OptionalLong.empty(), Duration.ofMinutes(5), inWindow, inWindow);
    }

    private static Map<String, String> with(String call, String answer) {
        Map<String, String> answers = new HashMap<>(FINE);
        assertThat(answers.put(call, answer)).isNotNull();
        return answers;
    }

    private static Map<String, String> without(String call) {
        Map<String, String> answers = new HashMap<>(FINE);
        assertThat(answers.remove(call)).isNotNull();
        return answers;
    }

    private static String number(int id) {
        return "nvmlDeviceGetFieldValues(" + id + ",0)";
    }
}
