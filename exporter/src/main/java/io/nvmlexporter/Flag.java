package io.nvmlexporter;

import static io.nvmlexporter.Flag.Kind.BOOL;
import static io.nvmlexporter.Flag.Kind.INT;
import static io.nvmlexporter.Flag.Kind.LIST;
import static io.nvmlexporter.Flag.Kind.OPTIONAL_STRING;
import static io.nvmlexporter.Flag.Kind.STRING;

import java.util.Optional;

/**
 * Every flag of {@code nvml-exporter serve}: those of dcgm-exporter, with its names, aliases, variables and meanings,
 * then our own. A flag of dcgm-exporter that does nothing here says what happens instead; it is accepted, so that a pod
 * specification made for dcgm-exporter starts, and told in one line of the log.
 */
enum Flag {
    COLLECTORS(
            "collectors",
            "f",
            STRING,
            "/etc/dcgm-exporter/default-counters.csv",
            "DCGM_EXPORTER_COLLECTORS",
            "The counters file: which metrics to export."),
    ADDRESS("address", "a", STRING, ":9400", "DCGM_EXPORTER_LISTEN", "Where to listen, as host:port or :port."),
    COLLECT_INTERVAL(
            "collect-interval",
            "c",
            INT,
            "10000",
            "DCGM_EXPORTER_INTERVAL",
            "How often each GPU is read, in milliseconds, from 100 on."),
    DEVICES(
            "devices",
            "d",
            STRING,
            "f",
            "DCGM_EXPORTER_DEVICES_STR",
            "f: each GPU's MIG instances, or the GPU where it has none. g, g:0,2-4: GPUs. i: MIG instances."),
    KUBERNETES(
            "kubernetes",
            "k",
            BOOL,
            "false",
            "DCGM_EXPORTER_KUBERNETES",
            "The host name label is NODE_NAME, whatever -r says.",
            "series do not name their pods in this version"),
    USE_OLD_NAMESPACE(
            "use-old-namespace",
            "o",
            BOOL,
            "false",
            "DCGM_EXPORTER_USE_OLD_NAMESPACE",
            "Write the label UUID as uuid."),
    NO_HOSTNAME("no-hostname", "n", BOOL, "false", "DCGM_EXPORTER_NO_HOSTNAME", "Leave the host name label out."),
    REMOTE_HOSTENGINE_INFO(
            "remote-hostengine-info",
            "r",
            STRING,
            "localhost:5555",
            "DCGM_REMOTE_HOSTENGINE_INFO",
            "Its host is the host name label, outside Kubernetes.",
            "this machine's own GPUs are read; there is no nv-hostengine to connect to"),
    REPLACE_BLANKS_IN_MODEL_NAME(
            "replace-blanks-in-model-name",
            "rbmn",
            BOOL,
            "false",
            "DCGM_EXPORTER_REPLACE_BLANKS_IN_MODEL_NAME",
            "Write the label modelName with - for blanks."),
    DEBUG("debug", "", BOOL, "false", "DCGM_EXPORTER_DEBUG", "Log more, with the reason for each absent value."),
    LOG_FORMAT("log-format", "", STRING, "text", "DCGM_EXPORTER_LOG_FORMAT", "text or json."),
    WEB_CONFIG_FILE(
            "web-config-file",
            "",
            STRING,
            "",
            "DCGM_EXPORTER_WEB_CONFIG_FILE",
            "TLS and passwords: not in this version, which refuses to start with it."),

    CPU_DEVICES(
            "cpu-devices", "p", STRING, "f", "DCGM_EXPORTER_CPU_DEVICES_STR", "", "NVML has no CPU metrics to select"),
    SWITCH_DEVICES(
            "switch-devices",
            "s",
            STRING,
            "f",
            "DCGM_EXPORTER_OTHER_DEVICES_STR",
            "",
            "NVML has no NVSwitch metrics to select"),
    CONFIGMAP_DATA(
            "configmap-data",
            "m",
            STRING,
            "none",
            "DCGM_EXPORTER_CONFIGMAP_DATA",
            "",
            "counters come from the counters file in this version, not from a ConfigMap"),
    KUBERNETES_ENABLE_POD_LABELS(
            "kubernetes-enable-pod-labels",
            "",
            BOOL,
            "false",
            "DCGM_EXPORTER_KUBERNETES_ENABLE_POD_LABELS",
            "",
            "series have no pod labels in this version"),
    KUBERNETES_ENABLE_POD_UID(
            "kubernetes-enable-pod-uid",
            "",
            BOOL,
            "false",
            "DCGM_EXPORTER_KUBERNETES_ENABLE_POD_UID",
            "",
            "series have no pod_uid in this version"),
    KUBERNETES_GPU_ID_TYPE(
            "kubernetes-gpu-id-type",
            "",
            STRING,
            "uid",
            "DCGM_EXPORTER_KUBERNETES_GPU_ID_TYPE",
            "",
            "series do not name their pods in this version"),
    KUBERNETES_POD_LABEL_ALLOWLIST_REGEX(
            "kubernetes-pod-label-allowlist-regex",
            "",
            LIST,
            "",
            "DCGM_EXPORTER_KUBERNETES_POD_LABEL_ALLOWLIST_REGEX",
            "",
            "series have no pod labels in this version"),
    POD_RESOURCES_KUBELET_SOCKET(
            "pod-resources-kubelet-socket",
            "",
            STRING,
            "/var/lib/kubelet/pod-resources/kubelet.sock",
            "DCGM_POD_RESOURCES_KUBELET_SOCKET",
            "",
            "the kubelet is not asked in this version"),
    NVIDIA_RESOURCE_NAMES(
            "nvidia-resource-names",
            "",
            LIST,
            "",
            "NVIDIA_RESOURCE_NAMES",
            "",
            "the kubelet is not asked in this version"),
    KUBERNETES_VIRTUAL_GPUS(
            "kubernetes-virtual-gpus",
            "",
            BOOL,
            "false",
            "KUBERNETES_VIRTUAL_GPUS",
            "",
            "series do not name their pods in this version"),
    KUBERNETES_ENABLE_DRA(
            "kubernetes-enable-dra",
            "",
            BOOL,
            "false",
            "KUBERNETES_ENABLE_DRA",
            "",
            "series have no resource claims in this version"),
    HPC_JOB_MAPPING_DIR(
            "hpc-job-mapping-dir",
            "",
            STRING,
            "",
            "DCGM_HPC_JOB_MAPPING_DIR",
            "",
            "series have no hpc_job in this version"),
    XID_COUNT_WINDOW_SIZE(
            "xid-count-window-size",
            "x",
            INT,
            "300000",
            "DCGM_EXPORTER_XID_COUNT_WINDOW_SIZE",
            "",
            "DCGM_EXP_XID_ERRORS_COUNT is not in this version"),
    CLOCK_EVENTS_COUNT_WINDOW_SIZE(
            "clock-events-count-window-size",
            "",
            INT,
            "300000",
            "DCGM_EXPORTER_CLOCK_EVENTS_COUNT_WINDOW_SIZE",
            "",
            "DCGM_EXP_CLOCK_EVENTS_COUNT is not in this version"),
    FAKE_GPUS(
            "fake-gpus",
            "",
            BOOL,
            "false",
            "DCGM_EXPORTER_USE_FAKE_GPUS",
            "",
            "GPUs that are not there come with --demo"),
    ENABLE_DCGM_LOG(
            "enable-dcgm-log", "", BOOL, "false", "DCGM_EXPORTER_ENABLE_DCGM_LOG", "", "there is no DCGM to log"),
    DCGM_LOG_LEVEL("dcgm-log-level", "", STRING, "NONE", "DCGM_EXPORTER_DCGM_LOG_LEVEL", "", "there is no DCGM to log"),
    DUMP_ENABLED(
            "dump-enabled",
            "",
            BOOL,
            "false",
            "DCGM_EXPORTER_DUMP_ENABLED",
            "",
            "nothing is dumped; nvml-exporter record FILE writes what NVML answers"),
    DUMP_DIRECTORY(
            "dump-directory",
            "",
            STRING,
            "/tmp/dcgm-exporter-debug",
            "DCGM_EXPORTER_DUMP_DIRECTORY",
            "",
            "nothing is dumped"),
    DUMP_RETENTION("dump-retention", "", INT, "24", "DCGM_EXPORTER_DUMP_RETENTION", "", "nothing is dumped"),
    DUMP_COMPRESSION("dump-compression", "", BOOL, "true", "DCGM_EXPORTER_DUMP_COMPRESSION", "", "nothing is dumped"),
    DISABLE_STARTUP_VALIDATE(
            "disable-startup-validate",
            "",
            BOOL,
            "false",
            "DISABLE_STARTUP_VALIDATE",
            "",
            "the start never needs a driver"),
    ENABLE_GPU_BIND_UNBIND_WATCH(
            "enable-gpu-bind-unbind-watch",
            "",
            BOOL,
            "false",
            "DCGM_EXPORTER_ENABLE_GPU_BIND_UNBIND_WATCH",
            "",
            "GPUs that come and go are always noticed"),
    GPU_BIND_UNBIND_POLL_INTERVAL(
            "gpu-bind-unbind-poll-interval",
            "",
            STRING,
            "1s",
            "DCGM_EXPORTER_GPU_BIND_UNBIND_POLL_INTERVAL",
            "",
            "GPUs that come and go are noticed at the collect interval"),
    ENABLE_PPROF(
            "enable-pprof", "", BOOL, "false", "DCGM_EXPORTER_ENABLE_PPROF", "", "there is no Go program to profile"),
    WEB_SYSTEMD_SOCKET(
            "web-systemd-socket",
            "",
            BOOL,
            "false",
            "DCGM_EXPORTER_SYSTEMD_SOCKET",
            "",
            "this version opens its own socket, as --address says"),

    DEMO(
            "demo",
            "",
            OPTIONAL_STRING,
            "h100",
            "",
            "Serve simulated GPUs from a bundled capture: h100, h100-mig, h200-mig, b200, gb200, a100, l40s, t4, geforce."),
    REPLAY("replay", "", STRING, "", "", "Serve simulated GPUs from this capture file."),
    STILL("still", "", BOOL, "false", "", "With --demo or --replay: keep every value as it was captured."),
    SEED("seed", "", INT, "1", "", "With --demo or --replay: the same number gives the same course of values."),
    COMPAT(
            "compat",
            "",
            STRING,
            "4.8.2",
            "NVML_EXPORTER_COMPAT",
            "The dcgm-exporter whose page to write: 4.8.2, 4.8.3 (and later), or 1.x."),
    HOSTNAME_LABEL(
            "hostname-label",
            "",
            STRING,
            "",
            "NVML_EXPORTER_HOSTNAME_LABEL",
            "Hostname or hostname; else as --compat has it."),
    NVML_LIBRARY(
            "nvml-library",
            "",
            STRING,
            "",
            "NVML_EXPORTER_NVML_LIBRARY",
            "Path of libnvidia-ml.so.1; else it is searched for.");

    /** What a flag takes. */
    enum Kind {
        /** Nothing, or {@code =true} or {@code =false}. */
        BOOL,
        INT,
        STRING,
        /** Nothing, or a text after {@code =}. */
        OPTIONAL_STRING,
        /** Texts, several by commas or by repeating the flag. */
        LIST
    }

    private final String text;
    private final String alias;
    private final Kind kind;
    private final String standard;
    private final String variable;
    private final String help;
    private final String instead;

    Flag(String text, String alias, Kind kind, String standard, String variable, String help) {
        this(text, alias, kind, standard, variable, help, "");
    }

    Flag(String text, String alias, Kind kind, String standard, String variable, String help, String instead) {
        this.text = text;
        this.alias = alias;
        this.kind = kind;
        this.standard = standard;
        this.variable = variable;
        this.help = help;
        this.instead = instead;
    }

    /** The name without dashes. */
    String text() {
        return text;
    }

    /** dcgm-exporter's short name, without dashes. */
    Optional<String> alias() {
        return alias.isEmpty() ? Optional.empty() : Optional.of(alias);
    }

    Kind kind() {
        return kind;
    }

    /** The value when nobody gives one. */
    String standard() {
        return standard;
    }

    /** The environment variable. */
    Optional<String> variable() {
        return variable.isEmpty() ? Optional.empty() : Optional.of(variable);
    }

    /** What it does here; empty for a flag that does nothing. */
    String help() {
        return help;
    }

    /** What happens instead of what it does in dcgm-exporter; empty for a flag that does the same. */
    String instead() {
        return instead;
    }
}
