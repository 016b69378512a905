package io.nvmlexporter;

import io.nvmlexporter.apiserver.Cluster;
import io.nvmlexporter.collect.Cadence;
import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.DeviceSelection;
import io.nvmlexporter.collect.Names;
import io.nvmlexporter.collect.Windows;
import io.nvmlexporter.config.ConfigFile;
import io.nvmlexporter.http.PageFormat;
import io.nvmlexporter.label.LabelAllowlist;
import io.nvmlexporter.label.ResourceNames;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
 * @param listed the metrics that the config file lists itself, which count before both
 * @param web how the page is served
 * @param interval of the metrics that no collection of the config file names
 * @param cadences of those that one names
 * @param repeatBoardValues whether each MIG instance shows its board's values again, under DCGM's names
 * @param windows in which XIDs and clock events are counted
 * @param ownership how to find out whose the GPUs are
 * @param library path of NVML's library; empty to search for it
 * @param demo name of a bundled capture to simulate
 * @param replay a capture to simulate
 * @param still whether simulated values stay as they were captured
 * @param seed of the simulation
 * @param absences whether the page says why fields have no value
 * @param notices a line each, about flags that do something else here than in dcgm-exporter, or nothing, and about
 *     environment variables that no flag reads
 * @param warnings a line each, about what was given and does not count as it is
 */
record Settings(
        Path collectors,
        boolean collectorsGiven,
        Optional<CountersSource.ConfigMap> configMap,
        Optional<CountersSource.Listed> listed,
        WebSettings web,
        Duration interval,
        List<Cadence> cadences,
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

    static Settings of(Flags given, Map<String, String> environment) throws UsageException {
        refuseWhatWouldMislead(given);
        Optional<ConfigFile> config = config(given);
        Flags flags = config.isPresent() ? given.over(ConfigFlags.of(config.get())) : given;
        Quantities quantities = new Quantities(flags);
        UnusedValue.refuse(flags);
        boolean demo = flags.isGiven(Flag.DEMO);
        check(!demo || !flags.isGiven(Flag.REPLAY), flags, Flag.REPLAY, "leave it out, or --demo");
        for (Flag ofSimulation : List.of(Flag.STILL, Flag.SEED)) {
            boolean simulated = demo || flags.isGiven(Flag.REPLAY);
            check(simulated || !flags.isGiven(ofSimulation), flags, ofSimulation, "it goes with --demo or --replay");
        }
        for (Flag kept : List.of(Flag.WATCH_MAX_KEEP_AGE, Flag.WATCH_MAX_KEEP_SAMPLES)) {
            quantities.checkNotNegative(kept);
        }
        List<Cadence> cadences = config.map(ConfigFile::cadences).orElse(List.of());
        List<String> warnings = new ArrayList<>(flags.warnings());
        warnings.addAll(UnusedValue.warnings(flags));
        cadences.stream()
                .filter(Settings::isTooShort)
                .forEach(cadence -> warnings.add(cadence.place() + ": the collection '" + cadence.name()
                        + "' is read every " + SHORTEST_INTERVAL_MILLIS + " ms, which is the least"));
        return new Settings(
                path(flags, Flag.COLLECTORS),
                flags.isGiven(Flag.COLLECTORS),
                configMap(flags),
                config.flatMap(file -> ConfigFlags.rows(file, flags)),
                WebSettings.of(flags, quantities),
                quantities.millis(Flag.COLLECT_INTERVAL, SHORTEST_INTERVAL_MILLIS),
                cadences.stream().map(Settings::bounded).toList(),
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
                notices(flags, config, environment),
                // The last to be asked for: all above has been looked at.
                joined(warnings, quantities.warnings()));
    }

    private static Optional<ConfigFile> config(Flags flags) throws UsageException {
        return flags.text(Flag.CONFIG_FILE).isEmpty()
                ? Optional.empty()
                : Optional.of(ConfigFlags.read(path(flags, Flag.CONFIG_FILE)));
    }

    /** dcgm-exporter takes any; a GPU that is read without a pause has time for nothing else. */
    private static Cadence bounded(Cadence cadence) {
        return isTooShort(cadence)
                ? new Cadence(
                        cadence.name(),
                        cadence.place(),
                        Duration.ofMillis(SHORTEST_INTERVAL_MILLIS),
                        cadence.patterns())
                : cadence;
    }

    private static boolean isTooShort(Cadence cadence) {
        return cadence.interval().toMillis() < SHORTEST_INTERVAL_MILLIS;
    }

    /** Accepted, it would serve to everybody what was to be protected. */
    private static void refuseWhatWouldMislead(Flags flags) throws UsageException {
        check(
                flags.text(Flag.WEB_CONFIG_FILE).isEmpty(),
                flags,
                Flag.WEB_CONFIG_FILE,
                "this version has neither TLS nor passwords and will not serve without them what you want protected;"
                        + " leave the flag out, or put a proxy in front");
    }

    private static Path path(Flags flags, Flag flag) throws UsageException {
        check(!flags.text(flag).isEmpty(), flags, flag, "write the name of a file");
        return file(flags, flag, flags.text(flag));
    }

    private static Path file(Flags flags, Flag flag, String name) throws UsageException {
        try {
            return Path.of(name);
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
                jobs ? Optional.of(path(flags, Flag.HPC_JOB_MAPPING_DIR)) : Optional.empty(),
                containerRuntime(flags));
    }

    /** As in dcgm-exporter none where the kubelet is asked, which names the containers. */
    private static Optional<Path> containerRuntime(Flags flags) throws UsageException {
        if (!flags.isOn(Flag.CONTAINER_LABELS) || flags.isOn(Flag.KUBERNETES)) {
            return Optional.empty();
        }
        String socket = flags.text(Flag.CONTAINER_RUNTIME_SOCKET);
        check(
                !socket.isEmpty(),
                flags,
                Flag.CONTAINER_LABELS,
                "name the socket of the container runtime, as --container-runtime-socket=/run/docker.sock");
        return Optional.of(file(flags, Flag.CONTAINER_RUNTIME_SOCKET, socket.replaceFirst("^unix:/*(?=/)", "")));
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
                .orElseThrow(() -> flags.wrong(Flag.COMPAT, "write " + Compatibility.CHOICES));
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

    private static List<String> notices(Flags flags, Optional<ConfigFile> config, Map<String, String> environment) {
        List<String> notices = new ArrayList<>();
        for (Flag flag : Flag.values()) {
            boolean isTold = UnusedValue.problem(flags, flag).isPresent();
            if (!flag.instead().isEmpty() && asksForSomething(flags, flag) && !isTold) {
                String name = flags.isGivenByHand(flag) ? "--" + flag.text() : flags.source(flag);
                notices.add(name + " is accepted: " + flag.instead());
            }
        }
        boolean labels = flags.isOn(Flag.CONTAINER_LABELS);
        if (labels && flags.isOn(Flag.KUBERNETES)) {
            notices.add("--container-labels does nothing beside --kubernetes: the kubelet names the containers");
        } else if (!labels && !flags.text(Flag.CONTAINER_RUNTIME_SOCKET).isEmpty()) {
            notices.add("--container-runtime-socket does nothing without --container-labels");
        }
        config.ifPresent(file -> notices.addAll(ConfigFlags.overridden(file, flags)));
        notices.addAll(UnknownVariables.lines(environment));
        return List.copyOf(notices);
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
