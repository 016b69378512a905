package io.nvmlexporter;

import io.nvmlexporter.apiserver.ApiServerException;
import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.Counters;
import io.nvmlexporter.collect.CountersFile;
import io.nvmlexporter.collect.CountersFileException;
import io.nvmlexporter.collect.CountersRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the counters come from. The text is for the log. */
sealed interface CountersSource {
    /** Where dcgm-exporter's image has its files. */
    Path SHIPPED = Path.of("/etc/dcgm-exporter");

    /** The key of a ConfigMap's data that dcgm-exporter reads. */
    String KEY = "metrics";

    static CountersSource of(Settings settings) {
        if (settings.listed().isPresent()) {
            return settings.listed().get();
        }
        if (settings.configMap().isPresent()) {
            return settings.configMap().get();
        }
        Path file = settings.collectorsGiven()
                ? settings.collectors()
                : SHIPPED.resolve(settings.format().compatibility().countersFile());
        boolean brought = SHIPPED.equals(file.getParent())
                && CountersFile.isShipped(file.getFileName().toString())
                && !Files.exists(file);
        return brought ? new Brought(file.getFileName().toString()) : new File(file);
    }

    /** @throws UsageException where they cannot be had */
    default Counters read(Settings settings) throws UsageException {
        try {
            return load(settings, settings.format().compatibility());
        } catch (CountersFileException e) {
            throw new UsageException(e.getMessage());
        }
    }

    Counters load(Settings settings, Compatibility compatibility) throws CountersFileException, UsageException;

    record File(Path path) implements CountersSource {
        @Override
        public Counters load(Settings settings, Compatibility compatibility) throws CountersFileException {
            return CountersFile.read(path, compatibility);
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** One that the program has itself, of the files at dcgm-exporter's place, since there is none there. */
    record Brought(String name) implements CountersSource {
        @Override
        public Counters load(Settings settings, Compatibility compatibility) throws CountersFileException {
            return CountersFile.shipped(name, compatibility);
        }

        @Override
        public String toString() {
            return "the program's own " + name;
        }
    }

    /** What the config file lists itself. */
    record Listed(String file, List<CountersRow> rows) implements CountersSource {
        public Listed {
            rows = List.copyOf(rows);
        }

        @Override
        public Counters load(Settings settings, Compatibility compatibility) throws CountersFileException {
            return CountersFile.of(rows, file, compatibility);
        }

        @Override
        public String toString() {
            return "metrics.fields of " + file;
        }
    }

    /** Read once, as dcgm-exporter does, and in place of any file. */
    record ConfigMap(String namespace, String name) implements CountersSource {
        @Override
        public Counters load(Settings settings, Compatibility compatibility)
                throws CountersFileException, UsageException {
            String text;
            try {
                text = settings.ownership()
                        .cluster()
                        .configMap(namespace, name, KEY)
                        .orElseThrow(() -> new UsageException(this + " has no key '" + KEY
                                + "'; put the rows of a counters file there, or name the file with --collectors"));
            } catch (ApiServerException e) {
                throw new UsageException("cannot read " + this + ": " + e.getMessage());
            }
            Counters counters = CountersFile.parse(text, this + ", key " + KEY, compatibility);
            if (counters.isEmpty()) {
                throw new UsageException(this + ", key " + KEY + ": no row of a counters file in it");
            }
            return counters;
        }

        @Override
        public String toString() {
            return "ConfigMap " + namespace + ":" + name;
        }
    }
}
