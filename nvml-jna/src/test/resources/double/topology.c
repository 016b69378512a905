/* Where a GPU sits, and what it is linked with. */
#include "double.h"
#include <stdio.h>
#include <string.h>

static int mask_complaint(unsigned int size, const unsigned long *mask) {
    if (mask == NULL) {
        return INVALID_ARGUMENT;
    }
    return size < MASK_WORDS ? INSUFFICIENT_SIZE : SUCCESS;
}

EXPORT int nvmlDeviceGetCpuAffinity(handle device, unsigned int size, unsigned long *set) {
    return get(FN_nvmlDeviceGetCpuAffinity, device, "", mask_complaint(size, set), set, MASK_WORDS * sizeof *set);
}

EXPORT int nvmlDeviceGetMemoryAffinity(handle device, unsigned int size, unsigned long *set, unsigned int scope) {
    char arguments[16];
    snprintf(arguments, sizeof arguments, "(%u)", scope);
    int complaint = scope < AFFINITY_SCOPES ? mask_complaint(size, set) : INVALID_ARGUMENT;
    return get(FN_nvmlDeviceGetMemoryAffinity, device, arguments, complaint, set, MASK_WORDS * sizeof *set);
}

EXPORT int nvmlDeviceGetPlatformInfo(handle device, struct platform_info *out) {
    return get(FN_nvmlDeviceGetPlatformInfo, device, "", version_complaint(out, PLATFORM_INFO_V2), out, 0);
}

EXPORT int nvmlDeviceGetNvLinkState(handle device, unsigned int link, unsigned int *active) {
    return get_number_of(FN_nvmlDeviceGetNvLinkState, device, link, NVLINKS, active);
}

EXPORT int nvmlDeviceGetNvLinkRemoteDeviceType(handle device, unsigned int link, unsigned int *type) {
    return get_number_of(FN_nvmlDeviceGetNvLinkRemoteDeviceType, device, link, NVLINKS, type);
}

EXPORT int nvmlDeviceGetNvLinkRemotePciInfo_v2(handle device, unsigned int link, struct pci_info *out) {
    char arguments[16];
    snprintf(arguments, sizeof arguments, "(%u)", link);
    int complaint = link < NVLINKS ? null_is_invalid(out) : INVALID_ARGUMENT;
    return get(FN_nvmlDeviceGetNvLinkRemotePciInfo_v2, device, arguments, complaint, out, sizeof *out);
}

EXPORT int nvmlDeviceGetNvLinkErrorCounter(
    handle device, unsigned int link, unsigned int counter, unsigned long long *value) {
    char arguments[32];
    snprintf(arguments, sizeof arguments, "(%u,%u)", link, counter);
    bool known = link < NVLINKS && counter < NVLINK_ERROR_COUNTERS;
    int complaint = known ? null_is_invalid(value) : INVALID_ARGUMENT;
    return get(FN_nvmlDeviceGetNvLinkErrorCounter, device, arguments, complaint, value, sizeof *value);
}

/* A capture has the other GPU by its index. */
EXPORT int nvmlDeviceGetP2PStatus(handle device, handle peer, unsigned int caps, unsigned int *status) {
    char arguments[32];
    snprintf(arguments, sizeof arguments, "(%d,%u)", subject_of(peer).gpu, caps);
    int complaint = caps < P2P_CAPS ? null_is_invalid(status) : INVALID_ARGUMENT;
    int code = enter(FN_nvmlDeviceGetP2PStatus, device, arguments, complaint);
    if (code == SUCCESS) {
        code = state_of(peer);
    }
    if (code == SUCCESS) {
        const struct answer *answer = answer_to(subject_of(device), FN_nvmlDeviceGetP2PStatus, arguments);
        code = fill(answer, functions[FN_nvmlDeviceGetP2PStatus].slots, status);
    }
    end();
    return code;
}

static int prm_counter(struct subject subject, struct prm_counter *counter) {
    char arguments[32];
    snprintf(arguments, sizeof arguments, "(%u,%u)", counter->counterId, counter->localPort);
    int code = value_refusal(FN_nvmlDeviceReadPRMCounters_v1, subject, arguments);
    if (code != SUCCESS) {
        return code;
    }
    counter->outputType = U64;
    const struct answer *answer = answer_to(subject, FN_nvmlDeviceReadPRMCounters_v1, arguments);
    return fill(answer, functions[FN_nvmlDeviceReadPRMCounters_v1].slots, &counter->outputValue);
}

EXPORT int nvmlDeviceReadPRMCounters_v1(handle device, struct prm_counter_list *list) {
    int complaint = list == NULL || list->counters == NULL ? INVALID_ARGUMENT : SUCCESS;
    int code = enter(FN_nvmlDeviceReadPRMCounters_v1, device, "", complaint);
    for (uint32_t i = 0; code == SUCCESS && i < list->numCounters; i++) {
        list->counters[i].status = prm_counter(subject_of(device), &list->counters[i]);
    }
    end();
    return code;
}

/* A capture of a driver that knows version 2 of the struct only has no summary. */
EXPORT int nvmlDeviceGetGpuFabricInfoV(handle device, struct gpu_fabric_info *out) {
    bool older = version_complaint(out, GPU_FABRIC_INFO_V2) == SUCCESS;
    int complaint = older ? SUCCESS : version_complaint(out, GPU_FABRIC_INFO_V3);
    int code = enter(FN_nvmlDeviceGetGpuFabricInfoV, device, "", complaint);
    if (code == SUCCESS) {
        struct gpu_fabric_info info = {.version = out->version};
        const struct answer *answer = answer_to(subject_of(device), FN_nvmlDeviceGetGpuFabricInfoV, "");
        code = fill(answer, functions[FN_nvmlDeviceGetGpuFabricInfoV].slots, &info);
        if (code == SUCCESS && !older && !has_member(answer, "healthSummary")) {
            code = ARGUMENT_VERSION_MISMATCH;
        }
        if (code == SUCCESS) {
            memcpy(out, &info, older ? GPU_FABRIC_INFO_V2_SIZE : sizeof info);
        }
    }
    end();
    return code;
}
