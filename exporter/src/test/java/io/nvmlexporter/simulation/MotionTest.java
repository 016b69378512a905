package io.nvmlexporter.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.nvmlexporter.nvml.Answer;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a simulation does, a real board could do. */
class MotionTest {
    private static final long SEED = 42;
    private static final int TWO_HOURS = 7200;
    private static final int STEP = 5;
    private static final int ALL_LINKS = -1;
    private static final int ENERGY = 83;
    private static final int MEMORY_TEMPERATURE = 82;
    private static final int POWER_LIMIT = 190;
    private static final List<Integer> LINK_COUNTERS = List.of(138, 139, 140, 141);
    private static final List<Integer> GPM =
            IntStream.range(1, GpmMetricId.NVML_GPM_METRIC_MAX).boxed().toList();

    private final AtomicLong milliseconds = new AtomicLong();

    @ParameterizedTest
    @MethodSource("io.nvmlexporter.simulation.BundledCaptures#names")
    void overTwoHoursEveryValueIsOneThatABoardCanHave(String name) throws CaptureException {
        Capture capture = BundledCaptures.load(name);
        Nvml nvml = moving(capture, SEED);
        for (int s = 0; s <= TWO_HOURS; s += STEP) {
            milliseconds.set(1000L * s);
            for (int gpu = 0; gpu < nvml.gpuCount(); gpu++) {
                long handle = nvml.driver().gpu(gpu);
                assertMemoryAddsUp(nvml.driver(), handle);
                assertPlausible(nvml.driver(), handle);
                for (Subject.Mig device : capture.migDevices(gpu)) {
                    assertMemoryAddsUp(nvml.driver(), nvml.driver().migDevice(handle, device.index()));
                }
            }
        }
    }

    private static void assertMemoryAddsUp(Driver driver, long device) {
        Answer v2 = driver.ask(Call.MEMORY_INFO_V2, device);
        assertThat(v2.number("used") + v2.number("free") + v2.number("reserved"))
                .isEqualTo(v2.number("total"));
        assertThat(List.of(v2.number("used"), v2.number("free"))).allMatch(bytes -> bytes >= 0);
        Answer v1 = driver.ask(Call.MEMORY_INFO, device);
        assertThat(v1.number("used") + v1.number("free")).isEqualTo(v1.number("total"));
        assertThat(v1.number("free")).isEqualTo(v2.number("free"));
    }

    private static void assertPlausible(Driver driver, long gpu) {
        number(driver, Call.UTILIZATION_RATES, gpu, "gpu").forEach(MotionTest::assertPercent);
        number(driver, Call.UTILIZATION_RATES, gpu, "memory").forEach(MotionTest::assertPercent);
        number(driver, Call.ENCODER_UTILIZATION, gpu, "utilization").forEach(MotionTest::assertPercent);
        number(driver, Call.DECODER_UTILIZATION, gpu, "utilization").forEach(MotionTest::assertPercent);
        assertThat(driver.ask(Call.TEMPERATURE, gpu, 0).number()).isBetween(20L, 95L);
        number(driver, gpu, MEMORY_TEMPERATURE, 0)
                .forEach(celsius -> assertThat(celsius).isBetween(20L, 95L));
        for (int clock = 0; clock < 4; clock++) {
            assertThat(driver.ask(Call.CLOCK_INFO, gpu, clock).number())
                    .isBetween(100L, driver.ask(Call.MAX_CLOCK_INFO, gpu, clock).number());
        }
        assertThat(driver.ask(Call.POWER_USAGE, gpu).number())
                .isLessThanOrEqualTo(driver.ask(Call.ENFORCED_POWER_LIMIT, gpu).number());
        for (long limit : number(driver, gpu, POWER_LIMIT, 0)) {
            assertThat(driver.ask(Call.POWER_USAGE, gpu).number()).isBetween(0L, limit);
            // The instant may pass the limit that the average keeps; the memory's power is part of the GPU's.
            number(driver, gpu, 186, 0)
                    .forEach(milliwatts -> assertThat(milliwatts).isBetween(0L, limit * 105 / 100));
            number(driver, gpu, 185, 2)
                    .forEach(milliwatts -> assertThat(milliwatts).isBetween(0L, limit));
        }
        for (GpmMetric metric : gpm(driver, gpu, OptionalInt.empty()).values()) {
            assertThat(metric.value()).isGreaterThanOrEqualTo(0).isFinite();
        }
    }

    private static void assertPercent(long percent) {
        assertThat(percent).isBetween(0L, 100L);
    }

    @ParameterizedTest
    @CsvSource({"h100, 42", "b200, 1", "gb200, 2", "h200-mig, 3", "h100-mig, 4"})
    void gpmPercentagesAreOfAHundred(String name, long seed) throws CaptureException {
        Capture capture = BundledCaptures.load(name);
        Nvml nvml = moving(capture, seed);
        for (int s = 0; s <= TWO_HOURS; s += 60) {
            milliseconds.set(1000L * s);
            long gpu = nvml.driver().gpu(0);
            List<Map<Integer, GpmMetric>> all = new ArrayList<>(List.of(gpm(nvml.driver(), gpu, OptionalInt.empty())));
            capture.migDevices(0).forEach(device -> all.add(gpm(nvml.driver(), gpu, capture.gpuInstanceId(device))));
            for (Map<Integer, GpmMetric> metrics : all) {
                metrics.keySet().removeIf(id -> id >= GpmMetricId.NVML_GPM_METRIC_PCIE_TX_PER_SEC);
                assertThat(metrics.values())
                        .isNotEmpty()
                        .allMatch(metric -> metric.value() >= 0 && metric.value() <= 100);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.nvmlexporter.simulation.BundledCaptures#names")
    void energyIsTheIntegralOfPower(String name) throws CaptureException {
        Nvml nvml = moving(BundledCaptures.load(name), SEED);
        Driver driver = nvml.driver();
        for (int i = 0; i < nvml.gpuCount(); i++) {
            milliseconds.set(0);
            nvml = moving(BundledCaptures.load(name), SEED);
            driver = nvml.driver();
            long gpu = driver.gpu(i);
            long start = number(driver, gpu, ENERGY, 0).get(0);
            long last = start;
            long power = driver.ask(Call.POWER_USAGE, gpu).number();
            double drawn = 0;
            for (int ms = 500; ms <= 1000 * TWO_HOURS; ms += 500) {
                milliseconds.set(ms);
                long before = power;
                power = driver.ask(Call.POWER_USAGE, gpu).number();
                drawn += 0.5 * (before + power) / 2;
                long energy = number(driver, gpu, ENERGY, 0).get(0);
                assertThat(energy).isGreaterThan(last);
                last = energy;
            }
            // Each power is rounded to a milliwatt, the energy only once.
            assertThat((double) (last - start)).isCloseTo(drawn, within(TWO_HOURS / 2.0 + 1));
        }
    }

    /** A GPU at full load stays there for 20 seconds at least, without the noise that a partial load has. */
    @ParameterizedTest
    @ValueSource(ints = {1, 250, 300, 1000, 1700})
    void overAnyWindowARateIsThatOfTheLongRun(int window) throws CaptureException {
        Nvml nvml = moving(Capture.parse("busy", """
                # nvml-exporter capture 1
                [system]
                nvmlSystemGetDriverVersion = "580.105.08"
                nvmlDeviceGetCount_v2 = 1
                [gpu 0]
                nvmlDeviceGetUtilizationRates = gpu:100 memory:50
                nvmlDeviceGetPowerUsage = 300000
                nvmlDeviceGetFieldValues(83,0) = u64:1000000000
                nvmlDeviceGetFieldValues(138,0) = u64:7000000
                """), SEED);
        List<Long> energy = new ArrayList<>();
        List<Long> link = new ArrayList<>();
        for (int ms = 0; ms <= 17_000; ms += window) {
            milliseconds.set(ms);
            energy.addAll(number(nvml.driver(), nvml.driver().gpu(0), ENERGY, 0));
            link.addAll(number(nvml.driver(), nvml.driver().gpu(0), LINK_COUNTERS.get(0), 0));
        }
        assertGrowsEvenly(energy, 300_000 * window / 1000.0);
        assertGrowsEvenly(link, (double) (link.get(link.size() - 1) - link.get(0)) / (link.size() - 1));
    }

    private static void assertGrowsEvenly(List<Long> counter, double step) {
        assertThat(step).isPositive();
        for (int i = 1; i < counter.size(); i++) {
            assertThat((double) (counter.get(i) - counter.get(i - 1))).isCloseTo(step, withinPercentage(1));
        }
    }

    @ParameterizedTest
    @CsvSource({"h100", "b200", "gb200", "a100"})
    void linkCountersNeverFallAndTheSumGrowsAsTheLinksDo(String name) throws CaptureException {
        Nvml nvml = moving(BundledCaptures.load(name), SEED);
        for (int counter : LINK_COUNTERS) {
            // Seconds never fall, so each counter is followed on a simulation of its own.
            milliseconds.set(0);
            nvml = moving(BundledCaptures.load(name), SEED);
            long gpu = nvml.driver().gpu(0);
            List<Long> first = links(nvml.driver(), gpu, counter);
            List<Long> last = first;
            for (int s = 0; s <= TWO_HOURS && !first.isEmpty(); s += STEP) {
                milliseconds.set(1000L * s);
                List<Long> now = links(nvml.driver(), gpu, counter);
                for (int i = 0; i < now.size(); i++) {
                    assertThat(now.get(i)).isGreaterThanOrEqualTo(last.get(i));
                }
                long linksGrew = now.stream().skip(1).mapToLong(Long::longValue).sum()
                        - first.stream().skip(1).mapToLong(Long::longValue).sum();
                assertThat(now.get(0) - first.get(0)).isEqualTo(linksGrew);
                last = now;
            }
            assertThat(first.isEmpty() || last.get(0) > first.get(0)).isEqualTo(true);
        }
        assertThat(links(nvml.driver(), nvml.driver().gpu(0), 138)).hasSizeGreaterThan(12);
    }

    /** The sum over all links, then each link that the GPU has. */
    private static List<Long> links(Driver driver, long gpu, int counter) {
        List<Long> counters = new ArrayList<>(number(driver, gpu, counter, ALL_LINKS));
        IntStream.range(0, 36).forEach(link -> counters.addAll(number(driver, gpu, counter, link)));
        return counters;
    }

    @ParameterizedTest
    @CsvSource({"h100-mig", "h200-mig"})
    void theBoardsMemoryMovesWithItsGpuInstances(String name) throws CaptureException {
        Capture capture = BundledCaptures.load(name);
        Nvml nvml = moving(capture, SEED);
        Map<Integer, Integer> instances = new LinkedHashMap<>();
        capture.migDevices(0)
                .forEach(device ->
                        instances.putIfAbsent(capture.gpuInstanceId(device).getAsInt(), device.index()));
        long board = used(nvml, OptionalInt.empty());
        Map<Integer, Long> start = new LinkedHashMap<>();
        instances.forEach((id, device) -> start.put(id, used(nvml, OptionalInt.of(device))));
        Set<Long> changes = new LinkedHashSet<>();
        for (int s = 0; s <= TWO_HOURS; s += 60) {
            milliseconds.set(1000L * s);
            long change = instances.entrySet().stream()
                    .mapToLong(
                            instance -> used(nvml, OptionalInt.of(instance.getValue())) - start.get(instance.getKey()))
                    .sum();
            assertThat(used(nvml, OptionalInt.empty()) - board).isEqualTo(change);
            changes.add(change);
        }
        assertThat(changes).hasSizeGreaterThan(20);
    }

    private static long used(Nvml nvml, OptionalInt migDevice) {
        long gpu = nvml.driver().gpu(0);
        long device = migDevice.isPresent() ? nvml.driver().migDevice(gpu, migDevice.getAsInt()) : gpu;
        return nvml.driver().ask(Call.MEMORY_INFO_V2, device).number("used");
    }

    @ParameterizedTest
    @MethodSource("io.nvmlexporter.simulation.BundledCaptures#names")
    void whoeverLooksSeesItMove(String name) throws CaptureException {
        Nvml nvml = moving(BundledCaptures.load(name), SEED);
        Set<Long> power = new LinkedHashSet<>();
        Set<Long> temperature = new LinkedHashSet<>();
        Set<Long> clock = new LinkedHashSet<>();
        for (int s = 0; s <= TWO_HOURS; s += 10) {
            milliseconds.set(1000L * s);
            power.add(nvml.gpu(0).powerMilliwatts());
            temperature.add(nvml.gpu(0).temperatureCelsius());
            clock.add(
                    nvml.driver().ask(Call.CLOCK_INFO, nvml.driver().gpu(0), 1).number());
        }
        assertThat(power).hasSizeGreaterThan(50);
        assertThat(temperature).hasSizeGreaterThan(10);
        assertThat(clock).hasSizeBetween(1, 2);
    }

    @Test
    void enginesStayBelowAHundredPercentAndTotalsNeverFall() throws CaptureException {
        String text = """
                # nvml-exporter capture 1
                [system]
                nvmlSystemGetDriverVersion = "595.80"
                nvmlDeviceGetCount_v2 = 1
                [gpu 0]
                nvmlDeviceGetUtilizationRates = gpu:60 memory:50
                nvmlGpmQueryDeviceSupport = 1
                nvmlGpmMetricsGet(30) = 90.0
                nvmlGpmMetricsGet(248) = 1000000.0
                """;
        Nvml nvml = moving(Capture.parse("recorded", text), SEED);
        for (int s = 0; s <= TWO_HOURS; s += STEP) {
            milliseconds.set(1000L * s);
            Map<Integer, GpmMetric> metrics = gpm(nvml.driver(), nvml.driver().gpu(0), OptionalInt.empty());
            assertThat(metrics.get(30).value()).isBetween(0.0, 100.0);
            assertThat(metrics.get(248).value()).isEqualTo(1_000_000);
        }
    }

    @Test
    void anOldDriversCaptureMovesItsMemoryToo() throws CaptureException {
        String text = """
                # nvml-exporter capture 1
                [system]
                nvmlSystemGetDriverVersion = "470.256.02"
                nvmlDeviceGetCount_v2 = 1
                [gpu 0]
                nvmlDeviceGetUtilizationRates = gpu:100 memory:50
                nvmlDeviceGetMemoryInfo_v2 = !FUNCTION_NOT_FOUND
                nvmlDeviceGetMemoryInfo = total:17179869184 free:7179869184 used:10000000000
                """;
        Nvml nvml = moving(Capture.parse("old", text), SEED);
        Set<Long> used = new LinkedHashSet<>();
        for (int s = 0; s <= TWO_HOURS; s += 60) {
            milliseconds.set(1000L * s);
            used.add(nvml.gpu(0).memory().used());
        }
        assertThat(used).hasSizeGreaterThan(20);
    }

    @Test
    void theTemperatureThatR545CallsADoubleMoves() throws CaptureException {
        String text = """
                # nvml-exporter capture 1
                [system]
                nvmlSystemGetDriverVersion = "545.29.06"
                nvmlDeviceGetCount_v2 = 1
                [gpu 0]
                nvmlDeviceGetUtilizationRates = gpu:100 memory:50
                nvmlDeviceGetFieldValues(82,0) = f64:2.96E-322
                """;
        Nvml nvml = moving(Capture.parse("R545", text), SEED);
        Set<Long> celsius = new LinkedHashSet<>();
        for (int s = 0; s <= TWO_HOURS; s += 60) {
            milliseconds.set(1000L * s);
            celsius.add(nvml.driver()
                    .fieldValues(nvml.driver().gpu(0), List.of(new FieldRequest(MEMORY_TEMPERATURE, 0)))
                    .get(0)
                    .unsigned32());
        }
        assertThat(celsius).hasSizeGreaterThan(10).contains(60L).allMatch(value -> value >= 20 && value <= 95);
    }

    private Nvml moving(Capture capture, long seed) {
        return Simulation.moving(capture, seed, () -> TimeUnit.MILLISECONDS.toNanos(milliseconds.get()));
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

    /** The value, or none where it is refused. */
    private static List<Long> number(Driver driver, long gpu, int id, int scope) {
        FieldValue value =
                driver.fieldValues(gpu, List.of(new FieldRequest(id, scope))).get(0);
        return value.code() == NvmlReturn.SUCCESS ? List.of(value.number()) : List.of();
    }

    private static List<Long> number(Driver driver, Call call, long gpu, String member) {
        try {
            return List.of(driver.ask(call, gpu).number(member));
        } catch (NvmlException e) {
            return List.of();
        }
    }
}
