package io.nvmlexporter.simulation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whose answers a section of a capture holds: the driver's, a GPU's by index, or a MIG device's by both indexes. */
sealed interface Subject {
    Subject SYSTEM = new Driver();

    record Driver() implements Subject {
        @Override
        public String toString() {
            return "[system]";
        }
    }

    record Gpu(int index) implements Subject {
        @Override
        public String toString() {
            return "[gpu " + index + "]";
        }
    }

    record Mig(int gpu, int index) implements Subject {
        @Override
        public String toString() {
            return "[gpu " + gpu + " mig " + index + "]";
        }
    }

    Pattern SECTION = Pattern.compile("\\[(?:system|gpu (\\d{1,4})(?: mig (\\d{1,4}))?)]");

    /** The subject of a section's heading, as its text is; null for anything else. */
    static Subject parse(String heading) {
        Matcher section = SECTION.matcher(heading);
        if (!section.matches()) {
            return null;
        }
        if (section.group(1) == null) {
            return SYSTEM;
        }
        int gpu = Integer.parseInt(section.group(1));
        return section.group(2) == null ? new Gpu(gpu) : new Mig(gpu, Integer.parseInt(section.group(2)));
    }
}
