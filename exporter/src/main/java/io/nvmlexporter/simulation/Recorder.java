package io.nvmlexporter.simulation;

import io.nvmlexporter.nvml.Answer;
import io.nvmlexporter.nvml.Call;
import io.nvmlexporter.nvml.Driver;
import io.nvmlexporter.nvml.Driver.FieldRequest;
import io.nvmlexporter.nvml.Driver.GpmSample;
import io.nvmlexporter.nvml.FieldValue;
import io.nvmlexporter.nvml.GpmMetricId;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlField;
import io.nvmlexporter.nvml.NvmlReturn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes a capture of the machine it runs on: asks everything there is to ask, once, and changes nothing. */
public final class Recorder {
    /** GPM metrics are about the time between two samples. */
    private static final Duration GPM_WINDOW = Duration.ofSeconds(1);
    /** {@code NVML_NVLINK_MAX_LINKS} of nvml.h 13.3. */
    private static final int MOST_LINKS = 36;

    private static final int ALL_LINKS = -1;
    /** {@code NVML_POWER_SCOPE_GPU}, {@code _MODULE} and {@code _MEMORY}. */
    private static final List<Integer> POWER_SCOPES = List.of(0, 1, 2);

    private static final List<Integer> GPM_METRICS =
            IntStream.range(1, GpmMetricId.NVML_GPM_METRIC_MAX).boxed().toList();

    /** The control characters that a text of a capture has no escape for, and what Unicode ends a line with. */
    private static final Pattern UNWRITABLE = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029&&[^\\n]]");

    private final Nvml nvml;
    private final Driver driver;
    private final boolean identifiers;
    private final Duration gpmWindow;
    private final StringBuilder capture = new StringBuilder();

    private Recorder(Nvml nvml, boolean identifiers, Duration gpmWindow) {
        this.nvml = nvml;
        this.driver = nvml.driver();
        this.identifiers = identifiers;
        this.gpmWindow = gpmWindow;
    }

    /**
     * @param identifiers whether UUIDs and serial numbers are written as they are; otherwise others stand in for them
     * @return the text of the capture
     * @throws NvmlException where the driver itself does not answer
     */
    public static String record(Nvml nvml, boolean identifiers, Instant now) throws InterruptedException {
        return record(nvml, identifiers, now, GPM_WINDOW);
    }

    static String record(Nvml nvml, boolean identifiers, Instant now, Duration gpmWindow) throws InterruptedException {
        return new Recorder(nvml, identifiers, gpmWindow).record(now);
    }

    private String record(Instant now) throws InterruptedException {
        Map<Subject, Long> handles = handles();
        Map<Subject, GpmSample> older = samples(handles);
        if (!older.isEmpty()) {
            Thread.sleep(gpmWindow.toMillis());
        }
        Map<Subject, GpmSample> newer = samples(handles);
        header(now);
        section(Subject.SYSTEM, 0);
        handles.forEach((subject, handle) -> {
            section(subject, handle);
            numbered(handle);
            if (older.containsKey(subject) && newer.containsKey(subject)) {
                gpm(older.get(subject), newer.get(subject));
            }
        });
        older.values().forEach(GpmSample::close);
        newer.values().forEach(GpmSample::close);
        return capture.toString();
    }

    private Map<Subject, Long> handles() {
        Map<Subject, Long> handles = new LinkedHashMap<>();
        for (int i = 0; i < nvml.gpuCount(); i++) {
            try {
                long gpu = driver.gpu(i);
                handles.put(new Subject.Gpu(i), gpu);
                addMigDevices(i, gpu, handles);
            } catch (NvmlException e) {
                // A GPU that cannot be opened: the capture has no section for it either.
            }
        }
        return handles;
    }

    private void addMigDevices(int index, long gpu, Map<Subject, Long> handles) {
        long most = driver.ask(Call.MAX_MIG_DEVICE_COUNT, gpu).number();
        for (int i = 0; i < most; i++) {
            try {
                handles.put(new Subject.Mig(index, i), driver.migDevice(gpu, i));
            } catch (NvmlException e) {
                // Indexes of MIG devices may have gaps.
            }
        }
    }

    /** Samples of GPUs, and of GPU instances under the first of their MIG devices. */
    private Map<Subject, GpmSample> samples(Map<Subject, Long> handles) {
        Map<Subject, GpmSample> samples = new LinkedHashMap<>();
        Set<GpuInstance> sampled = new HashSet<>();
        handles.forEach((subject, handle) -> {
            try {
                if (!(subject instanceof Subject.Mig mig)) {
                    samples.put(subject, driver.gpmSample(handle, OptionalInt.empty()));
                } else {
                    int id = (int) driver.ask(Call.GPU_INSTANCE_ID, handle).number();
                    if (sampled.add(new GpuInstance(mig.gpu(), id))) {
                        long gpu = handles.get(new Subject.Gpu(mig.gpu()));
                        samples.put(subject, driver.gpmSample(gpu, OptionalInt.of(id)));
                    }
                }
            } catch (NvmlException e) {
                // No GPM before Hopper; nvmlGpmQueryDeviceSupport says so in the capture.
            }
        });
        return samples;
    }

    private record GpuInstance(int gpu, int id) {}

    private void header(Instant now) {
        line(CaptureParser.FIRST_LINE);
        String title = nvml.gpuCount() + " x " + firstName() + ", driver " + nvml.driverVersion();
        line("# title: " + UNWRITABLE.matcher(title.replace('\n', ' ')).replaceAll("\uFFFD"));
        line("# source: nvml-exporter record, " + now);
        line("# measured: every answer marked =");
        line("# filled in: "
                + (identifiers ? "nothing" : "UUIDs and serial numbers, which stand in for the real ones"));
    }

    private String firstName() {
        try {
            return nvml.gpu(0).name();
        } catch (NvmlException e) {
            return "GPU";
        }
    }

    private void section(Subject subject, long handle) {
        if (!subject.equals(Subject.SYSTEM)) {
            line("");
        }
        line(subject.toString());
        for (Call call : Call.values()) {
            if (asks(call, subject)) {
                answers(subject, call, handle);
            }
        }
    }

    private static boolean asks(Call call, Subject subject) {
        return switch (call.subject()) {
            case SYSTEM -> subject.equals(Subject.SYSTEM);
            case GPU -> subject instanceof Subject.Gpu;
            case MIG_DEVICE -> subject instanceof Subject.Mig;
            case DEVICE -> !subject.equals(Subject.SYSTEM);
        };
    }

    private void answers(Subject subject, Call call, long handle) {
        for (int[] arguments : call.argumentLists(nvml.gpuCount())) {
            String asked = call.describe(arguments);
            try {
                Answer answer = driver.ask(call, handle, arguments);
                boolean masked = !identifiers && (call == Call.UUID || call == Call.SERIAL);
                line(asked + (masked ? " ~ " + text(standIn(subject, call)) : " = " + text(call, answer)));
            } catch (NvmlException e) {
                if (e.code() == NvmlReturn.FUNCTION_NOT_FOUND) {
                    line(call.function() + " = !" + e.code());
                    return;
                }
                // Of links, ports and locations most are not there, which a capture says by silence.
                if (arguments.length == 0 || e.code() != NvmlReturn.NOT_SUPPORTED) {
                    line(asked + " = !" + e.code());
                }
            }
        }
    }

    private static String standIn(Subject subject, Call call) {
        int gpu = subject instanceof Subject.Mig mig ? mig.gpu() : ((Subject.Gpu) subject).index();
        int instance = subject instanceof Subject.Mig mig ? mig.index() + 1 : 0;
        return call == Call.SERIAL
                ? String.format(Locale.ROOT, "%013d", gpu)
                : String.format(
                        Locale.ROOT, "%s-%08x-0000-0000-0000-%012x", instance == 0 ? "GPU" : "MIG", gpu, instance);
    }

    /** All numbered values but those refused as not supported, which is what a capture says by silence. */
    private void numbered(long handle) {
        List<FieldRequest> requests = new ArrayList<>();
        Map<FieldRequest, NvmlField> names = new LinkedHashMap<>();
        for (NvmlField field : NvmlField.values()) {
            field.id(nvml.driverBranch())
                    .ifPresent(id -> scopes(field).forEach(scope -> {
                        FieldRequest request = new FieldRequest(id, scope);
                        if (names.putIfAbsent(request, field) == null) {
                            requests.add(request);
                        }
                    }));
        }
        try {
            List<FieldValue> values = driver.fieldValues(handle, requests);
            for (int i = 0; i < values.size(); i++) {
                FieldRequest request = requests.get(i);
                String asked = CaptureParser.FIELD_VALUES + "(" + request.id() + ","
                        + Integer.toUnsignedString(request.scope()) + ")";
                numbered(asked, values.get(i), names.get(request));
            }
        } catch (NvmlException e) {
            line("# " + CaptureParser.FIELD_VALUES + " as a whole was refused: " + e.code());
        }
    }

    private void numbered(String asked, FieldValue value, NvmlField name) {
        if (value.code() == NvmlReturn.SUCCESS && Double.isInfinite(value.real())) {
            line("# " + asked + " was infinite, which a capture cannot hold # " + name);
        } else if (value.code() == NvmlReturn.SUCCESS) {
            line(asked + " = " + value.type().name().toLowerCase(Locale.ROOT) + ":" + text(value) + " # " + name);
        } else if (value.code() != NvmlReturn.NOT_SUPPORTED) {
            line(asked + " = !" + value.code() + " # " + name);
        }
    }

    private static String text(FieldValue value) {
        return switch (value.type()) {
            case F64 -> Double.toString(value.real());
            case ULONG, U64 -> Long.toUnsignedString(value.number());
            case U32, I64, I32, U16 -> Long.toString(value.number());
        };
    }

    private static List<Integer> scopes(NvmlField field) {
        if (field.name().matches("NVML_FI_DEV_POWER_(AVERAGE|INSTANT|\\w+_LIMIT)")) {
            return POWER_SCOPES;
        }
        if (!field.name().startsWith("NVML_FI_DEV_NVLINK_THROUGHPUT_")) {
            return List.of(0);
        }
        List<Integer> links =
                new ArrayList<>(IntStream.range(0, MOST_LINKS).boxed().toList());
        links.add(ALL_LINKS);
        return links;
    }

    private void gpm(GpmSample older, GpmSample newer) {
        try {
            driver.gpmMetrics(older, newer, GPM_METRICS).forEach((id, metric) -> {
                if (metric.code() == NvmlReturn.SUCCESS && Double.isFinite(metric.value())) {
                    line(CaptureParser.GPM_METRIC + "(" + id + ") = " + metric.value());
                }
            });
        } catch (NvmlException e) {
            line("# " + CaptureParser.GPM_METRIC + " as a whole was refused: " + e.code());
        }
    }

    private static String text(Call call, Answer answer) {
        if (call.members().isEmpty()) {
            return CaptureParser.OK;
        }
        return answer.members().entrySet().stream()
                .map(member -> (member.getKey().isEmpty() ? "" : member.getKey() + ":") + text(call, member.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String text(Call call, Object value) {
        if (value instanceof String text) {
            return text(text);
        }
        // All other integers are unsigned in C, or never below zero.
        boolean signed = call == Call.TEMPERATURE_V || call == Call.MARGIN_TEMPERATURE;
        return signed ? value.toString() : Long.toUnsignedString((Long) value);
    }

    private static String text(String value) {
        String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return '"' + UNWRITABLE.matcher(escaped).replaceAll("\uFFFD") + '"';
    }

    private void line(String content) {
        capture.append(content).append('\n');
    }
}
