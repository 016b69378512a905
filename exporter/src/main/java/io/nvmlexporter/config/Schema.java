package io.nvmlexporter.config;

import io.nvmlexporter.collect.Cadence;
import io.nvmlexporter.collect.CountersRow;
import io.nvmlexporter.collect.Glob;
import io.nvmlexporter.config.Block.Keys;
import io.nvmlexporter.config.ConfigFile.Setting;
import io.nvmlexporter.config.ConfigFile.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/** Which keys a config file has, and what their values must be. For one file. */
final class Schema {
    private static final String ALL_FIELDS = "*";
    private static final long MOST_SAMPLES = Integer.MAX_VALUE;
    /** Longer than anything here runs, and short enough to be reckoned with in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    private static final Keys VERSION_1 = new Keys(
            List.of("version", "metrics", "collection", "sources", "server"),
            Map.of("collections", "that is a key of version 2; write version: 2, or collection with watchGroups"));
    private static final Keys VERSION_2 = new Keys(
            List.of("version", "metrics", "collections", "sources", "server"),
            Map.of(
                    "collection",
                    "that is a key of version 1; write version: 1, or a collection that includes \"*\" under"
                            + " collections"));
    private static final Keys SERVER = Keys.of("maxConcurrentScrapes");
    private static final Keys METRICS = Keys.of("file", "fields", "enableExporterMetrics");
    private static final Keys FIELD = Keys.of("name", "prometheusType", "help");
    private static final Keys COLLECTION_1 = Keys.of("interval", "watchGroups", "retention");
    private static final Keys GROUP_1 = Keys.of("name", "interval", "fields", "retention");
    private static final Keys RETENTION_1 = Keys.of("maxAge", "maxSamples");
    private static final Keys COLLECTION_2 = Keys.of("name", "every", "metrics", "sources");
    private static final Keys INCLUDE = Keys.of("include");
    private static final Keys SOURCES = Keys.of("dcgm");
    private static final Keys DCGM_1 = new Keys(
            List.of("detectBindUnbind"),
            Map.of("watch", "that is a key of version 2; write version: 2, or collection.retention"));
    private static final Keys DCGM_2 = Keys.of("watch", "detectBindUnbind");
    private static final Keys DCGM_OF_COLLECTION = new Keys(
            List.of("watch"),
            Map.of("detectBindUnbind", "it is not of one collection; move it to sources.dcgm of the whole file"));
    private static final Keys WATCH = Keys.of("maxKeepAge", "maxKeepSamples");
    private static final Keys DETECT = Keys.of("enabled", "pollInterval");

    private final String file;
    private final Map<Setting, Value> values = new EnumMap<>(Setting.class);
    private final List<Cadence> cadences = new ArrayList<>();
    private final Map<String, String> places = new HashMap<>();

    /** @param file what messages call it */
    Schema(String file) {
        this.file = file;
    }

    ConfigFile version1(Node root) throws ConfigFileException {
        Block all = Block.of(root, file, VERSION_1);
        Optional<List<CountersRow>> rows = common(all, DCGM_1);
        Optional<Block> collection = all.block("collection", COLLECTION_1);
        if (collection.isPresent()) {
            Block block = collection.get();
            Optional<Duration> interval = millis(block, "interval");
            interval.ifPresent(time -> put(Setting.INTERVAL, block, "interval", String.valueOf(time.toMillis())));
            retention(block.block("retention", RETENTION_1), "maxAge", "maxSamples", true);
            for (Block group : block.blocks("watchGroups", GROUP_1)) {
                String name = uniqueName(group);
                Duration every = requiredMillis(group, "interval");
                List<Glob> patterns = patterns(group, "fields");
                retention(group.block("retention", RETENTION_1), "maxAge", "maxSamples", false);
                cadences.add(new Cadence(name, group.place("name"), every, patterns));
            }
        }
        return new ConfigFile(file, values, rows, cadences);
    }

    ConfigFile version2(Node root) throws ConfigFileException {
        Block all = Block.of(root, file, VERSION_2);
        Optional<List<CountersRow>> rows = common(all, DCGM_2);
        List<Block> collections = all.blocks("collections", COLLECTION_2);
        if (all.has("collections") && collections.isEmpty()) {
            throw all.wrong("collections", "has no collection; add one or leave the key out");
        }
        retention(watch(all), "maxKeepAge", "maxKeepSamples", true);
        for (Block collection : collections) {
            collection(collection);
        }
        return new ConfigFile(file, values, rows, cadences);
    }

    private void collection(Block collection) throws ConfigFileException {
        String name = uniqueName(collection);
        Duration every = requiredMillis(collection, "every");
        Block metrics = collection
                .block("metrics", INCLUDE)
                .orElseThrow(() -> collection.wrong("metrics", "is missing; add metrics with include"));
        List<Glob> patterns = patterns(metrics, "include");
        boolean ofAll = patterns.size() == 1 && patterns.get(0).toString().equals(ALL_FIELDS);
        Optional<Block> sources = collection.block("sources", SOURCES);
        Optional<Block> dcgm = sources.isPresent() ? sources.get().block("dcgm", DCGM_OF_COLLECTION) : Optional.empty();
        retention(
                dcgm.isPresent() ? dcgm.get().block("watch", WATCH) : Optional.empty(),
                "maxKeepAge",
                "maxKeepSamples",
                ofAll);
        if (!ofAll) {
            cadences.add(new Cadence(name, collection.place("name"), every, patterns));
        } else if (values.containsKey(Setting.INTERVAL)) {
            throw metrics.wrong(
                    "include",
                    "is of all fields, and so is that of another collection ("
                            + values.get(Setting.INTERVAL).place() + "); delete one of them");
        } else {
            put(Setting.INTERVAL, collection, "every", String.valueOf(every.toMillis()));
        }
    }

    /** What both versions have. */
    private Optional<List<CountersRow>> common(Block all, Keys dcgmKeys) throws ConfigFileException {
        Optional<Block> server = all.block("server", SERVER);
        if (server.isPresent()) {
            Optional<Long> scrapes = server.get().whole("maxConcurrentScrapes");
            if (scrapes.isPresent()) {
                if (scrapes.get() < 1) {
                    throw server.get().wrong("maxConcurrentScrapes", "is less than 1; write how many, or leave it out");
                }
                put(
                        Setting.MAX_CONCURRENT_SCRAPES,
                        server.get(),
                        "maxConcurrentScrapes",
                        scrapes.get().toString());
            }
        }
        Optional<Block> sources = all.block("sources", SOURCES);
        Optional<Block> dcgm = sources.isPresent() ? sources.get().block("dcgm", dcgmKeys) : Optional.empty();
        Optional<Block> detect = dcgm.isPresent() ? dcgm.get().block("detectBindUnbind", DETECT) : Optional.empty();
        if (detect.isPresent()) {
            detect(detect.get());
        }
        return metrics(all);
    }

    private Optional<Block> watch(Block all) throws ConfigFileException {
        Optional<Block> sources = all.block("sources", SOURCES);
        Optional<Block> dcgm = sources.isPresent() ? sources.get().block("dcgm", DCGM_2) : Optional.empty();
        return dcgm.isPresent() ? dcgm.get().block("watch", WATCH) : Optional.empty();
    }

    private void detect(Block detect) throws ConfigFileException {
        Optional<Boolean> enabled = detect.flag("enabled");
        enabled.ifPresent(on -> put(Setting.DETECT_BIND_UNBIND, detect, "enabled", on.toString()));
        Optional<Duration> interval = detect.duration("pollInterval");
        if (interval.isPresent()) {
            if (interval.get().isNegative() || interval.get().isZero()) {
                throw detect.wrong("pollInterval", "is not more than 0; write " + GoDuration.FORM);
            }
            put(Setting.BIND_UNBIND_INTERVAL, detect, "pollInterval", detect.required("pollInterval"));
        }
    }

    private Optional<List<CountersRow>> metrics(Block all) throws ConfigFileException {
        Optional<Block> metrics = all.block("metrics", METRICS);
        if (metrics.isEmpty()) {
            return Optional.empty();
        }
        Block block = metrics.get();
        Optional<Boolean> own = block.flag("enableExporterMetrics");
        own.ifPresent(on -> put(Setting.EXPORTER_METRICS, block, "enableExporterMetrics", on.toString()));
        Optional<String> counters = block.text("file");
        List<Block> fields = block.blocks("fields", FIELD);
        if (counters.isPresent() && !fields.isEmpty()) {
            throw block.wrong("fields", "and " + block.path("file") + " are both there; delete one of them");
        }
        if (counters.isEmpty() && fields.isEmpty() && own.isEmpty()) {
            throw all.wrong("metrics", "has neither file, fields nor enableExporterMetrics; add one of them");
        }
        counters.ifPresent(path -> put(Setting.COUNTERS_FILE, block, "file", path));
        return fields.isEmpty() ? Optional.empty() : Optional.of(rows(fields));
    }

    private static List<CountersRow> rows(List<Block> fields) throws ConfigFileException {
        Map<String, Block> byName = new HashMap<>();
        List<CountersRow> rows = new ArrayList<>();
        for (Block field : fields) {
            String name = field.required("name");
            Block first = byName.putIfAbsent(name, field);
            if (first != null) {
                throw field.wrong("name", "is that of " + first.place("name") + " as well; delete one of the fields");
            }
            rows.add(new CountersRow(
                    field.line("name"), name, field.required("prometheusType"), field.required("help")));
        }
        return rows;
    }

    /** Only the latest value is kept here, so it is checked and then told by the flag's own notice. */
    private void retention(Optional<Block> kept, String ageKey, String samplesKey, boolean ofAll)
            throws ConfigFileException {
        if (kept.isEmpty()) {
            return;
        }
        Block block = kept.get();
        Optional<Duration> age = block.duration(ageKey);
        if (age.isPresent() && age.get().isNegative()) {
            throw block.wrong(ageKey, "is less than 0; write 0s or more");
        }
        Optional<Long> samples = block.whole(samplesKey);
        if (samples.isPresent() && (samples.get() < 0 || samples.get() > MOST_SAMPLES)) {
            throw block.wrong(samplesKey, "is not from 0 to " + MOST_SAMPLES);
        }
        if (!ofAll && age.isPresent() && age.get().isZero() && samples.isPresent() && samples.get() == 0) {
            throw block.wrong(samplesKey, "and " + block.path(ageKey) + " are both 0; give one of them a bound");
        }
        if (age.isPresent()) {
            values.putIfAbsent(Setting.KEEP_AGE, value(block, ageKey, block.required(ageKey)));
        }
        samples.ifPresent(
                number -> values.putIfAbsent(Setting.KEEP_SAMPLES, value(block, samplesKey, number.toString())));
    }

    private String uniqueName(Block group) throws ConfigFileException {
        String name = group.required("name");
        String first = places.putIfAbsent(name, group.place("name"));
        if (first != null) {
            throw group.wrong("name", "is that of " + first + " as well; give it another");
        }
        return name;
    }

    private static List<Glob> patterns(Block block, String key) throws ConfigFileException {
        List<String> texts = block.texts(key);
        if (texts.isEmpty()) {
            throw block.wrong(key, "names no metric; add one, such as DCGM_FI_DEV_GPU_TEMP");
        }
        List<Glob> patterns = new ArrayList<>();
        for (String text : texts) {
            try {
                patterns.add(Glob.of(text));
            } catch (IllegalArgumentException e) {
                throw block.wrong(key, "has " + Block.shown(text) + ": " + e.getMessage());
            }
        }
        return patterns;
    }

    private static Duration requiredMillis(Block block, String key) throws ConfigFileException {
        return millis(block, key).orElseThrow(() -> block.wrong(key, "is missing; write " + GoDuration.FORM));
    }

    private static Optional<Duration> millis(Block block, String key) throws ConfigFileException {
        Optional<Duration> duration = block.duration(key);
        if (duration.isPresent()) {
            Duration given = duration.get();
            if (given.isNegative() || given.isZero() || given.toNanosPart() % 1_000_000 != 0) {
                throw block.wrong(key, "is to be whole milliseconds, and at least one; write " + GoDuration.FORM);
            }
            if (given.compareTo(LONGEST) > 0) {
                throw block.wrong(key, "is more than ten years; write " + GoDuration.FORM);
            }
        }
        return duration;
    }

    private void put(Setting setting, Block block, String key, String text) {
        values.put(setting, value(block, key, text));
    }

    private static Value value(Block block, String key, String text) {
        return new Value(text, block.place(key) + ": " + block.path(key));
    }
}
