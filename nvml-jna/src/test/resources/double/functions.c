/* The functions of the double, and where the values of their answers go. */
#include "double.h"
#include <string.h>

#define VALUE(kind, type, member) {#member, kind, offsetof(type, member), 0, false}
#define ARRAY(type, member) {#member, TEXT, offsetof(type, member), sizeof(((type *)0)->member), false}
#define HEX(type, member) {#member, BYTES, offsetof(type, member), sizeof(((type *)0)->member), false}
#define LAST {NULL, TEXT, 0, 0, false}

static const struct slot nothing[] = {LAST};
static const struct slot text[] = {{"", TEXT, 0, 0, false}, LAST};
static const struct slot number[] = {{"", U32, 0, 0, false}, LAST};
static const struct slot signed_number[] = {{"", I32, 0, 0, false}, LAST};
static const struct slot number_64[] = {{"", U64, 0, 0, false}, LAST};
static const struct slot fraction[] = {{"", F64, 0, 0, false}, LAST};

static const struct slot temperature[] = {{"", I32, offsetof(struct temperature, temperature), 0, false}, LAST};
static const struct slot margin_temperature[] = {
    {"", I32, offsetof(struct margin_temperature, marginTemperature), 0, false}, LAST};
static const struct slot gpm_support[] = {{"", U32, offsetof(struct gpm_support, isSupportedDevice), 0, false}, LAST};

/* Functions with two out-parameters: getters.c fills a pair of numbers first. */
static const struct slot coder_utilization[] = {
    {"utilization", U32, 0, 0, false}, {"samplingPeriodUs", U32, sizeof(uint32_t), 0, false}, LAST};
static const struct slot compute_capability[] = {
    {"major", I32, 0, 0, false}, {"minor", I32, sizeof(int32_t), 0, false}, LAST};
static const struct slot auto_boosted_clocks[] = {
    {"isEnabled", U32, 0, 0, false}, {"defaultIsEnabled", U32, sizeof(uint32_t), 0, false}, LAST};
static const struct slot limit_constraints[] = {
    {"minLimit", U32, 0, 0, false}, {"maxLimit", U32, sizeof(uint32_t), 0, false}, LAST};
static const struct slot mig_mode[] = {
    {"currentMode", U32, 0, 0, false}, {"pendingMode", U32, sizeof(uint32_t), 0, false}, LAST};

/* An array, with as many words as the captures have. */
#define MASK(name)                                                                                                     \
    {name "[0]", U64, 0, 0, false}, {name "[1]", U64, 8, 0, false}, {name "[2]", U64, 16, 0, false},                   \
        {name "[3]", U64, 24, 0, false}
static const struct slot cpu_set[] = {MASK("cpuSet"), LAST};
static const struct slot node_set[] = {MASK("nodeSet"), LAST};

/* A function with three out-parameters, filled as one with two. */
static const struct slot encoder_stats[] = {
    {"sessionCount", U32, 0, 0, false},
    {"averageFps", U32, sizeof(uint32_t), 0, false},
    {"averageLatency", U32, 2 * sizeof(uint32_t), 0, false},
    LAST,
};

static const struct slot pci_info[] = {
    ARRAY(struct pci_info, busIdLegacy),
    VALUE(U32, struct pci_info, domain),
    VALUE(U32, struct pci_info, bus),
    VALUE(U32, struct pci_info, device),
    VALUE(U32, struct pci_info, pciDeviceId),
    VALUE(U32, struct pci_info, pciSubSystemId),
    ARRAY(struct pci_info, busId),
    LAST,
};

static const struct slot utilization[] = {
    VALUE(U32, struct utilization, gpu),
    VALUE(U32, struct utilization, memory),
    LAST,
};

static const struct slot memory[] = {
    VALUE(U64, struct memory, total),
    VALUE(U64, struct memory, free),
    VALUE(U64, struct memory, used),
    LAST,
};

static const struct slot memory_v2[] = {
    VALUE(U64, struct memory_v2, total),
    VALUE(U64, struct memory_v2, reserved),
    VALUE(U64, struct memory_v2, free),
    VALUE(U64, struct memory_v2, used),
    LAST,
};

static const struct slot bar1_memory[] = {
    VALUE(U64, struct bar1_memory, bar1Total),
    VALUE(U64, struct bar1_memory, bar1Free),
    VALUE(U64, struct bar1_memory, bar1Used),
    LAST,
};

static const struct slot sram_ecc_error_status[] = {
    VALUE(U64, struct sram_ecc_error_status, aggregateUncParity),
    VALUE(U64, struct sram_ecc_error_status, aggregateUncSecDed),
    VALUE(U64, struct sram_ecc_error_status, aggregateCor),
    VALUE(U64, struct sram_ecc_error_status, volatileUncParity),
    VALUE(U64, struct sram_ecc_error_status, volatileUncSecDed),
    VALUE(U64, struct sram_ecc_error_status, volatileCor),
    VALUE(U64, struct sram_ecc_error_status, aggregateUncBucketL2),
    VALUE(U64, struct sram_ecc_error_status, aggregateUncBucketSm),
    VALUE(U64, struct sram_ecc_error_status, aggregateUncBucketPcie),
    VALUE(U64, struct sram_ecc_error_status, aggregateUncBucketMcu),
    VALUE(U64, struct sram_ecc_error_status, aggregateUncBucketOther),
    VALUE(U32, struct sram_ecc_error_status, bThresholdExceeded),
    LAST,
};

static const struct slot row_remapper_histogram[] = {
    VALUE(U32, struct row_remapper_histogram, max),
    VALUE(U32, struct row_remapper_histogram, high),
    VALUE(U32, struct row_remapper_histogram, partial),
    VALUE(U32, struct row_remapper_histogram, low),
    VALUE(U32, struct row_remapper_histogram, none),
    LAST,
};

#define FEATURE_VALUE(i, kind, member)                                                                                 \
    {"gridLicensableFeatures[" #i "]." #member, kind,                                                                  \
     offsetof(struct licensable_features, gridLicensableFeatures[i].member),                                           \
     sizeof(((struct licensable_feature *)0)->member), true}
#define FEATURE(i)                                                                                                     \
    FEATURE_VALUE(i, U32, featureCode), FEATURE_VALUE(i, U32, featureState), FEATURE_VALUE(i, TEXT, licenseInfo),      \
        FEATURE_VALUE(i, TEXT, productName), FEATURE_VALUE(i, U32, featureEnabled)

static const struct slot licensable_features[] = {
    VALUE(I32, struct licensable_features, isGridLicenseSupported),
    VALUE(U32, struct licensable_features, licensableFeaturesCount),
    FEATURE(0),
    FEATURE(1),
    FEATURE(2),
    LAST,
};

static const struct slot attributes[] = {
    VALUE(U32, struct attributes, multiprocessorCount),
    VALUE(U32, struct attributes, sharedCopyEngineCount),
    VALUE(U32, struct attributes, sharedDecoderCount),
    VALUE(U32, struct attributes, sharedEncoderCount),
    VALUE(U32, struct attributes, sharedJpegCount),
    VALUE(U32, struct attributes, sharedOfaCount),
    VALUE(U32, struct attributes, gpuInstanceSliceCount),
    VALUE(U32, struct attributes, computeInstanceSliceCount),
    VALUE(U64, struct attributes, memorySizeMB),
    LAST,
};

static const struct slot conf_compute_state[] = {
    VALUE(U32, struct conf_compute_state, environment),
    VALUE(U32, struct conf_compute_state, ccFeature),
    VALUE(U32, struct conf_compute_state, devToolsMode),
    LAST,
};

static const struct slot fbc_stats[] = {
    VALUE(U32, struct fbc_stats, sessionsCount),
    VALUE(U32, struct fbc_stats, averageFPS),
    VALUE(U32, struct fbc_stats, averageLatency),
    LAST,
};

static const struct slot gpu_fabric_info[] = {
    HEX(struct gpu_fabric_info, clusterUuid),
    VALUE(U32, struct gpu_fabric_info, status),
    VALUE(U32, struct gpu_fabric_info, cliqueId),
    VALUE(U8, struct gpu_fabric_info, state),
    VALUE(U32, struct gpu_fabric_info, healthMask),
    {"healthSummary", U8, offsetof(struct gpu_fabric_info, healthSummary), 0, true},
    LAST,
};

static const struct slot platform_info[] = {
    HEX(struct platform_info, ibGuid),
    HEX(struct platform_info, chassisSerialNumber),
    VALUE(U8, struct platform_info, slotNumber),
    VALUE(U8, struct platform_info, trayIndex),
    VALUE(U8, struct platform_info, hostId),
    VALUE(U8, struct platform_info, peerType),
    VALUE(U8, struct platform_info, moduleId),
    LAST,
};

static const struct slot remapped_rows_v2[] = {
    VALUE(U32, struct remapped_rows, corrActiveRemaps),
    VALUE(U32, struct remapped_rows, corrInactiveRemaps),
    VALUE(U32, struct remapped_rows, uncActiveRemaps),
    VALUE(U32, struct remapped_rows, uncInactiveRemaps),
    VALUE(U32, struct remapped_rows, bPending),
    VALUE(U32, struct remapped_rows, bFailureOccurred),
    LAST,
};

/* A function with four out-parameters, filled as one with two. */
static const struct slot remapped_rows[] = {
    {"corrRows", U32, 0, 0, false},
    {"uncRows", U32, sizeof(uint32_t), 0, false},
    {"isPending", U32, 2 * sizeof(uint32_t), 0, false},
    {"failureOccurred", U32, 3 * sizeof(uint32_t), 0, false},
    LAST,
};

static const struct slot repair_status[] = {
    VALUE(U32, struct repair_status, bChannelRepairPending),
    VALUE(U32, struct repair_status, bTpcRepairPending),
    LAST,
};

static const struct slot event[] = {
    VALUE(U64, struct event_data, eventType),
    VALUE(U64, struct event_data, eventData),
    {"gpuInstanceId", U32, offsetof(struct event_data, gpuInstanceId), 0, true},
    {"computeInstanceId", U32, offsetof(struct event_data, computeInstanceId), 0, true},
    LAST,
};

static const struct slot system_event[] = {
    VALUE(U64, struct system_event_data, eventType),
    VALUE(U32, struct system_event_data, gpuId),
    LAST,
};

#define PROCESS_VALUE(i, kind, member)                                                                                 \
    {"infos[" #i "]." #member, kind, offsetof(struct processes, infos[i].member), 0, true}
#define PROCESS(i)                                                                                                     \
    PROCESS_VALUE(i, U32, pid), PROCESS_VALUE(i, U64, usedGpuMemory), PROCESS_VALUE(i, U32, gpuInstanceId),            \
        PROCESS_VALUE(i, U32, computeInstanceId)

static const struct slot processes[] = {
    VALUE(U32, struct processes, infoCount),
    PROCESS(0),
    PROCESS(1),
    PROCESS(2),
    PROCESS(3),
    PROCESS(4),
    PROCESS(5),
    PROCESS(6),
    PROCESS(7),
    LAST,
};

#define PROCESS_V1(i) PROCESS_VALUE(i, U32, pid), PROCESS_VALUE(i, U64, usedGpuMemory)

/* The oldest functions know no instances. */
static const struct slot processes_v1[] = {
    VALUE(U32, struct processes, infoCount),
    PROCESS_V1(0),
    PROCESS_V1(1),
    PROCESS_V1(2),
    PROCESS_V1(3),
    PROCESS_V1(4),
    PROCESS_V1(5),
    PROCESS_V1(6),
    PROCESS_V1(7),
    LAST,
};

#define SAMPLE_VALUE(i, kind, member)                                                                                  \
    {"utilization[" #i "]." #member, kind, offsetof(struct process_samples, utilization[i].member), 0, true}
#define SAMPLE(i)                                                                                                      \
    SAMPLE_VALUE(i, U32, pid), SAMPLE_VALUE(i, U64, timeStamp), SAMPLE_VALUE(i, U32, smUtil),                          \
        SAMPLE_VALUE(i, U32, memUtil), SAMPLE_VALUE(i, U32, encUtil), SAMPLE_VALUE(i, U32, decUtil)

static const struct slot process_samples[] = {
    VALUE(U32, struct process_samples, processSamplesCount),
    SAMPLE(0),
    SAMPLE(1),
    SAMPLE(2),
    SAMPLE(3),
    SAMPLE(4),
    SAMPLE(5),
    SAMPLE(6),
    SAMPLE(7),
    LAST,
};
_Static_assert(MOST_PROCESSES == 8, "a slot for each process");

/* The members of the union: an answer has one of them. */
const struct slot field_value_slots[] = {
    {"f64", F64, 0, 0, true}, {"u32", U32, 0, 0, true}, {"ulong", ULONG, 0, 0, true}, {"u64", U64, 0, 0, true},
    {"i64", I64, 0, 0, true}, {"i32", I32, 0, 0, true}, {"u16", U16, 0, 0, true},     LAST,
};

#undef FUNCTION_ID
#define FUNCTION_ID(name, arguments, slots) [FN_##name] = {#name, arguments, slots},
const struct function functions[FUNCTIONS] = {
#include "functions.def"
};

enum function_id function_named(const char *name, size_t length) {
    for (enum function_id i = 0; i < FUNCTIONS; i++) {
        if (strlen(functions[i].name) == length && memcmp(functions[i].name, name, length) == 0) {
            return i;
        }
    }
    return FUNCTIONS;
}
