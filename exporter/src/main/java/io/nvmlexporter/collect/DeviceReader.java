package io.nvmlexporter.collect;

import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.field.History;
import io.nvmlexporter.field.Node;
import io.nvmlexporter.field.Read;
import io.nvmlexporter.field.Readings;
import io.nvmlexporter.field.Readings.Batch;
import io.nvmlexporter.field.Value;
import io.nvmlexporter.field.XidReport;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.Driver.GpmMetric;
import io.nvmlexporter.nvml.Driver.GpmSample;
import io.nvmlexporter.nvml.FieldId;
import io.nvmlexporter.nvml.FieldValue;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** Reads the chosen fields of one GPU or GPU instance, and keeps from poll to poll what rates need. For one thread. */
final class DeviceReader implements AutoCloseable {
    private static final String NOTHING_YET = NvmlReturn.NO_DATA.reason();

    /** A question with the read that answers it, here. */
    private record Asked(Question question, Read read) {}

    /**
     * What one poll found.
     *
     * @param links by the index of the link
     */
    record Found(Findings device, Map<Integer, Findings> links) {}

    private final List<Question> ofDevice;
    private final List<Question> ofLink;
    private final AbsenceLog absences;
    private final Optional<ShareReader> shares;
    private final Duration clockEventsWindow;
    private final IntPredicate answering;
    private History history;
    private GpmSample previousSample;
    private List<Integer> links = List.of();
    private List<Asked> device;
    private Map<Integer, List<Asked>> byLink;
    private List<FieldId> numbered;
    private List<Integer> gpmMetrics;

    /**
     * @param questions those of the plan that the device has
     * @param answering whether the GPU of that index answers
     * @param name of the device, for people
     */
    DeviceReader(List<Question> questions, Plan plan, IntPredicate answering, String name) {
        this.ofDevice = questions.stream()
                .filter(question -> question.scope() != Scope.LINK)
                .toList();
        this.ofLink = questions.stream()
                .filter(question -> question.scope() == Scope.LINK)
                .toList();
        this.absences = new AbsenceLog(name, "no value for");
        List<Field> fields = questions.stream().map(Question::field).distinct().toList();
        this.shares = plan.cgroups().map(cgroups -> new ShareReader(cgroups, fields, name));
        this.answering = answering;
        this.clockEventsWindow = plan.windows().clockEvents();
        this.history = new History(clockEventsWindow);
        ask(List.of());
    }

    private void ask(List<Integer> ofThese) {
        links = ofThese;
        device = asked(ofDevice, 0);
        byLink = new LinkedHashMap<>();
        links.forEach(link -> byLink.put(link, asked(ofLink, link)));
        Set<FieldId> ids = new LinkedHashSet<>();
        Set<Integer> metrics = new LinkedHashSet<>();
        collect(device, ids, metrics);
        byLink.values().forEach(asked -> collect(asked, ids, metrics));
        numbered = List.copyOf(ids);
        gpmMetrics = List.copyOf(metrics);
    }

    private static List<Asked> asked(List<Question> questions, int link) {
        return questions.stream()
                .map(question -> new Asked(question, question.reads().apply(link)))
                .toList();
    }

    private static void collect(List<Asked> asked, Set<FieldId> ids, Set<Integer> metrics) {
        for (Asked one : asked) {
            ids.addAll(one.read().numbered());
            metrics.addAll(one.read().gpmMetrics());
        }
    }

    /** Whether there is anything to ask of links. */
    boolean asksLinks() {
        return !ofLink.isEmpty();
    }

    /**
     * @param devices the GPU, or the MIG devices of a GPU instance; numbered values are asked of the first
     * @param ofThese the indexes of the links to read
     * @param sample takes a GPM sample of it
     * @param nanoTime now, by {@link System#nanoTime}
     * @return a value for each field, or why it has none
     * @throws NvmlException where the GPU or the driver is gone
     */
    Found read(
            Node node,
            List<Device> devices,
            List<Integer> ofThese,
            Supplier<GpmSample> sample,
            XidReport xids,
            long nanoTime) {
        if (!ofThese.equals(links)) {
            ask(ofThese);
        }
        Device reached = devices.get(0);
        Batch batch = new Batch(nanoTime, numbered(reached), gpm(reached, sample));
        Readings readings = new Readings(node, devices, batch, history, xids, answering);
        Findings found = find(device, readings, "");
        shares.ifPresent(reader -> found.shares().putAll(reader.read(readings, devices)));
        Map<Integer, Findings> foundOfLinks = new LinkedHashMap<>();
        byLink.forEach((link, asked) -> foundOfLinks.put(link, find(asked, readings, "NVLink " + link + ": ")));
        history.keep(batch);
        absences.tell();
        return new Found(found, foundOfLinks);
    }

    /**
     * A field of several clean metrics is absent where the first of them is, as the others only add to it.
     *
     * @param place for people, before what went wrong
     */
    private Findings find(List<Asked> asked, Readings readings, String place) {
        Findings findings = new Findings();
        Set<Field> answered = new HashSet<>();
        for (Asked one : asked) {
            Field field = one.question().field();
            try {
                Value value = one.read().value().apply(readings);
                if (isNothing(field, value)) {
                    absent(findings, answered, field, NOTHING_YET, place + "nothing to count");
                } else {
                    one.question().answer(findings, value);
                    answered.add(field);
                }
            } catch (NvmlException e) {
                rethrowUnlessNoValue(e);
                absent(findings, answered, field, e.reason(), place + e.getMessage());
            }
        }
        return findings;
    }

    /** Counts of what has not happened, or of other GPUs where there are none. */
    private static boolean isNothing(Field field, Value value) {
        return field.type() == Field.Type.SAMPLES
                && value instanceof Value.Samples several
                && several.samples().isEmpty();
    }

    private void absent(Findings findings, Set<Field> answered, Field field, String reason, String detail) {
        if (!answered.contains(field) && findings.absences().putIfAbsent(field, reason) == null) {
            absences.report(field, reason, detail);
        }
    }

    private Map<FieldId, FieldValue> numbered(Device reached) {
        try {
            return numbered.isEmpty() ? Map.of() : reached.fieldValues(numbered);
        } catch (NvmlException e) {
            rethrowUnlessNoValue(e);
            Map<FieldId, FieldValue> refused = new LinkedHashMap<>();
            numbered.forEach(id -> refused.put(id, FieldValue.refused(e.code())));
            return refused;
        }
    }

    /** Metrics over the time since the last poll; empty at the first, refused where the device has no GPM. */
    private Map<Integer, GpmMetric> gpm(Device reached, Supplier<GpmSample> sample) {
        if (gpmMetrics.isEmpty()) {
            return Map.of();
        }
        try {
            GpmSample older = previousSample;
            GpmSample newer = sample.get();
            previousSample = newer;
            if (older == null) {
                return Map.of();
            }
            try (older) {
                return reached.gpmMetrics(older, newer, gpmMetrics);
            }
        } catch (NvmlException e) {
            rethrowUnlessNoValue(e);
            Map<Integer, GpmMetric> refused = new LinkedHashMap<>();
            gpmMetrics.forEach(id -> refused.put(id, new GpmMetric(e.code(), Double.NaN)));
            return refused;
        }
    }

    static void rethrowUnlessNoValue(NvmlException e) {
        if (e.code().meaning() != NvmlReturn.Meaning.NO_VALUE) {
            throw e;
        }
    }

    /** The device is another from now on. */
    void forget() {
        close();
        history = new History(clockEventsWindow);
    }

    /** The device may be gone; what rates need is taken anew. */
    @Override
    public void close() {
        history.interrupt();
        if (previousSample != null) {
            previousSample.close();
            previousSample = null;
        }
    }
}
