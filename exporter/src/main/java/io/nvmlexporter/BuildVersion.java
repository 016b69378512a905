package io.nvmlexporter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What the build wrote into build.properties. */
record BuildVersion(String version, String commit) {
    static BuildVersion load() {
        Properties build = new Properties();
        try (InputStream properties = BuildVersion.class.getResourceAsStream("build.properties")) {
            build.load(properties);
        } catch (IOException e) {
            throw new UncheckedIOException("build.properties in the program's jar", e);
        }
        return new BuildVersion(build.getProperty("version"), build.getProperty("commit"));
    }

    @Override
    public String toString() {
        return "nvml-exporter " + version + " (commit " + commit + ")";
    }
}
