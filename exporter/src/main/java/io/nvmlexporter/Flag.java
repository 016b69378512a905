package io.nvmlexporter;

import static io.nvmlexporter.Flag.Kind.BOOL;
import static io.nvmlexporter.Flag.Kind.INT;
import static io.nvmlexporter.Flag.Kind.LIST;
import static io.nvmlexporter.Flag.Kind.OPTIONAL_STRING;
import static io.nvmlexporter.Flag.Kind.STRING;

import java.util.Locale;
import java.util.Optional;

/**
 * Every flag of {@code nvml-exporter serve}, in the order of the help text: ours, and all of dcgm-exporter's, with its
 * names, aliases, variables and meanings. A flag of dcgm-exporter that does nothing here says what happens instead; it
 * is accepted, so that a pod specification made for dcgm-exporter starts, and told in one line of the log.
 */
enum Flag {
    DEMO(
            "",
            OPTIONAL_STRING,
            "h100",
            "",
            "Serve simulated GPUs from a bundled capture: h100, h100-mig, h200-mig, b200, gb200, a100, l40s, t4, geforce."),
    REPLAY("", STRING, "", "", "Serve simulated GPUs from this capture file."),
    STILL("", BOOL, "false", "", "With --demo or --replay: keep every value as it was captured."),
    SEED("", INT, "1", "", "With --demo or --replay: the same number gives the same course of values."),

    ADDRESS("a", STRING, ":9400", "DCGM_EXPORTER_LISTEN", "Where to listen, as host:port or :port."),
    COLLECTORS(
            "f",
            STRING,
            "/etc/dcgm-exporter/default-counters.csv",
            "DCGM_EXPORTER_COLLECTORS",
            "The counters file: which metrics to export."),
    CONFIGMAP_DATA(
            "m",
            STRING,
            "none",
            "DCGM_EXPORTER_CONFIGMAP_DATA",
            "Read the counters at the start from the key metrics of this ConfigMap, as namespace:name, and from no file."),
    COLLECT_INTERVAL(
            "c", INT, "10000", "DCGM_EXPORTER_INTERVAL", "How often each GPU is read, in milliseconds; at least 100."),
    DEVICES(
            "d",
            STRING,
            "f",
            "DCGM_EXPORTER_DEVICES_STR",
            "f: each GPU's MIG instances, or the GPU where it has none. g, g:0,2-4: GPUs."
                    + " i, i:0,8-9: MIG instances, by DCGM's numbers (8 to a GPU). g+i, g:0+i:8-9: both."),
    MIG_BOARD_VALUES(
            "",
            STRING,
            "instances",
            "NVML_EXPORTER_MIG_BOARD_VALUES",
            "Where temperature, power and so on of a MIG board are: instances repeats them on each, as dcgm-exporter"
                    + " does; board has them once, on the board's own series, so that sums are right."),
    XID_COUNT_WINDOW_SIZE(
            "x",
            INT,
            "300000",
            "DCGM_EXPORTER_XID_COUNT_WINDOW_SIZE",
            "For how long DCGM_EXP_XID_ERRORS_COUNT counts an XID, in milliseconds."),
    CLOCK_EVENTS_COUNT_WINDOW_SIZE(
            "",
            INT,
            "300000",
            "DCGM_EXPORTER_CLOCK_EVENTS_COUNT_WINDOW_SIZE",
            "For how long DCGM_EXP_CLOCK_EVENTS_COUNT counts a reading, in milliseconds."),
    NVML_LIBRARY("", STRING, "", "NVML_EXPORTER_NVML_LIBRARY", "Path of libnvidia-ml.so.1; else it is searched for."),

    NAMES(
            "",
            STRING,
            "dcgm",
            "NVML_EXPORTER_NAMES",
            "dcgm: dcgm-exporter's names and units. prometheus: the same values as nvml_*, in base units, also as"
                    + " OpenMetrics. both: one page with both."),
    COMPAT(
            "",
            STRING,
            "4.8.2",
            "NVML_EXPORTER_COMPAT",
            "The dcgm-exporter whose page to write: 4.8.2, 4.8.3 or 4.8.4, 4.9 (DCGM 4.7's names and units), or 1.x;"
                    + " dcgm-4.6 for the names of DCGM 4.6."),
    HOSTNAME_LABEL("", STRING, "", "NVML_EXPORTER_HOSTNAME_LABEL", "Hostname or hostname; else as --compat has it."),
    FIELD_ABSENT_METRIC(
            "",
            BOOL,
            "true",
            "NVML_EXPORTER_FIELD_ABSENT_METRIC",
            "Say of each field without a value why, as nvml_exporter_field_absent; on, unless =false."),
    NO_HOSTNAME("n", BOOL, "false", "DCGM_EXPORTER_NO_HOSTNAME", "Leave the host name label out."),
    KUBERNETES(
            "k",
            BOOL,
            "false",
            "DCGM_EXPORTER_KUBERNETES",
            "Ask the kubelet which pod has which GPU. The host name label is NODE_NAME, whatever -r says."),
    POD_RESOURCES_KUBELET_SOCKET(
            "",
            STRING,
            "/var/lib/kubelet/pod-resources/kubelet.sock",
            "DCGM_POD_RESOURCES_KUBELET_SOCKET",
            "With -k: the kubelet's socket. Mount its directory, so that it may come and go."),
    KUBERNETES_VIRTUAL_GPUS(
            "",
            BOOL,
            "false",
            "KUBERNETES_VIRTUAL_GPUS",
            "With -k: repeat the series of a shared GPU for each container that has a part of it, with vgpu; what its"
                    + " processes use, in GPU_UTIL and FB_USED, is each pod's own (needs hostPID: true)."),
    NVIDIA_RESOURCE_NAMES(
            "",
            LIST,
            "",
            "NVIDIA_RESOURCE_NAMES",
            "With -k: more resources whose bare numbers are indexes of GPUs. Other ids need no list."),
    STRICT_RESOURCE_NAMES(
            "",
            BOOL,
            "false",
            "NVML_EXPORTER_STRICT_RESOURCE_NAMES",
            "With -k: take no other resources than dcgm-exporter does: nvidia.com/gpu, nvidia.com/mig-… and the listed."),
    KUBERNETES_ENABLE_POD_LABELS(
            "",
            BOOL,
            "false",
            "DCGM_EXPORTER_KUBERNETES_ENABLE_POD_LABELS",
            "With -k: give series the labels of their pods, which the API server is asked for."),
    KUBERNETES_POD_LABEL_ALLOWLIST_REGEX(
            "",
            LIST,
            "",
            "DCGM_EXPORTER_KUBERNETES_POD_LABEL_ALLOWLIST_REGEX",
            "With the flag above: only labels in whose name one of these is found, by RE2's rules; all without it."),
    KUBERNETES_ENABLE_POD_UID(
            "",
            BOOL,
            "false",
            "DCGM_EXPORTER_KUBERNETES_ENABLE_POD_UID",
            "With -k: give series the label pod_uid, which the API server is asked for."),
    KUBERNETES_ENABLE_DRA(
            "",
            BOOL,
            "false",
            "KUBERNETES_ENABLE_DRA",
            "With -k: ask the API server for ResourceSlices at the start; else as soon as a pod has a claim on a GPU."),
    SERVICE_ACCOUNT_DIR(
            "",
            STRING,
            "/var/run/secrets/kubernetes.io/serviceaccount",
            "NVML_EXPORTER_SERVICE_ACCOUNT_DIR",
            "Where the token and ca.crt of the service account are, to ask the API server with."),
    HPC_JOB_MAPPING_DIR(
            "",
            STRING,
            "",
            "DCGM_HPC_JOB_MAPPING_DIR",
            "A directory with a file for each GPU, named by its index or UUID, of the jobs that it runs: the label hpc_job."),
    CONTAINER_LABELS(
            "",
            BOOL,
            "false",
            "DCGM_EXPORTER_CONTAINER_LABELS",
            "Without -k: ask a container runtime which containers have which GPUs, and repeat the series of each GPU for"
                    + " each, with the label container."),
    CONTAINER_RUNTIME_SOCKET(
            "",
            STRING,
            "",
            "DCGM_CONTAINER_RUNTIME_SOCKET",
            "With the flag above: the socket of Docker, Podman, or of a runtime with CRI. Whoever may use it may rule the"
                    + " machine."),
    REMOTE_HOSTENGINE_INFO(
            "r",
            STRING,
            "localhost:5555",
            "DCGM_REMOTE_HOSTENGINE_INFO",
            "Its host, as host:port or tcp://host:port, is the host name label, unless -k is given.",
            "this machine's own GPUs are read; there is no nv-hostengine to connect to"),
    USE_OLD_NAMESPACE("o", BOOL, "false", "DCGM_EXPORTER_USE_OLD_NAMESPACE", "Write the label UUID as uuid."),
    REPLACE_BLANKS_IN_MODEL_NAME(
            "rbmn",
            BOOL,
            "false",
            "DCGM_EXPORTER_REPLACE_BLANKS_IN_MODEL_NAME",
            "Write the label modelName with - for blanks."),

    LOG_FORMAT("", STRING, "text", "DCGM_EXPORTER_LOG_FORMAT", "text or json."),
    DEBUG("", BOOL, "false", "DCGM_EXPORTER_DEBUG", "Log more, with the reason for each absent value."),
    MAX_CONCURRENT_SCRAPES(
            "",
            INT,
            "16",
            "DCGM_EXPORTER_MAX_CONCURRENT_SCRAPES",
            "How many may wait for a page of metrics at once, of whom those that ask for the same share one; others get"
                    + " 503. Less than 1: as many as there are connections."),
    WEB_READ_TIMEOUT(
            "",
            STRING,
            "10s",
            "DCGM_EXPORTER_WEB_READ_TIMEOUT",
            "How long a request may take to arrive, such as 500ms or 1m30s, to the second above; 0: without end."),
    WEB_WRITE_TIMEOUT(
            "",
            STRING,
            "30s",
            "DCGM_EXPORTER_WEB_WRITE_TIMEOUT",
            "How long a client may take to read its answer, likewise."),
    HEALTH_REQUIRE_GPUS(
            "",
            BOOL,
            "false",
            "DCGM_EXPORTER_HEALTH_REQUIRE_GPUS",
            "Let /health fail, with 503 and the reason, while no GPU is read."),
    ENABLE_EXPORTER_METRICS(
            "",
            BOOL,
            "false",
            "DCGM_EXPORTER_ENABLE_EXPORTER_METRICS",
            "Put process_*, jvm_memory_* and promhttp_* of this program on the page, beside its nvml_exporter_*.",
            "process_*, jvm_memory_* and promhttp_metric_handler_requests_* are on the page; go_* are not, since this is"
                    + " no Go program"),
    WEB_CONFIG_FILE(
            "",
            STRING,
            "",
            "DCGM_EXPORTER_WEB_CONFIG_FILE",
            "TLS and passwords: not in this version, which refuses to start with it."),
    CONFIG_FILE(
            "",
            STRING,
            "",
            "DCGM_EXPORTER_CONFIG_FILE",
            "What to export and how often, as YAML, read at the start. Flags and variables count before it."),
    HELP("h", BOOL, "false", "", "Show this text."),
    VERSION("v", BOOL, "false", "", "Show the version."),

    CPU_DEVICES("p", STRING, "f", "DCGM_EXPORTER_CPU_DEVICES_STR", "", "NVML has no CPU metrics to select"),
    SWITCH_DEVICES("s", STRING, "f", "DCGM_EXPORTER_OTHER_DEVICES_STR", "", "NVML has no NVSwitch metrics to select"),
    KUBERNETES_GPU_ID_TYPE(
            "",
            STRING,
            "uid",
            "DCGM_EXPORTER_KUBERNETES_GPU_ID_TYPE",
            "",
            "every form of a GPU's id is understood at once"),
    FAKE_GPUS("", BOOL, "false", "DCGM_EXPORTER_USE_FAKE_GPUS", "", "GPUs that are not there come with --demo"),
    ENABLE_DCGM_LOG("", BOOL, "false", "DCGM_EXPORTER_ENABLE_DCGM_LOG", "", "there is no DCGM to log"),
    DCGM_LOG_LEVEL("", STRING, "NONE", "DCGM_EXPORTER_DCGM_LOG_LEVEL", "", "there is no DCGM to log"),
    DUMP_ENABLED(
            "",
            BOOL,
            "false",
            "DCGM_EXPORTER_DUMP_ENABLED",
            "",
            "nothing is dumped; nvml-exporter record FILE writes what NVML answers"),
    DUMP_DIRECTORY("", STRING, "/tmp/dcgm-exporter-debug", "DCGM_EXPORTER_DUMP_DIRECTORY", "", "nothing is dumped"),
    DUMP_RETENTION("", INT, "24", "DCGM_EXPORTER_DUMP_RETENTION", "", "nothing is dumped"),
    DUMP_COMPRESSION("", BOOL, "true", "DCGM_EXPORTER_DUMP_COMPRESSION", "", "nothing is dumped"),
    DISABLE_STARTUP_VALIDATE("", BOOL, "false", "DISABLE_STARTUP_VALIDATE", "", "the start never needs a driver"),
    ENABLE_GPU_BIND_UNBIND_WATCH(
            "",
            BOOL,
            "false",
            "DCGM_EXPORTER_ENABLE_GPU_BIND_UNBIND_WATCH",
            "",
            "GPUs that come and go are always noticed"),
    GPU_BIND_UNBIND_POLL_INTERVAL(
            "",
            STRING,
            "1s",
            "DCGM_EXPORTER_GPU_BIND_UNBIND_POLL_INTERVAL",
            "",
            "GPUs that come and go are noticed at once by driver 590 and newer, else at the collect interval"),
    ENABLE_PPROF("", BOOL, "false", "DCGM_EXPORTER_ENABLE_PPROF", "", "there is no Go program to profile"),
    WEB_SYSTEMD_SOCKET(
            "",
            BOOL,
            "false",
            "DCGM_EXPORTER_SYSTEMD_SOCKET",
            "",
            "this version opens its own socket, as --address says"),
    WATCH_MAX_KEEP_AGE(
            "", STRING, "10m0s", "DCGM_EXPORTER_WATCH_MAX_KEEP_AGE", "", "only the latest value of each field is kept"),
    WATCH_MAX_KEEP_SAMPLES(
            "", INT, "0", "DCGM_EXPORTER_WATCH_MAX_KEEP_SAMPLES", "", "only the latest value of each field is kept");

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

    private final String alias;
    private final Kind kind;
    private final String standard;
    private final String variable;
    private final String help;
    private final String instead;

    Flag(String alias, Kind kind, String standard, String variable, String help) {
        this(alias, kind, standard, variable, help, "");
    }

    Flag(String alias, Kind kind, String standard, String variable, String help, String instead) {
        this.alias = alias;
        this.kind = kind;
        this.standard = standard;
        this.variable = variable;
        this.help = help;
        this.instead = instead;
    }

    /** The name without dashes: the constant's, as a flag is spelled. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
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
