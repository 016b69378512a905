package io.nvmlexporter;

import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.DeviceSelection;
import io.nvmlexporter.http.PageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the flags ask for, checked.
 *
 * @param collectors path of the counters file
 * @param collectorsGiven whether the user named it
 * @param library path of NVML's library; empty to search for it
 * @param demo name of a bundled capture to simulate
 * @param replay path of a capture to simulate
 * @param still whether simulated values stay as they were captured
 * @param seed of the simulation
 * @param notices a line each, about flags that do something else here than in dcgm-exporter
 */
record Settings(
        String collectors,
        boolean collectorsGiven,
        String address,
        Duration interval,
        DeviceSelection devices,
        PageFormat format,
        Optional<String> library,
        Optional<String> demo,
        Optional<String> replay,
        boolean still,
        int seed,
        LogFormat logFormat,
        boolean debug,
        List<String> notices) {

    private static final int SHORTEST_INTERVAL_MILLIS = 100;
    private static final Set<String> DCGM_LOG_LEVELS =
            Set.of("NONE", "FATAL", "ERROR", "WARN", "INFO", "DEBUG", "VERB");

    static Settings of(Flags flags, Map<String, String> environment) throws UsageException {
        refuseWhatWouldExpose(flags);
        check(
                DCGM_LOG_LEVELS.contains(flags.text(Flag.DCGM_LOG_LEVEL)),
                Flag.DCGM_LOG_LEVEL,
                flags,
                "write one of NONE, FATAL, ERROR, WARN, INFO, DEBUG, VERB");
        boolean simulated = flags.optionalText(Flag.DEMO).isPresent()
                || flags.optionalText(Flag.REPLAY).isPresent();
        check(
                flags.optionalText(Flag.DEMO).isEmpty()
                        || flags.optionalText(Flag.REPLAY).isEmpty(),
                Flag.REPLAY,
                flags,
                "--demo and --replay exclude each other");
        check(simulated || !flags.isOn(Flag.STILL), Flag.STILL, flags, "it goes with --demo or --replay");
        int interval = flags.number(Flag.COLLECT_INTERVAL);
        check(
                interval >= SHORTEST_INTERVAL_MILLIS,
                Flag.COLLECT_INTERVAL,
                flags,
                "write the milliseconds between two readings of a GPU, at least " + SHORTEST_INTERVAL_MILLIS);
        return new Settings(
                flags.text(Flag.COLLECTORS),
                flags.isGiven(Flag.COLLECTORS),
                flags.text(Flag.ADDRESS),
                Duration.ofMillis(interval),
                devices(flags),
                format(flags, environment),
                flags.optionalText(Flag.NVML_LIBRARY),
                flags.optionalText(Flag.DEMO),
                flags.optionalText(Flag.REPLAY),
                flags.isOn(Flag.STILL),
                flags.number(Flag.SEED),
                logFormat(flags),
                flags.isOn(Flag.DEBUG),
                notices(flags));
    }

    /** Served without the protection that was asked for, the page would be open to everybody. */
    private static void refuseWhatWouldExpose(Flags flags) throws UsageException {
        check(
                flags.optionalText(Flag.WEB_CONFIG_FILE).isEmpty(),
                Flag.WEB_CONFIG_FILE,
                flags,
                "this version has neither TLS nor passwords and will not serve without them what you want protected;"
                        + " leave the flag out, or put a proxy in front");
    }

    private static DeviceSelection devices(Flags flags) throws UsageException {
        try {
            return DeviceSelection.parse(flags.text(Flag.DEVICES));
        } catch (IllegalArgumentException e) {
            throw wrong(Flag.DEVICES, flags, e.getMessage());
        }
    }

    private static LogFormat logFormat(Flags flags) throws UsageException {
        String text = flags.text(Flag.LOG_FORMAT);
        check(text.equals("text") || text.equals("json"), Flag.LOG_FORMAT, flags, "write text or json");
        return LogFormat.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static PageFormat format(Flags flags, Map<String, String> environment) throws UsageException {
        Compatibility compatibility = Compatibility.of(flags.text(Flag.COMPAT))
                .orElseThrow(() -> wrong(Flag.COMPAT, flags, "write 4.8.2, 4.8.3 or 1.x"));
        String label = flags.optionalText(Flag.HOSTNAME_LABEL).orElse(compatibility.hostnameLabel());
        check(
                label.equals("Hostname") || label.equals("hostname"),
                Flag.HOSTNAME_LABEL,
                flags,
                "write Hostname or hostname");
        Optional<String> hostengine = flags.isGiven(Flag.REMOTE_HOSTENGINE_INFO)
                ? Optional.of(flags.text(Flag.REMOTE_HOSTENGINE_INFO))
                : Optional.empty();
        return new PageFormat(
                compatibility,
                flags.isOn(Flag.NO_HOSTNAME)
                        ? Optional.empty()
                        : HostName.of(flags.isOn(Flag.KUBERNETES), hostengine, environment),
                label,
                flags.isOn(Flag.USE_OLD_NAMESPACE) || compatibility == Compatibility.V1_X,
                flags.isOn(Flag.REPLACE_BLANKS_IN_MODEL_NAME));
    }

    private static List<String> notices(Flags flags) {
        List<String> notices = new ArrayList<>();
        Arrays.stream(Flag.values())
                .filter(flag -> !flag.instead().isEmpty() && asksForSomething(flags, flag))
                .forEach(flag -> notices.add("--" + flag.text() + " is accepted: " + flag.instead()));
        return notices;
    }

    /** A flag that is given as what it is anyway asks for nothing. */
    private static boolean asksForSomething(Flags flags, Flag flag) {
        return flags.isGiven(flag)
                && (flag.kind() != Flag.Kind.BOOL || flags.isOn(flag) != Boolean.parseBoolean(flag.standard()));
    }

    private static void check(boolean good, Flag flag, Flags flags, String mend) throws UsageException {
        if (!good) {
            throw wrong(flag, flags, mend);
        }
    }

    private static UsageException wrong(Flag flag, Flags flags, String mend) {
        return new UsageException("--" + flag.text() + " " + flags.valueOf(flag) + ": " + mend);
    }
}
