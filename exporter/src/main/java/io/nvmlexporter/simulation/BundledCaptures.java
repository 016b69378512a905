package io.nvmlexporter.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The captures of real boards that come with the program, for {@code --demo}. */
public final class BundledCaptures {
    /** Eight H100, six of them at work. */
    public static final String DEFAULT = "h100";

    private static final List<String> NAMES =
            List.of("h100", "h100-mig", "h200-mig", "b200", "gb200", "a100", "l40s", "t4", "geforce");

    private BundledCaptures() {}

    public static List<String> names() {
        return NAMES;
    }

    /** @throws CaptureException where there is none of that name; the message lists those there are */
    public static Capture load(String name) throws CaptureException {
        if (!NAMES.contains(name)) {
            throw new CaptureException("no demo is called '" + name + "'; there are " + String.join(", ", NAMES));
        }
        try (InputStream text = BundledCaptures.class.getResourceAsStream("captures/" + name + ".txt")) {
            return Capture.parse(name, new String(text.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
