package io.nvmlexporter.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.nvml.Call;
import io.nvmlexporter.nvml.Driver;
import io.nvmlexporter.nvml.Driver.FieldRequest;
import io.nvmlexporter.nvml.Driver.GpmMetric;
import io.nvmlexporter.nvml.Driver.GpmSample;
import io.nvmlexporter.nvml.FieldValue;
import io.nvmlexporter.nvml.GpmMetricId;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A simulation begins as captured, and takes a course that its seed alone decides. */
class MovingDriverTest {
    private static final long SEED = 42;
    private static final int TWO_HOURS = 7200;
    private static final int ALL_LINKS = -1;
    private static final Set<Integer> LINK_COUNTERS = Set.of(138, 139, 140, 141);
    private static final List<Integer> GPM =
            IntStream.range(1, GpmMetricId.NVML_GPM_METRIC_MAX).boxed().toList();
    private static final List<FieldRequest> NUMBERED = numbered();

    private final AtomicLong seconds = new AtomicLong();

    @ParameterizedTest
    @MethodSource("io.nvmlexporter.simulation.BundledCaptures#names")
    void atTheStartEveryAnswerIsTheCapturedOne(String name) throws CaptureException {
        Capture capture = BundledCaptures.load(name);
        assertThat(answers(moving(capture, SEED))).isEqualTo(answers(Simulation.still(capture)));
    }

    @ParameterizedTest
    @MethodSource("io.nvmlexporter.simulation.BundledCaptures#names")
    void refusalsStayAndNothingElseIsRefused(String name) throws CaptureException {
        Capture capture = BundledCaptures.load(name);
        Nvml moving = moving(capture, SEED);
        seconds.set(3600);
        assertThat(refusals(answers(moving))).isEqualTo(refusals(answers(Simulation.still(capture))));
    }

    @Test
    void theSameSeedGivesTheSameCourseAndAnotherSeedAnother() throws CaptureException {
        Capture capture = BundledCaptures.load("h100");
        Nvml one = moving(capture, SEED);
        Nvml same = moving(capture, SEED);
        Nvml other = moving(capture, SEED + 1);
        seconds.set(1000);
        Map<String, Object> answers = answers(one);
        assertThat(answers(same)).isEqualTo(answers);
        assertThat(answers(other)).isNotEqualTo(answers);
    }

    @Test
    void howOftenItIsAskedChangesNothing() throws CaptureException {
        Capture capture = BundledCaptures.load("h100-mig");
        Nvml often = moving(capture, SEED);
        Nvml once = moving(capture, SEED);
        for (int s = 0; s <= 600; s += 7) {
            seconds.set(s);
            answers(often);
        }
        seconds.set(600);
        assertThat(answers(once)).isEqualTo(answers(often));
    }

    @Test
    void theGpusOfANodeDoNotMoveInStep() throws CaptureException {
        Nvml nvml = moving(BundledCaptures.load("b200"), SEED);
        Map<Integer, Integer> begins = new LinkedHashMap<>();
        for (int s = 0; s <= TWO_HOURS; s++) {
            seconds.set(s);
            for (int gpu = 0; gpu < 8; gpu++) {
                if (nvml.gpu(gpu).utilization().gpuPercent() > 0) {
                    begins.putIfAbsent(gpu, s);
                }
            }
        }
        assertThat(begins).hasSize(8);
        assertThat(Set.copyOf(begins.values())).hasSizeGreaterThan(5);
    }

    private Nvml moving(Capture capture, long seed) {
        return Simulation.moving(capture, seed, () -> TimeUnit.SECONDS.toNanos(seconds.get()));
    }

    /** Everything that can be asked of the node, each answer or refusal under the question. */
    private static Map<String, Object> answers(Nvml nvml) {
        Map<String, Object> answers = new LinkedHashMap<>();
        Driver driver = nvml.driver();
        for (int gpu = 0; gpu < nvml.gpuCount(); gpu++) {
            long handle = driver.gpu(gpu);
            addAnswers(answers, driver, "gpu " + gpu, handle, gpm(driver, handle, OptionalInt.empty()));
            for (int i = 0; i < 7; i++) {
                try {
                    long device = driver.migDevice(handle, i);
                    int instance =
                            (int) driver.ask(Call.GPU_INSTANCE_ID, device).number();
                    addAnswers(
                            answers,
                            driver,
                            "gpu " + gpu + " mig " + i,
                            device,
                            gpm(driver, handle, OptionalInt.of(instance)));
                } catch (NvmlException e) {
                    answers.put("gpu " + gpu + " mig " + i, e.code());
                }
            }
        }
        return answers;
    }

    private static void addAnswers(
            Map<String, Object> answers, Driver driver, String of, long device, Map<Integer, GpmMetric> gpm) {
        for (Call call : Call.values()) {
            for (int[] arguments : call.argumentLists(1)) {
                Object answer;
                try {
                    answer = driver.ask(call, device, arguments).members();
                } catch (NvmlException e) {
                    answer = e.code();
                }
                answers.put(of + " " + call.describe(arguments), answer);
            }
        }
        List<FieldValue> values = driver.fieldValues(device, NUMBERED);
        for (int i = 0; i < NUMBERED.size(); i++) {
            FieldValue value = values.get(i);
            answers.put(of + " " + NUMBERED.get(i), value.code() == NvmlReturn.SUCCESS ? value : value.code());
        }
        gpm.forEach((id, metric) ->
                answers.put(of + " GPM " + id, metric.code() == NvmlReturn.SUCCESS ? metric : metric.code()));
    }

    private static Map<String, Object> refusals(Map<String, Object> answers) {
        answers.values().removeIf(answer -> !(answer instanceof NvmlReturn));
        return answers;
    }

    private static Map<Integer, GpmMetric> gpm(Driver driver, long gpu, OptionalInt instance) {
        try (GpmSample older = driver.gpmSample(gpu, instance);
                GpmSample newer = driver.gpmSample(gpu, instance)) {
            Map<Integer, GpmMetric> metrics = new LinkedHashMap<>(driver.gpmMetrics(older, newer, GPM));
            metrics.values().removeIf(metric -> metric.code() == NvmlReturn.NOT_SUPPORTED);
            return metrics;
        } catch (NvmlException e) {
            return Map.of();
        }
    }

    private static List<FieldRequest> numbered() {
        List<FieldRequest> requests = new ArrayList<>();
        for (int id = 1; id <= 302; id++) {
            for (int scope = ALL_LINKS; scope <= (LINK_COUNTERS.contains(id) ? 17 : 2); scope++) {
                requests.add(new FieldRequest(id, scope));
            }
        }
        return requests;
    }
}
