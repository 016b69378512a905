/*
 * The part of NVML's ABI that the double answers by, written down from the offsets and sizes that the compiler gives
 * for nvml.h 13.3 on x86_64 and aarch64, and not from the Java side: a layout that is wrong here or there shows as a
 * wrong value in the tests. For what stems from nvml.h, NVIDIA's notice in nvml-notice.txt applies.
 */
#ifndef ABI_H
#define ABI_H

#include <stddef.h>
#include <stdint.h>

#define LAYOUT(type, size) _Static_assert(sizeof(type) == (size), #type)
#define AT(type, member, offset) _Static_assert(offsetof(type, member) == (offset), #type "." #member)

/* nvmlReturn_t; only the codes that the double gives by itself. */
enum {
    SUCCESS = 0,
    UNINITIALIZED = 1,
    INVALID_ARGUMENT = 2,
    NOT_SUPPORTED = 3,
    NOT_FOUND = 6,
    INSUFFICIENT_SIZE = 7,
    DRIVER_NOT_LOADED = 9,
    TIMEOUT = 10,
    GPU_IS_LOST = 15,
    LIB_RM_VERSION_MISMATCH = 18,
    ARGUMENT_VERSION_MISMATCH = 25,
    UNKNOWN = 999
};

/* How many values the enums of arguments have. */
enum {
    CLOCK_TYPES = 4,
    TEMPERATURE_SENSORS = 1,
    TEMPERATURE_THRESHOLDS = 8,
    INFOROM_OBJECTS = 4,
    MEMORY_ERROR_TYPES = 2,
    ECC_COUNTER_TYPES = 2,
    MEMORY_LOCATIONS = 8,
    NVLINKS = 36,
    NVLINK_ERROR_COUNTERS = 5,
    RETIREMENT_CAUSES = 2,
    PCIE_COUNTERS = 2,
    AFFINITY_SCOPES = 2,
    P2P_CAPS = 6
};

/* Version words of structs: size | version << 24, but for those of GPM, which are plain numbers. */
enum {
    TEMPERATURE_V1 = 0x0100000C,
    MARGIN_TEMPERATURE_V1 = 0x01000008,
    MEMORY_V2 = 0x02000028,
    SRAM_ECC_ERROR_STATUS_V1 = 0x01000068,
    REPAIR_STATUS_V1 = 0x0100000C,
    PLATFORM_INFO_V2 = 0x0200002C,
    GPU_FABRIC_INFO_V2 = 0x02000024,
    GPU_FABRIC_INFO_V3 = 0x03000028,
    SYSTEM_EVENT_SET_CREATE_V1 = 0x01000010,
    SYSTEM_EVENT_SET_FREE_V1 = 0x01000010,
    SYSTEM_REGISTER_EVENT_V1 = 0x01000018,
    SYSTEM_EVENT_SET_WAIT_V1 = 0x01000020,
    GPM_SUPPORT_V1 = 1,
    GPM_METRICS_GET_V1 = 1
};

/* Of the masks of CPUs and NUMA nodes, in the captures. */
enum { MASK_WORDS = 4 };

enum { EVENT_XID = 0x8, EVENTS_BY_DEFAULT = 0x1F, EVENTS_KNOWN = 0xFF9F };
enum { EVENT_UNBIND = 0x1, EVENT_BIND = 0x2, SYSTEM_EVENTS_KNOWN = 0x3 };

/* Handles are pointers whose target no caller may look at. */
typedef void *handle;
_Static_assert(sizeof(handle) == 8 && sizeof(unsigned long) == 8, "64-bit Linux");

struct pci_info {
    char busIdLegacy[16];
    uint32_t domain, bus, device, pciDeviceId, pciSubSystemId;
    char busId[32];
};
LAYOUT(struct pci_info, 68);
AT(struct pci_info, domain, 16);
AT(struct pci_info, pciSubSystemId, 32);
AT(struct pci_info, busId, 36);

struct utilization {
    uint32_t gpu, memory;
};
LAYOUT(struct utilization, 8);

struct memory {
    uint64_t total, free, used;
};
LAYOUT(struct memory, 24);
AT(struct memory, free, 8);
AT(struct memory, used, 16);

struct memory_v2 {
    uint32_t version;
    uint64_t total, reserved, free, used;
};
LAYOUT(struct memory_v2, 40);
AT(struct memory_v2, total, 8);
AT(struct memory_v2, used, 32);

struct bar1_memory {
    uint64_t bar1Total, bar1Free, bar1Used;
};
LAYOUT(struct bar1_memory, 24);
AT(struct bar1_memory, bar1Free, 8);
AT(struct bar1_memory, bar1Used, 16);

struct temperature {
    uint32_t version, sensorType;
    int32_t temperature;
};
LAYOUT(struct temperature, 12);
AT(struct temperature, temperature, 8);

struct margin_temperature {
    uint32_t version;
    int32_t marginTemperature;
};
LAYOUT(struct margin_temperature, 8);
AT(struct margin_temperature, marginTemperature, 4);

struct sram_ecc_error_status {
    uint32_t version;
    uint64_t aggregateUncParity, aggregateUncSecDed, aggregateCor, volatileUncParity, volatileUncSecDed, volatileCor,
        aggregateUncBucketL2, aggregateUncBucketSm, aggregateUncBucketPcie, aggregateUncBucketMcu,
        aggregateUncBucketOther;
    uint32_t bThresholdExceeded;
};
LAYOUT(struct sram_ecc_error_status, 104);
AT(struct sram_ecc_error_status, aggregateUncParity, 8);
AT(struct sram_ecc_error_status, volatileCor, 48);
AT(struct sram_ecc_error_status, bThresholdExceeded, 96);

struct row_remapper_histogram {
    uint32_t max, high, partial, low, none;
};
LAYOUT(struct row_remapper_histogram, 20);
AT(struct row_remapper_histogram, partial, 8);
AT(struct row_remapper_histogram, none, 16);

struct license_expiry {
    uint32_t year;
    uint16_t month, day, hour, min, sec;
    uint8_t status;
};
LAYOUT(struct license_expiry, 16);

struct licensable_feature {
    uint32_t featureCode, featureState;
    char licenseInfo[128], productName[128];
    uint32_t featureEnabled;
    struct license_expiry licenseExpiry;
};
LAYOUT(struct licensable_feature, 284);
AT(struct licensable_feature, productName, 136);
AT(struct licensable_feature, licenseExpiry, 268);

struct licensable_features {
    int32_t isGridLicenseSupported;
    uint32_t licensableFeaturesCount;
    struct licensable_feature gridLicensableFeatures[3];
};
LAYOUT(struct licensable_features, 860);
AT(struct licensable_features, gridLicensableFeatures, 8);

struct conf_compute_state {
    uint32_t environment, ccFeature, devToolsMode;
};
LAYOUT(struct conf_compute_state, 12);

struct fbc_stats {
    uint32_t sessionsCount, averageFPS, averageLatency;
};
LAYOUT(struct fbc_stats, 12);

struct unrepairable_memory_status {
    uint32_t bUnrepairableMemory;
};
LAYOUT(struct unrepairable_memory_status, 4);

/* Version 2 ends before the summary. */
struct gpu_fabric_info {
    uint32_t version;
    unsigned char clusterUuid[16];
    uint32_t status, cliqueId;
    uint8_t state;
    uint32_t healthMask;
    uint8_t healthSummary;
};
LAYOUT(struct gpu_fabric_info, 40);
AT(struct gpu_fabric_info, clusterUuid, 4);
AT(struct gpu_fabric_info, status, 20);
AT(struct gpu_fabric_info, state, 28);
AT(struct gpu_fabric_info, healthMask, 32);
enum { GPU_FABRIC_INFO_V2_SIZE = 36 };
AT(struct gpu_fabric_info, healthSummary, GPU_FABRIC_INFO_V2_SIZE);

struct platform_info {
    uint32_t version;
    unsigned char ibGuid[16], chassisSerialNumber[16];
    uint8_t slotNumber, trayIndex, hostId, peerType, moduleId;
};
LAYOUT(struct platform_info, 44);
AT(struct platform_info, ibGuid, 4);
AT(struct platform_info, chassisSerialNumber, 20);
AT(struct platform_info, slotNumber, 36);
AT(struct platform_info, moduleId, 40);

/* With its nested structs laid flat; the union at the end is kept as its eight bytes. */
struct prm_counter {
    uint32_t counterId, localPort;
    int32_t status, outputType;
    uint64_t outputValue;
};
LAYOUT(struct prm_counter, 24);
AT(struct prm_counter, status, 8);
AT(struct prm_counter, outputValue, 16);

struct prm_counter_list {
    uint32_t numCounters;
    struct prm_counter *counters;
};
LAYOUT(struct prm_counter_list, 16);
AT(struct prm_counter_list, counters, 8);

struct process_info_v1 {
    uint32_t pid;
    uint64_t usedGpuMemory;
};
LAYOUT(struct process_info_v1, 16);
AT(struct process_info_v1, usedGpuMemory, 8);

struct process_info {
    uint32_t pid;
    uint64_t usedGpuMemory;
    uint32_t gpuInstanceId, computeInstanceId;
};
LAYOUT(struct process_info, 24);
AT(struct process_info, usedGpuMemory, 8);
AT(struct process_info, gpuInstanceId, 16);

struct process_sample {
    uint32_t pid;
    uint64_t timeStamp;
    uint32_t smUtil, memUtil, encUtil, decUtil;
};
LAYOUT(struct process_sample, 32);
AT(struct process_sample, timeStamp, 8);
AT(struct process_sample, smUtil, 16);
AT(struct process_sample, decUtil, 28);

struct attributes {
    uint32_t multiprocessorCount, sharedCopyEngineCount, sharedDecoderCount, sharedEncoderCount, sharedJpegCount,
        sharedOfaCount, gpuInstanceSliceCount, computeInstanceSliceCount;
    uint64_t memorySizeMB;
};
LAYOUT(struct attributes, 40);
AT(struct attributes, computeInstanceSliceCount, 28);
AT(struct attributes, memorySizeMB, 32);

struct gpm_support {
    uint32_t version, isSupportedDevice;
};
LAYOUT(struct gpm_support, 8);

/* The union at the end is kept as its eight bytes; valueType says which member of it is meant. */
struct field_value {
    uint32_t fieldId, scopeId;
    int64_t timestamp, latencyUsec;
    int32_t valueType, nvmlReturn;
    unsigned char value[8];
};
LAYOUT(struct field_value, 40);
AT(struct field_value, timestamp, 8);
AT(struct field_value, valueType, 24);
AT(struct field_value, value, 32);

struct gpm_metric {
    uint32_t metricId;
    int32_t nvmlReturn;
    double value;
    const char *shortName, *longName, *unit;
};
LAYOUT(struct gpm_metric, 40);
AT(struct gpm_metric, value, 8);

/* The array had 98 elements up to nvml.h 12.8, 210 up to 13.1, and has 333 since, all as version 1. */
struct gpm_metrics_get {
    uint32_t version, numMetrics;
    handle sample1, sample2;
    struct gpm_metric metrics[333];
};
LAYOUT(struct gpm_metrics_get, 13344);
AT(struct gpm_metrics_get, sample2, 16);
AT(struct gpm_metrics_get, metrics, 24);

/* nvmlEventSetWait, which is older than MIG, knows nothing behind eventData. */
struct event_data {
    handle device;
    uint64_t eventType, eventData;
    uint32_t gpuInstanceId, computeInstanceId;
};
LAYOUT(struct event_data, 32);
AT(struct event_data, gpuInstanceId, 24);

/* Of creating a set and of freeing it. */
struct system_event_set_request {
    uint32_t version;
    handle set;
};
LAYOUT(struct system_event_set_request, 16);
AT(struct system_event_set_request, set, 8);

struct system_register_event_request {
    uint32_t version;
    uint64_t eventTypes;
    handle set;
};
LAYOUT(struct system_register_event_request, 24);
AT(struct system_register_event_request, eventTypes, 8);
AT(struct system_register_event_request, set, 16);

struct system_event_data {
    uint64_t eventType;
    uint32_t gpuId;
};
LAYOUT(struct system_event_data, 16);
AT(struct system_event_data, gpuId, 8);

/* dataSize and numEvent are numbers of events. */
struct system_event_set_wait_request {
    uint32_t version, timeoutms;
    handle set;
    struct system_event_data *data;
    uint32_t dataSize, numEvent;
};
LAYOUT(struct system_event_set_wait_request, 32);
AT(struct system_event_set_wait_request, timeoutms, 4);
AT(struct system_event_set_wait_request, set, 8);
AT(struct system_event_set_wait_request, data, 16);
AT(struct system_event_set_wait_request, numEvent, 28);

struct remapped_rows {
    uint32_t corrActiveRemaps, corrInactiveRemaps, uncActiveRemaps, uncInactiveRemaps, bPending, bFailureOccurred;
};
LAYOUT(struct remapped_rows, 24);
AT(struct remapped_rows, uncActiveRemaps, 8);

struct repair_status {
    uint32_t version, bChannelRepairPending, bTpcRepairPending;
};
LAYOUT(struct repair_status, 12);
AT(struct repair_status, bTpcRepairPending, 8);

struct cper_cursor {
    uint32_t cperTypeMask;
    char uuid[80];
    uint64_t handle;
};
LAYOUT(struct cper_cursor, 96);
AT(struct cper_cursor, uuid, 4);
AT(struct cper_cursor, handle, 88);

struct cper_request {
    struct cper_cursor cursor;
    unsigned char *buffer;
    uint32_t bufferSize;
};
LAYOUT(struct cper_request, 112);
AT(struct cper_request, buffer, 96);
AT(struct cper_request, bufferSize, 104);

#endif
