package io.nvmlexporter.simulation;

import io.nvmlexporter.nvml.Answer;
import io.nvmlexporter.nvml.Call;
import io.nvmlexporter.nvml.FieldValue;
import io.nvmlexporter.nvml.NvmlField;
import io.nvmlexporter.nvml.NvmlReturn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

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
    /** The clocks of a busy GPU that was captured at rest, and of a resting one that was captured at work. */
    private static final long BUSY_CLOCK_MEGAHERTZ = 1500;

    private static final long RESTING_CLOCK_MEGAHERTZ = 345;
    private static final double WORKING = 0.05;
    /** What an NVLink of a busy GPU carries each way. */
    private static final double LINK_KIB_PER_SECOND = 2_400_000;
    /** GPM percentages of a busy GPU that was captured at rest, by {@code nvmlGpmMetricId_t}. */
    private static final Map<Integer, Double> BUSY_PERCENT =
            Map.of(1, 98.0, 2, 94.0, 3, 34.0, 4, 6.0, 5, 58.0, 7, 55.0, 10, 41.0, 12, 18.0, 13, 3.0);

    private static final int LAST_PERCENT = 19;
    private static final long MIB = 1 << 20;

    private final Capture capture;
    private final Subject.Gpu gpu;
    private final List<Subject> instances = new ArrayList<>();
    private final Map<Integer, NvmlField> fields = new HashMap<>();
    private final long links;
    private final double initialLoad;
    private final double powerMilliwatts;
    private final double powerSpanMilliwatts;
    private final Activity activity;

    Motion(Capture capture, int index, int driverBranch, long seed) {
        this.capture = capture;
        this.gpu = new Subject.Gpu(index);
        for (int i = 0; capture.has(new Subject.Mig(index, i)); i++) {
            instances.add(new Subject.Mig(index, i));
        }
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
        initialLoad =
                captured(gpu, Call.UTILIZATION_RATES.function(), "gpu").orElse(100 * powerMilliwatts / limit) / 100;
        powerSpanMilliwatts = powerSpan(limit);
        activity = new Activity(seed, Math.min(1, Math.max(0, initialLoad)));
    }

    /** What full load adds to rest, such that neither the limit is passed nor nothing drawn at all. */
    private double powerSpan(double limit) {
        double span = 0.8 * limit;
        if (initialLoad > 0) {
            span = Math.min(span, 0.7 * powerMilliwatts / initialLoad);
        }
        if (initialLoad < 1) {
            span = Math.min(span, Math.max(0, limit - powerMilliwatts) / (1 - initialLoad));
        }
        return span;
    }

    void advanceTo(long seconds) {
        activity.advanceTo(seconds);
    }

    Answer move(Subject subject, Call call, int[] arguments, Answer captured) {
        return switch (call) {
            case POWER_USAGE -> Answer.of(power());
            case TEMPERATURE, TEMPERATURE_V -> Answer.of(heated(captured.number()));
            case CLOCK_INFO -> Answer.of(arguments[0] == 2 ? captured.number() : clock(captured.number()));
            case UTILIZATION_RATES ->
                with(
                        captured,
                        Map.of(
                                "gpu", percent(captured.number("gpu") + 100 * activity.loadChange()),
                                "memory", percent(captured.number("memory") + 45 * activity.loadChange())));
            case ENCODER_UTILIZATION, DECODER_UTILIZATION ->
                with(captured, Map.of("utilization", percent(captured.number("utilization") * relativeLoad())));
            case MEMORY_INFO, MEMORY_INFO_V2 -> memory(subject, captured);
            default -> captured;
        };
    }

    FieldValue move(int id, int scope, FieldValue captured) {
        NvmlField field = fields.get(id);
        if (field == null) {
            return captured;
        }
        return switch (field) {
            case NVML_FI_DEV_MEMORY_TEMP -> FieldValue.of(captured.type(), heated(captured.number()));
            case NVML_FI_DEV_POWER_AVERAGE, NVML_FI_DEV_POWER_INSTANT ->
                FieldValue.of(captured.type(), captured.number() + power() - Math.round(powerMilliwatts));
            case NVML_FI_DEV_TOTAL_ENERGY_CONSUMPTION -> FieldValue.of(captured.type(), captured.number() + energy());
            case NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX,
                    NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_RX,
                    NVML_FI_DEV_NVLINK_THROUGHPUT_RAW_TX,
                    NVML_FI_DEV_NVLINK_THROUGHPUT_RAW_RX ->
                FieldValue.of(captured.type(), captured.number() + linkKibibytes() * (scope == -1 ? links : 1));
            default -> captured;
        };
    }

    /** A GPM metric: percentages up to {@link #LAST_PERCENT}, engines and rates above. */
    double moveGpm(Subject subject, int id, double captured) {
        if (subject instanceof Subject.Mig
                && captured(subject, "nvmlGpmMetricsGet(1)", "").orElse(0) < 100 * WORKING) {
            return captured;
        }
        if (captured == 0 && id <= LAST_PERCENT) {
            return Math.max(0, BUSY_PERCENT.getOrDefault(id, 0.0) * activity.loadChange());
        }
        double moved = captured * relativeLoad();
        return id <= LAST_PERCENT ? Math.min(100, moved) : moved;
    }

    /** The milliwatts drawn now. */
    private long power() {
        return Math.round(powerMilliwatts + powerSpanMilliwatts * activity.loadChange());
    }

    /** The millijoules drawn since the start; watts times seconds, as {@link #power} had them. */
    private long energy() {
        return Math.round(powerMilliwatts * activity.seconds() + powerSpanMilliwatts * activity.loadChangeSeconds());
    }

    private long heated(long celsius) {
        return Math.round(celsius + HEATING_CELSIUS * activity.warmthChange());
    }

    private long clock(long captured) {
        boolean works = activity.load() > WORKING;
        if (works == initialLoad > WORKING) {
            return captured;
        }
        return works ? Math.max(captured, BUSY_CLOCK_MEGAHERTZ) : Math.min(captured, RESTING_CLOCK_MEGAHERTZ);
    }

    private long linkKibibytes() {
        return (long) (LINK_KIB_PER_SECOND * activity.loadSeconds());
    }

    /** The load as a multiple of the captured one; 1 for a GPU captured at rest, whose activity has no such measure. */
    private double relativeLoad() {
        return initialLoad > WORKING ? activity.load() / initialLoad : 1;
    }

    private Answer memory(Subject subject, Answer captured) {
        long change = 0;
        if (subject.equals(gpu) && !instances.isEmpty()) {
            for (Subject instance : instances) {
                change += memoryChange(instance);
            }
        } else {
            change = memoryChange(subject);
        }
        return with(
                captured, Map.of("used", captured.number("used") + change, "free", captured.number("free") - change));
    }

    /** A job frees half of its memory when it rests; a resting GPU fills up to two thirds. Whole MiB. */
    private long memoryChange(Subject subject) {
        double used = captured(subject, Call.MEMORY_INFO_V2.function(), "used").orElse(0);
        double free = captured(subject, Call.MEMORY_INFO_V2.function(), "free").orElse(0);
        if (subject instanceof Subject.Mig && used < free / 10) {
            return 0;
        }
        double span = initialLoad > WORKING ? Math.min(used / 2, free) : free * 2 / 3;
        return (long) (span * activity.warmthChange()) / MIB * MIB;
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
