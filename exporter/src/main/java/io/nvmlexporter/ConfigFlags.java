package io.nvmlexporter;

import io.nvmlexporter.config.ConfigFile;
import io.nvmlexporter.config.ConfigFile.Setting;
import io.nvmlexporter.config.ConfigFile.Value;
import io.nvmlexporter.config.ConfigFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The config file, where there is one, as what it says instead of flags. */
final class ConfigFlags {
    private ConfigFlags() {}

    /** @throws UsageException where the file cannot be used */
    static ConfigFile read(Path file) throws UsageException {
        try {
            return ConfigFile.read(file);
        } catch (ConfigFileException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** The flags that it has a value for. */
    static Map<Flag, Value> of(ConfigFile config) {
        Map<Flag, Value> values = new EnumMap<>(Flag.class);
        config.values().forEach((setting, value) -> values.put(flag(setting), value));
        return values;
    }

    private static Flag flag(Setting setting) {
        return switch (setting) {
            case COUNTERS_FILE -> Flag.COLLECTORS;
            case INTERVAL -> Flag.COLLECT_INTERVAL;
            case MAX_CONCURRENT_SCRAPES -> Flag.MAX_CONCURRENT_SCRAPES;
            case EXPORTER_METRICS -> Flag.ENABLE_EXPORTER_METRICS;
            case KEEP_AGE -> Flag.WATCH_MAX_KEEP_AGE;
            case KEEP_SAMPLES -> Flag.WATCH_MAX_KEEP_SAMPLES;
            case DETECT_BIND_UNBIND -> Flag.ENABLE_GPU_BIND_UNBIND_WATCH;
            case BIND_UNBIND_INTERVAL -> Flag.GPU_BIND_UNBIND_POLL_INTERVAL;
        };
    }

    /** The metrics that it lists, unless a flag or variable says where to take others from. */
    static Optional<CountersSource.Listed> rows(ConfigFile config, Flags flags) {
        return config.rows()
                .filter(rows -> sourceInstead(flags).isEmpty())
                .map(rows -> new CountersSource.Listed(config.file(), rows));
    }

    private static Optional<Flag> sourceInstead(Flags flags) {
        return List.of(Flag.COLLECTORS, Flag.CONFIGMAP_DATA).stream()
                .filter(flags::isGivenByHand)
                .findFirst();
    }

    /** A line each, about what is not used since a flag or variable says something else. */
    static List<String> overridden(ConfigFile config, Flags flags) {
        List<String> lines = new ArrayList<>();
        of(config).forEach((flag, value) -> {
            if (flags.isGivenByHand(flag)) {
                lines.add(value.place() + " is not used: " + flags.asGiven(flag) + " counts before it");
            }
        });
        if (config.rows().isPresent()) {
            sourceInstead(flags)
                    .ifPresent(flag -> lines.add(config.file() + ": metrics.fields is not used: " + flags.asGiven(flag)
                            + " counts before it"));
        }
        return lines;
    }
}
