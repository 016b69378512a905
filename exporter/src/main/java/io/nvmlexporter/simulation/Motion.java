package io.nvmlexporter.simulation;

import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_ANY_TENSOR_UTIL;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_DRAM_BW_UTIL;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_FP16_UTIL;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_FP32_UTIL;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_GRAPHICS_UTIL;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_NVDEC_0_UTIL;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_NVOFA_1_UTIL;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_PCIE_RX_PER_SEC;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_PCIE_TX_PER_SEC;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_SM_CYCLES_ELAPSED;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_SM_OCCUPANCY;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_SM_UTIL;

import io.nvmlexporter.nvml.Answer;
import io.nvmlexporter.nvml.Call;
import io.nvmlexporter.nvml.FieldValue;
import io.nvmlexporter.nvml.NvmlField;
import io.nvmlexporter.nvml.NvmlReturn;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How the answers of one captured GPU and of its MIG devices change with its {@link Activity}: load, power,
 * temperature, clocks, memory and counters, each by its distance from the captured answer, so that they agree with one
 * another and start exactly as captured.
 *
 * <p>Not safe for several threads; {@link MovingDriver} guards it.
 */
final class Motion {
    /** From rest to full load a die warms up by about this much. */
    private static final double HEATING_CELSIUS = 32;
    /** Load takes no temperature below this one, whatever the capture says. */
    private static final double COOLEST_CELSIUS = 20;
    /** Load takes no temperature above this one, whatever the capture says. */
    private static final double HOTTEST_CELSIUS = 90;
    /** The load from which a GPU is at work rather than at rest. */
    private static final double WORKING = 0.05;
    /** The clocks of a GPU that was captured at rest, while it works. */
    private static final long BUSY_CLOCK_MEGAHERTZ = 1500;
    /** The clocks of a GPU that was captured at work, while it rests. */
    private static final long RESTING_CLOCK_MEGAHERTZ = 345;
    /** What an NVLink of a busy GPU carries each way. */
    private static final double LINK_KIB_PER_SECOND = 2_400_000;
    /** GPM metrics of a busy GPU that was captured at rest, by {@code nvmlGpmMetricId_t}, in NVML's units. */
    private static final Map<Integer, Double> BUSY_GPM = Map.ofEntries(
            Map.entry(NVML_GPM_METRIC_GRAPHICS_UTIL, 98.0),
            Map.entry(NVML_GPM_METRIC_SM_UTIL, 94.0),
            Map.entry(NVML_GPM_METRIC_SM_OCCUPANCY, 34.0),
            Map.entry(NVML_GPM_METRIC_ANY_TENSOR_UTIL, 58.0),
            Map.entry(NVML_GPM_METRIC_DRAM_BW_UTIL, 41.0),
            Map.entry(NVML_GPM_METRIC_FP32_UTIL, 18.0),
            Map.entry(NVML_GPM_METRIC_FP16_UTIL, 3.0),
            Map.entry(NVML_GPM_METRIC_PCIE_TX_PER_SEC, 1_800.0),
            Map.entry(NVML_GPM_METRIC_PCIE_RX_PER_SEC, 3_200.0));

    /** How busy the memory of a busy GPU is. */
    private static final double BUSY_MEMORY_PERCENT = 45;
    /**
     * GPM metrics up to this one are percentages; above are rates, percentages of single engines, and from the cycles
     * on totals since boot, which stay as they were captured.
     */
    private static final int LAST_GPM_PERCENT = NVML_GPM_METRIC_PCIE_TX_PER_SEC - 1;

    /** {@code NVML_CLOCK_MEM}, which does not go with the load. */
    private static final int MEMORY_CLOCK = 2;
    /** {@code NVML_POWER_SCOPE_MODULE}. */
    private static final int MODULE_POWER = 1;

    private static final long GPU_IDLE = 1;
    private static final long MIB = 1 << 20;

    private final Capture capture;
    private final Subject.Gpu gpu;
    private final Map<Integer, NvmlField> fields = new HashMap<>();
    private final long links;
    private final double initialLoad;
    private final double powerMilliwatts;
    private final double powerSpanMilliwatts;
    private final List<Subject.Mig> gpuInstances;
    private final Activity activity;

    Motion(Capture capture, int index, int driverBranch, long seed) {
        this.capture = capture;
        this.gpu = new Subject.Gpu(index);
        this.gpuInstances = gpuInstances();
        Map<NvmlField, Integer> ids = new LinkedHashMap<>();
        for (NvmlField field : NvmlField.values()) {
            field.id(driverBranch).ifPresent(id -> {
                fields.putIfAbsent(id, field);
                ids.put(field, id);
            });
        }
        links = linkCount(ids.get(NvmlField.NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX));
        powerMilliwatts = captured(gpu, Call.POWER_USAGE.function(), "").orElse(0);
        double limit = captured(gpu, fieldCall(ids.get(NvmlField.NVML_FI_DEV_POWER_CURRENT_LIMIT)), "u32")
                .orElse(Math.max(300_000, 1.2 * powerMilliwatts));
        double share =
                captured(gpu, Call.UTILIZATION_RATES.function(), "gpu").orElse(100 * powerMilliwatts / limit) / 100;
        initialLoad = Math.min(1, Math.max(0, share));
        powerSpanMilliwatts = span(0.8 * limit, powerMilliwatts, 0.3 * powerMilliwatts, limit);
        activity = new Activity(seed, initialLoad);
    }

    /** What full load adds to rest: the usual, or less, so that no load takes the captured value out of its bounds. */
    private double span(double usual, double captured, double least, double most) {
        double span = usual;
        if (initialLoad > 0) {
            span = Math.min(span, (captured - least) / initialLoad);
        }
        if (initialLoad < 1) {
            span = Math.min(span, (most - captured) / (1 - initialLoad));
        }
        return Math.max(0, span);
    }

    /** The first MIG device of each GPU instance: those that share one share its memory. */
    private List<Subject.Mig> gpuInstances() {
        Map<OptionalInt, Subject.Mig> first = new LinkedHashMap<>();
        capture.migDevices(gpu.index()).forEach(device -> first.putIfAbsent(capture.gpuInstanceId(device), device));
        return List.copyOf(first.values());
    }

    /** @param nanoseconds since the capture's moment */
    void advanceTo(long nanoseconds) {
        activity.advanceTo(nanoseconds);
    }

    Answer move(Subject subject, Call call, int[] arguments, Answer captured) {
        return switch (call) {
            case POWER_USAGE -> Answer.of(power());
            case TEMPERATURE, TEMPERATURE_V -> Answer.of(heated(captured.number()));
            case CLOCK_INFO ->
                Answer.of(arguments[0] == MEMORY_CLOCK ? captured.number() : clock(arguments[0], captured.number()));
            case MARGIN_TEMPERATURE -> Answer.of(captured.number() - warmed());
            case UTILIZATION_RATES ->
                with(
                        captured,
                        Map.of(
                                "gpu", percent(captured.number("gpu") + 100 * activity.loadChange()),
                                "memory", percent(moved((double) captured.number("memory"), BUSY_MEMORY_PERCENT))));
            case ENCODER_UTILIZATION, DECODER_UTILIZATION ->
                with(captured, Map.of("utilization", percent(moved((double) captured.number("utilization"), 0))));
            case MEMORY_INFO, MEMORY_INFO_V2 -> memory(subject, captured);
            case PCIE_THROUGHPUT -> Answer.of(pcieKilobytes(arguments[0], captured.number()));
            case CLOCKS_EVENT_REASONS, CLOCKS_THROTTLE_REASONS -> Answer.of(clocksEventReasons(captured.number()));
            default -> captured;
        };
    }

    FieldValue move(int id, int scope, FieldValue captured) {
        NvmlField field = fields.get(id);
        if (field == null) {
            return captured;
        }
        return switch (field) {
            case NVML_FI_DEV_MEMORY_TEMP -> FieldValue.of(captured.type(), heated(captured.unsigned32()));
            case NVML_FI_DEV_POWER_AVERAGE, NVML_FI_DEV_POWER_INSTANT ->
                FieldValue.of(captured.type(), power(scope, captured.number()));
            case NVML_FI_DEV_TOTAL_ENERGY_CONSUMPTION -> FieldValue.of(captured.type(), captured.number() + energy());
            case NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX,
                    NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_RX,
                    NVML_FI_DEV_NVLINK_THROUGHPUT_RAW_TX,
                    NVML_FI_DEV_NVLINK_THROUGHPUT_RAW_RX ->
                FieldValue.of(captured.type(), captured.number() + linkKibibytes() * (scope == -1 ? links : 1));
            default -> captured;
        };
    }

    double moveGpm(Subject subject, int id, double captured) {
        if (id >= NVML_GPM_METRIC_SM_CYCLES_ELAPSED) {
            return captured;
        }
        if (subject instanceof Subject.Mig
                && captured(subject, "nvmlGpmMetricsGet(1)", "").orElse(0) < 100 * WORKING) {
            return captured;
        }
        double moved = Math.max(0, moved(captured, BUSY_GPM.getOrDefault(id, 0.0)));
        boolean engine = id >= NVML_GPM_METRIC_NVDEC_0_UTIL && id <= NVML_GPM_METRIC_NVOFA_1_UTIL;
        return id <= LAST_GPM_PERCENT || engine ? Math.min(100, moved) : moved;
    }

    /** What goes with the load: in proportion for a GPU captured at work, else up to what a busy one has. */
    private double moved(double captured, double busy) {
        return initialLoad > WORKING
                ? captured * (activity.load() / initialLoad)
                : captured + busy * activity.loadChange();
    }

    /** The milliwatts drawn now. */
    private long power() {
        return Math.round(powerMilliwatts + powerSpanMilliwatts * activity.loadChange());
    }

    /** The GPU's or its memory's share of {@link #power}; a module draws for others too. */
    private long power(int scope, long captured) {
        return scope == MODULE_POWER || powerMilliwatts == 0
                ? captured + power() - Math.round(powerMilliwatts)
                : Math.round(captured * (power() / powerMilliwatts));
    }

    /** The millijoules drawn since the start; watts times seconds, as {@link #power} had them. */
    private long energy() {
        return Math.round(powerMilliwatts * activity.seconds() + powerSpanMilliwatts * activity.loadChangeSeconds());
    }

    private long heated(long celsius) {
        double span = span(HEATING_CELSIUS, (double) celsius, COOLEST_CELSIUS, HOTTEST_CELSIUS);
        return Math.round(celsius + span * activity.warmthChange());
    }

    /** By how many °C the die is warmer than it was. */
    private long warmed() {
        long celsius = (long) captured(gpu, Call.TEMPERATURE.describe(0), "").orElse(0);
        return heated(celsius) - celsius;
    }

    private long clock(int domain, long captured) {
        boolean works = activity.load() > WORKING;
        if (works == initialLoad > WORKING) {
            return captured;
        }
        if (!works) {
            return Math.min(captured, RESTING_CLOCK_MEGAHERTZ);
        }
        double most = captured(gpu, Call.MAX_CLOCK_INFO.describe(domain), "").orElse(BUSY_CLOCK_MEGAHERTZ);
        return Math.max(captured, Math.min(BUSY_CLOCK_MEGAHERTZ, (long) most));
    }

    /** {@code nvmlClocksEventReasonGpuIdle} goes when a resting GPU takes up work; nothing else is known to come. */
    private long clocksEventReasons(long captured) {
        boolean idle = (captured & GPU_IDLE) != 0;
        return idle && initialLoad <= WORKING && activity.load() > WORKING ? captured & ~GPU_IDLE : captured;
    }

    private long linkKibibytes() {
        return (long) (LINK_KIB_PER_SECOND * activity.loadSeconds());
    }

    /** As GPM has it, which measures in MiB. */
    private long pcieKilobytes(int direction, long captured) {
        double busy = BUSY_GPM.get(direction == 0 ? NVML_GPM_METRIC_PCIE_TX_PER_SEC : NVML_GPM_METRIC_PCIE_RX_PER_SEC);
        return Math.round(Math.max(0, moved((double) captured, busy * 1024)));
    }

    private Answer memory(Subject subject, Answer captured) {
        long change = subject.equals(gpu) && !gpuInstances.isEmpty()
                ? gpuInstances.stream().mapToLong(this::memoryChange).sum()
                : memoryChange(subject);
        return with(
                captured, Map.of("used", captured.number("used") + change, "free", captured.number("free") - change));
    }

    /** A job frees half of its memory when it rests; a resting GPU fills up to two thirds. Whole MiB. */
    private long memoryChange(Subject subject) {
        double used = capturedMemory(subject, "used");
        double free = capturedMemory(subject, "free");
        if (subject instanceof Subject.Mig && used < free / 10) {
            return 0;
        }
        double span = initialLoad > WORKING ? Math.min(used / 2, free) : free * 2 / 3;
        return (long) (span * activity.warmthChange()) / MIB * MIB;
    }

    private double capturedMemory(Subject subject, String member) {
        return captured(subject, Call.MEMORY_INFO_V2.function(), member)
                .orElseGet(() ->
                        captured(subject, Call.MEMORY_INFO.function(), member).orElse(0));
    }

    private long linkCount(Integer throughputId) {
        return capture.calls(gpu, CaptureParser.FIELD_VALUES + "(" + throughputId + ",").stream()
                .filter(call -> !call.endsWith(",4294967295)"))
                .filter(call -> capture.reply(gpu, call).code() == NvmlReturn.SUCCESS)
                .count();
    }

    private static String fieldCall(Integer id) {
        return CaptureParser.FIELD_VALUES + "(" + id + ",0)";
    }

    private OptionalDouble captured(Subject subject, String call, String member) {
        return capture.reply(subject, call).values().get(member) instanceof Number number
                ? OptionalDouble.of(number.doubleValue())
                : OptionalDouble.empty();
    }

    private static long percent(double value) {
        return Math.round(Math.min(100, Math.max(0, value)));
    }

    private static Answer with(Answer captured, Map<String, Long> changed) {
        Map<String, Object> members = new LinkedHashMap<>(captured.members());
        members.putAll(changed);
        return Answer.of(members);
    }
}
