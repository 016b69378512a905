/* The functions that give what the capture says, one value or one struct a call. */
#include "double.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

struct pair {
    uint32_t first, second;
};

int null_is_invalid(const void *out) {
    return out == NULL ? INVALID_ARGUMENT : SUCCESS;
}

int get(enum function_id function, handle device, const char *arguments, int complaint, void *out, size_t size) {
    int code = enter(function, device, arguments, complaint);
    if (code == SUCCESS) {
        const struct answer *answer = answer_to(subject_of(device), function, arguments);
        if (answer != NULL && answer->code == SUCCESS && size > 0) {
            memset(out, 0, size);
        }
        code = fill(answer, functions[function].slots, out);
    }
    end();
    return code;
}

int copy_text(
    int code, enum function_id function, handle device, const char *arguments, char *out, unsigned int length) {
    const struct answer *answer = NULL;
    if (code == SUCCESS) {
        answer = answer_to(subject_of(device), function, arguments);
        code = answer == NULL ? NOT_SUPPORTED : answer->code;
    }
    if (code == SUCCESS && strlen(answer->members[0].text) >= length) {
        code = INSUFFICIENT_SIZE;
    }
    if (code == SUCCESS) {
        strcpy(out, answer->members[0].text);
    }
    end();
    return code;
}

static int get_text(
    enum function_id function, handle device, const char *arguments, char *out, unsigned int length) {
    int code = enter(function, device, arguments, null_is_invalid(out));
    return copy_text(code, function, device, arguments, out, length);
}

static int get_pair(enum function_id function, handle device, unsigned int *first, unsigned int *second) {
    struct pair pair;
    int complaint = null_is_invalid(first) != SUCCESS ? INVALID_ARGUMENT : null_is_invalid(second);
    int code = get(function, device, "", complaint, &pair, sizeof pair);
    if (code == SUCCESS) {
        *first = pair.first;
        *second = pair.second;
    }
    return code;
}

int get_number_of(
    enum function_id function, handle device, unsigned int argument, unsigned int bound, unsigned int *out) {
    char text[16];
    snprintf(text, sizeof text, "(%u)", argument);
    int complaint = argument >= bound ? INVALID_ARGUMENT : null_is_invalid(out);
    return get(function, device, text, complaint, out, sizeof *out);
}

#define DEVICE_TEXT(name)                                                                                              \
    EXPORT int name(handle device, char *out, unsigned int length) {                                                   \
        return get_text(FN_##name, device, "", out, length);                                                           \
    }
#define DEVICE_VALUE(name, type)                                                                                       \
    EXPORT int name(handle device, type *out) {                                                                        \
        return get(FN_##name, device, "", null_is_invalid(out), out, sizeof *out);                                     \
    }
#define DEVICE_PAIR(name)                                                                                              \
    EXPORT int name(handle device, unsigned int *first, unsigned int *second) {                                        \
        return get_pair(FN_##name, device, first, second);                                                             \
    }

DEVICE_TEXT(nvmlDeviceGetName)
DEVICE_TEXT(nvmlDeviceGetUUID)
DEVICE_TEXT(nvmlDeviceGetSerial)
DEVICE_TEXT(nvmlDeviceGetVbiosVersion)
DEVICE_TEXT(nvmlDeviceGetInforomImageVersion)

DEVICE_VALUE(nvmlDeviceGetMinorNumber, unsigned int)
DEVICE_VALUE(nvmlDeviceGetIndex, unsigned int)
DEVICE_VALUE(nvmlDeviceGetInforomConfigurationChecksum, unsigned int)
DEVICE_VALUE(nvmlDeviceGetPersistenceMode, unsigned int)
DEVICE_VALUE(nvmlDeviceGetComputeMode, unsigned int)
DEVICE_VALUE(nvmlDeviceGetBrand, unsigned int)
DEVICE_VALUE(nvmlDeviceGetArchitecture, unsigned int)
DEVICE_VALUE(nvmlDeviceGetPowerSource, unsigned int)
DEVICE_VALUE(nvmlDeviceGetBBXTimeData_v1, unsigned int)
DEVICE_VALUE(nvmlDeviceGetRemappedRows_v2, struct remapped_rows)
DEVICE_VALUE(nvmlDeviceGetBusType, unsigned int)
DEVICE_VALUE(nvmlDeviceGetVirtualizationMode, unsigned int)
DEVICE_VALUE(nvmlDeviceGetPerformanceState, unsigned int)
DEVICE_VALUE(nvmlDeviceGetFanSpeed, unsigned int)
DEVICE_VALUE(nvmlDeviceGetPowerUsage, unsigned int)
DEVICE_VALUE(nvmlDeviceGetPowerManagementLimit, unsigned int)
DEVICE_VALUE(nvmlDeviceGetPowerManagementDefaultLimit, unsigned int)
DEVICE_VALUE(nvmlDeviceGetEnforcedPowerLimit, unsigned int)
DEVICE_VALUE(nvmlDeviceGetMaxPcieLinkGeneration, unsigned int)
DEVICE_VALUE(nvmlDeviceGetMaxPcieLinkWidth, unsigned int)
DEVICE_VALUE(nvmlDeviceGetCurrPcieLinkGeneration, unsigned int)
DEVICE_VALUE(nvmlDeviceGetCurrPcieLinkWidth, unsigned int)
DEVICE_VALUE(nvmlDeviceGetPcieReplayCounter, unsigned int)
DEVICE_VALUE(nvmlDeviceGetMaxMigDeviceCount, unsigned int)
DEVICE_VALUE(nvmlDeviceGetGpuInstanceId, unsigned int)
DEVICE_VALUE(nvmlDeviceGetComputeInstanceId, unsigned int)

DEVICE_VALUE(nvmlDeviceGetCurrentClocksEventReasons, unsigned long long)
DEVICE_VALUE(nvmlDeviceGetCurrentClocksThrottleReasons, unsigned long long)

DEVICE_VALUE(nvmlDeviceGetPciInfo_v3, struct pci_info)
DEVICE_VALUE(nvmlDeviceGetUtilizationRates, struct utilization)
DEVICE_VALUE(nvmlDeviceGetMemoryInfo, struct memory)
DEVICE_VALUE(nvmlDeviceGetBAR1MemoryInfo, struct bar1_memory)
DEVICE_VALUE(nvmlDeviceGetRowRemapperHistogram, struct row_remapper_histogram)
DEVICE_VALUE(nvmlDeviceGetGridLicensableFeatures_v4, struct licensable_features)
DEVICE_VALUE(nvmlDeviceGetAttributes_v2, struct attributes)
DEVICE_VALUE(nvmlDeviceGetFBCStats, struct fbc_stats)
DEVICE_VALUE(nvmlDeviceGetUnrepairableMemoryFlag_v1, struct unrepairable_memory_status)

DEVICE_PAIR(nvmlDeviceGetCudaComputeCapability)
DEVICE_PAIR(nvmlDeviceGetAutoBoostedClocksEnabled)
DEVICE_PAIR(nvmlDeviceGetEncoderUtilization)
DEVICE_PAIR(nvmlDeviceGetDecoderUtilization)
DEVICE_PAIR(nvmlDeviceGetPowerManagementLimitConstraints)
DEVICE_PAIR(nvmlDeviceGetMigMode)

EXPORT int nvmlDeviceGetInforomVersion(handle device, unsigned int object, char *version, unsigned int length) {
    char arguments[16];
    snprintf(arguments, sizeof arguments, "(%u)", object);
    int complaint = object >= INFOROM_OBJECTS ? INVALID_ARGUMENT : null_is_invalid(version);
    int code = enter(FN_nvmlDeviceGetInforomVersion, device, arguments, complaint);
    return copy_text(code, FN_nvmlDeviceGetInforomVersion, device, arguments, version, length);
}

EXPORT int nvmlDeviceGetClockInfo(handle device, unsigned int type, unsigned int *clock) {
    return get_number_of(FN_nvmlDeviceGetClockInfo, device, type, CLOCK_TYPES, clock);
}

EXPORT int nvmlDeviceGetMaxClockInfo(handle device, unsigned int type, unsigned int *clock) {
    return get_number_of(FN_nvmlDeviceGetMaxClockInfo, device, type, CLOCK_TYPES, clock);
}

EXPORT int nvmlDeviceGetApplicationsClock(handle device, unsigned int type, unsigned int *clock) {
    return get_number_of(FN_nvmlDeviceGetApplicationsClock, device, type, CLOCK_TYPES, clock);
}

EXPORT int nvmlDeviceGetTemperatureThreshold(handle device, unsigned int threshold, unsigned int *temperature) {
    return get_number_of(
        FN_nvmlDeviceGetTemperatureThreshold, device, threshold, TEMPERATURE_THRESHOLDS, temperature);
}

EXPORT int nvmlDeviceGetTemperature(handle device, unsigned int sensor, unsigned int *temperature) {
    return get_number_of(FN_nvmlDeviceGetTemperature, device, sensor, TEMPERATURE_SENSORS, temperature);
}

EXPORT int nvmlDeviceGetPcieThroughput(handle device, unsigned int counter, unsigned int *value) {
    return get_number_of(FN_nvmlDeviceGetPcieThroughput, device, counter, PCIE_COUNTERS, value);
}

EXPORT int nvmlDeviceGetEncoderStats(
    handle device, unsigned int *sessions, unsigned int *fps, unsigned int *latency) {
    uint32_t stats[3];
    int complaint = sessions == NULL || fps == NULL || latency == NULL ? INVALID_ARGUMENT : SUCCESS;
    int code = get(FN_nvmlDeviceGetEncoderStats, device, "", complaint, stats, sizeof stats);
    if (code == SUCCESS) {
        *sessions = stats[0];
        *fps = stats[1];
        *latency = stats[2];
    }
    return code;
}

EXPORT int nvmlDeviceValidateInforom(handle device) {
    return get(FN_nvmlDeviceValidateInforom, device, "", SUCCESS, NULL, 0);
}

int version_complaint(const void *out, uint32_t right) {
    if (out == NULL) {
        return INVALID_ARGUMENT;
    }
    const uint32_t *version = out; /* the first member of every struct that has one */
    return *version == right ? SUCCESS : ARGUMENT_VERSION_MISMATCH;
}

EXPORT int nvmlDeviceGetTemperatureV(handle device, struct temperature *out) {
    int complaint = version_complaint(out, TEMPERATURE_V1);
    char arguments[16] = "";
    if (complaint == SUCCESS) {
        snprintf(arguments, sizeof arguments, "(%u)", out->sensorType);
        complaint = out->sensorType >= TEMPERATURE_SENSORS ? INVALID_ARGUMENT : SUCCESS;
    }
    return get(FN_nvmlDeviceGetTemperatureV, device, arguments, complaint, out, 0);
}

EXPORT int nvmlDeviceGetMarginTemperature(handle device, struct margin_temperature *out) {
    int complaint = version_complaint(out, MARGIN_TEMPERATURE_V1);
    return get(FN_nvmlDeviceGetMarginTemperature, device, "", complaint, out, 0);
}

EXPORT int nvmlDeviceGetSramEccErrorStatus(handle device, struct sram_ecc_error_status *out) {
    int complaint = version_complaint(out, SRAM_ECC_ERROR_STATUS_V1);
    return get(FN_nvmlDeviceGetSramEccErrorStatus, device, "", complaint, out, 0);
}

EXPORT int nvmlDeviceGetMemoryInfo_v2(handle device, struct memory_v2 *out) {
    return get(FN_nvmlDeviceGetMemoryInfo_v2, device, "", version_complaint(out, MEMORY_V2), out, 0);
}

EXPORT int nvmlGpmQueryDeviceSupport(handle device, struct gpm_support *out) {
    return get(FN_nvmlGpmQueryDeviceSupport, device, "", version_complaint(out, GPM_SUPPORT_V1), out, 0);
}

EXPORT int nvmlDeviceGetMemoryErrorCounter(
    handle device, unsigned int error, unsigned int counter, unsigned int location, unsigned long long *count) {
    char arguments[48];
    snprintf(arguments, sizeof arguments, "(%u,%u,%u)", error, counter, location);
    bool known = error < MEMORY_ERROR_TYPES && counter < ECC_COUNTER_TYPES && location < MEMORY_LOCATIONS;
    int complaint = known ? null_is_invalid(count) : INVALID_ARGUMENT;
    return get(FN_nvmlDeviceGetMemoryErrorCounter, device, arguments, complaint, count, sizeof *count);
}

/* The capture has the count only; the addresses are made up. */
EXPORT int nvmlDeviceGetRetiredPages(handle device, unsigned int cause, unsigned int *count, uint64_t *addresses) {
    uint32_t pages;
    unsigned int room = count == NULL ? 0 : *count;
    uint32_t *counted = count == NULL ? NULL : &pages;
    int code = get_number_of(FN_nvmlDeviceGetRetiredPages, device, cause, RETIREMENT_CAUSES, counted);
    if (code != SUCCESS) {
        return code;
    }
    *count = pages;
    if (pages > room) {
        return INSUFFICIENT_SIZE;
    }
    if (pages > 0 && addresses == NULL) {
        return INVALID_ARGUMENT;
    }
    for (uint32_t i = 0; i < pages; i++) {
        addresses[i] = (i + 1) * UINT64_C(0x10000);
    }
    return SUCCESS;
}

EXPORT int nvmlSystemGetDriverVersion(char *version, unsigned int length) {
    return get_text(FN_nvmlSystemGetDriverVersion, SYSTEM, "", version, length);
}

/* The library answers by itself, initialized or not; that of branch 470 and before did not. */
EXPORT int nvmlSystemGetNVMLVersion(char *version, unsigned int length) {
    begin(FN_nvmlSystemGetNVMLVersion, SYSTEM_SUBJECT, "");
    int code = driver_branch() > 470 ? SUCCESS : state_of(SYSTEM);
    if (code == SUCCESS) {
        code = null_is_invalid(version);
    }
    if (code == SUCCESS) {
        code = refusal(FN_nvmlSystemGetNVMLVersion, SYSTEM_SUBJECT, "");
    }
    return copy_text(code, FN_nvmlSystemGetNVMLVersion, SYSTEM, "", version, length);
}

EXPORT int nvmlSystemGetCudaDriverVersion_v2(int *version) {
    return get(FN_nvmlSystemGetCudaDriverVersion_v2, SYSTEM, "", null_is_invalid(version), version, sizeof *version);
}

EXPORT int nvmlSystemGetCudaDriverVersion(int *version) {
    return get(FN_nvmlSystemGetCudaDriverVersion, SYSTEM, "", null_is_invalid(version), version, sizeof *version);
}

EXPORT int nvmlSystemGetConfComputeState(struct conf_compute_state *out) {
    return get(FN_nvmlSystemGetConfComputeState, SYSTEM, "", null_is_invalid(out), out, sizeof *out);
}

EXPORT int nvmlDeviceGetCount_v2(unsigned int *count) {
    return get(FN_nvmlDeviceGetCount_v2, SYSTEM, "", null_is_invalid(count), count, sizeof *count);
}

static int field_value(struct subject subject, struct field_value *value) {
    char arguments[32];
    snprintf(arguments, sizeof arguments, "(%u,%u)", value->fieldId, value->scopeId);
    int code = value_refusal(FN_nvmlDeviceGetFieldValues, subject, arguments);
    if (code != SUCCESS) {
        return code;
    }
    const struct answer *answer = answer_to(subject, FN_nvmlDeviceGetFieldValues, arguments);
    if (answer != NULL && answer->code == SUCCESS) {
        const struct slot *slot = field_value_slots;
        while (strcmp(slot->name, answer->members[0].name) != 0) {
            slot++;
        }
        value->valueType = (int32_t)slot->kind;
    }
    return fill(answer, field_value_slots, value->value);
}

EXPORT int nvmlDeviceGetFieldValues(handle device, int count, struct field_value *values) {
    int complaint = count <= 0 ? INVALID_ARGUMENT : null_is_invalid(values);
    int code = enter(FN_nvmlDeviceGetFieldValues, device, "", complaint);
    for (int i = 0; code == SUCCESS && i < count; i++) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        values[i].timestamp = now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
        values[i].latencyUsec = 0;
        values[i].nvmlReturn = field_value(subject_of(device), &values[i]);
    }
    end();
    return code;
}

/* A capture that does not say has the events of old, and those that it holds. */
EXPORT int nvmlDeviceGetSupportedEventTypes(handle device, unsigned long long *types) {
    int code = enter(FN_nvmlDeviceGetSupportedEventTypes, device, "", null_is_invalid(types));
    if (code == SUCCESS) {
        const struct answer *answer = answer_to(subject_of(device), FN_nvmlDeviceGetSupportedEventTypes, "");
        code = answer == NULL ? SUCCESS : answer->code;
        *types = code == SUCCESS ? supported_events(subject_of(device)) : *types;
    }
    end();
    return code;
}

/* In the words of the real library. */
static const char *const error_strings[] = {
    "Success", "Uninitialized", "Invalid Argument", "Not Supported", "Insufficient Permissions",
    "Already Initialized", "Not Found", "Insufficient Size", "Insufficient External Power", "Driver Not Loaded",
    "Timeout", "Interrupt Request Issue", "NVML Shared Library Not Found", "Function Not Found",
    "Corrupted infoROM", "GPU is lost", "GPU requires reset", "GPU access blocked by the operating system",
    "Driver/library version mismatch", "In use by another client", "Insufficient Memory", "No data",
    "vGPU ECC not supported", "Insufficient Resources", "Invalid Frequency", "Argument version mismatch",
    "Requested functionality has been deprecated", "System is not in ready state", "No supported GPUs were found",
    "Resource not in correct state to perform requested operation",
};

EXPORT const char *nvmlErrorString(int code) {
    begin(FN_nvmlErrorString, SYSTEM_SUBJECT, "");
    end();
    int known = sizeof error_strings / sizeof *error_strings;
    return code >= 0 && code < known ? error_strings[code] : "Unknown Error";
}
