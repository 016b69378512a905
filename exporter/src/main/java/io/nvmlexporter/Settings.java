package io.nvmlexporter;

import io.nvmlexporter.apiserver.Cluster;
import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.DeviceSelection;
import io.nvmlexporter.collect.Names;
import io.nvmlexporter.collect.Windows;
import io.nvmlexporter.http.PageFormat;
import io.nvmlexporter.label.LabelAllowlist;
import io.nvmlexporter.label.ResourceNames;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the flags ask for, checked.
 *
 * @param collectors the counters file
 * @param collectorsGiven whether the user named it
 * @param configMap what to read in its place
 * @param web how the page is served
 * @param repeatBoardValues whether each MIG instance shows its board's values again, under DCGM's names
 * @param windows in which XIDs and clock events are counted
 * @param ownership how to find out whose the GPUs are
 * @param library path of NVML's library; empty to search for it
 * @param demo name of a bundled capture to simulate
 * @param replay a capture to simulate
 * @param still whether simulated values stay as they were captured
 * @param seed of the simulation
 * @param absences whether the page says why fields have no value
 * @param notices a line each, about flags that do something else here than in dcgm-exporter
 * @param warnings a line each, about what was given and does not count as it is
 */
record Settings(
        Path collectors,
        boolean collectorsGiven,
        Optional<CountersSource.ConfigMap> configMap,
        WebSettings web,
        Duration interval,
        DeviceSelection devices,
        Names names,
        boolean repeatBoardValues,
        PageFormat format,
        Windows windows,
        OwnershipSettings ownership,
        Optional<String> library,
        Optional<String> demo,
        Optional<Path> replay,
        boolean still,
        long seed,
        LogFormat logFormat,
        boolean absences,
        boolean debug,
        List<String> notices,
        List<String> warnings) {

    private static final int SHORTEST_INTERVAL_MILLIS = 100;

    static Settings of(Flags flags, Map<String, String> environment) throws UsageException {
        refuseWhatWouldMislead(flags);
        UnusedValue.refuse(flags);
        Quantities quantities = new Quantities(flags);
        boolean demo = flags.isGiven(Flag.DEMO);
        check(!demo || !flags.isGiven(Flag.REPLAY), flags, Flag.REPLAY, "leave it out, or --demo");
        for (Flag ofSimulation : List.of(Flag.STILL, Flag.SEED)) {
            boolean simulated = demo || flags.isGiven(Flag.REPLAY);
            check(simulated || !flags.isGiven(ofSimulation), flags, ofSimulation, "it goes with --demo or --replay");
        }
        for (Flag kept : List.of(Flag.WATCH_MAX_KEEP_AGE, Flag.WATCH_MAX_KEEP_SAMPLES)) {
            quantities.checkNotNegative(kept);
        }
        List<String> warnings = new ArrayList<>(flags.warnings());
        warnings.addAll(UnusedValue.warnings(flags));
        return new Settings(
                path(flags, Flag.COLLECTORS),
                flags.isGiven(Flag.COLLECTORS),
                configMap(flags),
                WebSettings.of(flags, quantities),
                quantities.millis(Flag.COLLECT_INTERVAL, SHORTEST_INTERVAL_MILLIS),
                devices(flags),
                names(flags),
                repeatsBoardValues(flags),
                format(flags, environment),
                new Windows(
                        quantities.millis(Flag.XID_COUNT_WINDOW_SIZE, 1),
                        quantities.millis(Flag.CLOCK_EVENTS_COUNT_WINDOW_SIZE, 1)),
                ownership(flags, environment, warnings),
                flags.optionalText(Flag.NVML_LIBRARY).filter(path -> !path.isEmpty()),
                flags.optionalText(Flag.DEMO),
                flags.isGiven(Flag.REPLAY) ? Optional.of(path(flags, Flag.REPLAY)) : Optional.empty(),
                flags.isOn(Flag.STILL),
                flags.number(Flag.SEED),
                logFormat(flags),
                flags.isOn(Flag.FIELD_ABSENT_METRIC),
                flags.isOn(Flag.DEBUG),
                notices(flags),
                // The last to be asked for: all above has been looked at.
                joined(warnings, quantities.warnings()));
    }

    /** Accepted, these would serve to everybody what was to be protected, or other metrics than were asked for. */
    private static void refuseWhatWouldMislead(Flags flags) throws UsageException {
        check(
                flags.text(Flag.WEB_CONFIG_FILE).isEmpty(),
                flags,
                Flag.WEB_CONFIG_FILE,
                "this version has neither TLS nor passwords and will not serve without them what you want protected;"
                        + " leave the flag out, or put a proxy in front");
        check(
                flags.text(Flag.CONFIG_FILE).isEmpty(),
                flags,
                Flag.CONFIG_FILE,
                "this version reads no YAML; name the metrics in a counters file, with --collectors");
    }

    private static Path path(Flags flags, Flag flag) throws UsageException {
        check(!flags.text(flag).isEmpty(), flags, flag, "write the name of a file");
        try {
            return Path.of(flags.text(flag));
        } catch (InvalidPathException e) {
            throw flags.wrong(flag, "no file can have that name here: " + e.getReason());
        }
    }

    private static DeviceSelection devices(Flags flags) throws UsageException {
        try {
            return DeviceSelection.parse(flags.text(Flag.DEVICES));
        } catch (IllegalArgumentException e) {
            throw flags.wrong(Flag.DEVICES, e.getMessage());
        }
    }

    private static Names names(Flags flags) throws UsageException {
        return Names.of(flags.text(Flag.NAMES))
                .orElseThrow(() -> flags.wrong(Flag.NAMES, "write dcgm, prometheus or both"));
    }

    private static boolean repeatsBoardValues(Flags flags) throws UsageException {
        String where = flags.text(Flag.MIG_BOARD_VALUES);
        check(
                where.equals("instances") || where.equals("board"),
                flags,
                Flag.MIG_BOARD_VALUES,
                "write instances or board");
        return where.equals("instances");
    }

    private static Optional<CountersSource.ConfigMap> configMap(Flags flags) throws UsageException {
        String text = flags.text(Flag.CONFIGMAP_DATA);
        if (text.equals(Flag.CONFIGMAP_DATA.standard())) {
            return Optional.empty();
        }
        String[] parts = text.split(":", -1);
        check(
                parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty(),
                flags,
                Flag.CONFIGMAP_DATA,
                "write namespace:name, or none");
        return Optional.of(new CountersSource.ConfigMap(parts[0], parts[1]));
    }

    private static List<String> joined(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private static OwnershipSettings ownership(Flags flags, Map<String, String> environment, List<String> warnings)
            throws UsageException {
        boolean jobs = !flags.text(Flag.HPC_JOB_MAPPING_DIR).isEmpty();
        return new OwnershipSettings(
                flags.isOn(Flag.KUBERNETES) ? Optional.of(kubelet(flags)) : Optional.empty(),
                cluster(path(flags, Flag.SERVICE_ACCOUNT_DIR), environment),
                podLabels(flags, warnings),
                flags.isOn(Flag.KUBERNETES_ENABLE_POD_UID),
                flags.isOn(Flag.KUBERNETES_ENABLE_DRA),
                new ResourceNames(
                        Set.copyOf(flags.list(Flag.NVIDIA_RESOURCE_NAMES)), flags.isOn(Flag.STRICT_RESOURCE_NAMES)),
                flags.isOn(Flag.KUBERNETES_VIRTUAL_GPUS),
                jobs ? Optional.of(path(flags, Flag.HPC_JOB_MAPPING_DIR)) : Optional.empty());
    }

    /** The cluster in which this is a pod, if it is one. */
    static Cluster cluster(Path serviceAccount, Map<String, String> environment) {
        return new Cluster(
                Optional.ofNullable(environment.get("KUBERNETES_SERVICE_HOST")),
                Optional.ofNullable(environment.get("KUBERNETES_SERVICE_PORT")),
                serviceAccount,
                Optional.ofNullable(environment.get("NODE_NAME")));
    }

    /** A variable that is set to nothing is no reason not to start; dcgm-exporter's reader of pods is then off. */
    private static Path kubelet(Flags flags) throws UsageException {
        return flags.text(Flag.POD_RESOURCES_KUBELET_SOCKET).isEmpty()
                ? Path.of(Flag.POD_RESOURCES_KUBELET_SOCKET.standard())
                : path(flags, Flag.POD_RESOURCES_KUBELET_SOCKET);
    }

    private static Optional<LabelAllowlist> podLabels(Flags flags, List<String> warnings) {
        Flag allowlist = Flag.KUBERNETES_POD_LABEL_ALLOWLIST_REGEX;
        return flags.isOn(Flag.KUBERNETES_ENABLE_POD_LABELS)
                ? Optional.of(LabelAllowlist.of(
                        flags.list(allowlist), line -> warnings.add(flags.asGiven(allowlist) + ": " + line)))
                : Optional.empty();
    }

    private static LogFormat logFormat(Flags flags) throws UsageException {
        String text = flags.text(Flag.LOG_FORMAT);
        check(text.equals("text") || text.equals("json"), flags, Flag.LOG_FORMAT, "write text or json");
        return LogFormat.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static PageFormat format(Flags flags, Map<String, String> environment) throws UsageException {
        Compatibility compatibility = Compatibility.of(flags.text(Flag.COMPAT))
                .orElseThrow(() -> flags.wrong(Flag.COMPAT, "write 4.8.2, 4.8.3, 4.9 or 1.x"));
        String label = flags.optionalText(Flag.HOSTNAME_LABEL).orElse(compatibility.hostnameLabel());
        check(
                label.equals("Hostname") || label.equals("hostname"),
                flags,
                Flag.HOSTNAME_LABEL,
                "write Hostname or hostname");
        return new PageFormat(
                compatibility,
                flags.isOn(Flag.NO_HOSTNAME)
                        ? Optional.empty()
                        : HostName.of(
                                compatibility,
                                flags.isOn(Flag.KUBERNETES),
                                flags.optionalText(Flag.REMOTE_HOSTENGINE_INFO),
                                environment),
                label,
                flags.isOn(Flag.USE_OLD_NAMESPACE) || compatibility == Compatibility.V1_X,
                flags.isOn(Flag.REPLACE_BLANKS_IN_MODEL_NAME));
    }

    private static List<String> notices(Flags flags) {
        return Arrays.stream(Flag.values())
                .filter(flag -> !flag.instead().isEmpty() && asksForSomething(flags, flag))
                .filter(flag -> UnusedValue.problem(flags, flag).isEmpty())
                .map(flag -> "--" + flag.text() + " is accepted: " + flag.instead())
                .toList();
    }

    /** A flag that is given as what it is anyway asks for nothing. */
    private static boolean asksForSomething(Flags flags, Flag flag) {
        return flags.isGiven(flag)
                && (flag.kind() != Flag.Kind.BOOL || flags.isOn(flag) != Boolean.parseBoolean(flag.standard()));
    }

    private static void check(boolean good, Flags flags, Flag flag, String mend) throws UsageException {
        if (!good) {
            throw flags.wrong(flag, mend);
        }
    }
}
